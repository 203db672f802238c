import type { Queries } from '../database.js';
import type { StoredDataKey } from './data-key.js';

/** NOTIFY on it: keys have changed. A hint; processes look every few seconds anyway. */
export const KEYS_CHANNEL = 'data_keys';

/** Who holds keys right now. */
export interface KeyHolder {
  id: string;
  masters: readonly number[];
  opens: readonly number[];
  seals: number;
}

/** A process that has not been heard of for longer is gone, or learns of new keys before it reads anything else. */
const HOLDER_SECONDS = 30;

export async function readDataKeys(queries: Queries): Promise<StoredDataKey[]> {
  return queries.rows<StoredDataKey>(
    `SELECT id, master_id AS "masterId", wrapped, made_at AS "madeAt", seals_since AS "sealsSince",
            switch_xid AS "switchXid"
     FROM keys.data_key ORDER BY id`,
  );
}

/** Writes keys into a table that has none; of two processes that start at once one is faster, and the other's are lost. */
export async function insertFirstKeys(
  queries: Queries,
  keys: readonly Pick<StoredDataKey, 'id' | 'masterId' | 'wrapped'>[],
): Promise<void> {
  await queries.query(
    `INSERT INTO keys.data_key (id, master_id, wrapped, seals_since, switch_xid)
     SELECT id, master_id, wrapped, now(), pg_current_xact_id()::text::bigint
     FROM unnest($1::smallint[], $2::smallint[], $3::bytea[]) AS first (id, master_id, wrapped)
     WHERE NOT EXISTS (SELECT FROM keys.data_key)
     ON CONFLICT (id) DO NOTHING`,
    [keys.map(({ id }) => id), keys.map(({ masterId }) => masterId), keys.map(({ wrapped }) => wrapped)],
  );
}

/** A key that all may learn of, and that seals nothing yet. */
export async function announceKey(
  queries: Queries,
  { id, masterId, wrapped }: Pick<StoredDataKey, 'id' | 'masterId' | 'wrapped'>,
): Promise<void> {
  await queries.query('INSERT INTO keys.data_key (id, master_id, wrapped) VALUES ($1, $2, $3)', [
    id,
    masterId,
    wrapped,
  ]);
}

export async function makeCurrent(queries: Queries, id: number): Promise<void> {
  await queries.query(
    `UPDATE keys.data_key SET seals_since = now(), switch_xid = pg_current_xact_id()::text::bigint
     WHERE id = $1 AND seals_since IS NULL`,
    [id],
  );
}

export async function storeRewrapped(queries: Queries, key: StoredDataKey, before: StoredDataKey): Promise<void> {
  await queries.query(
    `UPDATE keys.data_key SET master_id = $2, wrapped = $3
     WHERE id = $1 AND master_id = $4 AND wrapped IS NOT DISTINCT FROM $5`,
    [key.id, key.masterId, key.wrapped, before.masterId, before.wrapped],
  );
}

export async function deleteKeys(queries: Queries, ids: readonly number[]): Promise<void> {
  await queries.query('DELETE FROM keys.data_key WHERE id = ANY ($1::smallint[])', [ids]);
}

export async function tellKeysChanged(queries: Queries): Promise<void> {
  await queries.query(`SELECT pg_notify('${KEYS_CHANNEL}', '')`);
}

/** Says, and says again, which keys this process holds. */
export async function tellHeld(queries: Queries, { id, masters, opens, seals }: KeyHolder): Promise<void> {
  await queries.query(
    `INSERT INTO keys.key_holder (id, masters, opens, seals, seen_at)
     VALUES ($1, $2::smallint[], $3::smallint[], $4, clock_timestamp())
     ON CONFLICT (id) DO UPDATE SET masters = $2::smallint[], opens = $3::smallint[], seals = $4,
       seen_at = clock_timestamp()`,
    [id, masters, opens, seals],
  );
}

export async function forgetHolder(queries: Queries, id: string): Promise<void> {
  await queries.query(`DELETE FROM keys.key_holder WHERE id = $1 OR seen_at < clock_timestamp() - interval '1 day'`, [
    id,
  ]);
}

export async function presentHolders(queries: Queries): Promise<KeyHolder[]> {
  return queries.rows<KeyHolder>(
    `SELECT id, masters, opens, seals FROM keys.key_holder
     WHERE seen_at > clock_timestamp() - interval '${HOLDER_SECONDS} seconds'`,
  );
}

/** Whether a transaction is still under way that is older than the one given: it may bring older keys' values to light. */
export async function hasOlderTransaction(queries: Queries, xid: number): Promise<boolean> {
  const row = await queries.one<{ older: boolean }>(
    `SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint <= $1 AS older`,
    [xid],
  );
  return row?.older ?? true;
}

/** The fingerprint that was kept under this name: the one given where there was none. */
export async function keptFingerprint(queries: Queries, name: string, fingerprint: Buffer): Promise<Buffer> {
  await queries.query('INSERT INTO keys.key_check (name, fingerprint) VALUES ($1, $2) ON CONFLICT DO NOTHING', [
    name,
    fingerprint,
  ]);
  const row = await queries.one<{ fingerprint: Buffer }>('SELECT fingerprint FROM keys.key_check WHERE name = $1', [
    name,
  ]);
  return row?.fingerprint ?? fingerprint;
}
