import { parse, type DocumentNode } from 'graphql';
import type { DomainError } from '../../../schema/kernel/domain-error.js';
import { documentSize } from './document-size.rules.js';
import { DOCUMENT_LIMITS, MAX_QUERY_TOKENS, MAX_REPEATED_SELECTIONS } from './limits.js';
import { repeatedSelections } from './repeated-selections.rules.js';
import { queryTooCostly } from './too-costly.errors.js';

/** Together about a million characters of texts that were found to be in order. */
const MAX_CHARACTERS = 1_000_000;

/**
 * Refuses texts of queries that are too much to check, let alone to run. What has passed is remembered, so an operation
 * that comes again costs one look-up (1 µs); a new one is scanned and parsed once more than ApolloServer does, 0.15 ms
 * for an operation of the console.
 *
 * Written here rather than taken from graphql-armor, whose rules run in the same walk as the costly rules of graphql-js
 * that they are to protect, and in three walks of their own.
 */
export class CheckedTexts {
  readonly #passed = new Set<string>();
  #characters = 0;

  /** @throws DomainError QUERY_TOO_COSTLY. What cannot be read at all is left to the parser to tell. */
  check(text: string): void {
    if (this.#passed.has(text)) return;
    const fault = faultOf(text);
    if (fault) throw fault;
    this.#keep(text);
  }

  #keep(text: string): void {
    if (text.length > MAX_CHARACTERS / 10) return;
    this.#passed.add(text);
    this.#characters += text.length;
    for (const oldest of this.#passed) {
      if (this.#characters <= MAX_CHARACTERS) break;
      this.#passed.delete(oldest);
      this.#characters -= oldest.length;
    }
  }
}

function faultOf(text: string): DomainError | null {
  const repeated = repeatedSelections(text);
  if (repeated > MAX_REPEATED_SELECTIONS) {
    return queryTooCostly('repeatedSelections', MAX_REPEATED_SELECTIONS, repeated);
  }
  const document = parsed(text);
  if (document === null) return null;
  const size = documentSize(document);
  for (const limit of ['depth', 'rootFields', 'aliases', 'directives', 'selections'] as const) {
    if (size[limit] > DOCUMENT_LIMITS[limit]) return queryTooCostly(limit, DOCUMENT_LIMITS[limit], size[limit]);
  }
  return null;
}

function parsed(text: string): DocumentNode | null {
  try {
    return parse(text, { maxTokens: MAX_QUERY_TOKENS, noLocation: true });
  } catch {
    return null;
  }
}
