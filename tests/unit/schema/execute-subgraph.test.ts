import { buildSchema, GraphQLEnumType, GraphQLScalarType, parse, type GraphQLSchema } from 'graphql';
import { ANONYMOUS } from '../../../schema/kernel/actor.js';
import { DomainError } from '../../../schema/kernel/domain-error.js';
import { executeSubgraph, type SubgraphOperation } from '../../../schema/kernel/execute-subgraph.js';
import type { Subgraph, SubgraphCall } from '../../../schema/kernel/subgraph.js';

const SECRET_VALUE = 'RSSMRA80A01H501U';

const resolvers: Record<string, (args: Record<string, unknown>, context: { greeting: string }) => unknown> = {
  hello: (_args, context) => context.greeting,
  refused: () => {
    throw new DomainError('AGREEMENT_OVERLAP', { details: { endsOn: '2026-08-05' } });
  },
  broken: () => {
    throw new Error(`no such row for ${SECRET_VALUE}`);
  },
  unreachable: () => {
    throw Object.assign(new Error('connect'), { code: 'ECONNREFUSED' });
  },
  colour: () => SECRET_VALUE,
  day: (args) => args.on ?? null,
  never: () => new Promise(() => undefined),
};

function testSchema(): GraphQLSchema {
  const schema = buildSchema(`
    scalar Day
    enum Colour { RED GREEN }
    input Person { taxCode: String!, age: Int, colour: Colour, day: Day, friends: [Person!] }
    type Query { hello: String, refused: String, broken: String, unreachable: String, colour: Colour, never: String
                 day(on: Day): String, greet(person: Person!): String }
  `);
  for (const [name, resolve] of Object.entries(resolvers)) {
    const field = schema.getQueryType()?.getFields()[name];
    if (field) field.resolve = (_source, args, context) => resolve(args, context);
  }
  const day = schema.getType('Day');
  if (!(day instanceof GraphQLScalarType) || !(schema.getType('Colour') instanceof GraphQLEnumType)) throw new Error();
  day.parseLiteral = day.parseValue = () => {
    throw new DomainError('BAD_USER_INPUT', { message: 'A day is written yyyy-mm-dd.' });
  };
  return schema;
}

const subgraph: Subgraph = {
  name: 'agreements',
  schema: testSchema(),
  createContext: (call) => ({ greeting: `hello ${call.actor.kind}` }),
};

const run = (operation: SubgraphOperation, call: Partial<SubgraphCall> = {}) =>
  executeSubgraph(subgraph, operation, { actor: ANONYMOUS, correlationId: 'c-1', ...call });

const onlyError = async (operation: SubgraphOperation) => {
  const { errors } = await run(operation);
  expect(errors).toHaveLength(1);
  const error = errors?.[0];
  if (!error) throw new Error('no error came back');
  return { json: JSON.parse(JSON.stringify(error)), error };
};

const GREET = 'query ($person: Person!) { greet(person: $person) }';

describe('executeSubgraph', () => {
  it('runs a text and a parsed document alike, with a context of its own', async () => {
    expect(await run({ query: '{ hello }' })).toEqual({ data: { hello: 'hello anonymous' } });
    expect(await run({ document: parse('{ hello }') })).toEqual({ data: { hello: 'hello anonymous' } });
  });

  it('R-16 gives the body of a DomainError as extensions, with path and correlation id', async () => {
    const { json } = await onlyError({ query: '{ refused }' });
    expect(json).toEqual({
      message: 'Another agreement of this office and body covers part of the period.',
      path: ['refused'],
      extensions: {
        ...new DomainError('AGREEMENT_OVERLAP').toBody('c-1'),
        endsOn: '2026-08-05',
      },
    });
  });

  it('R-60 masks an unexpected failure and keeps its cause for the log', async () => {
    const { json, error } = await onlyError({ query: '{ broken }' });
    expect(json.extensions.code).toBe('INTERNAL');
    expect(JSON.stringify(json)).not.toContain(SECRET_VALUE);
    expect(error.originalError?.message).toContain(SECRET_VALUE);
  });

  it('R-27 says that the store cannot be reached, to be tried again', async () => {
    const { json } = await onlyError({ query: '{ unreachable }' });
    expect(json.extensions).toMatchObject({ code: 'STORE_UNAVAILABLE', retryable: true });
  });

  it('R-60 masks a value that a resolver should not have returned', async () => {
    const { json } = await onlyError({ query: '{ colour }' });
    expect(json.extensions.code).toBe('INTERNAL');
    expect(JSON.stringify(json)).not.toContain(SECRET_VALUE);
  });

  it.each<[string, unknown, string, string | undefined]>([
    ['a wrong scalar', { taxCode: 'x', age: SECRET_VALUE }, 'The value of person.age is not valid.', 'person.age'],
    [
      'a wrong enum',
      { taxCode: 'x', colour: SECRET_VALUE },
      'The value of person.colour is not valid.',
      'person.colour',
    ],
    ['a refused custom scalar', { taxCode: 'x', day: SECRET_VALUE }, 'A day is written yyyy-mm-dd.', 'person.day'],
    [
      'a missing field beside a present one',
      { taxCode: 'x', friends: [{ age: 7 }] },
      'Field "taxCode" of required type "String!" was not provided.',
      'person.friends[0].taxCode',
    ],
    [
      'an unknown field',
      { taxCode: SECRET_VALUE, hat: 1 },
      'Field "hat" is not defined by type "Person".',
      'person.hat',
    ],
    [
      'a value as the name of a field',
      { taxCode: 'x', [SECRET_VALUE]: 1 },
      'A field is not defined by type "Person".',
      'person',
    ],
    ['a value of another shape', SECRET_VALUE, 'The value of person is not valid.', 'person'],
    [
      'a value that imitates the sentence',
      { taxCode: 'x', age: `1 at "${SECRET_VALUE}"` },
      'The value of person.age is not valid.',
      'person.age',
    ],
  ])('R-60 never repeats the value of a variable: %s', async (_name, person, message, field) => {
    const { json } = await onlyError({ query: GREET, variables: { person } });
    expect(json).toMatchObject({ message, extensions: { code: 'BAD_USER_INPUT', field, correlationId: 'c-1' } });
    expect(JSON.stringify(json)).not.toContain(SECRET_VALUE);
  });

  it.each([
    ['a literal of the wrong type', `{ greet(person: { taxCode: "x", age: "${SECRET_VALUE}" }) }`, 'person.age'],
    [
      'a literal of an unknown enum value',
      `{ greet(person: { taxCode: "x", colour: ${SECRET_VALUE} }) }`,
      'person.colour',
    ],
    ['a syntax error', `{ greet "${SECRET_VALUE}" }`, undefined],
    ['a literal that a scalar refuses', `{ day(on: "${SECRET_VALUE}") }`, 'on'],
    [
      'a literal deep inside',
      `{ greet(person: { taxCode: "x", friends: [{ taxCode: "y" }, { taxCode: "z", day: "${SECRET_VALUE}" }] }) }`,
      'person.friends[1].day',
    ],
    ['a value as a name', `{ ${SECRET_VALUE} }`, undefined],
  ])('R-60 never repeats a literal: %s', async (_name, query, field) => {
    const { json } = await onlyError({ query });
    expect(json.extensions).toMatchObject({ code: 'BAD_USER_INPUT', messageIt: expect.any(String) });
    expect(json.extensions.field).toBe(field);
    expect(JSON.stringify(json)).not.toContain(SECRET_VALUE);
  });

  it.each([
    ['query ($p: Person!) { greet(person: $p) }', { p: { taxCode: 'x', age: 'y' } }, 'person.age'],
    [
      'query ($f: [Person!]) { greet(person: { taxCode: "x", friends: $f }) }',
      { f: [{ taxCode: 7 }] },
      'person.friends[0].taxCode',
    ],
    ['query ($d: Day) { day(on: $d) }', { d: SECRET_VALUE }, 'on'],
  ])('names the argument, whatever the client calls its variable: %s', async (query, variables, field) => {
    const { json } = await onlyError({ query, variables });
    expect(json.extensions).toMatchObject({ field, violations: [{ field }] });
  });

  it('says what is wrong with an operation where only names are in the sentence', async () => {
    const { json } = await onlyError({ query: '{ goodbye }' });
    expect(json.message).toBe('Cannot query field "goodbye" on type "Query".');
    const missing = await onlyError({ query: GREET });
    expect(missing.json.message).toBe('Variable "$person" of required type "Person!" was not provided.');
  });

  it('answers DEADLINE_EXCEEDED when the signal fires, before or while it runs', async () => {
    const early = await run({ query: '{ hello }' }, { signal: AbortSignal.abort() });
    expect(early.errors?.[0]?.extensions.code).toBe('DEADLINE_EXCEEDED');
    const controller = new AbortController();
    const late = run({ query: '{ never }' }, { signal: controller.signal });
    controller.abort();
    expect((await late).errors?.[0]?.extensions.code).toBe('DEADLINE_EXCEEDED');
  });

  it('answers even when no context can be made', async () => {
    const failing: Subgraph = {
      ...subgraph,
      createContext: () => {
        throw new DomainError('UNAUTHENTICATED');
      },
    };
    const { errors } = await executeSubgraph(failing, { query: '{ hello }' }, { actor: ANONYMOUS, correlationId: 'c' });
    expect(errors?.[0]?.extensions.code).toBe('UNAUTHENTICATED');
  });
});
