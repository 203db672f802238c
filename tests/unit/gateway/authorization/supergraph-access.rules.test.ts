import { buildASTSchema, getOperationAST, parse, print, validate } from 'graphql';
import { filterOperation } from '../../../../gateway/protection/authorization/operation-filter.rules.js';
import { SchemaAccess } from '../../../../gateway/protection/authorization/schema-access.rules.js';
import { readSupergraphAccess } from '../../../../gateway/protection/authorization/supergraph-access.rules.js';

const supergraph = (links: string, body: string): string => `
  schema @link(url: "https://specs.apollo.dev/link/v1.0") ${links} { query: Query }
  directive @link(url: String, as: String, for: link__Purpose, import: [link__Import]) repeatable on SCHEMA
  scalar link__Import
  enum link__Purpose { SECURITY EXECUTION }
  ${body}`;
const link = (name: string, rest = '', version = 'v0.1'): string =>
  `@link(url: "https://specs.apollo.dev/${name}/${version}" ${rest}, for: SECURITY)`;
const NOTHING = { authenticated: false, scopes: [], policies: [] };

describe('reading the access rules of a supergraph', () => {
  it('hands on the very text of a supergraph that links none', () => {
    const sdl = supergraph('', 'type Query { a: Int }');
    expect(readSupergraphAccess(sdl)).toEqual({ rules: null, sdl });
  });

  it.each([
    ['their own names', link('requiresScopes'), '@requiresScopes', 'requiresScopes__Scope'],
    ['an older name of the scalar', link('requiresScopes'), '@requiresScopes', 'federation__Scope'],
    ['a prefix', link('requiresScopes', 'as: "needs"'), '@needs', 'needs__Scope'],
    [
      'an imported name',
      link('requiresScopes', 'import: [{ name: "@requiresScopes", as: "@only" }]'),
      '@only',
      'requiresScopes__Scope',
    ],
  ])('knows them under %s, and takes them out whole', (_what, links, directive, scalar) => {
    const sdl = supergraph(
      links,
      `directive ${directive}(scopes: [[${scalar}!]!]!) on FIELD_DEFINITION | OBJECT
       scalar ${scalar}
       type Query { a: Int ${directive}(scopes: [["x", "y"], ["z"]]) b: T }
       type T ${directive}(scopes: "w") { c: Int }`,
    );
    const { rules, sdl: plain } = readSupergraphAccess(sdl);
    expect(rules?.fields.get('Query.a')).toEqual({ ...NOTHING, scopes: [[['x', 'y'], ['z']]] });
    expect(rules?.types.get('T')).toEqual({ ...NOTHING, scopes: [[['w']]] });
    expect(plain).toBe(print(parse(supergraph('', 'type Query { a: Int b: T } type T { c: Int }'))));
  });

  it.each([
    [
      'a version that it does not know',
      supergraph(link('policy', '', 'v0.2'), 'type Query { a: Int }'),
      /policy\/v0\.2/,
    ],
    [
      'scopes that are none',
      supergraph(link('requiresScopes'), 'type Query { a: Int @requiresScopes(scopes: [[1]]) }'),
      /@requiresScopes on Query\.a/,
    ],
    [
      'no scopes at all',
      supergraph(link('requiresScopes'), 'type Query { a: Int @requiresScopes }'),
      /@requiresScopes on Query\.a/,
    ],
    [
      'a rule where none can be enforced',
      supergraph(link('authenticated'), 'type Query { a: Int } input I @authenticated { a: Int }'),
      /@authenticated where none/,
    ],
    [
      'a rule that no link accounts for',
      supergraph(link('policy'), 'type Query { a: Int @authenticated }'),
      /@authenticated, but links no/,
    ],
    [
      'a rule without any link',
      supergraph('', 'type Query { a: Int @requiresScopes(scopes: [["a"]]) }'),
      /@requiresScopes, but links no/,
    ],
  ])('refuses %s', (_what, sdl, message) => {
    expect(() => readSupergraphAccess(sdl)).toThrow(message);
  });

  it('leaves a directive of the same name alone that somebody else specifies', () => {
    const sdl = supergraph('@link(url: "https://example.org/policy/v1.0")', 'type Query { a: Int @policy }');
    expect(readSupergraphAccess(sdl)).toEqual({ rules: null, sdl });
  });
});

describe('rules as composition before 2.12 wrote them', () => {
  const { rules, sdl } = readSupergraphAccess(
    supergraph(
      link('authenticated'),
      `directive @authenticated on FIELD_DEFINITION | OBJECT | INTERFACE
       directive @join__type(graph: String!, isInterfaceObject: Boolean) repeatable on OBJECT | INTERFACE
       interface Post @join__type(graph: "A") @join__type(graph: "B", isInterfaceObject: true) { id: ID likes: Int @authenticated }
       type Blog implements Post { id: ID likes: Int }
       interface Pet @authenticated { name: String }
       type Cat implements Pet { name: String }
       type Query { posts: [Post] pets: [Pet] }`,
    ),
  );
  if (rules === null) throw new Error('no rules');
  const access = new SchemaAccess(buildASTSchema(parse(sdl), { assumeValidSDL: true }), rules);
  const paths = (query: string): string[] => {
    const document = parse(query);
    expect(validate(access.schema, document)).toEqual([]);
    const operation = getOperationAST(document);
    if (!operation) throw new Error('no operation');
    const authority = { authenticated: false, scopes: new Set<string>(), policies: new Set<string>() };
    return (filterOperation(access, document, { operation, authority })?.refusals ?? []).map(({ path }) =>
      path.join('/'),
    );
  };

  it('hold for the field that an interface object adds to the implementations', () => {
    expect(paths('{ posts { likes } }')).toEqual(['posts/@/likes']);
    expect(paths('{ posts { ... on Blog { id likes } } }')).toEqual(['posts/@/likes']);
  });

  it('hold for an interface that has a rule of its own', () => {
    expect(paths('{ pets { ... on Cat { name } } }')).toEqual(['pets']);
    expect(paths('{ pets { __typename } }')).toEqual(['pets']);
  });
});

describe('the time that filtering takes', () => {
  it('is linear in the text, however often its fragments are spread', () => {
    const sdl = supergraph(
      link('authenticated'),
      `directive @authenticated on FIELD_DEFINITION
       type Query { user: User } type User { friend: User email: String @authenticated }`,
    );
    const { rules, sdl: plain } = readSupergraphAccess(sdl);
    if (rules === null) throw new Error('no rules');
    const access = new SchemaAccess(buildASTSchema(parse(plain), { assumeValidSDL: true }), rules);
    const levels = 60; // 2^60 selections when spread out
    const fragments = Array.from(
      { length: levels },
      (_, n) => `fragment F${n} on User { a: friend { ...F${n + 1} } b: friend { ...F${n + 1} } }`,
    );
    const document = parse(
      `{ user { ...F0 } } ${fragments.join(' ')} fragment F${levels} on User { __typename email }`,
    );
    const operation = getOperationAST(document);
    if (!operation) throw new Error('no operation');
    const authority = { authenticated: false, scopes: new Set<string>(), policies: new Set<string>() };
    const filtered = filterOperation(access, document, { operation, authority });
    expect(filtered?.refusals.length).toBe(200);
    expect(filtered?.document?.definitions).toHaveLength(levels + 2);
  });
});
