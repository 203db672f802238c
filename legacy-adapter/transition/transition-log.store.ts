import { createPublicKey, type KeyObject } from 'node:crypto';
import type { Queries, Sql } from '../../schema/kernel/database.js';
import { LogAudit, type AuditedRecord } from '../../schema/kernel/log-audit.rules.js';
import { EMPTY_LOG, type LogHead } from '../../schema/kernel/log-chain.rules.js';
import { logKeyId, signReceipt } from '../../schema/kernel/log-receipt.rules.js';
import { nextRecord, versionOf, type LogFacts } from './transition-log.rules.js';

/** Records read at a time while the log is verified, so that memory does not grow with it. */
const PAGE = 500;

/** The public half of the key that signs the heads of the log, for whoever verifies them. */
export interface LogPublicKey {
  id: string;
  /** SubjectPublicKeyInfo, PEM. */
  pem: string;
}

/** the append-only log of the flag; each head is signed (Ed25519). */
export class TransitionLog {
  readonly #privateKey: KeyObject;
  readonly #publicKey: KeyObject;

  constructor(privateKey: KeyObject) {
    this.#privateKey = privateKey;
    this.#publicKey = createPublicKey(privateKey);
  }

  get publicKey(): LogPublicKey {
    const pem = this.#publicKey.export({ type: 'spki', format: 'pem' }).toString();
    return { id: logKeyId(this.#publicKey), pem };
  }

  /**
   * Appends an entry to the chain and returns the new head, signed: the receipt of whoever asked for the change. Called
   * under the exclusive lock of the flag only, which makes the chain one.
   */
  async append(sql: Sql, at: Date, facts: LogFacts): Promise<string> {
    const record = nextRecord((await logHead(sql)) ?? EMPTY_LOG, at, facts);
    const receipt = signReceipt(record, this.#privateKey);
    await sql.query(
      `INSERT INTO legacy.transition_log (seq, at, entry, previous_hash, hash, receipt)
       VALUES ($1, $2, $3, $4, $5, $6)`,
      [record.seq, record.at, record.entry, record.previousHash, record.hash, receipt],
    );
    return receipt;
  }

  /**
   * whether the log is the one that was written. Chain and signatures show what was changed, reordered or taken
   * out of it; a tail that was cut off shows because the flag's version and the receipts of its changes are no longer
   * accounted for. Whoever can write everything here could still cut both: only a receipt kept elsewhere shows that.
   */
  async isIntact(sql: Queries): Promise<boolean> {
    const reached = await this.#walk(sql);
    return reached !== null && (await isVersionAccountedFor(sql, reached)) && !(await isReceiptMissing(sql));
  }

  /** The last version that the chain leads to; `null` where it is broken. */
  async #walk(sql: Queries): Promise<number | null> {
    const audit = new LogAudit({ publicKeys: [this.#publicKey], receipts: [] });
    let version = 0;
    for (;;) {
      const records = await logRecords(sql, { after: audit.head.seq, take: PAGE });
      for (const record of records) {
        if (!audit.take(record)) return null;
        version = versionOf(record.entry) ?? version;
      }
      if (records.length < PAGE) return version;
    }
  }
}

/** The records after the one given, in their order; `take` of them at most. */
export function logRecords(sql: Queries, { after, take }: { after: number; take: number }): Promise<AuditedRecord[]> {
  return sql.rows<AuditedRecord>(
    `SELECT seq, at, entry, previous_hash AS "previousHash", hash, receipt FROM legacy.transition_log
      WHERE seq > $1 ORDER BY seq LIMIT $2`,
    [after, take],
  );
}

export async function countLogRecords(sql: Queries): Promise<number> {
  const row = await sql.one<{ count: number }>('SELECT count(*)::int AS count FROM legacy.transition_log');
  return row?.count ?? 0;
}

/** The last record's head and receipt; `null` while the log is empty. */
export async function logHead(sql: Queries): Promise<(LogHead & { receipt: string | null }) | null> {
  const head = await sql.one<LogHead & { receipt: string | null }>(
    'SELECT seq, hash, receipt FROM legacy.transition_log ORDER BY seq DESC LIMIT 1',
  );
  return head ?? null;
}

/** Hash of a record in hex; `null` where there is none of that number. */
export async function hashAt(sql: Queries, seq: number): Promise<string | null> {
  const row = await sql.one<{ hash: string }>(
    `SELECT encode(hash, 'hex') AS hash FROM legacy.transition_log WHERE seq = $1`,
    [seq],
  );
  return row?.hash ?? null;
}

async function isVersionAccountedFor(sql: Queries, version: number): Promise<boolean> {
  return (await sql.one('SELECT 1 FROM legacy.transition_window WHERE version <> $1', [version])) === undefined;
}

/** Changes from before heads were signed have the bare hash. */
async function isReceiptMissing(sql: Queries): Promise<boolean> {
  const missing = await sql.one(
    `SELECT 1 FROM legacy.transition_change c
      WHERE NOT EXISTS (
        SELECT FROM legacy.transition_log l WHERE l.receipt = c.receipt OR encode(l.hash, 'hex') = c.receipt) LIMIT 1`,
  );
  return missing !== undefined;
}
