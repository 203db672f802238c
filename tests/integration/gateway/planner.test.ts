import { Planner } from '../../../gateway/supergraph/planner/planner.js';
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
    const loaded = await planner.load(supergraphSdl());
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
