import type { OperationList } from './operation-list.js';

/** What ApolloServer asks of a store of persisted queries. */
export interface PersistedQueryStore {
  get(key: string): Promise<string | undefined>;
  set(key: string, text: string): Promise<void>;
  delete(key: string): Promise<boolean>;
}

/** Together about a million characters. */
const MAX_CHARACTERS = 1_000_000;
/** ApolloServer puts it before every hash. */
const PREFIX = 'apq:';

/**
 * Persisted queries by hash: those of the list and, where clients may register their own (development), what they have
 * sent once. Those go again, the oldest first.
 */
export class PersistedQueryCache implements PersistedQueryStore {
  readonly #list: OperationList;
  readonly #open: boolean;
  readonly #registered = new Map<string, string>();
  #characters = 0;

  constructor(list: OperationList, { open }: { open: boolean }) {
    this.#list = list;
    this.#open = open;
  }

  get(key: string): Promise<string | undefined> {
    return Promise.resolve(this.#list.body(key.slice(PREFIX.length)) ?? this.#registered.get(key));
  }

  set(key: string, text: string): Promise<void> {
    if (this.#open && text.length <= MAX_CHARACTERS / 10 && !this.#registered.has(key)) {
      this.#registered.set(key, text);
      this.#characters += text.length;
      for (const [oldest, kept] of this.#registered) {
        if (this.#characters <= MAX_CHARACTERS) break;
        this.#registered.delete(oldest);
        this.#characters -= kept.length;
      }
    }
    return Promise.resolve();
  }

  delete(key: string): Promise<boolean> {
    this.#characters -= this.#registered.get(key)?.length ?? 0;
    return Promise.resolve(this.#registered.delete(key));
  }
}
