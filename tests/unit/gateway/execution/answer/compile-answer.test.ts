import { GraphQLError, graphqlSync, parse, type OperationDefinitionNode } from 'graphql';
import { compileAnswer, WrittenData } from '../../../../../gateway/execution/answer/compile-answer.js';
import { answered, compiled, SCHEMA } from './answering.js';

describe('values of an answer', () => {
  it.each([
    ['name', 'Ada', '"Ada"'],
    [
      'name',
      'a "quoted" \\ line\nand\u2028more \ud83d\ude00 \ud800',
      JSON.stringify('a "quoted" \\ line\nand\u2028more \ud83d\ude00 \ud800'),
    ],
    ['name', 5, '"5"'],
    ['name', true, '"true"'],
    ['id', 17, '"17"'],
    ['age', 2_147_483_647, '2147483647'],
    ['age', -2_147_483_648, '-2147483648'],
    ['age', '12', '12'],
    ['age', -0, '0'],
    ['age', true, '1'],
    ['score', 1e21, '1e+21'],
    ['score', '1.5', '1.5'],
    ['admin', 0, 'false'],
    ['mood', 'BAD', '"BAD"'],
    ['any', { b: [1, null, { 'è"': undefined }], a: 'x' }, '{"b":[1,null,{}],"a":"x"}'],
    ['any', false, 'false'],
    ['grid', [[1, null], null, []], '[[1,null],null,[]]'],
  ])('%s: %p is written %s', (field, value, json) => {
    expect(answered(`{ user { ${field} } }`, { user: { [field]: value } })).toEqual([`{"user":{"${field}":${json}}}`]);
  });

  it.each([
    ['name', {}, 'String cannot represent value.'],
    ['age', 1.5, 'Int cannot represent non-integer value.'],
    ['age', 2 ** 31, 'Int cannot represent non 32-bit signed integer value.'],
    ['age', 'RSSMRA85T10A562S', 'Int cannot represent non-integer value.'],
    ['score', 'high', 'Float cannot represent non numeric value.'],
    ['admin', 'yes', 'Boolean cannot represent a non boolean value.'],
    ['mood', 'SECRET', 'Enum "Mood" cannot represent value.'],
    ['best { name }', 'x', 'Expected value of type "User".'],
    ['best { name }', [], 'Expected value of type "User".'],
    ['friends { name }', {}, 'Expected Iterable, but did not find one for field "User.friends".'],
    [
      'pet { name }',
      { __typename: 'Hidden' },
      'Abstract type "Named" must resolve to an Object type at runtime for field "User.pet".',
    ],
    [
      'pet { name }',
      { __typename: 'Cat' },
      'Abstract type "Named" must resolve to an Object type at runtime for field "User.pet".',
    ],
    ['pet { name }', {}, 'Abstract type "Named" must resolve to an Object type at runtime for field "User.pet".'],
  ])('%s: %p is null, and an error without the value', (field, value, message) => {
    const [key = ''] = field.split(' ');
    expect(answered(`{ user { ${field} } }`, { user: { [key]: value } })).toEqual([
      `{"user":{"${key}":null}}`,
      `user/${key}: ${message}`,
    ]);
  });

  it('has null for what is missing, and nothing that all objects have', () => {
    expect(answered('{ user { name age } constructor }', { user: {} })).toEqual([
      '{"user":{"name":null,"age":null},"constructor":null}',
    ]);
    expect(answered('{ user { name } users { name } thing { __typename } }', {})).toEqual([
      '{"user":null,"users":null,"thing":null}',
    ]);
  });

  it('takes an alias called __proto__ for one like any other', () => {
    const data = JSON.parse('{"user":{"__proto__":"Ada","toString":7}}') as object;
    expect(answered('{ user { __proto__: name toString: age valueOf: age } }', data)).toEqual([
      '{"user":{"__proto__":"Ada","toString":7,"valueOf":null}}',
    ]);
  });

  it('writes custom scalars that are nested deeper than the stack', () => {
    const deep = `${'[{"a":'.repeat(20_000)}"è"${'}]'.repeat(20_000)}`;
    expect(answered('{ user { any } }', { user: { any: JSON.parse(deep) as unknown } })).toEqual([
      `{"user":{"any":${deep}}}`,
    ]);
  });

  it('writes operations that are nested deep, and long lists', () => {
    const levels = 300;
    const query = `{ user ${'{ best '.repeat(levels)} { name } ${'}'.repeat(levels)} }`;
    const json = `{"user":${'{"best":'.repeat(levels)}{"name":"Ada"}${'}'.repeat(levels)}}`;
    expect(answered(query, JSON.parse(json))).toEqual([json]);
    const users = Array.from({ length: 20_000 }, (_, index) => ({ name: `Ada ${index} ${'è'.repeat(index % 30)}` }));
    expect(answered('{ users { name } }', { users })).toEqual([JSON.stringify({ users })]);
    expect(answered('{ users { name } }', { users: [] })).toEqual(['{"users":[]}']);
  });

  it('writes thousands of aliases, each in its place', () => {
    const keys = Array.from({ length: 2000 }, (_, index) => `a${index}`);
    const user = Object.fromEntries(keys.map((key) => [key, key]));
    expect(answered(`{ user { ${keys.map((key) => `${key}: name`).join(' ')} } }`, { user })).toEqual([
      JSON.stringify({ user }),
    ]);
  });
});

describe('null in an answer', () => {
  it('is carried up to where it may be, with an error of its own', () => {
    expect(answered('{ users { name best { id } } }', { users: [{ best: { id: 'b' } }, { best: {} }] })).toEqual([
      '{"users":[{"name":null,"best":{"id":"b"}},{"name":null,"best":null}]}',
      'users/1/best/id: Cannot return null for non-nullable field User.id.',
    ]);
    expect(answered('{ user { name friends { id } } }', { user: { friends: [{ id: 'a' }, null] } })).toEqual([
      '{"user":{"name":null,"friends":null}}',
      'user/friends/1: Cannot return null for non-nullable field User.friends.',
    ]);
    expect(answered('{ strict { strict { id } } }', { strict: { strict: { id: null } } })).toEqual([
      null,
      'strict/strict/id: Cannot return null for non-nullable field User.id.',
    ]);
  });

  it.each([
    ['at its place', ['users', 1, 'id'], true],
    ['above it', ['users'], true],
    ['below it', ['users', 1, 'id', 'x'], true],
    ['of all elements', ['users', '@', 'id'], true],
    ['without a place', undefined, true],
    ['of another element', ['users', 0, 'id'], false],
    ['of another field', ['users', 1, 'name'], false],
  ])('is explained, or not, by an error of a subgraph %s', (_what, path, explains) => {
    const errors = [new GraphQLError('no', { path })];
    const [text, ...found] = answered('{ users { id } }', { users: [{ id: 'a' }, { id: null }] }, { errors });
    expect(text).toBe('{"users":[{"id":"a"},null]}');
    expect(found.length).toBe(explains ? 0 : 1);
  });

  it('is what no data are', () => {
    expect(compiled('{ user { name } }').write(null, { variables: {}, errors: [] })).toEqual({
      data: null,
      errors: [],
    });
  });

  it('is told a thousand times at most', () => {
    const users = Array.from({ length: 1500 }, () => ({}));
    expect(answered('{ users { id } }', { users }).length).toBe(1001);
  });
});

describe('fields of an answer', () => {
  const thing = { __typename: 'Dog', name: 'Rex', owner: { name: 'Ada' }, t: 'x' };

  it('are merged over fragments, in the order in which they are first asked for', () => {
    const query = `{ thing { ...A ... on Named { name } ... on User { id } ... on Dog { owner { age: name } } ... { t: __typename } } }
      fragment A on Thing { ... on Dog { owner { name } } ...B } fragment B on Cat { lives }`;
    expect(answered(query, { thing: { ...thing, owner: { name: 'Ada', age: 'Ida' } } })).toEqual([
      '{"thing":{"owner":{"name":"Ada","age":"Ida"},"name":"Rex","t":"Dog"}}',
    ]);
  });

  it('are those of the type of each object', () => {
    const things = [thing, { __typename: 'Cat', lives: 9 }, { __typename: 'User', name: 'Ada' }, null, thing];
    expect(answered('{ things { ... on Named { name } ... on Cat { lives } } }', { things })).toEqual([
      '{"things":[{"name":"Rex"},{"lives":9},{"name":"Ada"},null,{"name":"Rex"}]}',
    ]);
  });

  it('are named by the types of the API schema, roots included', () => {
    expect(answered('{ __typename q: __typename user { u: __typename } }', { user: {}, __typename: 'X' })).toEqual([
      '{"__typename":"Query","q":"Query","user":{"u":"User"}}',
    ]);
    expect(answered('mutation { __typename }', {})).toEqual(['{"__typename":"Mutation"}']);
  });

  it.each([
    [{ a: true, b: true }, '{"user":{"name":"Ada","age":1}}'],
    [{ a: false, b: true }, '{"user":{"age":1,"name":"Ada"}}'],
    [{ a: true }, '{"user":{"name":"Ada"}}'],
    [{ a: false }, '{"user":{"name":"Ada"}}'],
    [{ a: true, b: undefined }, '{"user":{"name":"Ada"}}'],
  ])('are skipped and included as variables %p and their defaults say', (variables, text) => {
    const query = `query ($a: Boolean!, $b: Boolean = false) {
      user { name @include(if: $a) ... @include(if: $b) { age } name id @skip(if: true) } }`;
    expect(answered(query, { user: { name: 'Ada', age: 1, id: 'u' } }, { variables })).toEqual([text]);
  });

  it('may be conditional in more ways than are kept', () => {
    const names = Array.from({ length: 6 }, (_, index) => `v${index}`);
    const query = `query (${names.map((name) => `$${name}: Boolean!`).join(' ')}) { user {
      ${names.map((name) => `${name}: name @include(if: $${name})`).join(' ')} } }`;
    const answer = compiled(query);
    const user = Object.fromEntries(names.map((name) => [name, name]));
    for (let bits = 0; bits < 128; bits += 1) {
      const variables = Object.fromEntries(names.map((name, index) => [name, ((bits >> index) & 1) === 1]));
      const expected = Object.fromEntries(names.filter((name) => variables[name]).map((name) => [name, name]));
      const { data } = answer.write({ user }, { variables, errors: [] });
      expect(data?.text).toBe(JSON.stringify({ user: expected }));
    }
  });

  it('of introspection stand beside data, in their place', () => {
    const query = `query ($name: String! $deep: Boolean!) { a: __type(name: $name) { name ...F } user { name }
      __schema { queryType { name } } none: __type(name: "None") { name } }
      fragment F on __Type { fields @include(if: $deep) { name } }`;
    const variables = { name: 'Cat', deep: true };
    const judged = graphqlSync({
      schema: SCHEMA,
      source: query,
      variableValues: variables,
      rootValue: { user: { name: 'Ada' } },
    });
    expect(answered(query, { user: { name: 'Ada' } }, { variables })).toEqual([JSON.stringify(judged.data)]);
  });
});

describe('compiling an answer', () => {
  it('leaves an operation whose data do not tell their types', () => {
    const document = parse('{ thing { ... on User { __typename: name } } }');
    const operation = document.definitions[0] as OperationDefinitionNode;
    expect(compileAnswer({ schema: SCHEMA, document, operation, leaves: [] })).toEqual({
      reason: expect.stringContaining('__typename') as string,
    });
  });

  it('hands out text, and the object to whoever stringifies or reads it', () => {
    const { data } = compiled('{ user { name } }').write({ user: { name: 'Ada' } }, { variables: {}, errors: [] });
    expect(data).toBeInstanceOf(WrittenData);
    expect(JSON.stringify({ data })).toBe('{"data":{"user":{"name":"Ada"}}}');
  });
});
