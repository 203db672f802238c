import { buildSchema, GraphQLError, parse, print } from 'graphql';
import {
  clientKey,
  interfaceObjectFields,
  neededNames,
  unambiguous,
  withClientKeys,
} from '../../../../gateway/execution/client-keys.rules.js';

const SCHEMA = buildSchema(`
  type Query { p(id: ID): P! q: P m: M }
  interface M { id: ID! notes(n: Int): Int }
  type A implements M { id: ID! notes(n: Int): Int }
  type B implements M { id: ID! notes(n: Int): Int }
  type P { id: ID! name(n: Int = 2): String cost: Int }
`);
const NEEDED = new Set(['id', 'name']);

const rewritten = (text: string): string | null => {
  const document = unambiguous(parse(text), SCHEMA, { needed: NEEDED, ofInterfaceObjects: new Set(['notes']) });
  return document && print(document).replace(/\s+/g, ' ');
};

describe('response keys that a plan could mistake for a field that it needs', () => {
  it.each([
    ['nothing that is needed', '{ p { cost } }', null],
    ['a needed field as it is', '{ p { id cost } }', null],
    ['another key for a needed field', '{ p { mine: id x: name(n: 3) } }', null],
    ['a needed field with arguments', '{ p { name(n: 3) cost } }', '{ p { asked_as_name: name(n: 3) cost } }'],
    ['the same without its arguments', '{ p { name } }', '{ p { asked_as_name: name } }'],
    ['another field under a needed name', '{ p { id: cost } }', '{ p { asked_as_id: cost } }'],
    ['another field under the type’s name', '{ p { __typename: id } }', '{ p { asked_as___typename: id } }'],
    ['the name of a type under any key', '{ p { t: __typename __typename } }', null],
    ['a key that looks rewritten', '{ p { asked_as_id: cost } }', '{ p { asked_as_asked_as_id: cost } }'],
    [
      'in fragments',
      '{ p { ...F } } fragment F on P { ... { id: cost } }',
      '{ p { ...F } } fragment F on P { ... { asked_as_id: cost } }',
    ],
    ['a field of an interface object, always alike', '{ m { notes(n: 1) ... on A { notes(n: 1) } } }', null],
    [
      'a field of an interface object, with other arguments for another type',
      '{ m { ... on A { notes(n: 1) } ... on B { notes(n: 2) } ... on B { notes(n: 2) } } }',
      '{ m { ... on A { notes(n: 1) } ... on B { asked_1_as_notes: notes(n: 2) } ... on B { asked_1_as_notes: notes(n: 2) } } }',
    ],
  ])('%s', (_name, text, expected) => {
    expect(rewritten(text)).toBe(expected);
  });

  it('come back as they were', () => {
    expect(['asked_as_id', 'asked_as_asked_as_id', 'id', 'asked_12_as_id'].map(clientKey)).toEqual([
      ...['id', 'asked_as_id', 'id', 'id'],
    ]);
    const error = new GraphQLError('no', { path: ['p', 0, 'asked_as_name'], extensions: { code: 'X' } });
    const told = withClientKeys(error);
    expect([told.path, told.message, told.extensions, told.originalError]).toEqual([
      ['p', 0, 'name'],
      'no',
      { code: 'X' },
      error,
    ]);
    const untouched = new GraphQLError('no', { path: ['p', 0] });
    expect(withClientKeys(untouched)).toBe(untouched);
  });

  it('are those of fields that a subgraph has on an interface as an object type', () => {
    const supergraph = parse(`
      interface M @join__type(graph: A, key: "id") @join__type(graph: B, key: "id", isInterfaceObject: true) {
        id: ID!
        title: String @join__field(graph: A)
        notes(n: Int): Int @join__field(graph: B)
      }
      interface N @join__type(graph: A) { name: String @join__field(graph: A) }
    `);
    expect([...interfaceObjectFields(supergraph)]).toEqual(['id', 'notes']);
  });

  it('are the names in keys, requirements and contexts of the supergraph', () => {
    const supergraph = parse(`
      type P @join__type(graph: A, key: "id owner { code }") @other(key: "never") {
        cost: Int @join__field(graph: B, requires: "name(n: 7) ... on P { size }")
        near: Int @join__field(graph: B, contextArguments: [{ context: "c", name: "x", type: "Int", selection: " { place }" }])
        there: Int @join__field(graph: B, override: "a")
      }
    `);
    expect([...neededNames(supergraph)].sort()).toEqual([
      'P',
      'code',
      'id',
      'n',
      'name',
      'on',
      'owner',
      'place',
      'size',
    ]);
  });
});
