import type { FetchDataRewrite, QueryPlanSelectionNode } from '@apollo/query-planner';
import { buildSchema } from 'graphql';
import type { Data } from '../../../../../gateway/execution/answer-data.type.js';
import { EntityBatch } from '../../../../../gateway/execution/plan/entity-batch.js';
import type { FieldWriters } from '../../../../../gateway/execution/plan/field-writers.js';
import { Losses } from '../../../../../gateway/execution/plan/losses.js';
import { Representations } from '../../../../../gateway/execution/plan/representations.js';

const SCHEMA = buildSchema(`
  directive @join__graph(name: String!) on ENUM_VALUE
  directive @join__type(graph: join__Graph!, key: String) repeatable on OBJECT | INTERFACE
  enum join__Graph {
    ONE @join__graph(name: "one")
    TWO @join__graph(name: "two")
  }
  type Query { media: Media }
  interface Media @join__type(graph: ONE, key: "id") { id: ID }
  type Book implements Media
    @join__type(graph: ONE, key: "id")
    @join__type(graph: ONE, key: "isbn")
    @join__type(graph: ONE, key: "shelf { room { name } row }")
    @join__type(graph: TWO, key: "isbn") { id: ID isbn: ID pages: Int size: Size shelf: Shelf }
  type Film implements Media @join__type(graph: ONE, key: "id") { id: ID }
  type Plan @join__type(graph: TWO) { id: ID }
  union Size = Big | Small
  type Big { w: Int }
  type Small { h: Int }
  type Shelf { room: Room row: Int note: String }
  type Room { name: String }
`);

const field = (name: string, ...selections: QueryPlanSelectionNode[]): QueryPlanSelectionNode => ({
  kind: 'Field',
  name,
  ...(selections.length > 0 && { selections }),
});
const on = (typeCondition: string, ...selections: QueryPlanSelectionNode[]): QueryPlanSelectionNode => ({
  kind: 'InlineFragment',
  typeCondition,
  selections,
});
const TYPE = field('__typename');

interface Case {
  readonly name: string;
  readonly requires: QueryPlanSelectionNode[];
  readonly rewrites?: FetchDataRewrite[];
  readonly entity: unknown;
  readonly subgraph?: string;
  /** Field that an earlier fetch of the entity was to bring, in vain. */
  readonly lost?: string;
  /** `null`: nothing is asked. */
  readonly text: string | null;
}

const BY_ID = [on('Book', TYPE, field('id'))];
const SIZED = [on('Book', TYPE, field('id'), field('size', on('Big', TYPE, field('w')), on('Small', field('h'))))];

const SHELVED = [on('Book', TYPE, field('shelf', field('room', field('name')), field('row'), field('note')))];

const CASES: Case[] = [
  {
    name: 'a key',
    requires: BY_ID,
    entity: { __typename: 'Book', id: '1', pages: 2 },
    text: '{"__typename":"Book","id":"1"}',
  },
  {
    name: 'text that has to be escaped',
    requires: BY_ID,
    entity: { __typename: 'Book', id: '"\\\n\u2028\ud800è' },
    text: '{"__typename":"Book","id":"\\"\\\\\\n\u2028\\ud800è"}',
  },
  {
    name: 'a null',
    requires: BY_ID,
    entity: { __typename: 'Book', id: null },
    text: '{"__typename":"Book","id":null}',
  },
  {
    name: 'a number that is none in JSON',
    requires: BY_ID,
    entity: { __typename: 'Book', id: Infinity },
    text: '{"__typename":"Book","id":null}',
  },
  {
    name: 'values of a scalar',
    requires: BY_ID,
    entity: { __typename: 'Book', id: { a: [1, 'x', true] } },
    text: '{"__typename":"Book","id":{"a":[1,"x",true]}}',
  },
  { name: 'a field that is missing', requires: BY_ID, entity: { __typename: 'Book' }, text: null },
  { name: 'another type', requires: BY_ID, entity: { __typename: 'Film', id: '1' }, text: null },
  { name: 'an unknown type', requires: [on('Media', TYPE)], entity: { __typename: 'Cassette', id: '1' }, text: null },
  { name: 'no type', requires: BY_ID, entity: { id: '1' }, text: null },
  {
    name: 'an interface that the type implements',
    requires: [on('Media', TYPE, field('id'))],
    entity: { __typename: 'Film', id: '1' },
    text: '{"__typename":"Film","id":"1"}',
  },
  {
    name: 'the interface itself',
    requires: [on('Media', TYPE, field('id'))],
    entity: { __typename: 'Media', id: '1' },
    text: '{"__typename":"Media","id":"1"}',
  },
  {
    name: 'another name for the type',
    requires: [on('Book', TYPE, field('id'))],
    rewrites: [{ kind: 'ValueSetter', path: ['... on Media', '__typename'], setValueTo: 'Media' }],
    entity: { __typename: 'Book', id: '1' },
    text: '{"__typename":"Media","id":"1"}',
  },
  {
    name: 'a rewrite of another type',
    requires: [on('Book', TYPE, field('id'))],
    rewrites: [{ kind: 'ValueSetter', path: ['... on Film', '__typename'], setValueTo: 'Media' }],
    entity: { __typename: 'Book', id: '1' },
    text: '{"__typename":"Book","id":"1"}',
  },
  {
    name: 'rewrites deeper down',
    requires: SIZED,
    rewrites: [
      { kind: 'ValueSetter', path: ['size', 'w'], setValueTo: 7 },
      { kind: 'KeyRenamer', path: ['size', 'w'], renameKeyTo: 'width' },
    ],
    entity: { __typename: 'Book', id: '1', size: { __typename: 'Big', w: 0 } },
    text: '{"__typename":"Book","id":"1","size":{"__typename":"Big","width":7}}',
  },
  {
    name: 'an object of a union',
    requires: SIZED,
    entity: { __typename: 'Book', id: '1', size: { __typename: 'Big', w: 1, h: 2 } },
    text: '{"__typename":"Book","id":"1","size":{"__typename":"Big","w":1}}',
  },
  {
    name: 'another object of the union',
    requires: SIZED,
    entity: { __typename: 'Book', id: '1', size: { __typename: 'Small', w: 1, h: 2 } },
    text: '{"__typename":"Book","id":"1","size":{"h":2}}',
  },
  {
    name: 'lists of lists, and nulls in them',
    requires: SIZED,
    entity: { __typename: 'Book', id: '1', size: [[null, { __typename: 'Small', h: 2 }], [], null] },
    text: '{"__typename":"Book","id":"1","size":[[null,{"h":2}],[],null]}',
  },
  {
    name: 'something missing in a list that nobody asked for',
    requires: SIZED,
    entity: { __typename: 'Book', id: '1', size: [{ __typename: 'Small' }, { __typename: 'Small', h: 2 }] },
    text: '{"__typename":"Book","id":"1","size":[{},{"h":2}]}',
  },
  {
    name: 'a scalar where an object should be',
    requires: SIZED,
    entity: { __typename: 'Book', id: '1', size: 'big' },
    text: null,
  },
  {
    name: 'fragments that overlap',
    requires: [on('Book', TYPE, field('id')), on('Media', TYPE, field('id'), field('pages'))],
    entity: { __typename: 'Book', id: '1', pages: 2 },
    text: '{"__typename":"Book","id":"1","pages":2}',
  },
  {
    name: 'a field that nobody asked for',
    requires: [on('Book', TYPE, field('id'), field('pages'))],
    entity: { __typename: 'Book', id: '1' },
    text: '{"__typename":"Book","id":"1"}',
  },
  {
    name: 'a field that was asked for in vain',
    requires: [on('Book', TYPE, field('id'), field('pages'))],
    entity: { __typename: 'Book', id: '1' },
    lost: 'pages',
    text: null,
  },
  {
    name: 'a field that another fetch has brought nevertheless',
    requires: [on('Book', TYPE, field('id'), field('pages'))],
    entity: { __typename: 'Book', id: '1', pages: 2 },
    lost: 'pages',
    text: '{"__typename":"Book","id":"1","pages":2}',
  },
  {
    name: 'one of two fragments lacks a field',
    requires: [on('Book', TYPE, field('id')), on('Media', TYPE, field('pages'))],
    entity: { __typename: 'Book', id: '1' },
    text: '{"__typename":"Book","id":"1"}',
  },
  {
    name: 'both fragments lack a field',
    requires: [on('Book', TYPE, field('id')), on('Media', TYPE, field('pages'))],
    entity: { __typename: 'Book' },
    text: null,
  },
  {
    name: 'the fragment with the key is for another type',
    requires: [on('Book', TYPE, field('id')), on('Media', TYPE, field('pages'))],
    rewrites: [{ kind: 'ValueSetter', path: ['... on Media', '__typename'], setValueTo: 'Media' }],
    entity: { __typename: 'Film', id: '1', pages: 2 },
    text: null,
  },
  {
    name: 'a key of the name that is sent',
    requires: [on('Book', TYPE, field('id')), on('Media', TYPE, field('pages'))],
    rewrites: [{ kind: 'ValueSetter', path: ['... on Media', '__typename'], setValueTo: 'Media' }],
    entity: { __typename: 'Book', id: '1' },
    text: '{"__typename":"Media","id":"1"}',
  },
  {
    name: 'one of two keys',
    requires: [on('Book', TYPE, field('id'), field('isbn'), field('pages'))],
    entity: { __typename: 'Book', isbn: '9', pages: 2 },
    text: '{"__typename":"Book","isbn":"9","pages":2}',
  },
  {
    name: 'a key of another subgraph',
    requires: BY_ID,
    subgraph: 'two',
    entity: { __typename: 'Book', id: '1', isbn: '9' },
    text: null,
  },
  {
    name: 'a type that has no key there',
    requires: [on('Plan', TYPE, field('id'))],
    subgraph: 'two',
    entity: { __typename: 'Plan', id: '1' },
    text: null,
  },
  {
    name: 'a nested key, and beside it a field that nobody asked for',
    requires: SHELVED,
    entity: { __typename: 'Book', shelf: { room: { name: 'A' }, row: 1 } },
    text: '{"__typename":"Book","shelf":{"room":{"name":"A"},"row":1}}',
  },
  {
    name: 'a null in a nested key',
    requires: SHELVED,
    entity: { __typename: 'Book', shelf: { room: null, row: 1 } },
    text: '{"__typename":"Book","shelf":{"room":null,"row":1}}',
  },
  {
    name: 'half of a nested key',
    requires: SHELVED,
    entity: { __typename: 'Book', shelf: { room: {}, row: 1, note: 'x' } },
    text: null,
  },
  {
    name: 'a field that every object has',
    requires: [on('Book', TYPE, field('id'), field('toString'))],
    entity: { __typename: 'Book', id: '1' },
    text: '{"__typename":"Book","id":"1"}',
  },
];

/** Each field is brought by a fetch of its own, which is about the entity. */
const FIELDS = ['id', 'pages', 'size', 'shelf'];
const writers = {
  base: '',
  fetch: FIELDS.length,
  of: (_at: string, _typeName: string | null, key: string) => [{ fetch: FIELDS.indexOf(key), isOfEntity: true }],
} as unknown as FieldWriters;

describe('representations', () => {
  it.each(CASES)('$name', ({ requires, rewrites = [], subgraph = 'one', entity, lost, text }) => {
    const losses = new Losses();
    if (lost !== undefined) losses.add(FIELDS.indexOf(lost), [entity as Data]);
    const batch = new EntityBatch(losses);
    const type = new Representations({ schema: SCHEMA, requires, rewrites, subgraph, writers }).of(entity as Data);
    if (type) batch.add(entity as Data, type);
    expect(batch.member).toBe(`"representations":[${text ?? ''}],`);
    expect(batch.count).toBe(text === null ? 0 : 1);
  });

  it('are asked for once, whatever tells them apart', () => {
    const batch = new EntityBatch(new Losses());
    const requires = [on('Media', TYPE, field('id'))];
    const parts = { schema: SCHEMA, requires, rewrites: [], subgraph: 'one', writers };
    const representations = new Representations(parts);
    const entities = [
      ['Book', '1'],
      ['Film', '1'],
      ['Book', 1],
      ['Book', '1'],
      ['Book', null],
      ['Film', '1'],
      ['Book', null],
      ['Book', 1],
    ];
    for (const [__typename, id] of entities) {
      const entity = { __typename, id };
      const type = representations.of(entity);
      if (type) batch.add(entity, type);
    }
    expect(batch.asked).toEqual([0, 1, 2, 0, 3, 1, 3, 2]);
    expect(batch.count).toBe(4);
    expect(batch.entitiesByRepresentation().map((same) => same.length)).toEqual([2, 2, 2, 2]);
  });
});
