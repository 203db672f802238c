import { createPublicKey, type KeyObject } from 'node:crypto';
import { appendFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';
import { logKeyId } from '../../schema/kernel/log-receipt.rules.js';
import { usageFailure } from './cli-failure.js';
import type { Session } from './session.js';

/** Receipts that are compared with the log; the newest. Whoever has more names their file. */
const MOST_RECEIPTS = 1_000;

/**
 * What this machine knows of a service's log, so that the service need not be trusted: its public key, pinned when it
 * was first seen, and every receipt since. In `~/.local/state/casellario/<host>` (XDG_STATE_HOME); nothing secret.
 */
export class KnownLog {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  static of({ terminal, url }: Session): KnownLog {
    const home = terminal.env['HOME'] ?? homedir();
    const state = terminal.env['XDG_STATE_HOME'] ?? path.join(home, '.local', 'state');
    return new KnownLog(path.join(state, 'casellario', new URL(url).host.replaceAll(':', '_')));
  }

  /** The pinned key; `null` on a machine that has not seen one. */
  async key(): Promise<KeyObject | null> {
    const pem = await readOptional(this.#keyFile);
    return pem === null ? null : publicKeyOf(pem);
  }

  async pinKey(pem: string): Promise<void> {
    await mkdir(this.#folder, { recursive: true });
    // Never over one that is there: two commands that run at once must agree.
    await writeFile(this.#keyFile, pem, { flag: 'wx' });
  }

  async receipts(): Promise<string[]> {
    return receiptLines((await readOptional(this.#receiptFile)) ?? '').slice(-MOST_RECEIPTS);
  }

  async keepReceipt(receipt: string): Promise<void> {
    if ((await this.receipts()).includes(receipt)) return;
    await mkdir(this.#folder, { recursive: true });
    await appendFile(this.#receiptFile, `${receipt}\n`);
  }

  get #keyFile(): string {
    return path.join(this.#folder, 'log-key.pem');
  }

  get #receiptFile(): string {
    return path.join(this.#folder, 'receipts.txt');
  }
}

/** Receipts of a file, one a line; empty lines and lines that begin with # are passed over. */
export function receiptLines(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'));
}

/** @throws CliFailure when the text is no Ed25519 public key */
export function publicKeyOf(pem: string): KeyObject {
  try {
    const key = createPublicKey(pem);
    if (key.asymmetricKeyType === 'ed25519') return key;
  } catch {
    // Said below.
  }
  throw usageFailure('This is no Ed25519 public key in PEM.', 'Non è una chiave pubblica Ed25519 in formato PEM.');
}

export const keyName = (key: KeyObject): string => logKeyId(key);

async function readOptional(file: string): Promise<string | null> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}
