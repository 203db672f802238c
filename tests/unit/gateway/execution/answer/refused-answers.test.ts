import { buildSchema } from 'graphql';
import type { Authority, Requirement } from '../../../../../gateway/protection/authorization/requirement.rules.js';
import type { Data } from '../../../../../gateway/execution/answer-data.type.js';
import { refusing } from './answering.js';

const SCHEMA = buildSchema(`
  interface Post { id: ID! title: String likes: Int views: Int }
  type PublicBlog implements Post { id: ID! title: String likes: Int views: Int }
  type PrivateBlog implements Post { id: ID! title: String likes: Int views: Int readers: Int }
  type Dog { name: String chip: String }
  union Thing = PublicBlog | PrivateBlog | Dog
  enum Mood { GOOD BAD }
  type User { id: ID! name: String! email: String phone: String! friend: User friends: [User!] mood: Mood }
  type Query { posts: [Post!] things: [Thing] user: User strictUser: User! users: [User] me: User version: String! }
  type Mutation { ping: User note: String open: String }
`);

const signedIn: Requirement = { authenticated: true, scopes: [], policies: [] };
const operator: Requirement = { authenticated: false, scopes: [[['operator']]], policies: [] };
const RULES = {
  types: new Map([
    ['PrivateBlog', signedIn],
    ['Mood', signedIn],
  ]),
  fields: new Map([
    ...['User.email', 'User.phone', 'PublicBlog.likes', 'PrivateBlog.likes'].map((field) => [field, operator] as const),
    ...['User.id', 'Query.me', 'Dog.name'].map((field) => [field, signedIn] as const),
    ['Mutation.note', operator] as const,
  ]),
  interfaceObjects: new Set<string>(),
};
const ANONYMOUS: Authority = { authenticated: false, scopes: new Set(), policies: new Set() };
const CONTACT: Authority = { ...ANONYMOUS, authenticated: true };
const USER = { __typename: 'User', id: 'u1', name: 'Ada' };

/** The answer to what is left, given what subgraphs say to that; never with an error of the writer's own. */
function seen(authority: Authority, query: string, data: Data, variables = {}): string | null {
  const { answer } = refusing(SCHEMA, RULES, { query, authority });
  const written = answer.write(data, { variables, errors: [] });
  expect(written.errors).toEqual([]);
  return written.data?.text ?? null;
}

describe('the answer to an operation of which something is refused', () => {
  it('has null in the place of a field, under its alias', () => {
    const query = '{ user { name mail: email mood } me { name } version }';
    const data = { user: { name: 'Ada' }, version: '1' };
    expect(seen(ANONYMOUS, query, data)).toBe(
      '{"user":{"name":"Ada","mail":null,"mood":null},"me":null,"version":"1"}',
    );
  });

  it('carries null upwards from where the schema allows none', () => {
    expect(seen(CONTACT, '{ user { name phone } version }', { user: USER, version: '1' })).toBe(
      '{"user":null,"version":"1"}',
    );
    expect(seen(CONTACT, '{ users { name phone } }', { users: [USER, USER] })).toBe('{"users":[null,null]}');
    expect(seen(CONTACT, '{ user { name friends { name phone } } }', { user: { ...USER, friends: [USER] } })).toBe(
      '{"user":{"name":"Ada","friends":null}}',
    );
    expect(seen(CONTACT, '{ strictUser { name phone } version }', { strictUser: USER, version: '1' })).toBeNull();
  });

  it('has null for an object of which nothing is left, which was not fetched', () => {
    expect(refusing(SCHEMA, RULES, { query: '{ user { email friend { phone } } }' }).left).toBeNull();
    expect(seen(CONTACT, '{ user { email friend { phone } } }', {})).toBe('{"user":null}');
    expect(seen(CONTACT, '{ user { name friend { email } } }', { user: USER })).toBe(
      '{"user":{"name":"Ada","friend":null}}',
    );
    expect(seen(ANONYMOUS, '{ user { id name } version }', { user: { name: 'Ada' }, version: '1' })).toBe(
      '{"user":null,"version":"1"}',
    );
  });

  it('follows fragments in fragments, whichever spreads them', () => {
    const query = `query { user { ...A } users { ...A ... { email } } }
      fragment A on User { name friend { ...B } } fragment B on User { name email ...on User { mood } }`;
    const friend = { name: 'Bob' };
    const told = '"name":"Ada","friend":{"name":"Bob","email":null,"mood":null}';
    const data = { user: { name: 'Ada', friend }, users: [{ name: 'Ada', friend }] };
    expect(seen(ANONYMOUS, query, data)).toBe(`{"user":{${told}},"users":[{${told},"email":null}]}`);
  });

  it('merges what a field selects in several places', () => {
    const query =
      '{ user { email } ...F user { friend { email } } } fragment F on Query { user { name friend { name } } }';
    expect(seen(CONTACT, query, { user: { name: 'Ada', friend: { name: 'Bob' } } })).toBe(
      '{"user":{"email":null,"name":"Ada","friend":{"name":"Bob","email":null}}}',
    );
  });

  it('knows what is refused of interfaces and unions', () => {
    const posts = [{ __typename: 'PublicBlog', title: 'open' }, { __typename: 'PrivateBlog' }];
    expect(seen(ANONYMOUS, '{ posts { id title } version }', { version: '1' })).toBe('{"posts":null,"version":"1"}');
    expect(seen(ANONYMOUS, '{ posts { ... on Post { title } __typename } }', { posts })).toBe(
      '{"posts":[{"title":null,"__typename":"PublicBlog"},{"title":null,"__typename":"PrivateBlog"}]}',
    );
    const query = '{ posts { ... on PublicBlog { title } ... on PrivateBlog { title readers } } }';
    expect(seen(ANONYMOUS, query, { posts })).toBe('{"posts":[{"title":"open"},{"title":null,"readers":null}]}');
    const things = [...posts, { __typename: 'Dog', chip: '1234' }];
    expect(
      seen(ANONYMOUS, '{ things { __typename ... on PrivateBlog { title } ...D } } fragment D on Dog { name chip }', {
        things,
      }),
    ).toBe(
      '{"things":[{"__typename":"PublicBlog"},{"__typename":"PrivateBlog","title":null},{"__typename":"Dog","name":null,"chip":"1234"}]}',
    );
    const likes = [
      { __typename: 'PublicBlog', views: 9 },
      { __typename: 'PrivateBlog', views: 9 },
    ];
    expect(seen(CONTACT, '{ posts { views likes ... on PublicBlog { more: likes } } }', { posts: likes })).toBe(
      '{"posts":[{"views":9,"likes":null,"more":null},{"views":9,"likes":null}]}',
    );
  });

  it.each([
    ['@include(if: $x)', true],
    ['@skip(if: $x)', false],
  ])('has null under %s only for what is selected', (directive, selected) => {
    const query = `query ($x: Boolean!) { version user { email ${directive} } me ${directive} { name } }`;
    const data = { version: '1', user: { __typename: 'User' }, me: { name: 'Ada' } };
    expect(seen(CONTACT, query, data, { x: selected })).toBe(
      '{"version":"1","user":{"email":null},"me":{"name":"Ada"}}',
    );
    expect(seen(CONTACT, query, data, { x: !selected })).toBe('{"version":"1","user":{}}');
  });

  it('is written of mutations alike', () => {
    expect(seen(CONTACT, 'mutation { note open }', { open: 'opened' })).toBe('{"note":null,"open":"opened"}');
    expect(seen(CONTACT, 'mutation { ping { email } }', {})).toBe('{"ping":null}');
  });

  it('still tells of a null that nobody refused', () => {
    const { answer } = refusing(SCHEMA, RULES, { query: '{ user { name email } }', authority: CONTACT });
    const { data, errors } = answer.write({ user: {} }, { variables: {}, errors: [] });
    expect([data?.text, errors.map(({ path }) => path)]).toEqual(['{"user":null}', [['user', 'name']]]);
  });

  it('is put into answers that somebody else has shaped, which do not tell their types any more', () => {
    const query = '{ user { name email friend { name } } things { ... on Dog { chip } } posts { views } }';
    const { answer } = refusing(SCHEMA, RULES, { query, authority: CONTACT, shaped: true });
    const data = { user: { name: 'Ada', friend: { name: 'Bob' } }, things: [{ chip: 'è' }, null], posts: null };
    const written = answer.write(data, { variables: {}, errors: [] });
    expect([written.data?.text, written.errors]).toEqual([
      '{"user":{"name":"Ada","email":null,"friend":{"name":"Bob"}},"things":[{"chip":"è"},null],"posts":null}',
      [],
    ]);
  });
});
