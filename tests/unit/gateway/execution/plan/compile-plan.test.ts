import type { FetchNode, QueryPlan } from '@apollo/query-planner';
import { GraphQLError } from 'graphql';
import { compilePlan, type NotCompilable } from '../../../../../gateway/execution/plan/compile-plan.js';
import { EntityPath } from '../../../../../gateway/execution/plan/entity-path.js';
import { library, shop } from '../../../../testkit/small-graphs.js';
import { compiled, runPlan } from '../../../../testkit/run-plan.js';
import { anyCall, SmallSupergraph } from '../../../../testkit/small-supergraph.js';

const graph = new SmallSupergraph(shop());

const fetch = (more: Partial<FetchNode> = {}): FetchNode => ({
  kind: 'Fetch',
  serviceName: 'users',
  operation: '{ users { id } }',
  operationKind: 'query' as FetchNode['operationKind'],
  operationName: undefined,
  ...more,
});
const REQUIRES: FetchNode['requires'] = [{ kind: 'InlineFragment', typeCondition: 'User', selections: [] }];
const ENTITIES =
  'query ($representations: [_Any!]!) { _entities(representations: $representations) { ... on User { id } } }';

describe('plans that are left to another executor', () => {
  const CASES: [reason: NotCompilable['reason'], node: QueryPlan['node']][] = [
    ['subscription', { kind: 'Subscription', primary: fetch() }],
    ['subscription', fetch({ operationKind: 'subscription' as FetchNode['operationKind'] })],
    ['defer', { kind: 'Sequence', nodes: [{ kind: 'Defer', primary: {}, deferred: [] }] }],
    ['unknown-shape', { kind: 'Flatten', path: ['users', 0], node: fetch() }],
    ['unknown-shape', { kind: 'Flatten', path: ['users', '@'], node: fetch({ requires: REQUIRES }) }],
    [
      'variable-named-representations',
      fetch({ requires: REQUIRES, operation: ENTITIES, variableUsages: ['representations'] }),
    ],
    ['context-without-entities', fetch({ contextRewrites: [{ kind: 'KeyRenamer', path: ['id'], renameKeyTo: 'x' }] })],
  ];

  it.each(CASES)('%s', (reason, node) => {
    const context = { schema: graph.schema, variableDefinitions: [], trustedSubgraphs: new Set<string>() };
    expect(compilePlan({ kind: 'QueryPlan', node }, context)).toEqual({ reason });
  });
});

describe('running a plan', () => {
  it('without fetches gives an empty object', async () => {
    const { result, asked } = await runPlan(graph, '{ __typename }');
    expect({ ...result, data: result.data, asked }).toMatchObject({ data: {}, errors: [], asked: [] });
  });

  it('fetches nothing when a condition has no value', async () => {
    const planned = graph.plan('query ($yes: Boolean = true) { users { id } products @include(if: $yes) { name } }');
    const plan = compiled(graph, planned);
    expect(plan.conditionVariables).toEqual(['yes']);
    const asked: never[] = [];
    const run = { clients: graph.clients(asked), call: anyCall(), passedThrough: new Set<string>() };
    await expect(plan.run({ ...run, variables: { yes: null } })).rejects.toBeInstanceOf(GraphQLError);
    expect(asked).toEqual([]);
    expect((await plan.run({ ...run, variables: {} })).data).toHaveProperty('products');
  });

  it('can be done any number of times at once', async () => {
    const query = 'query ($upc: ID!) { product(upc: $upc) { name reviews { author { country } } } }';
    const planned = graph.plan(query);
    const plan = compiled(graph, planned);
    const run = { clients: graph.clients(), call: anyCall(), passedThrough: new Set<string>() };
    const results = await Promise.all(['1', '2', '1', '9'].map((upc) => plan.run({ ...run, variables: { upc } })));
    const [first, second, third, fourth] = results.map(({ data }) => data);
    expect(first).toEqual(third);
    expect(second).toMatchObject({ product: { name: 'Couch', reviews: [{ author: { country: 'GB' } }] } });
    expect(fourth).toEqual({ product: null });
  });

  it('asks the same thing with the same text', async () => {
    const ask = async (): Promise<unknown> =>
      (await runPlan(graph, '{ reviews { product { name } author { country } } }')).asked;
    expect(await ask()).toEqual(await ask());
  });

  it('asks by type where the planner tells types apart in paths', async () => {
    const typed = new SmallSupergraph(library(), { typeConditionedFetching: true } as never);
    const query = '{ media { ... on Book { publisher { name } } ... on Film { rating } } }';
    const { planned, result, asked } = await runPlan(typed, query);
    expect(JSON.stringify(planned.queryPlan)).toContain('|[');
    expect(result.errors).toEqual([]);
    const untyped = new SmallSupergraph(library());
    const expected = await untyped.byApollo(untyped.plan(query));
    expect(typed.shaped(planned, result.data)).toEqual(expected.data);
    expect(asked.find(({ subgraph }) => subgraph === 'ratings')?.variables.representations).toHaveLength(1);
  });
});

describe('paths to entities', () => {
  const book = { __typename: 'Book', id: 1 };
  const film = { __typename: 'Film', id: 2 };

  it.each([
    ['lists of lists with nulls', ['a', '@', '@'], { a: [[book, null], null, [film], 'x'] }, [book, film]],
    ['an object', ['a', 'b'], { a: { b: book } }, [book]],
    ['a null on the way', ['a', 'b'], { a: null }, []],
    ['a list where there should be none', ['a', 'b'], { a: [{ b: book }] }, []],
    ['an object where there should be a list', ['a', '@'], { a: book }, []],
    ['a scalar at the end', ['a', '@'], { a: [1, 'x', null, [book]] }, []],
    ['types of elements', ['a', '@|[Book]'], { a: [book, film, { id: 3 }] }, [book, { id: 3 }]],
    ['types of a field', ['', 'a|[Film]', 'b'], { a: { ...book, b: film } }, []],
    ['a name that every object has', ['constructor'], {}, []],
  ])('%s', (_name, path, data, found) => {
    const entityPath = new EntityPath(path);
    expect(entityPath.gather(data)).toEqual(found);
    const visited: unknown[] = [];
    entityPath.visit(data, (entity) => visited.push(entity));
    expect(visited).toEqual(found);
  });
});
