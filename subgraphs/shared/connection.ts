import 'reflect-metadata';
import { Directive, Field, Int, ObjectType, ArgsType, type ClassType } from 'type-graphql';
import type { z } from 'zod';
import { encodeCursor, decodeCursor, type ListName } from './cursor.js';
import { refusedField } from './input-check.js';
import { rangeProblem } from './input-problem.rules.js';

/**
 * Lists are connections: keyset pages, 1 to 100 a page. A cursor holds the sort key of its row, so a page does not shift
 * when rows are added, changed or taken away before it; it is good for the list and the filter that it was given out
 * for and for no other (cursor.ts).
 *
 *     export const ThingConnection = connectionOf(() => Thing, 'Thing');
 *     const list = listOf('things', filter);                                 // which list, narrowed to what
 *     const page = readPage(args, list, z.tuple([z.string(), z.string()]));  // the sort key, e.g. [name, code]
 *     const rows = …                                                         // `page.take` rows after `page.after`
 *     return toConnection(rows, page, { keyOf: (row) => [row.name, row.code], totalCount: () => count() });
 */
export const DEFAULT_PAGE_SIZE = 20;
export const MAXIMUM_PAGE_SIZE = 100;

/** The arguments of every connection, as they come in. */
export interface PageArguments {
  first?: number | null | undefined;
  after?: string | null | undefined;
}

@ArgsType()
export class PageArgs implements PageArguments {
  @Field(() => Int, {
    nullable: true,
    defaultValue: DEFAULT_PAGE_SIZE,
    description: 'How many, 1 to 100 (quanti elementi).',
  })
  first?: number | null;

  @Field(() => String, {
    nullable: true,
    description: 'Cursor of the last one seen, from the same list and filter (cursore).',
  })
  after?: string | null;
}

@Directive('@shareable')
@ObjectType({ simpleResolvers: true, description: 'Where a page of a list begins and ends (pagina di un elenco).' })
export class PageInfo {
  @Field({ description: 'Whether more follow.' })
  hasNextPage!: boolean;

  @Field({ description: 'Whether the page was asked for with a cursor, so that others come before it.' })
  hasPreviousPage!: boolean;

  @Field(() => String, { nullable: true, description: 'Cursor of the first on the page; null when it is empty.' })
  startCursor!: string | null;

  @Field(() => String, { nullable: true, description: 'Cursor of the last on the page; null when it is empty.' })
  endCursor!: string | null;
}

export interface Edge<Node> {
  cursor: string;
  node: Node;
}

export interface Connection<Node> {
  nodes: Node[];
  edges: Edge<Node>[];
  pageInfo: PageInfo;
  /** Counted only when it is asked for. */
  totalCount: () => Promise<number>;
}

/** The connection type `<name>Connection` with its `<name>Edge`; the class is used as a GraphQL type only. */
export function connectionOf<Node extends object>(
  nodeType: () => ClassType<Node>,
  name: string,
): ClassType<Connection<Node>> {
  @ObjectType(`${name}Edge`, { simpleResolvers: true, description: `One ${name} in a list, with its cursor.` })
  class NodeEdge implements Edge<Node> {
    @Field(() => String, { description: 'Opaque; stays good when others are added (cursore).' })
    cursor!: string;

    @Field(nodeType, { description: 'The one itself.' })
    node!: Node;
  }

  @ObjectType(`${name}Connection`, { simpleResolvers: true, description: `A page of a list of ${name} (elenco).` })
  class NodeConnection implements Connection<Node> {
    @Field(() => [nodeType()], { description: 'What is on the page.' })
    nodes!: Node[];

    @Field(() => [NodeEdge], { description: 'What is on the page, with cursors.' })
    edges!: NodeEdge[];

    @Field(() => PageInfo, { description: 'Where the page begins and ends.' })
    pageInfo!: PageInfo;

    @Field(() => Int, { description: 'How many there are on all pages.' })
    totalCount!: () => Promise<number>;
  }
  return NodeConnection;
}

/** A page that was asked for, checked. */
export interface Page<Key> {
  /** How many the client wants. */
  first: number;
  /** How many rows to read: one more than wanted, which tells whether others follow. */
  take: number;
  /** Sort key of the last row seen; null from the start. */
  after: Key | null;
  /** The list that its cursors are good for. */
  list: ListName;
}

/**
 * Reads the arguments of a connection whose rows are sorted by a key of this shape.
 * @throws DomainError BAD_USER_INPUT with the field `first` or `after`
 */
export function readPage<Key>({ first, after }: PageArguments, list: ListName, key: z.ZodType<Key>): Page<Key> {
  const size = first ?? DEFAULT_PAGE_SIZE;
  const outside = rangeProblem(size, { least: 1, most: MAXIMUM_PAGE_SIZE });
  if (outside) throw refusedField('first', outside);
  return { first: size, take: size + 1, after: after == null ? null : decodeCursor(after, list, key), list };
}

export interface ConnectionOptions<Row, Key> {
  keyOf: (row: Row) => Key;
  totalCount: () => Promise<number>;
}

/** The connection over the rows of a page, read with its `take`. */
export function toConnection<Row, Key>(
  rows: readonly Row[],
  page: Page<Key>,
  { keyOf, totalCount }: ConnectionOptions<Row, Key>,
): Connection<Row> {
  const nodes = rows.slice(0, page.first);
  const edges = nodes.map((node) => ({ node, cursor: encodeCursor(keyOf(node), page.list) }));
  const pageInfo = {
    hasNextPage: rows.length > page.first,
    hasPreviousPage: page.after !== null,
    startCursor: edges[0]?.cursor ?? null,
    endCursor: edges.at(-1)?.cursor ?? null,
  };
  return { nodes, edges, pageInfo, totalCount };
}
