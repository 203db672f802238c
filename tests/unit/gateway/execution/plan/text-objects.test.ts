import type { OperationDefinitionNode } from 'graphql';
import { parse } from 'graphql';
import { compileAnswer } from '../../../../../gateway/execution/answer/compile-answer.js';
import type { SubgraphClient, SubgraphQuery } from '../../../../../gateway/execution/subgraph-client.port.js';
import { compiled } from '../../../../testkit/run-plan.js';
import { library, shop } from '../../../../testkit/small-graphs.js';
import { anyCall, SmallSupergraph, type Tamper } from '../../../../testkit/small-supergraph.js';

const graphs = { shop: new SmallSupergraph(shop()), library: new SmallSupergraph(library()) };
const ALL = ['products', 'users', 'reviews', 'stock', 'catalogue', 'ratings', 'houses'];

interface Case {
  readonly name: string;
  readonly graph?: keyof typeof graphs;
  readonly query: string;
  /** Path, subgraph and first fields of the objects that are text, those of leaf fetches among them. */
  readonly texts: readonly string[];
}

const CASES: Case[] = [
  { name: 'an answer as a whole', query: '{ products { name parts { code } dims { weight } } }', texts: [' products'] },
  { name: 'answers side by side', query: '{ products { name } users { country } }', texts: [' products', ' users'] },
  {
    name: 'objects that others lie beside',
    query: '{ products { name dims { weight } reviews { id } } }',
    texts: ['products.@ products __typename,upc', 'products.@ reviews'],
  },
  {
    name: 'objects without the keys that nobody asked for',
    query: '{ products { upc dims { size } name inStock } }',
    texts: ['products.@ products __typename,sku', 'products.@ stock'],
  },
  {
    name: 'objects of entities, in lists of lists and of nulls',
    query: '{ shelves { name reviews { body author { country } } } }',
    texts: ['shelves.@.@ products __typename,upc', 'shelves.@.@.reviews.@.author users'],
  },
  {
    name: 'objects that lie beside what is needed',
    query: '{ users { reviews { body product { name } } country } }',
    texts: ['users.@ users __typename,id', 'users.@.reviews.@.product products'],
  },
  { name: 'none of a mutation', query: 'mutation { rename(upc: "1", name: "x") { name } }', texts: [] },
  { name: 'none with a list before what is needed', query: '{ products { pieces } }', texts: ['products.@ stock'] },
  {
    name: 'none of an interface',
    query: '{ reviewed { ... on Product { name } reviews { id body } } }',
    texts: ['reviewed.@ products'],
  },
  {
    name: 'none where one reads the parts of an object',
    query: '{ products { freight } }',
    texts: ['products.@ stock'],
  },
  { name: 'none where types are renamed', graph: 'library', query: '{ media { rating } }', texts: [] },
];

/** The answer, its errors, and what the subgraphs were asked. */
async function answered(
  graph: SmallSupergraph,
  query: string,
  { trusted = ALL, tamper }: { trusted?: readonly string[]; tamper?: Tamper } = {},
): Promise<{ text: string | undefined; errors: string[]; asked: SubgraphQuery[] }> {
  const document = parse(query);
  const operation = document.definitions[0] as OperationDefinitionNode;
  const plan = compiled(graph, graph.plan(query), trusted);
  const schema = graph.supergraph.apiSchema().toGraphQLJSSchema();
  const answer = compileAnswer({ schema, document, operation, leaves: plan.leaves, partlyHidden: new Set() });
  if ('reason' in answer) throw new Error(answer.reason);
  const asked: SubgraphQuery[] = [];
  const clients = new Map(
    [...graph.clients([], tamper)].map(([name, client]): [string, SubgraphClient] => [
      name,
      {
        ask: (each, call) => {
          asked.push(each);
          return client.ask(each, call);
        },
      },
    ]),
  );
  const { passedThrough } = answer;
  const { data, errors, lost } = await plan.run({ clients, call: anyCall(), variables: {}, passedThrough });
  const explained = [...errors, ...lost.map((path) => ({ path }))];
  const written = answer.write(data, { variables: {}, errors: explained });
  return { text: written.data?.text, errors: [...errors, ...written.errors].map(String), asked };
}

describe('objects that stay text', () => {
  it.each(CASES)('$name', async ({ graph: name = 'shop', query, texts }) => {
    const graph = graphs[name];
    const { leaves } = compiled(graph, graph.plan(query), ALL);
    const told = leaves.map(({ path, subgraph, head }) => `${path.join('.')} ${subgraph} ${head.join()}`.trimEnd());
    expect(told.sort()).toEqual([...texts].sort());
    expect(new Set(leaves.map(({ slot }) => slot)).size).toBe(leaves.length);

    const [read, passed] = [await answered(graph, query, { trusted: [] }), await answered(graph, query)];
    expect(passed).toMatchObject({ text: read.text, errors: read.errors });
    expect(compiled(graph, graph.plan(query), []).leaves).toEqual([]);
  });

  it('are asked for where the answer takes them, in whichever order the keys are asked for', async () => {
    for (const fields of ['name upc', 'upc name', 'name', 'name dims { size } upc', '__typename name upc']) {
      const query = `{ products { ${fields} reviews { id } } }`;
      const { asked, text } = await answered(graphs.shop, query);
      expect(asked.filter(({ skeleton }) => skeleton)).toHaveLength(1);
      expect(text).toBe((await answered(graphs.shop, query, { trusted: [] })).text);
    }
  });

  it('are not asked for where the answer wants their fields apart', async () => {
    const query = '{ products { name reviews { id } dims { weight } } }';
    const { asked, text } = await answered(graphs.shop, query);
    expect(asked.filter(({ skeleton }) => skeleton)).toEqual([]);
    expect(text).toBe((await answered(graphs.shop, query, { trusted: [] })).text);
  });

  it('are read beside errors, and where one of them is not as it was asked for', async () => {
    const query = '{ products { name dims { weight } reviews { id } } }';
    const tampers: Tamper[] = [
      (subgraph, answer) => (subgraph === 'products' ? { ...answer, errors: [{ message: 'partly' }] } : answer),
      (subgraph, answer) => (subgraph === 'reviews' ? { data: null, errors: [{ message: 'none' }] } : answer),
      (subgraph, answer) => {
        const products = (answer.data?.products ?? []) as Record<string, unknown>[];
        const turned = products.map((product) => Object.fromEntries(Object.entries(product).reverse()));
        return subgraph === 'products' ? { data: { products: turned } } : answer;
      },
    ];
    for (const tamper of tampers) {
      const [read, passed] = [
        await answered(graphs.shop, query, { trusted: [], tamper }),
        await answered(graphs.shop, query, { tamper }),
      ];
      expect(passed).toMatchObject({ text: read.text, errors: read.errors });
    }
  });

  it('are copied with entities that stand at several places', async () => {
    const query = '{ reviews { product { reviews { body author { country } } } } }';
    const [read, passed] = [await answered(graphs.shop, query, { trusted: [] }), await answered(graphs.shop, query)];
    expect(passed).toMatchObject({ text: read.text, errors: read.errors });
    expect(read.text).toContain('Love it!');
  });
});
