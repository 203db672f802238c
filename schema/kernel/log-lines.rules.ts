import { z } from 'zod';
import type { AuditedRecord } from './log-audit.rules.js';

/** One line of an exported log: JSON, hashes in hex. */
const LINE = z.object({
  seq: z.number().int().positive(),
  at: z.iso.datetime({ offset: true }),
  entry: z.string(),
  previousHash: z.string().regex(/^[0-9a-f]{64}$/),
  hash: z.string().regex(/^[0-9a-f]{64}$/),
  receipt: z.string().nullable(),
});

/** A record as the graph and an exported log have it. */
export type ExportedRecord = z.infer<typeof LINE>;

export function exportedRecord({ seq, at, entry, previousHash, hash, receipt }: AuditedRecord): ExportedRecord {
  return {
    ...{ seq, at: at.toISOString(), entry },
    ...{ previousHash: previousHash.toString('hex'), hash: hash.toString('hex'), receipt },
  };
}

/** The record of a line or of an answer; `null` when it cannot be one. */
export function importedRecord(value: unknown): AuditedRecord | null {
  const parsed = LINE.safeParse(value);
  if (!parsed.success) return null;
  const { seq, at, entry, previousHash, hash, receipt } = parsed.data;
  return {
    ...{ seq, at: new Date(at), entry, receipt },
    ...{ previousHash: Buffer.from(previousHash, 'hex'), hash: Buffer.from(hash, 'hex') },
  };
}
