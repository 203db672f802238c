import { randomBytes, randomUUID } from 'node:crypto';
import type { Database } from '../database.js';
import { PersonalDataVault, type PersonalDataKey } from '../personal-data.js';
import {
  forgetHolder,
  insertFirstKeys,
  keptFingerprint,
  KEYS_CHANNEL,
  readDataKeys,
  tellHeld,
} from './data-key.store.js';
import {
  currentDataKey,
  keyFingerprint,
  unwrapDataKey,
  wrapDataKey,
  type StoredDataKey,
  type UnwrappedKey,
} from './data-key.js';

export interface KeyRingOptions {
  database: Database;
  /** The configured master keys, the current one first. */
  masters: readonly PersonalDataKey[];
  /** How often the keys are looked at, in milliseconds; a NOTIFY makes it at once. */
  reloadMs?: number;
  /** Told of a look that failed; the keys stay as they were. */
  onError?: (error: unknown) => void;
}

/** The keys of personal data in a running process: its vault always has those of the database. */
export interface KeyRing {
  vault: PersonalDataVault;
  stop(): Promise<void>;
}

export const DATA_KEY_BYTES = 32;
const RELOAD_MS = 5_000;
const STOP_PATIENCE_MS = 2_000;

/**
 * Opens the data keys with the master keys, and follows them: a rotation in another process is known here before it seals
 * its first value. Into a database without keys it puts the first one.
 *
 * @throws Error when the current data key cannot be opened: with it nothing could be written.
 */
export async function openKeyRing(options: KeyRingOptions): Promise<KeyRing> {
  const { database, masters, reloadMs = RELOAD_MS, onError = () => undefined } = options;
  const known = usableKeys(await dataKeysOf(database, masters), masters);
  if (known.trouble !== null) throw new Error(known.trouble);
  const vault = new PersonalDataVault(known.keys);
  const ring = new FollowedKeys({ database, masters, vault });
  await ring.tell(known.keys);

  const look = (): void => void ring.look().catch(onError);
  vault.onMissingKey(look);
  const timer = setInterval(look, reloadMs);
  timer.unref();
  const stopListening = await database.listen(KEYS_CHANNEL, look);
  return {
    vault,
    async stop() {
      clearInterval(timer);
      await stopListening();
      await Promise.race([ring.leave().catch(onError), patience()]);
    },
  };
}

/**
 * A key that is part of what is stored and cannot be changed after: with another one nobody would be found any more.
 * @throws Error when it is another one than the database has seen.
 */
export async function assertSameKey(
  database: Database,
  { name, variable, key }: { name: string; variable: string; key: Uint8Array },
): Promise<void> {
  const fingerprint = keyFingerprint(key, name);
  const kept = await keptFingerprint(database, name, fingerprint);
  if (!kept.equals(fingerprint))
    throw new Error(
      `${variable} is not the key that this database was written with. Give it back: it must not change (docs/privacy.md).`,
    );
}

interface FollowedParts {
  database: Database;
  masters: readonly PersonalDataKey[];
  vault: PersonalDataVault;
}

class FollowedKeys {
  readonly #id = randomUUID();
  readonly #parts: FollowedParts;
  #looking: Promise<void> | null = null;
  #hasLeft = false;

  constructor(parts: FollowedParts) {
    this.#parts = parts;
  }

  /** One look at a time: whoever asks during one has its result. */
  look(): Promise<void> {
    this.#looking ??= this.#look().finally(() => (this.#looking = null));
    return this.#looking;
  }

  async tell(keys: readonly PersonalDataKey[]): Promise<void> {
    if (this.#hasLeft) return;
    const { database, masters, vault } = this.#parts;
    await tellHeld(database, {
      id: this.#id,
      masters: masters.map(({ id }) => id),
      opens: keys.map(({ id }) => id),
      seals: vault.currentKeyId,
    });
  }

  async leave(): Promise<void> {
    this.#hasLeft = true;
    await this.#looking?.catch(() => undefined);
    await forgetHolder(this.#parts.database, this.#id);
  }

  async #look(): Promise<void> {
    if (this.#hasLeft) return;
    const { database, masters, vault } = this.#parts;
    const { keys, trouble } = usableKeys(await readDataKeys(database), masters);
    // A current key that cannot be opened here: others seal with it, this process goes on with what it has.
    if (trouble === null) vault.adopt(keys);
    await this.tell(trouble === null ? keys : keys.filter(({ id }) => vault.hasKey(id)));
  }
}

/** The data keys that can be opened, the current one first; and what is wrong when that one cannot. */
function usableKeys(
  stored: readonly StoredDataKey[],
  masters: readonly PersonalDataKey[],
): { keys: PersonalDataKey[]; trouble: string | null } {
  const unwrapped = stored.map((key) => unwrapDataKey(key, masters));
  const current = currentDataKey(stored);
  const keys = unwrapped
    .flatMap(({ stored: { id }, key }) => (key ? [{ id, key }] : []))
    .sort((left, right) => Number(right.id === current?.id) - Number(left.id === current?.id));
  const own = unwrapped.find(({ stored: { id } }) => id === current?.id);
  return { keys, trouble: own?.key ? null : troubleSentence(own) };
}

function troubleSentence(current: UnwrappedKey | undefined): string {
  if (!current) return 'No data key seals: npm run -s keys -- status.';
  const { id, masterId } = current.stored;
  const fault =
    current.trouble === 'MASTER_DIFFERS'
      ? `was wrapped by another master key ${masterId} than the one in PERSONAL_DATA_KEYS`
      : `is wrapped by master key ${masterId}, which is not in PERSONAL_DATA_KEYS`;
  return `Data key ${id}, which seals personal data, ${fault}. Give the key back, or follow docs/privacy.md, "A key is lost".`;
}

/** The keys of the database; into one that has none, the first: those of the configuration themselves, and a new one. */
async function dataKeysOf(database: Database, masters: readonly PersonalDataKey[]): Promise<StoredDataKey[]> {
  const known = await readDataKeys(database);
  if (known.length > 0) return known;
  const [master] = masters;
  if (!master) throw new Error('personal data needs at least one master key');
  const id = Math.max(...masters.map((key) => key.id)) + 1;
  const wrapped = wrapDataKey(master, id, randomBytes(DATA_KEY_BYTES));
  // Values from before keys were wrapped are sealed with a configured key itself, under its own id.
  const direct = masters.map((key) => ({ id: key.id, masterId: key.id, wrapped: null }));
  await insertFirstKeys(database, [...direct, { id, masterId: master.id, wrapped }]);
  return readDataKeys(database);
}

const patience = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, STOP_PATIENCE_MS).unref());
