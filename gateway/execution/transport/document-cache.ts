import { checkOperation } from '../../../schema/kernel/execute-subgraph.js';
import type { Subgraph } from '../../../schema/kernel/subgraph.js';

/** A fetch's document, or why the subgraph's schema does not have it. */
export type CheckedDocument = ReturnType<typeof checkOperation>;

/** Together about a million characters of query text, whose trees take some 50 MB. */
const MAX_CHARACTERS = 1_000_000;

/**
 * Documents parsed and checked once. The planner writes the same text for the same plan, so nearly every fetch is a
 * hit; literals that clients write into their queries make new texts, hence the bound. The least recently used go
 * first.
 */
export class DocumentCache {
  readonly #subgraph: Subgraph;
  readonly #maxCharacters: number;
  readonly #documents = new Map<string, CheckedDocument>();
  #characters = 0;

  constructor(subgraph: Subgraph, maxCharacters = MAX_CHARACTERS) {
    this.#subgraph = subgraph;
    this.#maxCharacters = maxCharacters;
  }

  get size(): number {
    return this.#documents.size;
  }

  get(text: string): CheckedDocument {
    const known = this.#documents.get(text);
    if (known) {
      // Put back at the end: a Map keeps the order of insertion.
      this.#documents.delete(text);
      this.#documents.set(text, known);
      return known;
    }
    const checked = checkOperation(this.#subgraph, text);
    if (text.length <= this.#maxCharacters / 10) this.#keep(text, checked);
    return checked;
  }

  #keep(text: string, checked: CheckedDocument): void {
    this.#documents.set(text, checked);
    this.#characters += text.length;
    for (const oldest of this.#documents.keys()) {
      if (this.#characters <= this.#maxCharacters) break;
      this.#documents.delete(oldest);
      this.#characters -= oldest.length;
    }
  }
}
