import { isObjectType, Kind, visit, type GraphQLSchema, type SelectionNode, type SelectionSetNode } from 'graphql';
import type { LeafFetch } from '../answer-data.type.js';
import type { FetchQuery } from './answer-shape.js';
import type { FetchFacts } from './fetch-facts.js';
import type { PlanContext } from './plan-context.type.js';

/** Whether no other fetch of the plan writes into the objects that this one brings. */
export function keepsItsObjects(facts: FetchFacts, all: readonly FetchFacts[]): boolean {
  for (const other of all) {
    if (other === facts) continue;
    if (facts.objects.has(other.base)) return false;
    for (const position of other.objects) if (facts.objects.has(position)) return false;
  }
  return true;
}

/**
 * The fetch as one whose entities may go into the answer as text, or `null` when something but the answer reads them,
 * or when its query is out of the ordinary.
 */
export function leafFetchOf(facts: FetchFacts, all: readonly FetchFacts[], context: PlanContext): LeafFetch | null {
  const { fetch, path, query } = facts;
  const { requires, operationKind, outputRewrites = [], inputRewrites = [], serviceName: subgraph } = fetch;
  if (!requires || operationKind !== 'query' || !context.trustedSubgraphs.has(subgraph)) return null;
  if (outputRewrites.length > 0 || inputRewrites.length > 0 || path.hasTypeConditions) return null;
  if (!keepsItsObjects(facts, all) || isReadByOthers(facts, all)) return null;
  const selections = selectionsByType(query, context.schema);
  if (selections === null) return null;
  return { slot: `\0${all.indexOf(facts)}`, subgraph, path: path.path.map(String), selections, head: [] };
}

function isReadByOthers({ reads, writes }: FetchFacts, all: readonly FetchFacts[]): boolean {
  if (isReadByContexts(all)) return true;
  return all.some((other) => [...other.reads].some((position) => writes.has(position) && !reads.has(position)));
}

/** Where an argument comes from in the data is not among what a fetch is known to read. */
export function isReadByContexts(all: readonly FetchFacts[]): boolean {
  return all.some(({ fetch }) => fetch.contextRewrites?.length);
}

/** `null` when there is a condition, or a type of which the text would not tell what was selected. */
function selectionsByType(query: FetchQuery, schema: GraphQLSchema): Map<string, SelectionSetNode> | null {
  const selectionSet = withoutSpreads(query);
  if (selectionSet === null) return null;
  const byType = new Map<string, SelectionNode[]>();
  for (const selection of selectionSet.selections) {
    const type = selection.kind === Kind.INLINE_FRAGMENT ? selection.typeCondition?.name.value : undefined;
    if (selection.kind !== Kind.INLINE_FRAGMENT || type === undefined || !isObjectType(schema.getType(type)))
      return null;
    byType.set(type, [...(byType.get(type) ?? []), ...selection.selectionSet.selections]);
  }
  return new Map(
    [...byType].map(([type, selections]) => [
      type,
      { kind: Kind.SELECTION_SET, selections } satisfies SelectionSetNode,
    ]),
  );
}

/** The selection with named fragments written out; `null` when something in it has a directive. */
export function withoutSpreads({ selectionSet, fragments }: FetchQuery): SelectionSetNode | null {
  let hasDirective = false;
  const inlined = visit(selectionSet, {
    Directive: () => {
      hasDirective = true;
    },
    FragmentSpread: ({ name }) => {
      const fragment = fragments.get(name.value);
      // The visitor goes into what it gets here, so that spreads within are written out, too.
      return (
        fragment && {
          kind: Kind.INLINE_FRAGMENT,
          typeCondition: fragment.typeCondition,
          selectionSet: fragment.selectionSet,
        }
      );
    },
  });
  return hasDirective ? null : inlined;
}
