import { DomainError } from '../../../schema/kernel/domain-error.js';
import { MAX_QUERY_TOKENS } from '../limits/limits.js';
import { sha256, type OperationManifest } from './operation-manifest.js';
import { canonicalText } from './operation-text.rules.js';

/** Texts that were found to be on the list, in the ways in which clients print them. */
const MOST_PRINTS = 2_000;

/** The operations of our own clients and of registered ones: in production nothing else is served. */
export class OperationList {
  readonly #bodies = new Map<string, string>();
  readonly #canonical = new Set<string>();
  /** By their very texts: a look-up takes a third of a hash. */
  readonly #known = new Set<string>();

  constructor(manifests: readonly OperationManifest[]) {
    for (const { id, body } of manifests.flatMap(({ operations }) => operations)) {
      this.#bodies.set(id, body);
      const canonical = canonicalText(body, MAX_QUERY_TOKENS);
      if (canonical !== null) this.#canonical.add(sha256(canonical));
    }
  }

  get size(): number {
    return this.#bodies.size;
  }

  /** The text behind an id, as a client sends it in `extensions.persistedQuery.sha256Hash`. */
  body(id: string): string | undefined {
    return this.#bodies.get(id);
  }

  /** @throws DomainError PERSISTED_QUERY_NOT_IN_LIST */
  check(text: string): void {
    if (this.#known.has(text)) return;
    if (!this.#bodies.has(sha256(text))) {
      const canonical = canonicalText(text, MAX_QUERY_TOKENS);
      if (canonical === null || !this.#canonical.has(sha256(canonical))) {
        throw new DomainError('PERSISTED_QUERY_NOT_IN_LIST');
      }
    }
    const [oldest] = this.#known;
    if (this.#known.size >= MOST_PRINTS && oldest !== undefined) this.#known.delete(oldest);
    this.#known.add(text);
  }
}
