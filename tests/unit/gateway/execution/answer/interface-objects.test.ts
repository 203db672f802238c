import { buildSchema } from 'graphql';
import { answered, compiled, leaf } from './answering.js';

const schema = buildSchema(`
  interface Titled { title: String }
  interface Media implements Titled { id: ID! title: String notes: Int next: Media by: User }
  type Film implements Media & Titled { id: ID! title: String notes: Int next: Media by: User length: Int }
  type Book implements Media & Titled { id: ID! title: String notes: Int next: Media by: User pages: Int }
  type Song implements Titled { title: String }
  type User { name: String age: Int }
  union Work = Film | Book
  type Query { one: Media many: [Media] strict: [Media!]! titled: Titled work: Work }
`);
/** Some subgraph has `type Media @interfaceObject`. */
const MEDIA = { schema, partlyHidden: new Set(['Media']) };

const NO_TYPE = 'Abstract type "Media" must resolve to an Object type at runtime for field "Query.one".';

describe('an object of which only the interface is known', () => {
  it.each([
    ['its own fields', '{ one { id notes } }'],
    ['none of its fields in the data', '{ one { notes title } }'],
    ['fields of an interface above it', '{ one { ... on Titled { title } ...F } } fragment F on Media { id }'],
    ['fields of interfaces in each other', '{ one { ... on Titled { ... on Media { ... { id } } } } }'],
    ['selections that no object of it has', '{ one { id ... on Titled { ... on Song { title } } } }'],
    [
      'a type that a variable leaves out',
      'query ($a: Boolean = false) { one { id ... on Film @include(if: $a) { id } } }',
    ],
    ['its type left out', 'query ($a: Boolean = true) { one { id __typename @skip(if: $a) } }'],
  ])('is written where the client asks for %s', (_what, query) => {
    const fields = { id: 'm', title: 'T', notes: 3 };
    const keys = ['id', 'title', 'notes'] as const;
    for (const told of [{}, { __typename: null }, { __typename: 'Media' }]) {
      const [text, ...errors] = answered(query, { one: { ...told, ...fields } }, MEDIA);
      const one = (JSON.parse(text ?? '') as { one: Record<string, unknown> }).one;
      expect(errors).toEqual([]);
      expect(Object.keys(one).length).toBeGreaterThan(0);
      expect(one).toEqual(Object.fromEntries(keys.filter((key) => key in one).map((key) => [key, fields[key]])));
    }
  });

  it('has its fields in the order of the operation, and those of objects below it', () => {
    const one = { notes: 3, id: 'm', next: { id: 'n', by: { name: 'Ada' }, next: null } };
    const query = '{ one { i: id next { ... on Titled { title } by { name } id next { id } } notes } }';
    expect(answered(query, { one: { ...one, i: 'm' } }, MEDIA)).toEqual([
      '{"one":{"i":"m","next":{"title":null,"by":{"name":"Ada"},"id":"n","next":null},"notes":3}}',
    ]);
  });

  it.each([
    ['a type of its own', '{ one { id ... on Film { length } } }'],
    ['the same of one of its types', '{ one { id ... on Film { id } } }'],
    ['all of its types', '{ one { ... on Film { id } ... on Book { id } } }'],
    ['a type within an interface above it', '{ one { ... on Titled { title ... on Book { title } } } }'],
    ['its types by another name', '{ one { ... on Work { ... on Media { id } } } }'],
    ['its type', '{ one { __typename id } }'],
    ['its type under an alias', '{ one { id t: __typename } }'],
    ['its type, as a variable says', 'query ($a: Boolean = true) { one { id __typename @include(if: $a) } }'],
  ])('is null where the client asks for %s, which depends on the type', (_what, query) => {
    for (const told of [{}, { __typename: 'Media' }]) {
      const data = { one: { ...told, id: 'm', title: 'T', length: 1, t: 'Media' } };
      expect(answered(query, data, MEDIA)).toEqual(['{"one":null}', `one: ${NO_TYPE}`]);
    }
  });

  it('stands beside objects whose types are known', () => {
    const many = [{ id: 'a' }, { __typename: 'Film', id: 'b' }, { __typename: 'Media', id: 'c' }, null, { id: 'd' }];
    expect(answered('{ many { id } }', { many }, MEDIA)).toEqual([
      '{"many":[{"id":"a"},{"id":"b"},{"id":"c"},null,{"id":"d"}]}',
    ]);
    expect(answered('{ many { id ... on Film { length } } }', { many }, MEDIA)).toEqual([
      '{"many":[null,{"id":"b","length":null},null,null,null]}',
      ...[0, 2, 4].map((index) => `many/${index}: ${NO_TYPE.replace('one', 'many')}`),
    ]);
  });

  it('carries a null upwards, as the interface says', () => {
    expect(answered('{ one { id } }', { one: { id: null } }, MEDIA)).toEqual([
      '{"one":null}',
      'one/id: Cannot return null for non-nullable field Media.id.',
    ]);
    expect(answered('{ strict { id } }', { strict: [{ id: 'a' }, {}] }, MEDIA)[0]).toBeNull();
  });

  it('is one of an interface above it, where it says so', () => {
    expect(answered('{ titled { title } }', { titled: { __typename: 'Media', title: 'T' } }, MEDIA)).toEqual([
      '{"titled":{"title":"T"}}',
    ]);
    const query = '{ titled { title ... on Media { id } ... on Song { title } } }';
    expect(answered(query, { titled: { __typename: 'Media', title: 'T', id: 'm' } }, MEDIA)).toEqual([
      '{"titled":{"title":"T","id":"m"}}',
    ]);
    expect(answered('{ titled { ... on Film { length } } }', { titled: { __typename: 'Media' } }, MEDIA)).toEqual([
      '{"titled":null}',
      'titled: Abstract type "Titled" must resolve to an Object type at runtime for field "Query.titled".',
    ]);
  });

  it.each([
    ['an interface that no subgraph has as an object type', '{ titled { title } }', 'titled', {}],
    ['its own name, of such an interface', '{ titled { title } }', 'titled', { __typename: 'Titled' }],
    ['a union', '{ work { ... on Media { id } } }', 'work', {}],
    ['a union, with the name of an interface', '{ work { ... on Media { id } } }', 'work', { __typename: 'Media' }],
    ['an interface above the one that was named', '{ one { id } }', 'one', { __typename: 'Titled' }],
    ['a type that clients do not know', '{ one { id } }', 'one', { __typename: 'Hidden' }],
    ['a type of something else', '{ one { id } }', 'one', { __typename: 'Song' }],
    ['a name that is none', '{ one { id } }', 'one', { __typename: 7 }],
  ])('is not taken for one of %s', (_what, query, key, told) => {
    const [text, ...errors] = answered(query, { [key]: { ...told, id: 'm', title: 'T' } }, MEDIA);
    expect(text).toBe(`{"${key}":null}`);
    expect(errors).toEqual([expect.stringContaining('must resolve to an Object type')]);
  });

  it('is null where it is not known what subgraphs have', () => {
    expect(answered('{ one { id } }', { one: { id: 'm' } }, { schema })).toEqual(['{"one":null}', `one: ${NO_TYPE}`]);
  });
});

describe('texts of entities beside an interface object', () => {
  const OWNERS = [leaf('1', 'many/@/by', { User: '{ name age }' })];

  it('go into the objects below it as they are', () => {
    const query = '{ many { id by { name age } } }';
    const by = { '\x001': '{"name":"Ada","age":1}' };
    expect(compiled(query, { ...MEDIA, leaves: OWNERS }).passedThrough.size).toBe(1);
    const many = [
      { id: 'a', by },
      { __typename: 'Film', id: 'b', by },
      { __typename: 'Media', id: 'c', by: null },
    ];
    expect(answered(query, { many }, { ...MEDIA, leaves: OWNERS })).toEqual([
      '{"many":[{"id":"a","by":{"name":"Ada","age":1}},{"id":"b","by":{"name":"Ada","age":1}},{"id":"c","by":null}]}',
    ]);
  });

  it('of one of its types are read, because which it is cannot be told', () => {
    const leaves = [leaf('1', 'many/@', { Film: '{ title notes }', Book: '{ title notes }' })];
    const query = '{ many { id title notes } }';
    const text = '{"title":"T","notes":3}';
    expect(compiled(query, { ...MEDIA, leaves }).passedThrough.size).toBe(1);
    const many = [
      { id: 'a', '\x001': text },
      { __typename: 'Film', id: 'b', '\x001': text },
      { __typename: 'Media', id: 'c' },
    ];
    expect(answered(query, { many }, { ...MEDIA, leaves })).toEqual([
      '{"many":[{"id":"a","title":"T","notes":3},{"id":"b","title":"T","notes":3},{"id":"c","title":null,"notes":null}]}',
    ]);
  });

  it('are not passed through where they hold one, nor where they are of one', () => {
    const held = [leaf('1', 'one/by', { User: '{ name }' }), leaf('2', 'one', { Film: '{ next { id } }' })];
    expect([...compiled('{ one { by { name } next { id } } }', { ...MEDIA, leaves: held }).passedThrough]).toEqual([
      '\x001',
    ]);
    const own = [leaf('1', 'one', { Media: '{ title }' })];
    expect(compiled('{ one { id title } }', { ...MEDIA, leaves: own }).passedThrough.size).toBe(0);
  });
});
