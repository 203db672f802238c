import type { Queries, Sql } from '../../schema/kernel/database.js';
import { EMPTY_LOG, follows, nextRecord, versionOf } from './transition-log.rules.js';
import type { LogFacts, LogHead, LogRecord } from './transition-log.rules.js';

/** Records read at a time while the log is verified, so that memory does not grow with it. */
const PAGE = 500;

/**
 * appends an entry to the chain and returns the new head in hex, the receipt of whoever asked for the change.
 * Called under the exclusive lock of the flag only, which makes the chain one.
 */
export async function appendToLog(sql: Sql, at: Date, facts: LogFacts): Promise<string> {
  const record = nextRecord(await logHead(sql), at, facts);
  await sql.query(
    'INSERT INTO legacy.transition_log (seq, at, entry, previous_hash, hash) VALUES ($1, $2, $3, $4, $5)',
    [record.seq, record.at, record.entry, record.previousHash, record.hash],
  );
  return record.hash.toString('hex');
}

/**
 * whether the log is the one that was written. The chain shows what was changed, reordered or taken out of it; a
 * tail that was cut off shows because the flag's version and the receipts of its changes are no longer accounted for.
 */
export async function isLogIntact(sql: Queries): Promise<boolean> {
  const reached = await walkChain(sql);
  return reached !== null && (await isVersionAccountedFor(sql, reached)) && !(await isReceiptMissing(sql));
}

/** The last version that the chain leads to; `null` where it is broken. */
async function walkChain(sql: Queries): Promise<number | null> {
  let head: LogHead = EMPTY_LOG;
  let version = 0;
  for (;;) {
    const records = await recordsAfter(sql, head.seq);
    for (const record of records) {
      if (!follows(head, record)) return null;
      head = record;
      version = versionOf(record.entry) ?? version;
    }
    if (records.length < PAGE) return version;
  }
}

async function isVersionAccountedFor(sql: Queries, version: number): Promise<boolean> {
  return (await sql.one('SELECT 1 FROM legacy.transition_window WHERE version <> $1', [version])) === undefined;
}

async function isReceiptMissing(sql: Queries): Promise<boolean> {
  const missing = await sql.one(
    `SELECT 1 FROM legacy.transition_change c
      WHERE NOT EXISTS (SELECT FROM legacy.transition_log l WHERE encode(l.hash, 'hex') = c.receipt) LIMIT 1`,
  );
  return missing !== undefined;
}

async function logHead(sql: Queries): Promise<LogHead> {
  const head = await sql.one<LogHead>('SELECT seq, hash FROM legacy.transition_log ORDER BY seq DESC LIMIT 1');
  return head ?? EMPTY_LOG;
}

function recordsAfter(sql: Queries, seq: number): Promise<LogRecord[]> {
  return sql.rows<LogRecord>(
    `SELECT seq, at, entry, previous_hash AS "previousHash", hash FROM legacy.transition_log
      WHERE seq > $1 ORDER BY seq LIMIT ${PAGE}`,
    [seq],
  );
}
