import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Database } from '../database.js';
import { PersonalDataVault, type PersonalDataKey } from '../personal-data.js';
import {
  announceKey,
  hasOlderTransaction,
  makeCurrent,
  presentHolders,
  readDataKeys,
  storeRewrapped,
  tellKeysChanged,
  type KeyHolder,
} from './data-key.store.js';
import { currentDataKey, unwrapDataKey, wrapDataKey, type StoredDataKey } from './data-key.js';
import { DATA_KEY_BYTES, openKeyRing } from './key-ring.js';
import { rowsByKey } from './reseal.store.js';
import { resealAll, type Resealed } from './reseal.js';
import type { SealedTable } from './sealed-table.type.js';

export type RotationStep = 'NEW_KEY' | 'RESUMED' | 'REWRAPPED' | 'SWITCHED' | 'WALK' | 'WAITING' | 'DONE';

export interface RotationOptions {
  /** As the owner of the tables: the product may not change its keys. */
  database: Database;
  /** The configured master keys; new keys are wrapped by the first. */
  masters: readonly PersonalDataKey[];
  tables: readonly SealedTable[];
  onStep?: (step: RotationStep, facts: Readonly<Record<string, number>>) => void;
  onRows?: (rows: number, resealed: number) => void;
  signal?: AbortSignal;
  dryRun?: boolean;
  /** How long running processes have to learn of a key, and transactions begun before it to end, in milliseconds. */
  learnMs?: number;
  transactionsMs?: number;
}

export interface RotationReport {
  keyId: number;
  masterId: number;
  resealed: number;
  /** Values that could not be opened: their key is lost, or they are damaged. */
  lost: ReadonlyMap<number, number>;
  damaged: number;
  /** Whether values under older keys may still come to light, from transactions that have been open all the time. */
  isComplete: boolean;
}

const LOCK = 'casellario-bridge keys rotate';
const LEARN_MS = 60_000;
/** An upload may be under way for half an hour (request-staging.store.ts). */
const TRANSACTIONS_MS = 35 * 60_000;
const POLL_MS = 250;

/**
 * A new data key, wrapped by the first master key; the other data keys wrapped anew by it; all values sealed anew. Beside
 * running processes, which first learn of the key, then seal with it. Killed at any moment, it goes on where it was when
 * it is called again: only a rotation that has nothing left over begins with another key.
 */
export async function rotateKeys(options: RotationOptions): Promise<RotationReport> {
  const { database } = options;
  const client = await database.pool.connect();
  try {
    const { rows } = await client.query<{ taken: boolean }>(
      `SELECT pg_try_advisory_lock(hashtextextended('${LOCK}', 0)) AS taken`,
    );
    if (!rows[0]?.taken) throw new Error('Another rotation is under way.');
    return await rotate(options);
  } finally {
    client.release(true); // the lock goes with its connection
  }
}

async function rotate(options: RotationOptions): Promise<RotationReport> {
  const { database, masters, dryRun = false, onStep = () => undefined } = options;
  const [master] = masters;
  if (!master) throw new Error('A rotation needs a master key.');
  await ensureFirstKeys(options);
  const target = await targetKey(options, master);
  onStep(target.isNew ? 'NEW_KEY' : 'RESUMED', { key: target.stored.id, master: master.id });
  if (!dryRun) {
    if (target.isNew) await announceKey(database, target.stored);
    await rewrap(options, master);
    await introduce(options, target.stored.id, master.id);
  }
  const vault = await vaultOf(options, target.stored);
  return walk(options, { vault, masterId: master.id });
}

async function ensureFirstKeys({ database, masters }: RotationOptions): Promise<void> {
  if ((await readDataKeys(database)).length > 0) return;
  await openKeyRing({ database, masters }).then((ring) => ring.stop());
}

interface TargetKey {
  stored: StoredDataKey;
  isNew: boolean;
}

/** The key of a rotation that was broken off, or a new one. */
async function targetKey(options: RotationOptions, master: PersonalDataKey): Promise<TargetKey> {
  const stored = await readDataKeys(options.database);
  const last = stored.at(-1);
  const isUsable = last?.wrapped && last.masterId === master.id && unwrapDataKey(last, options.masters).key;
  if (last && isUsable && (last.sealsSince === null || (await hasLeftOver(options, last.id)))) {
    return { stored: last, isNew: false };
  }
  const id = (last?.id ?? 0) + 1;
  const wrapped = wrapDataKey(master, id, randomBytes(DATA_KEY_BYTES));
  const made = { id, masterId: master.id, wrapped, sealsSince: null, switchXid: null, madeAt: new Date(0) };
  return { stored: made, isNew: true };
}

/** Whether values are left that can be opened and are not under the last key: then a rotation was broken off. */
async function hasLeftOver({ database, masters, tables }: RotationOptions, keyId: number): Promise<boolean> {
  const stored = await readDataKeys(database);
  const openable = new Set(stored.flatMap((key) => (unwrapDataKey(key, masters).key ? [key.id] : [])));
  for (const table of tables) {
    for (const known of (await rowsByKey(database, table)).keys()) {
      if (known === null || (known !== keyId && openable.has(known))) return true;
    }
  }
  return false;
}

/** Keys that stay for a while are wrapped by the new master key too, so that the old one can be taken away. */
async function rewrap({ database, masters, onStep }: RotationOptions, master: PersonalDataKey): Promise<void> {
  let keys = 0;
  for (const stored of await readDataKeys(database)) {
    const { key } = unwrapDataKey(stored, masters);
    if (!key || (stored.masterId === master.id && stored.wrapped)) continue;
    const wrapped = wrapDataKey(master, stored.id, key);
    await storeRewrapped(database, { ...stored, masterId: master.id, wrapped }, stored);
    keys += 1;
  }
  if (keys > 0) onStep?.('REWRAPPED', { keys, master: master.id });
}

/** All that run learn of the key; then it seals, everywhere. */
async function introduce(options: RotationOptions, keyId: number, masterId: number): Promise<void> {
  const { database, onStep } = options;
  const holders = await presentHolders(database);
  const without = holders.filter(({ masters }) => !masters.includes(masterId)).length;
  if (without > 0) throw new Error(withoutMaster(without, masterId));
  await tellKeysChanged(database);
  await untilAll(options, ({ opens }) => opens.includes(keyId), `have not learned of data key ${keyId}`);
  await makeCurrent(database, keyId);
  await tellKeysChanged(database);
  await untilAll(options, ({ seals }) => seals >= keyId, `do not seal with data key ${keyId}`);
  onStep?.('SWITCHED', { key: keyId });
}

const withoutMaster = (processes: number, masterId: number): string =>
  `${processes} running processes do not have master key ${masterId}: put it into their PERSONAL_DATA_KEYS beside the old one, restart them one by one, and try again.`;

async function untilAll(
  { database, learnMs = LEARN_MS, signal }: RotationOptions,
  isReady: (holder: KeyHolder) => boolean,
  trouble: string,
): Promise<void> {
  for (const deadline = performance.now() + learnMs; ;) {
    const waiting = (await presentHolders(database)).filter((holder) => !isReady(holder));
    if (waiting.length === 0) return;
    if (performance.now() > deadline) throw new Error(`${waiting.length} running processes ${trouble}; try again.`);
    await sleep(POLL_MS, undefined, { signal });
  }
}

async function vaultOf({ database, masters }: RotationOptions, target: StoredDataKey): Promise<PersonalDataVault> {
  const others = (await readDataKeys(database)).filter(({ id }) => id !== target.id);
  const keys = [target, ...others].flatMap((stored) => {
    const { key } = unwrapDataKey(stored, masters);
    return key ? [{ id: stored.id, key }] : [];
  });
  return new PersonalDataVault(keys);
}

/** Until a walk finds nothing more, and nothing older can come to light. */
async function walk(
  options: RotationOptions,
  { vault, masterId }: { vault: PersonalDataVault; masterId: number },
): Promise<RotationReport> {
  const { database, onStep, dryRun, transactionsMs = TRANSACTIONS_MS, signal } = options;
  const deadline = performance.now() + transactionsMs;
  let [resealed, isComplete] = [0, false];
  for (;;) {
    const isQuiet = await hasNoOlderTransaction(database);
    onStep?.('WALK', { resealed });
    const found: Resealed = await resealAll({ ...options, vault });
    resealed += found.values;
    isComplete = isQuiet && found.overtaken === 0;
    if (dryRun || isComplete || performance.now() > deadline) {
      const { lost, damaged } = found;
      onStep?.('DONE', { resealed });
      return { keyId: vault.currentKeyId, masterId, resealed, lost, damaged, isComplete };
    }
    onStep?.('WAITING', { resealed });
    await untilQuiet(database, { deadline, signal });
  }
}

async function untilQuiet(
  database: Database,
  { deadline, signal }: { deadline: number; signal: AbortSignal | undefined },
): Promise<void> {
  while (!(await hasNoOlderTransaction(database)) && performance.now() < deadline) {
    await sleep(POLL_MS, undefined, { signal });
  }
}

async function hasNoOlderTransaction(database: Database): Promise<boolean> {
  const current = currentDataKey(await readDataKeys(database));
  return current?.switchXid != null && !(await hasOlderTransaction(database, current.switchXid));
}
