import { executeQueryPlan } from '@apollo/gateway/dist/executeQueryPlan.js';
import { compilePlan, type CompiledPlan } from '../../gateway/execution/plan/compile-plan.js';
import type { SubgraphClient } from '../../gateway/execution/subgraph-client.port.js';
import { anyCall, SmallSupergraph, type SmallSubgraph } from '../testkit/small-supergraph.js';

/**
 * `node --import ./tests/testkit/register-typescript.mjs tests/bench/plan.bench.ts`: processor time of running a plan
 * without fetching and without writing the answer, that is of representations and merging, beside Apollo's executor.
 *
 * Subgraphs answer canned texts, which are parsed for each fetch; the time of that is taken off. Apollo's executor is
 * told that `__typename` alone was asked for, so that it has nothing to shape.
 */

const PRODUCTS = 300;
const REVIEWS_EACH = 4;
const USERS = 50;
const ROUNDS = 30;
const TURNS = 8;

const SUBGRAPHS: SmallSubgraph[] = [
  [
    'products',
    'type Query { products: [Product!]! } type Product @key(fields: "upc") { upc: ID! name: String price: Int weight: Int }',
  ],
  [
    'reviews',
    'type Product @key(fields: "upc") { upc: ID! reviews: [Review!]! } type Review { id: ID! body: String author: User } type User @key(fields: "id") { id: ID! }',
  ],
  [
    'stock',
    'type Product @key(fields: "upc") { upc: ID! price: Int @external weight: Int @external inStock: Boolean freight: Int @requires(fields: "price weight") }',
  ],
  ['users', 'type User @key(fields: "id") { id: ID! name: String country: String age: Int }'],
].map(([name = '', sdl = '']) => ({ name, sdl, resolvers: {} }));
const QUERY = '{ products { upc name inStock freight reviews { id body author { name country age } } } }';

type Answer = { data: Record<string, unknown> };

const times = <T>(count: number, make: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, index) => make(index));
const reviewsOf = (upc: number): object => ({
  reviews: times(REVIEWS_EACH, (at) => ({
    id: `${upc}-${at}`,
    body: 'A text of some length',
    author: { __typename: 'User', id: `u${(upc * REVIEWS_EACH + at) % USERS}` },
  })),
});
const text = (data: object): string => JSON.stringify({ data });
const users = (count: number): string =>
  text({ _entities: times(count, (index) => ({ name: `User ${index}`, country: 'IT', age: index })) });
const CANNED: Record<string, string> = {
  products: text({
    products: times(PRODUCTS, (upc) => ({
      __typename: 'Product',
      upc: `upc-${upc}`,
      name: `Product ${upc}`,
      price: upc,
      weight: upc,
    })),
  }),
  stock: text({ _entities: times(PRODUCTS, (freight) => ({ inStock: true, freight })) }),
  reviews: text({ _entities: times(PRODUCTS, reviewsOf) }),
};
// One of the executors asks for each user once.
const OURS = { ...CANNED, users: users(USERS) };
const APOLLOS = { ...CANNED, users: users(PRODUCTS * REVIEWS_EACH) };

const graph = new SmallSupergraph(SUBGRAPHS);
const { queryPlan } = graph.plan(QUERY);
const nothing = graph.plan('{ __typename }');
const clients = new Map(
  Object.entries(OURS).map(([name, canned]): [string, SubgraphClient] => [
    name,
    { ask: () => Promise.resolve(JSON.parse(canned) as Answer) },
  ]),
);
const sources = Object.fromEntries(
  Object.entries(APOLLOS).map(([name, canned]) => [
    name,
    {
      process: ({ request }: { request: { variables?: object } }) => {
        // What is sent has to be written, which a compiled plan has done already.
        JSON.stringify(request.variables);
        return Promise.resolve(JSON.parse(canned) as Answer);
      },
    },
  ]),
);

async function runOurs(plan: CompiledPlan): Promise<void> {
  const { errors } = await plan.run({ clients, call: anyCall(), variables: {}, passedThrough: new Set() });
  if (errors.length > 0) throw new Error(`The plan failed: ${String(errors[0])}`);
}

async function runApollos(): Promise<void> {
  const { errors } = await executeQueryPlan(
    queryPlan,
    sources as never,
    { request: {}, metrics: {}, context: {} } as never,
    { ...nothing, schema: graph.schema } as never,
    graph.schema,
    graph.supergraph.apiSchema(),
    undefined as never,
  );
  if (errors) throw new Error(`The plan failed: ${String(errors[0])}`);
}

const parseAll = (answers: Record<string, string>): unknown[] =>
  Object.values(answers).map((canned) => JSON.parse(canned) as unknown);

/** Milliseconds of processor time of one run, those of collecting garbage among them. */
async function processorTime(run: () => unknown): Promise<number> {
  const start = process.cpuUsage();
  for (let round = 0; round < ROUNDS; round += 1) await run();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1_000 / ROUNDS;
}

const plan = compilePlan(queryPlan, { schema: graph.schema, variableDefinitions: [], trustedSubgraphs: new Set() });
if ('reason' in plan) throw new Error(plan.reason);
for (let turn = 0; turn < TURNS; turn += 1) {
  const ours = (await processorTime(() => runOurs(plan))) - (await processorTime(() => parseAll(OURS)));
  const apollos = (await processorTime(runApollos)) - (await processorTime(() => parseAll(APOLLOS)));
  console.log(`ours ${ours.toFixed(2)} ms, Apollo's ${apollos.toFixed(2)} ms, ${(apollos / ours).toFixed(1)} times`);
}
