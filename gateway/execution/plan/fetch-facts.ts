import type { FetchNode, PlanNode, QueryPlanSelectionNode, ResponsePath } from '@apollo/query-planner';
import { readFetchQuery, type AnswerShape, type FetchQuery } from './answer-shape.js';
import { EntityPath } from './entity-path.js';
import { CannotCompile } from './plan-context.type.js';

/** Response keys from the top of the answer, joined: what lists are on the way does not matter for who reads what. */
export type Position = string;

/** Where a field of the object at a position is. */
export function positionBelow(object: Position, key: string): Position {
  return `${object}${key}\0`;
}

/** What a fetch reads and writes. */
export interface FetchFacts {
  readonly fetch: FetchNode;
  readonly path: EntityPath;
  readonly query: FetchQuery;
  /** Fields that its representations are made of. */
  readonly reads: ReadonlySet<Position>;
  /** Fields of its answer. */
  readonly writes: ReadonlySet<Position>;
  /** Objects of its answer below those at the end of its path. */
  readonly objects: ReadonlySet<Position>;
  /** The objects at the end of its path. */
  readonly base: Position;
}

/** The fetches of a plan in the order in which its nodes are written. */
export function fetchesOf(node: PlanNode, path: ResponsePath = []): FetchFacts[] {
  switch (node.kind) {
    case 'Fetch':
      return [factsOf(node, new EntityPath(path))];
    case 'Flatten':
      return fetchesOf(node.node, [...path, ...node.path]);
    case 'Sequence':
    case 'Parallel':
      return node.nodes.flatMap((child) => fetchesOf(child, path));
    case 'Condition':
      return [node.ifClause, node.elseClause].flatMap((branch) => (branch ? fetchesOf(branch, path) : []));
    case 'Defer':
      throw new CannotCompile('defer');
  }
}

function factsOf(fetch: FetchNode, path: EntityPath): FetchFacts {
  const query = readFetchQuery(fetch);
  const base = path.keys.reduce(positionBelow, '');
  const [reads, writes, objects] = [new Set<Position>(), new Set<Position>(), new Set<Position>()];
  addReads(fetch.requires ?? [], base, reads);
  addWrites(query.shape, base, { writes, objects });
  return { fetch, path, query, reads, writes, objects, base };
}

function addReads(selections: readonly QueryPlanSelectionNode[], at: Position, reads: Set<Position>): void {
  for (const selection of selections) {
    if (selection.kind === 'InlineFragment') {
      addReads(selection.selections, at, reads);
      continue;
    }
    const position = positionBelow(at, selection.alias ?? selection.name);
    reads.add(position);
    addReads(selection.selections ?? [], position, reads);
  }
}

function addWrites(
  shape: AnswerShape,
  at: Position,
  found: { readonly writes: Set<Position>; readonly objects: Set<Position> },
): void {
  shape.keys.forEach((key, index) => {
    const position = positionBelow(at, key);
    const child = shape.children[index];
    found.writes.add(position);
    if (!child) return;
    found.objects.add(position);
    addWrites(child, position, found);
  });
}
