import type { Database } from '../database.js';
import type { PersonalDataKey } from '../personal-data.js';
import { deleteKeys, hasOlderTransaction, presentHolders, readDataKeys } from './data-key.store.js';
import { currentDataKey, unwrapDataKey, type KeyTrouble } from './data-key.js';
import { rowsByKey } from './reseal.store.js';
import type { SealedTable } from './sealed-table.type.js';

/** What is sealed with which key, and which keys nothing needs any more. */
export interface KeyStatus {
  dataKeys: DataKeyStatus[];
  /** Values that lie in clear, from before they were sealed. */
  inClear: number;
  masters: { id: number; isConfigured: boolean; isNeeded: boolean }[];
  /** Processes that hold keys right now. */
  processes: number;
}

export interface DataKeyStatus {
  id: number;
  masterId: number;
  state: 'CURRENT' | 'ANNOUNCED' | 'OLD' | 'UNKNOWN';
  /** Null: it can be opened. */
  trouble: KeyTrouble | 'KEY_DELETED' | null;
  /** Values sealed with it, by table; none: it can be retired, when no transaction is older than its successor. */
  values: { table: string; rows: number }[];
}

export interface StatusParts {
  database: Database;
  masters: readonly PersonalDataKey[];
  tables: readonly SealedTable[];
}

export async function keyStatus({ database, masters, tables }: StatusParts): Promise<KeyStatus> {
  const stored = await readDataKeys(database);
  const current = currentDataKey(stored);
  const counted = new Map<number | null, { table: string; rows: number }[]>();
  for (const table of tables) {
    for (const [keyId, rows] of await rowsByKey(database, table)) {
      const name = `${table.table}.${table.sealedColumn}`;
      counted.set(keyId, [...(counted.get(keyId) ?? []), { table: name, rows }]);
    }
  }
  const dataKeys = stored.map((key): DataKeyStatus => {
    const { trouble } = unwrapDataKey(key, masters);
    const state = key.id === current?.id ? 'CURRENT' : key.sealsSince === null ? 'ANNOUNCED' : 'OLD';
    return { id: key.id, masterId: key.masterId, state, trouble, values: counted.get(key.id) ?? [] };
  });
  for (const [id, values] of counted) {
    if (id === null || stored.some((key) => key.id === id)) continue;
    dataKeys.push({ id, masterId: 0, state: 'UNKNOWN', trouble: 'KEY_DELETED', values });
  }
  const ids = new Set([...masters.map(({ id }) => id), ...stored.map(({ masterId }) => masterId)]);
  return {
    dataKeys,
    inClear: (counted.get(null) ?? []).reduce((sum, { rows }) => sum + rows, 0),
    masters: [...ids].map((id) => ({
      id,
      isConfigured: masters.some((master) => master.id === id),
      isNeeded: stored.some((key) => key.masterId === id),
    })),
    processes: (await presentHolders(database)).length,
  };
}

/**
 * Deletes data keys that nothing is sealed with any more: what copies of old rows a disk or a backup still holds cannot be
 * opened after that. @returns their ids, and those that are still needed.
 */
export async function retireKeys(parts: StatusParts): Promise<{ retired: number[]; needed: number[] }> {
  const stored = await readDataKeys(parts.database);
  const current = currentDataKey(stored);
  const isQuiet = current?.switchXid != null && !(await hasOlderTransaction(parts.database, current.switchXid));
  const { dataKeys } = await keyStatus(parts); // after the look at the transactions: what they have left is counted
  const old = dataKeys.filter(({ state }) => state === 'OLD');
  const retired = isQuiet ? old.filter(({ values }) => values.length === 0).map(({ id }) => id) : [];
  await deleteKeys(parts.database, retired);
  return { retired, needed: old.map(({ id }) => id).filter((id) => !retired.includes(id)) };
}
