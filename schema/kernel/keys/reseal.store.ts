import type { Queries } from '../database.js';
import type { SealedTable } from './sealed-table.type.js';

export type RowKey = readonly (string | number)[];

/** A value that is not sealed with the wanted key. */
export interface OutdatedValue {
  rowKey: RowKey;
  /** Null: in clear. */
  keyId: number | null;
  value: Buffer;
}

export interface Page {
  rows: number;
  /** Null behind the last row. */
  last: RowKey | null;
  outdated: OutdatedValue[];
}

export interface NewValue {
  rowKey: RowKey;
  keyId: number;
  sealed: Buffer;
  before: OutdatedValue;
}

/** Rows of a table by the key that they are sealed with; null: in clear. */
export async function rowsByKey(queries: Queries, table: SealedTable): Promise<Map<number | null, number>> {
  const { keyIdColumn, sealedColumn, plainColumn } = table;
  const isThere = plainColumn
    ? `(${sealedColumn} IS NOT NULL OR ${plainColumn} IS NOT NULL)`
    : `${sealedColumn} IS NOT NULL`;
  const found = await queries.rows<{ keyId: number | null; rows: number }>(
    `SELECT ${keyIdColumn} AS "keyId", count(*) AS rows FROM ${table.table} WHERE ${isThere} GROUP BY 1`,
  );
  return new Map(found.map(({ keyId, rows }) => [keyId, rows]));
}

/**
 * The next rows in the order of the primary key, and those of them whose value is not sealed with the wanted key. A page
 * of rows and not of values, so that a statement looks at no more of a table than that, however little is left to do.
 */
export async function nextPage(
  queries: Queries,
  table: SealedTable,
  { after, keyId }: { after: RowKey | null; keyId: number },
): Promise<Page> {
  const { primaryKey, keyIdColumn, sealedColumn, plainColumn, plainWithoutKey } = table;
  const columns = primaryKey.map(({ column }) => column).join(', ');
  const from = after
    ? `WHERE (${columns}) > (${primaryKey.map(({ type }, index) => `$${index + 2}::${type}`).join(', ')})`
    : '';
  const value = plainColumn ? `coalesce(${sealedColumn}, convert_to(${plainColumn}, 'UTF8'))` : sealedColumn;
  const inClear = plainColumn ? `OR ${plainColumn} IS NOT NULL` : plainWithoutKey ? `OR ${keyIdColumn} IS NULL` : '';
  const rows = await queries.rows<Record<string, unknown> & { key_id: number | null; value: Buffer | null }>(
    `SELECT ${columns}, ${keyIdColumn} AS key_id,
            CASE WHEN ${keyIdColumn} <> $1 ${inClear} THEN ${value} END AS value
     FROM ${table.table} ${from} ORDER BY ${columns} LIMIT ${table.rowsAPage}`,
    [keyId, ...(after ?? [])],
  );
  const keyOf = (row: Record<string, unknown>): RowKey =>
    primaryKey.map(({ column }) => row[column] as string | number);
  const lastRow = rows.at(-1);
  return {
    rows: rows.length,
    last: lastRow && rows.length === table.rowsAPage ? keyOf(lastRow) : null,
    outdated: rows.flatMap((row) => (row.value ? [{ rowKey: keyOf(row), keyId: row.key_id, value: row.value }] : [])),
  };
}

/**
 * Writes values under their new key, each only where the row still holds what was read: whoever has changed or erased it
 * since wins. One statement, one transaction. @returns how many were written.
 */
export async function writeValues(queries: Queries, table: SealedTable, values: readonly NewValue[]): Promise<number> {
  if (values.length === 0) return 0;
  const { primaryKey, keyIdColumn, sealedColumn, plainColumn, plainWithoutKey } = table;
  const names = primaryKey.map((_, index) => `k${index}`);
  const arrays = primaryKey.map(({ type }, index) => `$${index + 1}::${type}[]`);
  const next = primaryKey.length;
  const same = primaryKey.map(({ column }, index) => `t.${column} = v.k${index}`).join(' AND ');
  const held = plainColumn ? `coalesce(t.${sealedColumn}, convert_to(t.${plainColumn}, 'UTF8'))` : `t.${sealedColumn}`;
  const key = plainColumn || plainWithoutKey ? 'IS NOT DISTINCT FROM' : '=';
  const { rowCount } = await queries.query(
    `UPDATE ${table.table} t SET ${keyIdColumn} = v.key_id, ${sealedColumn} = v.sealed${plainColumn ? `, ${plainColumn} = NULL` : ''}
     FROM unnest(${arrays.join(', ')}, $${next + 1}::smallint[], $${next + 2}::bytea[], $${next + 3}::smallint[], $${next + 4}::bytea[])
       AS v (${names.join(', ')}, key_id, sealed, old_key_id, old_value)
     WHERE ${same} AND t.${keyIdColumn} ${key} v.old_key_id AND ${held} = v.old_value`,
    [
      ...primaryKey.map((_, index) => values.map(({ rowKey }) => rowKey[index])),
      values.map(({ keyId }) => keyId),
      values.map(({ sealed }) => sealed),
      values.map(({ before }) => before.keyId),
      values.map(({ before }) => before.value),
    ],
  );
  return rowCount;
}
