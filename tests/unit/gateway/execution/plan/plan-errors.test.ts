import type { ExecutionResult } from 'graphql';
import { DomainError } from '../../../../../schema/kernel/domain-error.js';
import { shop } from '../../../../testkit/small-graphs.js';
import { runPlan } from '../../../../testkit/run-plan.js';
import { anyCall, SmallSupergraph, type AskedQuery, type Tamper } from '../../../../testkit/small-supergraph.js';

const graph = new SmallSupergraph(shop());
const QUERY = '{ reviews { id author { country } } }';
/** Where the author of the entity u1 is: r1 and r2. */
const COUNTRIES = {
  u1: [
    ['reviews', 0, 'author'],
    ['reviews', 1, 'author'],
  ],
  u2: [['reviews', 2, 'author']],
};

const of =
  (name: string, change: (answer: ExecutionResult, query: AskedQuery) => unknown): Tamper =>
  (subgraph, answer, query) =>
    subgraph === name ? change(answer, query) : answer;
const entitiesOf = ({ data }: ExecutionResult): unknown[] => (data as { _entities: unknown[] })._entities;
const DOWNSTREAM = { code: 'DOWNSTREAM_SERVICE_ERROR', serviceName: 'users' };

describe('errors of entities', () => {
  it('are told at every place of a duplicate, past entities that are null', async () => {
    const { errors, result } = await runPlan(graph, QUERY, {
      tamper: of('users', (answer) => ({
        data: { _entities: entitiesOf(answer).map((entity, index) => (index === 2 ? entity : null)) },
        errors: [
          { message: 'u1', path: ['_entities', 0, 'country'] },
          { message: 'u2', path: ['_entities', 1], extensions: { code: 'LOST', more: 1 } },
        ],
      })),
    });
    expect(errors).toEqual([
      ...COUNTRIES.u1.map((path) => ({ path: [...path, 'country'], ...DOWNSTREAM })),
      ...COUNTRIES.u2.map((path) => ({ path, serviceName: 'users', code: 'LOST' })),
    ]);
    expect(result.errors.map(({ message }) => message)).toEqual(['u1', 'u1', 'u2']);
    expect(result.errors[2]?.extensions.more).toBe(1);
  });

  it('that concern entities which come after some without a representation are told where those are', async () => {
    // A null product and a null shelf stand before the third author, whom users does not know.
    const { errors } = await runPlan(graph, '{ shelves { reviews { author { country } } } }', {
      tamper: of('users', () => ({ data: null, errors: [{ message: 'no', path: ['_entities', 2, 'country'] }] })),
    });
    expect(errors).toEqual([{ path: ['shelves', 2, 0, 'reviews', 0, 'author', 'country'], ...DOWNSTREAM }]);
  });

  it('keep no path that does not lead anywhere', async () => {
    const paths = [undefined, ['_entities'], ['_entities', 99], ['elsewhere', 0]];
    const { errors } = await runPlan(graph, QUERY, {
      tamper: of('users', () => ({ data: null, errors: paths.map((path) => ({ message: 'x', path })) })),
    });
    expect(errors).toEqual(paths.map(() => ({ path: undefined, ...DOWNSTREAM })));
  });
});

describe('errors of root fetches', () => {
  it('keep their path', async () => {
    const { errors, result } = await runPlan(graph, '{ products { name } users { id } }', {
      tamper: of('products', () => ({ data: { products: null }, errors: [{ message: '', path: ['products', 1] }] })),
    });
    expect(errors).toEqual([{ path: ['products', 1], code: 'DOWNSTREAM_SERVICE_ERROR', serviceName: 'products' }]);
    expect(result.errors[0]?.message).toBe('Error while fetching subquery from service "products"');
    expect(result.data).toEqual({ products: null, users: [{ id: 'u1' }, { id: 'u2' }] });
  });

  it('below another field are told there', async () => {
    const { errors } = await runPlan(graph, '{ warehouse { top { users { id } } } }', {
      tamper: of('users', () => ({ data: null, errors: [{ message: 'x', path: ['users', 0, 'id'] }] })),
    });
    expect(errors).toEqual([{ path: ['warehouse', 'top', 'users', 0, 'id'], ...DOWNSTREAM }]);
  });
});

describe('answers to something else', () => {
  const WRONG: [name: string, answer: unknown, fault: string][] = [
    ['too few entities', { data: { _entities: [] } }, 'wrong-entities'],
    ['no list', { data: { _entities: { country: 'GB' } } }, 'wrong-entities'],
    ['entities that are no objects', { data: { _entities: ['GB', 'GB', null] } }, 'wrong-entities'],
    ['entities that are lists', { data: { _entities: [[], [], []] } }, 'wrong-entities'],
    ['no entities', { data: {} }, 'wrong-entities'],
    ['neither data nor errors', { data: null }, 'no-data'],
  ];

  it.each(WRONG)('%s: one error, and nothing of it is merged', async (_name, answer, fault) => {
    const { result } = await runPlan(graph, QUERY, { tamper: of('users', () => answer) });
    const [error, ...others] = result.errors;
    expect(others).toEqual([]);
    expect(error?.extensions).toEqual({ serviceName: 'users' });
    expect(error?.originalError).toMatchObject({ code: 'SUBGRAPH_UNAVAILABLE', details: { subgraph: 'users', fault } });
    expect(JSON.stringify(result.data)).not.toContain('country');
    expect(JSON.stringify(result.data)).toContain('"id":"r5"');
  });

  it('entities of another type are not merged, the others are', async () => {
    const { result } = await runPlan(graph, QUERY, {
      tamper: of('users', () => ({
        data: {
          _entities: [
            { __typename: 'Product', country: 'FR' },
            { __typename: 'User', country: 'IT' },
            { __typename: 'Made up' },
          ],
        },
      })),
    });
    expect(result.errors.map(({ originalError }) => (originalError as DomainError).details.fault)).toEqual([
      'wrong-type',
    ]);
    expect(result.data).toMatchObject({
      reviews: [{ author: { __typename: 'User' } }, {}, { author: { country: 'IT' } }, {}, {}],
    });
    expect(JSON.stringify(result.data)).not.toContain('FR');
  });

  it('what was not asked for does not get into the data of others', async () => {
    const { result } = await runPlan(graph, QUERY, {
      tamper: of('users', (answer) => ({
        data: JSON.parse(
          JSON.stringify({
            _entities: entitiesOf(answer).map(
              (entity) => entity && { ...entity, id: 'forged', __PROTO__: { polluted: true } },
            ),
          }).replaceAll('__PROTO__', '__proto__'),
        ),
      })),
    });
    expect(result.errors).toEqual([]);
    expect(JSON.stringify(result.data)).not.toMatch(/forged|polluted/);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });
});

describe('fetches that fail', () => {
  it('pass on what was thrown, and the rest of the answer is there', async () => {
    const thrown = new DomainError('DEADLINE_EXCEEDED', { details: { subgraph: 'users' } });
    const { result } = await runPlan(graph, '{ products { name reviews { author { country } } } users { id } }', {
      tamper: of('users', () => {
        throw thrown;
      }),
    });
    expect(result.errors.map(({ originalError }) => originalError)).toEqual([thrown, thrown]);
    expect(result.errors.map(({ extensions }) => extensions)).toEqual([
      { serviceName: 'users' },
      { serviceName: 'users' },
    ]);
    expect(result.data).toMatchObject({ products: [{ name: 'Table "large"', reviews: [{}, {}] }, {}, {}] });
  });

  it('ask nothing of entities that lack what is required', async () => {
    const { asked } = await runPlan(graph, '{ warehouse { products { freight } } }', {
      tamper: of('products', () => ({ data: null, errors: [{ message: 'down' }] })),
    });
    expect(asked.map(({ subgraph }) => subgraph)).toEqual(['stock', 'products']);
  });
});

describe('the deadline', () => {
  it('stops what has not begun, and says so once', async () => {
    const call = anyCall();
    const reason = new DomainError('DEADLINE_EXCEEDED');
    const { asked, result } = await runPlan(graph, QUERY, {
      call,
      tamper: (_subgraph, answer) => {
        call.deadline.abort(reason);
        return answer;
      },
    });
    expect(asked).toHaveLength(1);
    expect(result.errors.map(({ originalError }) => originalError)).toEqual([reason]);
    expect(result.data).toHaveProperty('reviews');
  });
});
