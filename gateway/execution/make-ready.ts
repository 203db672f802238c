import { setTimeout } from 'node:timers/promises';
import { Kind, parse, validate, type DocumentNode } from 'graphql';
import type { CompiledSupergraph } from './compiled-supergraph.js';
import { documentKey, documentPrefix, type DocumentStore } from './document-store.js';

/** Those that the others are not missed for. */
const OPERATIONS = 100;
/**
 * After each of them the requests have the process to themselves for so many times as long as it took, which leaves them
 * three quarters of it: without that a request, which comes back to this thread after every fetch, waits behind one of
 * them each time (p50 of `small` and `single` during a swap 33 to 115 ms instead of 12, on a loaded machine).
 */
const REST = 3;
const LONGEST_REST_MS = 50;

/**
 * Plans and compiles the most used operations for a supergraph that is to take over, for the same kinds of callers and
 * the same labels, so that no request has to wait for that afterwards. An operation that is not valid any more is left
 * out. What is done in one piece takes some milliseconds; requests are answered in between, and have most of the time.
 */
export async function makeReady(
  next: CompiledSupergraph,
  { current, documents }: { current: CompiledSupergraph; documents: DocumentStore },
): Promise<void> {
  const prefix = documentPrefix(next.schema);
  let restMs = 0;
  for (const { document, uses } of documents.mostUsed(documentPrefix(current.schema), OPERATIONS)) {
    const text = document.loc?.source.body;
    if (text === undefined) continue;
    await setTimeout(restMs);
    const begin = performance.now();
    const again = parse(text);
    if (validate(next.schema, again).length > 0) continue;
    await compileLike(document, again, { current, next });
    documents.keep(documentKey(prefix, text), again, uses);
    restMs = Math.min(REST * (performance.now() - begin), LONGEST_REST_MS);
  }
}

async function compileLike(
  document: DocumentNode,
  again: DocumentNode,
  { current, next }: { current: CompiledSupergraph; next: CompiledSupergraph },
): Promise<void> {
  for (const [index, operation] of document.definitions.entries()) {
    const counterpart = again.definitions[index];
    if (operation.kind !== Kind.OPERATION_DEFINITION || counterpart?.kind !== Kind.OPERATION_DEFINITION) continue;
    for (const known of current.known(operation)) {
      const variants = next.operation(again, counterpart, known.parts.authority);
      for (const activeLabels of known.known()) {
        const labels = activeLabels.filter((label) => variants.parts.labels.includes(label));
        // Whoever asks for it again is told why it cannot be planned any more.
        await Promise.resolve(variants.get(labels)).catch(() => undefined);
      }
    }
  }
}
