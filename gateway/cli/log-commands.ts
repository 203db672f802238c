import type { KeyObject } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { LogAudit, type AuditedRecord, type LogFinding } from '../../schema/kernel/log-audit.rules.js';
import { importedRecord } from '../../schema/kernel/log-lines.rules.js';
import { CliFailure, usageFailure } from './cli-failure.js';
import { EXIT } from './exit-codes.js';
import { keyName, KnownLog, publicKeyOf, receiptLines } from './known-log.js';
import type { Sentence } from './language.js';
import { OPERATIONS } from './operations.js';
import type { Session } from './session.js';
import { changeLine } from './transition-report.rules.js';

export interface LogOptions {
  first?: string;
  jsonl?: boolean;
  out?: string;
}

export interface VerifyOptions {
  receipt?: string[];
  log?: string;
  key?: string[];
}

/** The changes, latest first; with `--jsonl` the log itself from its first record on, one JSON object a line. */
export async function showLog(session: Session, { first, jsonl, out }: LogOptions): Promise<void> {
  if (jsonl) return exportLog(session, out);
  const client = await session.client();
  const { transitionLog } = await client.run(OPERATIONS.log, { first: Number(first ?? 20) });
  session.show(transitionLog.nodes, () => transitionLog.nodes.map((change) => changeLine(change, session.language)));
}

async function exportLog(session: Session, out: string | undefined): Promise<void> {
  const client = await session.client();
  const file = out === undefined ? null : await open(out, 'wx');
  try {
    const records = client.all(OPERATIONS.logRecords, {}, ({ transitionLogRecords }) => transitionLogRecords);
    for await (const record of records) {
      const line = `${JSON.stringify(record)}\n`;
      if (file) await file.write(line);
      else session.terminal.out.write(line);
    }
  } finally {
    await file?.close();
  }
}

/**
 * verifies the log, of the service or of a file, with a key and with receipts that did not come along with it. The
 * receipt of the last record is kept, so that whoever cuts or rewrites the log later is found out next time.
 */
export async function verifyLog(session: Session, options: VerifyOptions): Promise<void> {
  const known = KnownLog.of(session);
  const publicKeys = await keysFor(session, known, options);
  const given = (await Promise.all((options.receipt ?? []).map(readReceipts))).flat();
  const kept = options.log === undefined ? await known.receipts() : [];
  const audit = new LogAudit({ publicKeys, receipts: [...given, ...kept] });
  let last: AuditedRecord | null = null;
  for await (const record of options.log === undefined ? recordsOfService(session) : recordsOfFile(options.log)) {
    if (!audit.take(record)) break;
    last = record;
  }
  const finding = audit.end() ?? endFinding(last);
  if (finding) throw tampered(finding);
  if (options.log === undefined && last?.receipt) await known.keepReceipt(last.receipt);
  const result = {
    intact: true,
    records: audit.head.seq,
    head: last?.receipt ?? null,
    receipts: given.length + kept.length,
  };
  session.show(result, () => [
    session.say(
      `The log is intact: ${result.records} records, ${result.receipts} receipts found in it.`,
      `Il registro è integro: ${result.records} registrazioni, ${result.receipts} ricevute riscontrate.`,
    ),
  ]);
}

/** The log of a running service has a first record, and its last one is signed. */
function endFinding(last: AuditedRecord | null): LogFinding | null {
  if (last === null) return { fault: 'CUT', seq: 1 };
  return last.receipt === null ? { fault: 'SIGNATURE_INVALID', seq: last.seq } : null;
}

/** Keys that were named; else the one that is pinned; else the service's, pinned from now on. */
async function keysFor(session: Session, known: KnownLog, { key, log }: VerifyOptions): Promise<KeyObject[]> {
  if (key && key.length > 0) {
    const texts = await Promise.all(key.map((file) => readText(file)));
    return texts.map(publicKeyOf);
  }
  const pinned = await known.key();
  if (pinned) return [pinned];
  if (log !== undefined) {
    throw usageFailure(
      'Name the public key (--key FILE): none is known here yet.',
      'Indicare la chiave pubblica (--key FILE): qui non ne è nota alcuna.',
    );
  }
  const { transitionLogKey } = await (await session.client()).run(OPERATIONS.logKey, {});
  const first = publicKeyOf(transitionLogKey.pem);
  await known.pinKey(transitionLogKey.pem);
  session.note(
    session.say(
      `Key ${keyName(first)} is taken on trust and pinned: compare it with the one that operations publish.`,
      `La chiave ${keyName(first)} è accettata e fissata: confrontarla con quella pubblicata dalla gestione.`,
    ),
  );
  return [first];
}

async function* recordsOfService(session: Session): AsyncGenerator<AuditedRecord> {
  const client = await session.client();
  const records = client.all(OPERATIONS.logRecords, {}, ({ transitionLogRecords }) => transitionLogRecords);
  for await (const record of records) yield importedOf(record);
}

async function* recordsOfFile(file: string): AsyncGenerator<AuditedRecord> {
  const stream = createReadStream(file, 'utf8');
  try {
    for await (const line of createInterface({ input: stream, crlfDelay: Infinity })) {
      if (line.trim() !== '') yield importedOf(jsonOf(line));
    }
  } catch (error) {
    throw unreadable(file, error);
  } finally {
    stream.destroy();
  }
}

function importedOf(value: unknown): AuditedRecord {
  const record = importedRecord(value);
  if (record) return record;
  throw new CliFailure(EXIT.tampered, ['A line of the log is none.', 'Una riga del registro non è valida.']);
}

function jsonOf(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}

const readReceipts = async (file: string): Promise<string[]> => receiptLines(await readText(file));

async function readText(file: string): Promise<string> {
  return readFile(file, 'utf8').catch((error: unknown) => {
    throw unreadable(file, error);
  });
}

function unreadable(file: string, error: unknown): unknown {
  const code = (error as NodeJS.ErrnoException).code;
  if (error instanceof CliFailure || code === undefined) return error;
  return usageFailure(`${file} cannot be read: ${code}.`, `${file} non è leggibile: ${code}.`);
}

const FAULTS: Record<LogFinding['fault'], (seq: number) => Sentence> = {
  CHAIN_BROKEN: (seq) => [
    `The log is broken at record ${seq}: a record was changed, taken out, put in or moved.`,
    `Il registro è interrotto alla registrazione ${seq}: modificata, tolta, aggiunta o spostata.`,
  ],
  SIGNATURE_INVALID: (seq) => [
    `Record ${seq} is not signed by a key that is known here.`,
    `La registrazione ${seq} non è firmata da una chiave nota.`,
  ],
  REWRITTEN: (seq) => [
    `The log was rewritten: record ${seq} is not the one of a receipt.`,
    `Il registro è stato riscritto: la registrazione ${seq} non è quella di una ricevuta.`,
  ],
  CUT: (seq) => [
    `The log was cut: there was a record ${seq}, and it is not there.`,
    `Il registro è stato troncato: manca la registrazione ${seq}, che esisteva.`,
  ],
  RECEIPT_INVALID: () => [
    'A receipt is none, or was signed by a key that is not known here.',
    'Una ricevuta non è valida, o è firmata da una chiave non nota.',
  ],
};

function tampered({ fault, seq }: LogFinding): CliFailure {
  const sentence = FAULTS[fault](seq);
  return new CliFailure(EXIT.tampered, sentence, { code: fault, message: sentence[0], messageIt: sentence[1], seq });
}
