import { buildSchema, parse } from 'graphql';
import { partlyHiddenTypes } from '../../../../../gateway/execution/answer/compile-answer.js';
import { answered, compiled, leaf, refusing, SCHEMA, type Beside } from './answering.js';

const OPEN: Beside = { partlyHidden: new Set() };
const USER = { User: '{ name age }' };

describe('texts of leaf entities', () => {
  it.each([
    ['the whole object', '{ user { name age } }', '{"user":{"name":"Ada","age":1}}'],
    ['a run within it', '{ user { id name age admin } }', '{"user":{"id":"u","name":"Ada","age":1,"admin":true}}'],
    ['after a type name', '{ user { t: __typename name age } }', '{"user":{"t":"User","name":"Ada","age":1}}'],
    ['before a type name', '{ user { name age __typename } }', '{"user":{"name":"Ada","age":1,"__typename":"User"}}'],
    [
      'out of fragments',
      '{ user { ...F } } fragment F on Named { name ... on User { age } }',
      '{"user":{"name":"Ada","age":1}}',
    ],
    [
      'beside conditions',
      'query ($a: Boolean = true) { user @include(if: $a) { name age id @skip(if: $a) } }',
      '{"user":{"name":"Ada","age":1}}',
    ],
  ])('go into the answer as they are: %s', (_what, query, text) => {
    const leaves = [leaf('1', 'user', USER)];
    expect([...compiled(query, { leaves }).passedThrough]).toEqual(['\x001']);
    const data = { user: { __typename: 'User', id: 'u', admin: true, '\x001': '{"name":"Ada","age":1}' } };
    expect(answered(query, data, { leaves })).toEqual([text]);
    const fields = { user: { __typename: 'User', id: 'u', admin: true, name: 'Ada', age: 1 } };
    expect(answered(query, fields, { leaves })).toEqual([text]);
  });

  it.each([
    ['another order', '{ user { age name } }', USER, 'user'],
    ['something between', '{ user { name id age } }', USER, 'user'],
    ['less than was fetched', '{ user { name } }', USER, 'user'],
    ['another field of the same key', '{ user { name age: score } }', USER, 'user'],
    ['a condition', 'query ($a: Boolean!) { user { name age @include(if: $a) } }', USER, 'user'],
    ['a condition on a fragment', 'query ($a: Boolean!) { user { ... @include(if: $a) { name } age } }', USER, 'user'],
    [
      'a place that depends on a condition',
      'query ($a: Boolean!) { user { id @include(if: $a) name age id } }',
      USER,
      'user',
    ],
    [
      'one of two nodes conditional',
      'query ($a: Boolean!) { user { name age } user @include(if: $a) { id } }',
      USER,
      'user',
    ],
    ['an enum of which not all may be seen', '{ user { name mood } }', { User: '{ name mood }' }, 'user'],
    ['an object of an abstract type', '{ user { pet { name } } }', { User: '{ pet { name } }' }, 'user'],
    ['fewer fields below', '{ user { best { name } } }', { User: '{ best { name age } }' }, 'user'],
    ['an interface that is an object elsewhere', '{ named { name } }', { Named: '{ name }' }, 'named'],
    ['a list where there is none', '{ user { name age } }', USER, 'user/@'],
    ['a type that clients do not know', '{ user { name age } }', { User: '{ name ... on Hidden { age } }' }, 'user'],
    ['nothing but the added type name', '{ user { name } }', { User: '{ __typename }' }, 'user'],
    [
      'one of two types in another order',
      '{ named { name ... on User { age } ... on Dog { owner { id } } } }',
      { User: '{ name age }', Dog: '{ owner { id } name }' },
      'named',
    ],
  ])('are read where the client asked for %s', (_what, query, selections, path) => {
    expect([
      ...compiled(query, { leaves: [leaf('1', path, selections as Record<string, string>)] }).passedThrough,
    ]).toEqual([]);
  });

  it('are cut where a type name was added, and only there', () => {
    const leaves = [leaf('1', 'users/@', { User: '{ __typename name age }' })];
    const users = ['{"__typename":"User","name":"Ada","age":1}', '{"__typename":"Odd","name":"Ida","age":2}'].map(
      (text) => ({ '\x001': text }),
    );
    expect(answered('{ users { name age } }', { users }, { leaves })).toEqual([
      '{"users":[{"name":"Ada","age":1},{"name":"Ida","age":2}]}',
    ]);
    const asked = [{ '\x001': '{"__typename":"User","name":"Ada","age":1}' }];
    expect(answered('{ users { __typename name age } }', { users: asked }, { leaves })).toEqual([
      '{"users":[{"__typename":"User","name":"Ada","age":1}]}',
    ]);
  });

  it('are cut behind the scalars that are in the data as well', () => {
    const head = ['__typename', 'id', 'age'];
    const leaves = [{ ...leaf('1', 'users/@', { User: '{ __typename id age name best { id } }' }), head }];
    const user = (
      id: string,
      age: number | null,
      text = JSON.stringify({ __typename: 'User', id, age, name: 'N' }),
    ) => ({
      ...{ __typename: 'User', id, age },
      '\x001': `${text.slice(0, -1)},"best":null}`,
    });
    const users = ['a', '', '"', '\\', '\\"', ',"age":1'].map((id, index) => user(id, index === 0 ? null : index));
    const told = (fields: string, data: object[] = users): unknown => {
      expect(compiled(`{ users { ${fields} } }`, { leaves }).passedThrough.size).toBe(1);
      return JSON.parse(answered(`{ users { ${fields} } }`, { users: data }, { leaves })[0] ?? '');
    };
    const of = (...keys: ('id' | 'age' | '__typename')[]): object[] =>
      users.map((each) => ({ ...Object.fromEntries(keys.map((key) => [key, each[key]])), name: 'N', best: null }));
    expect(told('name best { id }')).toEqual({ users: of() });
    expect(told('age name best { id }')).toEqual({ users: of('age') });
    expect(told('name best { id } age id')).toEqual({ users: of('age', 'id') });
    expect(told('id age __typename name best { id }')).toEqual({ users: of('id', 'age', '__typename') });
    // What is there otherwise than it was asked for is read.
    expect(told('name best { id }', [user('a', 1, '{"__typename":"User","age":1,"id":"a","name":"M"}')])).toEqual({
      users: [{ name: 'M', best: null }],
    });
  });

  it('are taken by the type of the object, below lists and abstract types', () => {
    const leaves = [leaf('1', 'things/@', { User: '{ name best { id } }', Dog: '{ owner { age } }' })];
    const query =
      '{ things { __typename ... on User { name best { id } } ... on Dog { name owner { age } } ... on Cat { lives } } }';
    expect(compiled(query, { leaves }).passedThrough.size).toBe(1);
    const things = [
      { __typename: 'Dog', name: 'Rex', '\x001': '{"owner":{"age":3}}' },
      { __typename: 'User', '\x001': Buffer.from('{"name":"è","best":null}').toString('latin1') },
      { __typename: 'Cat', lives: 9 },
      { __typename: 'Hidden', '\x001': '{"name":"x"}' },
    ];
    expect(answered(query, { things }, { leaves })[0]).toBe(
      '{"things":[{"__typename":"Dog","name":"Rex","owner":{"age":3}},{"__typename":"User","name":"è","best":null},{"__typename":"Cat","lives":9},null]}',
    );
  });

  it('of several fetches of one object stand side by side', () => {
    const leaves = [leaf('1', 'user', USER), leaf('2', 'user', { User: '{ score }' })];
    const user = { '\x001': '{"name":"Ada","age":1}', '\x002': '{"score":2}' };
    expect(answered('{ user { score name age } }', { user }, { leaves })).toEqual([
      '{"user":{"score":2,"name":"Ada","age":1}}',
    ]);
  });

  it('of two fetches that have the same field: one is embedded, the other read', () => {
    const leaves = [leaf('1', 'user', USER), leaf('2', 'user', { User: '{ age score }' })];
    const user = { '\x001': '{"name":"Ada","age":1}', '\x002': '{"age":1,"score":2}' };
    expect(answered('{ user { name age score } }', { user }, { leaves })).toEqual([
      '{"user":{"name":"Ada","age":1,"score":2}}',
    ]);
  });

  it.each(['null', '{}', '', 'half {', '[]'])(
    'that are no object with fields (%s) leave the fields missing',
    (text) => {
      const leaves = [leaf('1', 'user', USER)];
      expect(answered('{ user { name age } }', { user: { '\x001': text } }, { leaves })).toEqual([
        '{"user":{"name":null,"age":null}}',
      ]);
    },
  );

  it('are taken back with the object that a null is carried up to', () => {
    const leaves = [leaf('1', 'users/@', USER)];
    const users = [{ '\x001': '{"name":"Ada","age":1}' }, { id: 'b', '\x001': '{"name":"Ida","age":2}' }];
    expect(answered('{ users { name age id } }', { users }, { leaves })).toEqual([
      '{"users":[null,{"name":"Ida","age":2,"id":"b"}]}',
      'users/0/id: Cannot return null for non-nullable field User.id.',
    ]);
  });

  it('hold enums and abstract types of which clients see everything', () => {
    const query = '{ user { mood pet { __typename name } } }';
    const leaves = [leaf('1', 'user', { User: query.slice(7, -2) })];
    expect(compiled(query, { leaves, ...OPEN }).passedThrough.size).toBe(1);
    expect(compiled(query, { leaves, partlyHidden: new Set(['Mood']) }).passedThrough.size).toBe(0);
    expect(compiled(query, { leaves, partlyHidden: new Set(['Named']) }).passedThrough.size).toBe(0);
    const unasked = [leaf('1', 'user', { User: '{ mood pet { __typename name } }' })];
    expect(compiled('{ user { mood pet { name } } }', { leaves: unasked, ...OPEN }).passedThrough.size).toBe(0);
  });

  it('are read where the caller may not have all of them', () => {
    const query = '{ user { name age } }';
    const fields = new Map([['User.age', { authenticated: true, scopes: [], policies: [] }]]);
    const rules = { types: new Map(), fields, interfaceObjects: new Set<string>() };
    const { answer } = refusing(SCHEMA, rules, { query, leaves: [leaf('1', 'user', USER)] });
    expect(answer.passedThrough.size).toBe(0);
  });
});

describe('types of which clients do not see everything', () => {
  it('are found by comparing the supergraph with the API schema', () => {
    const api = buildSchema(`
      enum Whole { A } enum Part { A } interface I { x: Int } interface J { x: Int } interface O { x: Int }
      type T implements I & O { x: Int } union U = T union V = T type Query { x: Int }`);
    const supergraph = parse(`
      enum Whole { A } enum Part { A B } enum Gone { A }
      interface I { x: Int } interface J { x: Int } interface O @join__type(graph: B, isInterfaceObject: true) { x: Int }
      type T implements I & O { x: Int } type H implements J { x: Int } union U = T union V = T | H type Query { x: Int }`);
    expect([...partlyHiddenTypes(supergraph, api)].sort()).toEqual(['Gone', 'J', 'O', 'Part', 'V']);
  });
});
