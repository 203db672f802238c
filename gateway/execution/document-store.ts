import { createHash } from 'node:crypto';
import { printSchema, type DocumentNode, type GraphQLSchema } from 'graphql';

interface Kept {
  document: DocumentNode;
  characters: number;
  uses: number;
}

/** Of text; the trees of it are larger. A graph's own operations take a hundredth of it. */
const MAX_CHARACTERS = 8_000_000;

/**
 * Parsed and valid documents, as ApolloServer keeps them: by schema and hash of the text. What was compiled of a document
 * hangs on it and goes with it. The least recently used go first.
 */
export class DocumentStore {
  readonly #kept = new Map<string, Kept>();
  readonly #maxCharacters: number;
  #characters = 0;

  constructor(maxCharacters = MAX_CHARACTERS) {
    this.#maxCharacters = maxCharacters;
  }

  get(key: string): Promise<DocumentNode | undefined> {
    const kept = this.#kept.get(key);
    if (!kept) return NOTHING;
    kept.uses += 1;
    // Put back at the end: a Map keeps the order of insertion.
    this.#kept.delete(key);
    this.#kept.set(key, kept);
    return Promise.resolve(kept.document);
  }

  set(key: string, document: DocumentNode): Promise<void> {
    this.keep(key, document, 1);
    return DONE;
  }

  delete(key: string): Promise<boolean> {
    const kept = this.#kept.get(key);
    if (kept) this.#characters -= kept.characters;
    return Promise.resolve(this.#kept.delete(key));
  }

  keep(key: string, document: DocumentNode, uses: number): void {
    const characters = document.loc?.source.body.length ?? 0;
    if (characters > this.#maxCharacters / 10) return;
    this.#characters += characters - (this.#kept.get(key)?.characters ?? 0);
    this.#kept.delete(key);
    this.#kept.set(key, { document, characters, uses });
    for (const [oldest, { characters: freed }] of this.#kept) {
      if (this.#characters <= this.#maxCharacters) break;
      this.#kept.delete(oldest);
      this.#characters -= freed;
    }
  }

  /** The documents that were asked for most, of this schema, the most used first. */
  mostUsed(prefix: string, count: number): { document: DocumentNode; uses: number }[] {
    return [...this.#kept]
      .filter(([key]) => key.startsWith(prefix))
      .map(([, { document, uses }]) => ({ document, uses }))
      .sort((one, other) => other.uses - one.uses)
      .slice(0, count);
  }
}

const NOTHING = Promise.resolve(undefined);
const DONE = Promise.resolve();

/** What ApolloServer puts before the hash of a text: the same text may be valid for one schema and not for another. */
export function documentPrefix(schema: GraphQLSchema): string {
  return `${createHash('sha256').update(printSchema(schema)).digest('hex')}:`;
}

export function documentKey(prefix: string, text: string): string {
  return prefix + createHash('sha256').update(text).digest('hex');
}
