import { Worker } from 'node:worker_threads';
import { ApolloGateway } from '@apollo/gateway';
import { printSchema } from 'graphql';
import { Planner } from '../../../gateway/supergraph/planner/planner.js';
import type { PlannerRequest } from '../../../gateway/supergraph/planner/planner-message.type.js';
import { SmallSupergraph } from '../../testkit/small-supergraph.js';
import { supergraphSdl } from '../../testkit/whole-graph.js';

const small = new SmallSupergraph([
  { name: 'a', sdl: 'type Query { p: P } type P @key(fields: "id") { id: ID! size: Int }', resolvers: {} },
  {
    name: 'b',
    sdl: 'type P @key(fields: "id") { id: ID! size: Int @override(from: "a", label: "moved") price: Int }',
    resolvers: {},
  },
]);
const NEEDED_FEATURE = 'schema @link(url: "https://example.test/unknown/v1.0", for: EXECUTION)';
const product = supergraphSdl();
const question = { text: '{ p { size } }', operationName: null, activeLabels: [] };

describe('the planner', () => {
  const planner = new Planner();
  afterAll(() => planner.close());

  it('loads a supergraph and plans as the labels say', async () => {
    const loaded = await planner.load(small.supergraphSdl);
    expect(loaded.subgraphs.map(({ name, url }) => [name, url])).toEqual([
      ['a', 'http://a.test/graphql'],
      ['b', 'http://b.test/graphql'],
    ]);
    expect([loaded.rules, loaded.apiSdl.includes('join__')]).toEqual([null, false]);
    const here = await planner.plan(loaded, question);
    expect(here.node).toMatchObject({ kind: 'Fetch', serviceName: 'a' });
    const there = await planner.plan(loaded, { ...question, activeLabels: ['moved'] });
    expect(JSON.stringify(there)).toContain('"serviceName":"b"');
  });

  it('reads the access rules of the product, and plans without them', async () => {
    const loaded = await planner.load(product);
    expect(loaded.rules?.fields.size).toBeGreaterThan(10);
    expect(loaded.sdl).not.toContain('@requiresScopes');
  });

  it.each([
    ['text that is no SDL', 'type Query {'],
    ['SDL that is no supergraph', 'type Query { a: Int }'],
    ['a supergraph whose parts do not fit', small.supergraphSdl.replace('type P', 'type R')],
  ])('refuses %s with its reason, and goes on', async (_name, sdl) => {
    await expect(planner.load(sdl)).rejects.toThrow(/\w{5}/);
    const loaded = await planner.load(small.supergraphSdl);
    expect((await planner.plan(loaded, question)).node).toBeDefined();
  });

  it('says that it cannot plan what is not there', async () => {
    const loaded = await planner.load(small.supergraphSdl);
    await expect(planner.plan(loaded, { ...question, text: '{ nothing }' })).rejects.toThrow('nothing');
  });

  it('loads again what it has put away for newer ones', async () => {
    const first = await planner.load(small.supergraphSdl);
    for (let index = 0; index < 4; index += 1) await planner.load(`# ${index}\n${small.supergraphSdl}`);
    expect((await planner.plan(first, question)).node).toMatchObject({ kind: 'Fetch' });
  });

  it('answers many at once, each its own', async () => {
    const loaded = await planner.load(small.supergraphSdl);
    const texts = Array.from({ length: 50 }, (_, index) => `{ p { x${index}: size } }`);
    const plans = await Promise.all(texts.map((text) => planner.plan(loaded, { ...question, text })));
    expect(plans.map((plan) => /x\d+/.exec(JSON.stringify(plan))?.[0])).toEqual(texts.map((_, index) => `x${index}`));
  });

  it('refuses what comes after its closing, and what was waiting', async () => {
    const own = new Planner();
    const loaded = await own.load(small.supergraphSdl);
    const waiting = Promise.allSettled([own.plan(loaded, question), own.plan(loaded, question)]);
    await own.close();
    const ended = await waiting;
    expect(ended.every(({ status }) => status === 'rejected')).toBe(true);
    await expect(own.plan(loaded, question)).rejects.toMatchObject({ code: 'SERVICE_BUSY' });
  });
});

describe('what is checked of a supergraph', () => {
  const planner = new Planner();
  afterAll(() => planner.close());

  it.each([
    ['the product', product],
    ['a small supergraph', small.supergraphSdl],
    ['text that is no SDL', 'type Query {'],
    ['SDL that is no supergraph', 'type Query { a: Int }'],
    ['parts that do not fit', small.supergraphSdl.replace('type P', 'type R')],
    ['a type without fields', small.supergraphSdl.replace(/(type P[^{]*){[^}]*}/, '$1')],
    ['a type that is there twice', `${small.supergraphSdl}\ntype P { a: Int }`],
    ['a subgraph that nobody knows', small.supergraphSdl.replaceAll('@join__type(graph: A', '@join__type(graph: C')],
    ['a feature that nobody knows', small.supergraphSdl.replace('schema', NEEDED_FEATURE)],
    ['a directive that nobody knows', small.supergraphSdl.replace('size: Int', 'size: Int @unknown')],
    ['a type that nobody knows', small.supergraphSdl.replace(/price: Int/, 'price: Nothing')],
    ['an interface that is not kept', `${small.supergraphSdl}\ninterface I { a: Int } type J implements I { b: Int }`],
  ])('is what ApolloGateway checks, with the same reason: %s', async (_name, sdl) => {
    // Access rules, which it does not take, are taken out of the product's.
    expect(await shown(async () => (await planner.load(sdl)).apiSdl)).toEqual(
      await shown(async () => apolloApiSdl(sdl === product ? (await planner.load(sdl)).sdl : sdl)),
    );
  });
});

describe('a planner that has nothing to plan', () => {
  const planners: Planner[] = [];
  const idling = (idleMs: number): Planner => {
    const planner = new Planner({ idleMs });
    planners.push(planner);
    return planner;
  };
  const ended = async (planner: Planner): Promise<void> => {
    while (planner.isRunning) await new Promise((resolve) => setImmediate(resolve));
  };
  afterAll(() => Promise.all(planners.map((planner) => planner.close())));

  it('ends its thread, and starts another for the next question, which loads once for all who ask', async () => {
    const planner = idling(50);
    const loaded = await planner.load(small.supergraphSdl);
    expect(planner.isRunning).toBe(true);
    await ended(planner);
    const sent = await requestsSent(async () => {
      const texts = Array.from({ length: 10 }, (_, index) => `{ p { x${index}: size } }`);
      const plans = await Promise.all(texts.map((text) => planner.plan(loaded, { ...question, text })));
      expect(plans.map((plan) => /x\d+/.exec(JSON.stringify(plan))?.[0])).toEqual(texts.map((_, index) => `x${index}`));
    });
    expect(sent.filter(({ kind }) => kind === 'load')).toHaveLength(1);
    await ended(planner);
    expect((await planner.load(`# again\n${small.supergraphSdl}`)).subgraphs).toHaveLength(2);
  });

  it('answers what is asked in the moment in which it ends', async () => {
    const planner = idling(1);
    const loaded = await planner.load(small.supergraphSdl);
    await ended(planner);
    // Its thread is still being taken down.
    expect((await planner.plan(loaded, question)).node).toMatchObject({ kind: 'Fetch' });
    // Its time is up, but nobody has looked at the clock yet.
    for (const until = performance.now() + 20; performance.now() < until;);
    expect(planner.isRunning).toBe(true);
    expect((await planner.plan(loaded, question)).node).toMatchObject({ kind: 'Fetch' });
  });

  it('does not end while a plan is under way, however short its time', async () => {
    const planner = idling(0);
    const loaded = await planner.load(product);
    const plans = await Promise.all(
      [1, 2, 3].map(() => planner.plan(loaded, { ...question, text: '{ massivoDismissed }' })),
    );
    expect(plans.map(({ kind }) => kind)).toEqual(['QueryPlan', 'QueryPlan', 'QueryPlan']);
  });

  it('can be closed while its thread ends', async () => {
    const planner = idling(1);
    const loaded = await planner.load(small.supergraphSdl);
    await ended(planner);
    await planner.close();
    await expect(planner.plan(loaded, question)).rejects.toMatchObject({ code: 'SERVICE_BUSY' });
    expect(planner.isRunning).toBe(false);
  });
});

async function shown(load: () => Promise<string>): Promise<string> {
  try {
    return await load();
  } catch (error) {
    return `refused: ${(error as Error).message}`;
  }
}

async function apolloApiSdl(sdl: string): Promise<string> {
  const silent = { debug() {}, info() {}, warn() {}, error() {} };
  const gateway = new ApolloGateway({ supergraphSdl: sdl, logger: silent, validateSupergraph: true });
  const { schema } = await gateway.load();
  await gateway.stop();
  return printSchema(schema);
}

/** What is sent to threads meanwhile. */
async function requestsSent(work: () => Promise<void>): Promise<PlannerRequest[]> {
  const sent: PlannerRequest[] = [];
  const { postMessage } = Worker.prototype;
  Worker.prototype.postMessage = function (this: Worker, request: PlannerRequest) {
    sent.push(request);
    postMessage.call(this, request);
  };
  try {
    await work();
  } finally {
    Worker.prototype.postMessage = postMessage;
  }
  return sent;
}
