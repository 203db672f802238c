import type { ExecutionResult } from 'graphql';
import { runPlan } from '../../../../testkit/run-plan.js';
import { SmallSupergraph, type AskedQuery, type Tamper } from '../../../../testkit/small-supergraph.js';

type Row = Record<string, unknown>;

const TITLES: Row = { b1: 'One', f1: 'Two', b2: 'Three' };
const idOf = ({ id }: Row): string => String(id);
const WORKS: Row[] = ['b1', 'f1', 'b2'].map((id) => ({
  ...{ id, __typename: id.startsWith('b') ? 'Book' : 'Film' },
  ...{ title: TITLES[id], year: 1861 },
}));
const NOTED = {
  __resolveReference: (reference: Row): Row => reference,
  stars: () => 5,
  note: ({ title }: Row) => `on ${String(title)}`,
  age: ({ year }: Row) => year,
};

/** The subgraph of the notes knows no types. */
const typed = new SmallSupergraph([
  {
    name: 'list',
    sdl: `
      type Query { works: [Work] }
      interface Work @key(fields: "id") { id: ID! title: String year: Int }
      type Book implements Work @key(fields: "id") { id: ID! title: String year: Int }
      type Film implements Work @key(fields: "id") { id: ID! title: String year: Int }
    `,
    resolvers: { Query: { works: () => WORKS } },
  },
  {
    name: 'notes',
    sdl: `
      type Work @interfaceObject @key(fields: "id") {
        id: ID! stars: Int
        title: String @external note: String @requires(fields: "title")
        year: Int @external age: Int @requires(fields: "year")
      }
    `,
    resolvers: { Work: NOTED },
  },
]);

/** One subgraph needs what another has, and the next what that makes of it. */
const chain = new SmallSupergraph([
  {
    name: 'list',
    sdl: 'type Query { works: [Work] } type Work @key(fields: "id") { id: ID! }',
    resolvers: { Query: { works: () => WORKS } },
  },
  {
    name: 'titles',
    sdl: 'type Work @key(fields: "id") { id: ID! title: String }',
    resolvers: { Work: { __resolveReference: (work: Row) => work, title: (work: Row) => TITLES[idOf(work)] } },
  },
  {
    name: 'notes',
    sdl: `type Work @key(fields: "id") {
      id: ID! title: String @external note: String @requires(fields: "title")
    }`,
    resolvers: { Work: { __resolveReference: NOTED.__resolveReference, note: NOTED.note } },
  },
  {
    name: 'lengths',
    sdl: `type Work @key(fields: "id") {
      id: ID! note: String @external length: Int @requires(fields: "note")
    }`,
    resolvers: {
      Work: {
        __resolveReference: NOTED.__resolveReference,
        length: ({ note }: Row) => (note === undefined ? -1 : String(note).length),
      },
    },
  },
]);

/** Representations that a subgraph got for a field. */
const sentFor = (asked: readonly AskedQuery[], subgraph: string, field: string): unknown[] =>
  asked
    .filter((query) => query.subgraph === subgraph && query.text.includes(field))
    .flatMap(({ variables }) => variables.representations as unknown[]);

const titles =
  (change: (answer: ExecutionResult) => unknown): Tamper =>
  (subgraph, answer) =>
    subgraph === 'titles' ? change(answer) : answer;
const withoutFirst = (answer: ExecutionResult): (Row | null)[] =>
  (answer.data?._entities as Row[]).map((entity, index) => (index === 0 ? null : entity));

const work = (id: string, more: Row = {}): Row => ({ __typename: 'Work', id, ...more });

describe('what a requirement needs', () => {
  it('is left out of objects of types for which nobody asked for it', async () => {
    const { asked, result } = await runPlan(typed, '{ works { stars ... on Book { note } } }');
    expect(sentFor(asked, 'notes', 'note')).toEqual([
      work('b1', { title: 'One' }),
      work('f1'),
      work('b2', { title: 'Three' }),
    ]);
    expect(result.errors).toEqual([]);
    expect(result.data).toMatchObject({ works: [{ stars: 5, note: 'on One' }, { stars: 5 }, { note: 'on Three' }] });
  });

  it('is left out where a condition switched it off', async () => {
    const query = 'query ($yes: Boolean!) { works { stars age @include(if: $yes) } }';
    for (const yes of [true, false]) {
      const { asked, result } = await runPlan(typed, query, { variables: { yes } });
      expect(sentFor(asked, 'notes', 'stars')[0]).toEqual(work('b1', yes ? { year: 1861 } : {}));
      expect(result.data).toMatchObject({ works: [{ stars: 5 }, { stars: 5 }, { stars: 5 }] });
    }
  });

  const LOSSES: [name: string, change: (answer: ExecutionResult) => unknown, sent: string[]][] = [
    ['an entity that is null', (answer) => ({ data: { _entities: withoutFirst(answer) } }), ['f1', 'b2']],
    [
      'an entity that is null because of an error',
      (answer) => ({ data: { _entities: withoutFirst(answer) }, errors: [{ message: 'x', path: ['_entities', 0] }] }),
      ['f1', 'b2'],
    ],
    [
      'an entity of another type',
      () => ({ data: { _entities: [{ __typename: 'Query', title: 'x' }, { title: 'Two' }, { title: 'Three' }] } }),
      ['f1', 'b2'],
    ],
    ['errors without data', () => ({ data: null, errors: [{ message: 'x' }] }), []],
    ['errors without entities', () => ({ data: { _entities: null }, errors: [{ message: 'x' }] }), []],
    [
      'a fetch that fails',
      () => {
        throw new Error('down');
      },
      [],
    ],
  ];

  describe.each(LOSSES)('that could not be had: %s', (_name, change, sent) => {
    it('keeps the object from being sent, and from whatever needs that', async () => {
      const { asked } = await runPlan(chain, '{ works { length } }', { tamper: titles(change) });
      for (const [subgraph, field] of [
        ['notes', 'note'],
        ['lengths', 'length'],
      ] as const)
        expect(sentFor(asked, subgraph, field).map((representation) => idOf(representation as Row))).toEqual(sent);
    });
  });
});
