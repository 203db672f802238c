import type { Data } from '../../../../../gateway/execution/answer-data.type.js';
import { contexts, library, shop } from '../../../../testkit/small-graphs.js';
import { runPlan } from '../../../../testkit/run-plan.js';
import { SmallSupergraph } from '../../../../testkit/small-supergraph.js';

const graphs = {
  shop: new SmallSupergraph(shop()),
  library: new SmallSupergraph(library()),
  contexts: new SmallSupergraph(contexts()),
};

interface Case {
  readonly name: string;
  readonly graph: keyof typeof graphs;
  readonly query: string;
  readonly variables?: Data;
}

const CASES: Case[] = [
  { name: 'one subgraph', graph: 'shop', query: '{ products { upc name price parts { code } } }' },
  { name: 'several keys', graph: 'shop', query: '{ products { name inStock reviews { id body } } }' },
  {
    name: 'keys from a union',
    graph: 'shop',
    query:
      '{ everything { __typename ... on Product { name inStock } ... on User { country } ... on Review { id product { name } } } }',
  },
  {
    name: 'an interface',
    graph: 'shop',
    query: '{ reviewed { __typename reviews { body author { name { first last } } } ... on Product { name } } }',
  },
  {
    name: 'null entities and duplicates',
    graph: 'shop',
    query: '{ reviews { id body author { id country name { first } reviews { id } } product { upc name } } }',
  },
  { name: 'lists of lists with nulls', graph: 'shop', query: '{ shelves { upc reviews { id author { country } } } }' },
  { name: '@requires with an argument', graph: 'shop', query: '{ products { upc freight } }' },
  { name: '@requires of a list', graph: 'shop', query: '{ products { upc pieces } }' },
  { name: '@provides', graph: 'shop', query: '{ reviews { author { username } } }' },
  {
    name: '@shareable object from two subgraphs',
    graph: 'shop',
    query:
      '{ me { device { brand serial } account { username reviews { id } } } products { box { size weight depth } } }',
  },
  {
    name: 'duplicates whose objects are written into',
    graph: 'shop',
    query: '{ warehouse { products { sku box { size weight depth } reviews { id author { country } } } } }',
  },
  {
    name: 'the query below the query',
    graph: 'shop',
    query: '{ warehouse { name top { users { username } products { upc inStock } } } }',
  },
  {
    name: 'aliases',
    graph: 'shop',
    query: '{ all: products { a: name b: name r: reviews { who: author { c: country } } } }',
  },
  {
    name: 'names that every object has',
    graph: 'shop',
    query: '{ constructor toString: constructor products { valueOf: name hasOwnProperty: inStock } }',
  },
  {
    name: '__proto__ as an alias',
    graph: 'shop',
    query: '{ __proto__: products { __proto__: name reviews { __proto__: author { __proto__: country } } } }',
  },
  {
    name: '@skip and @include',
    graph: 'shop',
    query:
      'query ($yes: Boolean!, $no: Boolean = false) { products { name @skip(if: $yes) inStock @include(if: $no) reviews @include(if: $yes) { id author @skip(if: $no) { country } } } users @skip(if: $yes) { id } }',
    variables: { yes: true },
  },
  {
    name: '@skip and @include the other way round',
    graph: 'shop',
    query:
      'query ($yes: Boolean!, $no: Boolean = false) { products { name @skip(if: $yes) inStock @include(if: $no) reviews @include(if: $yes) { id author @skip(if: $no) { country } } } users @skip(if: $yes) { id } }',
    variables: { yes: false, no: true },
  },
  {
    name: 'variables of a fetch',
    graph: 'shop',
    query:
      'query ($upc: ID!, $id: ID = "u2", $currency: String) { product(upc: $upc) { price(currency: $currency) reviews { id } } user(id: $id) { reviews { product { price(currency: $currency) } } } }',
    variables: { upc: '1', currency: 'USD' },
  },
  {
    name: 'mutations one after the other',
    graph: 'shop',
    query:
      'mutation { rename(upc: "1", name: "New") { name reviews { id } } greet(id: "u1") { username reviews { id } } setPrice(upc: "2", price: 3) { price inStock } }',
  },
  {
    name: 'an empty list',
    graph: 'shop',
    query: '{ product(upc: "none") { name reviews { id author { country } } } }',
  },
  {
    name: 'an @interfaceObject from the interface',
    graph: 'library',
    query: '{ media { __typename id title rating ... on Book { pages heavy } } }',
  },
  {
    name: 'the interface from an @interfaceObject',
    graph: 'library',
    query:
      '{ best { __typename title rating } worst { rating raters { favourite { __typename title ... on Film { minutes } } } } }',
  },
  {
    name: 'a type condition on an @interfaceObject',
    graph: 'library',
    query: '{ worst { ... on Film { minutes rating } ... on Book { heavy } } }',
  },
  {
    name: 'compound and nested keys',
    graph: 'library',
    query: '{ media { ... on Book { publisher { name books { title rating } } } } }',
  },
  {
    name: 'members of a union with fields that do not merge',
    graph: 'library',
    query:
      '{ found { ... on Book { text: title shelf } ... on Film { minutes number: shelf } ... on Publisher { name } } }',
  },
];

describe('the data of a compiled plan is that of Apollo’s executor', () => {
  it.each(CASES)('$name', async ({ graph: name, query, variables = {} }) => {
    const graph = graphs[name];
    const { planned, result } = await runPlan(graph, query, { variables });
    const expected = await graph.byApollo(planned, variables);
    expect(result.errors).toEqual([]);
    expect(expected.errors).toEqual([]);
    expect(graph.shaped(planned, result.data, variables)).toEqual(expected.data);
  });
});

describe('compiled plans', () => {
  it('ask once for the same representation', async () => {
    const { asked } = await runPlan(graphs.shop, '{ reviews { product { name } author { country } } }');
    const representations = asked.map(({ variables }) => variables.representations).filter(Boolean);
    expect(representations).toEqual(
      expect.arrayContaining([
        ['1', '2', '3', '9'].map((upc) => ({ __typename: 'Product', upc })),
        ['u1', 'u2', 'nobody'].map((id) => ({ __typename: 'User', id })),
      ]),
    );
  });

  it('send only variables that were given', async () => {
    const { asked } = await runPlan(
      graphs.shop,
      'query ($upc: ID!, $currency: String = "USD") { product(upc: $upc) { price(currency: $currency) } }',
      {
        variables: { upc: '1', other: 1 },
      },
    );
    expect(asked.map(({ variables }) => variables)).toEqual([{ upc: '1' }]);
  });

  it('take the arguments of each entity from its own context', async () => {
    const { result, asked } = await runPlan(graphs.contexts, '{ shops { id shelves { label items { name price } } } }');
    expect(result.errors).toEqual([]);
    expect(namesAndPrices(result.data)).toEqual([
      's1: a in EUR (i1 EUR, i2 EUR), b in EUR (i1 EUR, i2 EUR)',
      's2: a in USD (i1 USD, i2 USD)',
      's3: a in EUR (i1 EUR, i2 EUR)',
    ]);
    // One query for each context, and in each an entity once.
    const labels = asked.filter(({ text }) => text.includes('label')).map(({ variables }) => variables);
    expect(labels).toEqual([
      { contextualArgument_2_1: 'EUR', representations: [shelf('a'), shelf('b')] },
      { contextualArgument_2_1: 'USD', representations: [shelf('a')] },
    ]);
  });
});

const shelf = (id: string): Data => ({ __typename: 'Shelf', id });

function namesAndPrices(data: Data): string[] {
  type Shelf = { label: string; items: { price: string }[] };
  const shops = data.shops as { id: string; shelves: Shelf[] }[];
  return shops.map(({ id, shelves }) => {
    const labels = shelves.map(({ label, items }) => `${label} (${items.map(({ price }) => price).join(', ')})`);
    return `${id}: ${labels.join(', ')}`;
  });
}
