import {
  createLocalJWKSet,
  errors,
  type FlattenedJWSInput,
  type JSONWebKeySet,
  type JWSHeaderParameters,
  type JWTVerifyGetKey,
} from 'jose';
import { DomainError } from '../../schema/kernel/domain-error.js';
import type { Clock } from '../../schema/kernel/clock.js';

export interface RemoteKeySetParts {
  url: string;
  clock: Clock;
  bounds?: Partial<KeySetBounds>;
}

/** Times in milliseconds. */
export interface KeySetBounds {
  /** Keys so old are asked for again before they are used. */
  fresh: number;
  /** Keys so old are no longer used, even while the issuer cannot be reached. */
  stale: number;
  /** After an unknown key, or a fetch that failed, nothing is asked for so long. */
  cooldown: number;
  /** Longest time of one fetch, its body included. */
  timeout: number;
}

/** A key set; its issuer may replace its keys at any time. */
export interface RemoteKeySet {
  getKey: JWTVerifyGetKey;
  /** Counts the key sets that were had: what was verified with an earlier one may no longer be good. */
  generation(): number;
}

const BOUNDS: KeySetBounds = { fresh: 600_000, stale: 12 * 3_600_000, cooldown: 10_000, timeout: 3_000 };
const MAXIMUM_BYTES = 262_144;
const MAXIMUM_KEYS = 100;

/**
 * An issuer's public keys (JWKS), fetched when they are first needed and kept. A token with an unknown key id makes it
 * ask once more, because keys are rotated; further such tokens are refused without asking until the cooldown has
 * passed, so that made-up ids do not hammer the issuer. While the issuer cannot be reached, the keys that are known
 * go on being used, within a bound. Callers that come meanwhile wait for the same fetch.
 */
export function remoteKeySet({ url, clock, bounds: some }: RemoteKeySetParts): RemoteKeySet {
  const bounds = { ...BOUNDS, ...some };
  let known: { keys: LocalKeys; text: string; at: number } | null = null;
  let generation = 0;
  let quietUntil = -Infinity;
  let unknownUntil = -Infinity;
  let fetching: Promise<void> | null = null;
  const now = (): number => clock.now().getTime();
  const age = (): number => (known === null ? Infinity : now() - known.at);

  /** @throws whatever is wrong with the issuer or its answer. */
  function refetch(): Promise<void> {
    fetching ??= fetchKeySet(url, bounds.timeout)
      .then(
        ({ keySet, text }) => {
          if (known?.text !== text) generation += 1;
          known = { keys: createLocalJWKSet(keySet), text, at: now() };
          quietUntil = -Infinity;
        },
        (error: unknown) => {
          quietUntil = now() + bounds.cooldown;
          throw error;
        },
      )
      .finally(() => (fetching = null));
    return fetching;
  }

  async function current(): Promise<LocalKeys> {
    let failure: unknown = null;
    const isQuiet = now() < quietUntil && fetching === null;
    if (age() >= bounds.fresh && !isQuiet) await refetch().catch((error: unknown) => (failure = error));
    if (known !== null && age() < bounds.stale) return known.keys;
    throw new DomainError('IDENTITY_PROVIDER_UNAVAILABLE', { cause: failure });
  }

  return {
    generation: () => generation,
    async getKey(header: JWSHeaderParameters, token: FlattenedJWSInput) {
      const keys = await current();
      try {
        return await keys(header, token);
      } catch (error) {
        if (!(error instanceof errors.JWKSNoMatchingKey)) throw error;
        if (fetching === null && (now() < unknownUntil || now() < quietUntil)) throw error;
        if (fetching === null) unknownUntil = now() + bounds.cooldown;
        await refetch().catch(() => undefined); // the issuer is away: by what is known, there is no such key
        return (known?.keys ?? keys)(header, token);
      }
    },
  };
}

type LocalKeys = ReturnType<typeof createLocalJWKSet>;

async function fetchKeySet(url: string, timeoutMs: number): Promise<{ keySet: JSONWebKeySet; text: string }> {
  const response = await fetch(url, {
    headers: { accept: 'application/json, application/jwk-set+json' },
    // A redirect would take the trust in one address to another.
    redirect: 'error',
    signal: AbortSignal.timeout(timeoutMs),
  });
  if (response.status !== 200) {
    await response.body?.cancel();
    throw new Error(`The key set answers with HTTP ${response.status}.`);
  }
  const text = await boundedText(response);
  const keySet = JSON.parse(text) as Partial<JSONWebKeySet> | null;
  if (!Array.isArray(keySet?.keys) || keySet.keys.length > MAXIMUM_KEYS) throw new Error('It is not a key set.');
  return { keySet: { keys: keySet.keys }, text };
}

async function boundedText(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += chunk.length;
    if (bytes > MAXIMUM_BYTES) throw new Error('The key set is larger than any key set.');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
