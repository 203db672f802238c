import { createHash } from 'node:crypto';

/**
 * The chain of the transition's log: each record's hash is taken over the previous hash and the record's own
 * text. Whoever keeps one hash can tell whether anything before it was changed. Here, and not with the flag, because
 * whoever verifies an exported log does so without the product.
 */

/** One record of the log. */
export interface LogRecord {
  /** 1, 2, 3 … without gaps. */
  seq: number;
  at: Date;
  /** Canonical JSON of what happened; holds `seq` and `at` as well, so that the hash covers them. */
  entry: string;
  previousHash: Buffer;
  hash: Buffer;
}

/** The place in the chain after which the next record goes. */
export interface LogHead {
  /** 0 before the first record. */
  seq: number;
  hash: Buffer;
}

export const EMPTY_LOG: LogHead = { seq: 0, hash: Buffer.alloc(32) };

export function chainHash(previous: Buffer, entry: string): Buffer {
  return createHash('sha256').update(previous).update(entry, 'utf8').digest();
}

/**
 * Whether the record follows `head` as it was written: no gap, the chain unbroken, the hash its own, and the columns
 * beside the entry saying what the entry says.
 */
export function follows(head: LogHead, record: LogRecord): boolean {
  return (
    record.seq === head.seq + 1 &&
    record.previousHash.equals(head.hash) &&
    record.hash.equals(chainHash(head.hash, record.entry)) &&
    agreesWithEntry(record)
  );
}

function agreesWithEntry({ seq, at, entry }: LogRecord): boolean {
  const parsed = parseEntry(entry);
  return parsed?.['seq'] === seq && parsed['at'] === at.toISOString();
}

/** What an entry says; `null` when it is not the JSON of an object. */
export function parseEntry(entry: string): Record<string, unknown> | null {
  try {
    const parsed: unknown = JSON.parse(entry);
    return typeof parsed === 'object' && parsed !== null ? (parsed as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}
