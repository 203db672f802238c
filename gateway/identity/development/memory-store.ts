import type { Adapter, AdapterPayload } from 'oidc-provider';
import type { Clock } from '../../../schema/kernel/clock.js';

interface Entry {
  payload: AdapterPayload;
  /** Milliseconds since the epoch; `Infinity`: until it is pushed out. */
  expiresAt: number;
}

/** Sessions, grants, codes and tokens: of each kind so many, then the oldest goes. */
const MAXIMUM_OF_A_KIND = 1_000;

/**
 * What the development provider remembers: in memory, bounded, and gone at the end of the process. Each kind has room
 * of its own, so that sign-ins which nobody completes push out nobody's session.
 */
export class MemoryStore {
  readonly #kinds = new Map<string, Map<string, Entry>>();
  readonly #clock: Clock;
  readonly #maximum: number;

  constructor(clock: Clock, maximum = MAXIMUM_OF_A_KIND) {
    this.#clock = clock;
    this.#maximum = maximum;
  }

  /** How many entries there are of a kind, those that have expired and were not looked for since included. */
  size(kind: string): number {
    return this.#kinds.get(kind)?.size ?? 0;
  }

  /** The interface that `oidc-provider` asks for, for one kind of its models. */
  adapter(kind: string): Adapter {
    const entries = new Map<string, Entry>();
    this.#kinds.set(kind, entries);
    return {
      upsert: (id, payload, expiresInS) => {
        this.#put(entries, id, { payload, expiresAt: this.#expiry(expiresInS) });
        return Promise.resolve();
      },
      find: (id) => Promise.resolve(this.#live(entries, id)),
      findByUid: (uid) => Promise.resolve(this.#first(entries, (payload) => payload.uid === uid)),
      findByUserCode: (userCode) => Promise.resolve(this.#first(entries, (payload) => payload.userCode === userCode)),
      consume: (id) => {
        const payload = this.#live(entries, id);
        if (payload) payload.consumed = Math.floor(this.#clock.now().getTime() / 1_000);
        return Promise.resolve();
      },
      destroy: (id) => {
        entries.delete(id);
        return Promise.resolve();
      },
      revokeByGrantId: (grantId) => {
        for (const [id, { payload }] of entries) if (payload.grantId === grantId) entries.delete(id);
        return Promise.resolve();
      },
    };
  }

  #expiry(expiresInS: number | undefined): number {
    return expiresInS === undefined ? Infinity : this.#clock.now().getTime() + expiresInS * 1_000;
  }

  #put(entries: Map<string, Entry>, id: string, entry: Entry): void {
    entries.delete(id);
    entries.set(id, entry);
    for (const oldest of entries.keys()) {
      if (entries.size <= this.#maximum) break;
      entries.delete(oldest);
    }
  }

  #live(entries: Map<string, Entry>, id: string): AdapterPayload | undefined {
    const entry = entries.get(id);
    if (entry === undefined || entry.expiresAt > this.#clock.now().getTime()) return entry?.payload;
    entries.delete(id);
    return undefined;
  }

  #first(entries: Map<string, Entry>, wanted: (payload: AdapterPayload) => boolean): AdapterPayload | undefined {
    for (const [id, { payload }] of entries) if (wanted(payload)) return this.#live(entries, id);
    return undefined;
  }
}
