import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { rename, rm, stat } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { CliFailure, usageFailure } from './cli-failure.js';
import { EXIT } from './exit-codes.js';
import { OPERATIONS, type RequestProgress } from './operations.js';
import { bar, progressLine } from './progress-line.rules.js';
import type { ServiceClient } from './service-client.js';
import type { Session } from './session.js';

export interface SubmitOptions {
  id?: string;
  watch?: boolean;
}

interface Accepted {
  requestId: string;
  accepted: number;
  rejected: number;
  channel: string;
  deprecation?: { lastDay: string; daysLeft: number; guide: string };
}

const POLL_MS = 1_000;
/** In a pipe a line is written when something has changed, and no more often than this. */
const LINE_EVERY_MS = 2_000;
/** So many times in a row the service may be away while a request is watched. */
const PATIENCE = 30;

/**
 * Sends a massivo file. Without `--id` its SHA-256 is the client request id: sent again after a lost answer, the same
 * file is the same request.
 */
export async function submit(session: Session, file: string, { id, watch }: SubmitOptions): Promise<void> {
  const client = await session.client();
  const clientRequestId = id ?? (await sha256Of(file));
  const { size } = await readable(file, () => stat(file));
  const response = await client.file(`/massivo-files?clientRequestId=${encodeURIComponent(clientRequestId)}`, {
    method: 'POST',
    headers: { 'content-type': 'text/plain', 'content-length': String(size) },
    body: Readable.toWeb(createReadStream(file)) as ReadableStream,
    duplex: 'half',
  });
  const accepted = (await response.json()) as Accepted;
  session.show(accepted, () => acceptedLines(session, accepted));
  if (watch) await watchRequest(session, client, accepted.requestId);
}

function acceptedLines(session: Session, { requestId, accepted, rejected, channel, deprecation }: Accepted): string[] {
  return [
    session.say(
      `${requestId} ${channel}: ${accepted} accepted, ${rejected} rejected`,
      `${requestId} ${channel}: ${accepted} accettati, ${rejected} rifiutati`,
    ),
    ...(deprecation
      ? [
          session.say(
            `massivo ends on ${deprecation.lastDay}, in ${deprecation.daysLeft} days: ${deprecation.guide}`,
            `il massivo termina il ${deprecation.lastDay}, tra ${deprecation.daysLeft} giorni: ${deprecation.guide}`,
          ),
        ]
      : []),
  ];
}

/** Until every subject is at an end. A bar on a terminal, plain lines or JSON objects in a pipe. */
async function watchRequest(session: Session, client: ServiceClient, id: string): Promise<void> {
  const { terminal, language } = session;
  const startedAt = performance.now();
  let first: RequestProgress | null = null;
  let written = { text: '', at: -LINE_EVERY_MS };
  for (;;) {
    const now = await patiently(client, id, terminal.signal);
    first ??= now;
    const done = first.counts.open - now.counts.open;
    const seconds = (performance.now() - startedAt) / 1_000;
    const text = progressLine(now, { done, seconds, language });
    const isOver = now.counts.open === 0;
    if (session.isJson) session.show(now, () => []);
    else if (terminal.isInteractive) terminal.err.write(`\r\u001b[K${bar(now.progress)} ${text}${isOver ? '\n' : ''}`);
    else if (isOver || (text !== written.text && performance.now() - written.at >= LINE_EVERY_MS)) {
      terminal.out.write(`${text}\n`);
      written = { text, at: performance.now() };
    }
    if (isOver) return;
    await sleep(POLL_MS, undefined, { signal: terminal.signal });
  }
}

/** The work goes on whether it is watched or not: a service that is away for a while is asked again. */
async function patiently(client: ServiceClient, id: string, signal: AbortSignal): Promise<RequestProgress> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      const { certificateRequest } = await client.run(OPERATIONS.progress, { id });
      if (certificateRequest) return certificateRequest;
      throw new CliFailure(EXIT.refused, ['There is no such request.', 'Richiesta inesistente.']);
    } catch (error) {
      const passing = error instanceof CliFailure && error.exitCode === EXIT.unreachable;
      if (!passing || attempt === PATIENCE) throw error;
      await sleep(POLL_MS, undefined, { signal });
    }
  }
}

export interface DownloadOptions {
  outcome?: boolean;
  out?: string;
}

/** The ZIP of the certificates, or the outcome file. Written aside and renamed: no half file has the name. */
export async function download(session: Session, id: string, { outcome, out }: DownloadOptions): Promise<void> {
  const client = await session.client();
  const name = outcome ? 'outcome.txt' : 'certificates.zip';
  const response = await client.file(`/requests/${encodeURIComponent(id)}/${name}`);
  const target = out ?? `${id}-${name}`;
  const draft = `${target}.part`;
  try {
    if (!response.body) throw new CliFailure(EXIT.unreachable, ['An empty answer.', 'Risposta vuota.']);
    await pipeline(Readable.fromWeb(response.body as never), createWriteStream(draft, { flags: 'wx' }));
    await rename(draft, target);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') await rm(draft, { force: true });
    throw brokenOff(error, target);
  }
  const { size } = await stat(target);
  session.show({ file: target, bytes: size }, () => [`${target} (${size} bytes)`]);
}

function brokenOff(error: unknown, target: string): unknown {
  if (error instanceof CliFailure || !(error instanceof Error)) return error;
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'EEXIST') {
    return usageFailure(`${target}.part is there: is another download under way?`, `${target}.part esiste già.`);
  }
  if (code === 'ENOENT' || code === 'EACCES' || code === 'ENOSPC' || code === 'EISDIR') {
    return usageFailure(`${target} cannot be written: ${code}.`, `${target} non è scrivibile: ${code}.`);
  }
  return new CliFailure(EXIT.unreachable, [
    'The download broke off; try again.',
    'Scaricamento interrotto; riprovare.',
  ]);
}

async function sha256Of(file: string): Promise<string> {
  const hash = createHash('sha256');
  await readable(file, () => pipeline(createReadStream(file), hash));
  return hash.digest('hex');
}

async function readable<T>(file: string, read: () => Promise<T>): Promise<T> {
  return read().catch((error: NodeJS.ErrnoException) => {
    throw usageFailure(
      `${file} cannot be read: ${error.code ?? error.name}.`,
      `${file} non è leggibile: ${error.code ?? error.name}.`,
    );
  });
}
