import { setTimeout as sleep } from 'node:timers/promises';
import { isConnectionLoss, isLockTimeout, type Database } from '../database.js';
import { DomainError } from '../domain-error.js';
import type { PersonalDataVault } from '../personal-data.js';
import { nextPage, writeValues, type NewValue, type OutdatedValue, type RowKey } from './reseal.store.js';
import type { SealedTable } from './sealed-table.type.js';

/** What one walk through the tables has come to. */
export interface Resealed {
  /** Values now under the current key. */
  values: number;
  /** Values that somebody else has changed in the meantime; the next walk finds them. */
  overtaken: number;
  /** Values whose key is lost, by its id. */
  lost: Map<number, number>;
  /** Values that do not open with the key that they name: damaged, or moved. */
  damaged: number;
}

export interface ResealParts {
  database: Database;
  vault: PersonalDataVault;
  tables: readonly SealedTable[];
  /** Looked at so many rows. */
  onRows?: (rows: number, resealed: number) => void;
  signal?: AbortSignal;
  /** Whether values are only opened and counted. */
  dryRun?: boolean;
}

const ATTEMPTS = 10;
const RETRY_MS = 500;
const LIMITS = { lockTimeoutMs: 5_000, statementTimeoutMs: 60_000 };

/**
 * Walks through all sealed values once and seals those anew that are under another key than the current one. Each page is
 * a transaction of its own, and what is left to do is read from the rows: a walk that is killed loses its page and
 * nothing else.
 */
export async function resealAll(parts: ResealParts): Promise<Resealed> {
  const total: Resealed = { values: 0, overtaken: 0, lost: new Map(), damaged: 0 };
  for (const table of parts.tables) {
    let after: RowKey | null = null;
    do {
      parts.signal?.throwIfAborted();
      after = await patiently(() => resealPage(parts, { table, after, total }));
    } while (after);
  }
  return total;
}

interface PageOf {
  table: SealedTable;
  after: RowKey | null;
  total: Resealed;
}

async function resealPage(parts: ResealParts, { table, after, total }: PageOf): Promise<RowKey | null> {
  const { database, vault, dryRun, onRows } = parts;
  const page = await nextPage(database, table, { after, keyId: vault.currentKeyId });
  const found: Pick<Resealed, 'lost' | 'damaged'> = { lost: new Map(), damaged: 0 };
  const values = page.outdated.flatMap((value) => sealedAnew(vault, table, value, found) ?? []);
  const written = dryRun ? values.length : await database.transaction((sql) => writeValues(sql, table, values), LIMITS);
  total.values += written;
  total.overtaken += values.length - written;
  total.damaged += found.damaged;
  for (const [keyId, count] of found.lost) total.lost.set(keyId, (total.lost.get(keyId) ?? 0) + count);
  onRows?.(page.rows, written);
  return page.last;
}

function sealedAnew(
  vault: PersonalDataVault,
  table: SealedTable,
  before: OutdatedValue,
  found: Pick<Resealed, 'lost' | 'damaged'>,
): NewValue | null {
  const { rowKey, keyId, value } = before;
  const place = table.place(rowKey);
  // Erased values are empty: there is nothing in them to be sealed.
  if (keyId !== null && value.length === 0) {
    return { rowKey, keyId: vault.currentKeyId, sealed: value, before };
  }
  try {
    const opened = keyId === null ? value : vault.openBytes(keyId, value, place);
    return { rowKey, ...vault.seal(opened, place), before };
  } catch (error) {
    if (error instanceof DomainError && keyId !== null) found.lost.set(keyId, (found.lost.get(keyId) ?? 0) + 1);
    else found.damaged += 1;
    return null;
  }
}

/** A row that somebody holds, a deadlock, a database that restarts: the page is taken again. */
async function patiently<T>(run: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await run();
    } catch (error) {
      const passing = isLockTimeout(error) || isConnectionLoss(error) || (error as { code?: unknown }).code === '40P01';
      if (!passing || attempt === ATTEMPTS) throw error;
      await sleep(RETRY_MS * attempt);
    }
  }
}
