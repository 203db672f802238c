import type { FetchNode, QueryPlanSelectionNode } from '@apollo/query-planner';
import { buildSchema } from 'graphql';
import { fetchesOf } from '../../../../../gateway/execution/plan/fetch-facts.js';
import { FieldWriters } from '../../../../../gateway/execution/plan/field-writers.js';
import { Losses } from '../../../../../gateway/execution/plan/losses.js';

const SCHEMA = buildSchema(`
  type Query { works: [Work] }
  interface Work { id: ID title: String maker: Maker }
  type Book implements Work { id: ID title: String maker: Maker }
  type Film implements Work { id: ID title: String maker: Maker }
  type Maker { name: String }
`);

const fetch = (operation: string, requires?: QueryPlanSelectionNode[]): FetchNode => ({
  kind: 'Fetch',
  serviceName: 'one',
  operation,
  operationKind: 'query' as FetchNode['operationKind'],
  operationName: undefined,
  ...(requires && { requires }),
});
const entities = (selections: string): FetchNode =>
  fetch(`query ($representations: [_Any!]!) { _entities(representations: $representations) { ${selections} } }`, []);

const facts = fetchesOf({
  kind: 'Sequence',
  nodes: [
    fetch('{ works { __typename id } }'),
    { kind: 'Flatten', path: ['works', '@'], node: entities('... on Work { id ... on Book { title } }') },
    { kind: 'Flatten', path: ['works', '@'], node: entities('... on Film { title ... on Work { maker { name } } }') },
    { kind: 'Flatten', path: ['works', '@', 'maker'], node: entities('... on Maker { name }') },
    { kind: 'Flatten', path: ['works', '@'], node: entities('... on Work { id }') },
  ],
});
const reader = new FieldWriters(SCHEMA, facts, facts[4]!);
const WORKS = 'works\0';

describe('the fetches that bring a field', () => {
  const CASES: [string, string | null, string, [fetch: number, isOfEntity: boolean][]][] = [
    [
      WORKS,
      'Book',
      'id',
      [
        [0, false],
        [1, true],
      ],
    ],
    [WORKS, 'Book', 'title', [[1, true]]],
    [WORKS, 'Film', 'title', [[2, true]]],
    [
      WORKS,
      null,
      'title',
      [
        [1, true],
        [2, true],
      ],
    ],
    [WORKS, 'Film', 'maker', [[2, true]]],
    [WORKS, 'Book', 'maker', []],
    [
      `${WORKS}maker\0`,
      'Maker',
      'name',
      [
        [2, false],
        [3, true],
      ],
    ],
    [WORKS, 'Book', 'year', []],
  ];

  it.each(CASES)('%j %s.%s', (position, typeName, key, writers) => {
    expect(reader.of(position, typeName, key)).toEqual(writers.map(([of, isOfEntity]) => ({ fetch: of, isOfEntity })));
  });
});

describe('losses', () => {
  const [one, other] = [{}, {}];
  const losses = new Losses();
  losses.add(1, [one]);
  losses.add(3);

  const CASES: [string, object, { fetch: number; isOfEntity: boolean }[], boolean][] = [
    ['the entity itself', one, [{ fetch: 1, isOfEntity: true }], true],
    ['another entity', other, [{ fetch: 1, isOfEntity: true }], false],
    ['an object below some entity', other, [{ fetch: 1, isOfEntity: false }], true],
    [
      'an object of a fetch that lost nothing',
      one,
      [
        { fetch: 2, isOfEntity: true },
        { fetch: 0, isOfEntity: false },
      ],
      false,
    ],
    ['an object of a fetch without entities', other, [{ fetch: 3, isOfEntity: false }], true],
    ['what nobody brings', one, [], false],
  ];

  it.each(CASES)('%s', (_name, object, writers, isLost) => {
    expect(losses.has(object as Record<string, unknown>, writers)).toBe(isLost);
  });
});
