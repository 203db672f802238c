import { print } from 'graphql';
import type { Data } from '../../../../../gateway/execution/answer-data.type.js';
import { library, shop } from '../../../../testkit/small-graphs.js';
import { compiled, runPlan } from '../../../../testkit/run-plan.js';
import { SmallSupergraph } from '../../../../testkit/small-supergraph.js';

const graphs = { shop: new SmallSupergraph(shop()), library: new SmallSupergraph(library()) };
const ALL = ['products', 'users', 'reviews', 'stock', 'catalogue', 'ratings', 'houses'];

interface Case {
  readonly name: string;
  readonly graph?: keyof typeof graphs;
  readonly query: string;
  readonly trusted?: readonly string[];
  /** Path and subgraph of each leaf. */
  readonly leaves: readonly string[];
}

const CASES: Case[] = [
  {
    name: 'entities that only the answer reads',
    query: '{ reviews { author { country } product { name } } }',
    leaves: ['reviews.@.product products', 'reviews.@.author users'],
  },
  {
    name: 'not of a subgraph that is not trusted',
    query: '{ reviews { author { country } product { name } } }',
    trusted: ['users'],
    leaves: ['reviews.@.author users'],
  },
  {
    name: 'not those below which others lie',
    query: '{ products { reviews { id author { country } } } }',
    leaves: ['products.@.reviews.@.author users'],
  },
  {
    name: 'not those which others require',
    query: '{ warehouse { products { freight } } }',
    leaves: ['warehouse.products.@ stock'],
  },
  { name: 'not those that share an object', query: '{ products { box { size depth } } }', leaves: [] },
  {
    name: 'not with a condition in the query',
    query: 'query ($no: Boolean!) { reviews { product { name parts @include(if: $no) { code } } } }',
    leaves: [],
  },
  {
    name: 'beside others at the same place',
    query: '{ products { name inStock reviews { id } } }',
    leaves: ['products.@ products', 'products.@ stock', 'products.@ reviews'],
  },
  { name: 'not where types are renamed', graph: 'library', query: '{ media { rating } }', leaves: [] },
  {
    name: 'of several types',
    graph: 'library',
    query: '{ media { ... on Book { title place: shelf } ... on Film { minutes } } }',
    leaves: ['media.@ houses'],
  },
];

describe('leaf fetches', () => {
  it.each(CASES)('$name', ({ graph: name = 'shop', query, trusted = ALL, leaves }) => {
    const graph = graphs[name];
    const plan = compiled(graph, graph.plan(query), trusted);
    expect(plan.leaves.map(({ path, subgraph }) => `${path.join('.')} ${subgraph}`).sort()).toEqual([...leaves].sort());
    expect(new Set(plan.leaves.map(({ slot }) => slot)).size).toBe(plan.leaves.length);
    for (const { slot } of plan.leaves) expect(slot).toMatch(/^\0/);
  });

  it('tell what is selected of each type', () => {
    const { library: graph } = graphs;
    const query = '{ found { ... on Book { s: shelf } ... on Publisher { name books { title } } } }';
    const leaves = compiled(graph, graph.plan(query), ALL).leaves.map(({ selections }) =>
      [...selections].map(([type, set]) => `${type} ${print(set).replace(/\s+/g, ' ')}`),
    );
    expect(leaves).toContainEqual(['Book { title }']);
    expect(leaves).not.toContainEqual(expect.arrayContaining([expect.stringContaining('Publisher')]));
  });

  it('are put as text at every place, unless the subgraph answers otherwise', async () => {
    const { plan, result } = await runPlan(graphs.shop, '{ reviews { author { country } } }', {
      trusted: ALL,
      embeds: true,
    });
    const slot = plan.leaves[0]?.slot as string;
    const authors = (result.data.reviews as { author: Data | null }[]).map(({ author }) => author);
    const text = '{"country":"GB"}';
    expect(authors).toEqual([
      { __typename: 'User', id: 'u1', [slot]: text },
      { __typename: 'User', id: 'u1', [slot]: text },
      { __typename: 'User', id: 'u2', [slot]: text },
      { __typename: 'User', id: 'nobody' },
      null,
    ]);
    const failing = await runPlan(graphs.shop, '{ reviews { author { country } } }', {
      trusted: ALL,
      embeds: true,
      tamper: (subgraph, answer) => (subgraph === 'users' ? { ...answer, errors: [{ message: 'partly' }] } : answer),
    });
    expect(failing.result.data.reviews).toMatchObject([{ author: { country: 'GB' } }, {}, {}, {}, {}]);
  });

  it('are merged when the answer does not embed them', async () => {
    const { result } = await runPlan(graphs.shop, '{ reviews { author { country } } }', { trusted: ALL });
    expect(result.data.reviews).toMatchObject([{ author: { country: 'GB' } }, {}, {}, {}, {}]);
  });
});
