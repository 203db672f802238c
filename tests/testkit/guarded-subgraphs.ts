import { buildSubgraphSchema } from '@apollo/subgraph';
import { parse } from 'graphql';
import type { Subgraph, SubgraphName } from '../../schema/kernel/subgraph.js';
import { composed } from './test-subgraphs.js';

/**
 * Somebody else's supergraph with access rules in every place that the specifications know: fields, types, interfaces
 * by their implementations, an interface object, a union, an enum, a scalar, keys and required fields.
 */
export interface GuardedSubgraphs {
  list: Subgraph[];
  supergraphSdl: string;
  /** The queries that the subgraphs have got. */
  fetched: string[];
  /** The mutations that were executed. */
  done: string[];
}

const IMPORT = '["@key", "@external", "@requires", "@interfaceObject", "@authenticated", "@requiresScopes", "@policy"]';
const HEADER = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ${IMPORT})`;

const BLOGS = `${HEADER}
  interface Post @key(fields: "id") { id: ID! title: String }
  type PublicBlog implements Post @key(fields: "id") { id: ID! title: String }
  type PrivateBlog implements Post @key(fields: "id") @authenticated { id: ID! title: String readers: Int }
  interface Named { name: String }
  type Cat implements Named { name: String }
  type Dog implements Named { name: String @authenticated chip: String @requiresScopes(scopes: [["vet"]]) }
  union Thing = PublicBlog | PrivateBlog | Dog
  enum Mood @authenticated { GOOD BAD }
  scalar Secret @requiresScopes(scopes: [["operator", "vet"], ["operations"]])
  type User @key(fields: "id") {
    id: ID! @authenticated
    name: String!
    email: String @requiresScopes(scopes: [["operator"]])
    phone: String! @requiresScopes(scopes: [["operator"]])
    friend: User
    friends: [User!]
    mood: Mood
    secret: Secret
    level: Int @policy(policies: [["sign-in-level-2"]])
  }
  type Query {
    posts: [Post!]
    things: [Thing]
    pets: [Named]
    user: User
    strictUser: User!
    users: [User]
    me: User @authenticated
    mixed: Int @authenticated
    version: String!
  }
  type Mutation { ping: User note(text: String!): String @requiresScopes(scopes: [["operations"]]) open: String }
`;

const EXTRAS = `${HEADER}
  type Post @key(fields: "id") @interfaceObject { id: ID! likes: Int @requiresScopes(scopes: [["operator"]]) views: Int }
  type User @key(fields: "id") {
    id: ID!
    email: String @external
    score: Int
    mailbox: String @requires(fields: "email") @requiresScopes(scopes: [["operator"]])
  }
  type Query { extra: Int }
`;

const POSTS = [
  { __typename: 'PublicBlog', id: 'p1', title: 'open' },
  { __typename: 'PrivateBlog', id: 'p2', title: 'closed', readers: 3 },
];
const USER = { id: 'u1', name: 'Ada', email: 'ada@example.org', phone: '1', mood: 'GOOD', secret: 'hush', level: 2 };
const FRIEND = { ...USER, id: 'u2', name: 'Bob' };
const BOTH = { ...USER, friend: FRIEND, friends: [FRIEND, FRIEND] };

export function guardedSubgraphs(): GuardedSubgraphs {
  const done: string[] = [];
  const fetched: string[] = [];
  const list = [
    subgraph('agreements', BLOGS, blogs(done), fetched),
    subgraph('certificates', EXTRAS, extras(), fetched),
  ];
  const supergraphSdl = composed(['agreements', BLOGS, 'http://a.test'], ['certificates', EXTRAS, 'http://b.test']);
  return { list, supergraphSdl, fetched, done };
}

function subgraph(name: SubgraphName, sdl: string, resolvers: object, fetched: string[]): Subgraph {
  const schema = buildSubgraphSchema({ typeDefs: parse(sdl), resolvers: resolvers as never });
  return {
    name,
    schema,
    createContext: (call) => {
      fetched.push(name);
      return call;
    },
  };
}

function blogs(done: string[]): object {
  const act = (what: string, result: unknown) => () => {
    done.push(what);
    return result;
  };
  const type = (value: { __typename: string }): string => value.__typename;
  const ofKey = ({ id }: { id: string }) => POSTS.find((post) => post.id === id);
  const cat = { __typename: 'Cat', name: 'Tom' };
  const dog = { __typename: 'Dog', name: 'Rex', chip: '1234' };
  return {
    Post: { __resolveType: type, __resolveReference: ofKey },
    Named: { __resolveType: type },
    Thing: { __resolveType: type },
    PublicBlog: { __resolveReference: ofKey },
    PrivateBlog: { __resolveReference: ofKey },
    User: { __resolveReference: () => BOTH },
    Query: {
      posts: () => POSTS,
      things: () => [...POSTS, dog],
      pets: () => [cat, dog],
      user: () => BOTH,
      strictUser: () => BOTH,
      users: () => [BOTH, BOTH],
      me: () => BOTH,
      mixed: () => 1,
      version: () => '1',
    },
    Mutation: { ping: act('ping', BOTH), note: act('note', 'noted'), open: act('open', 'opened') },
  };
}

function extras(): object {
  const reference = (key: object): object => key;
  return {
    Post: { __resolveReference: reference, likes: () => 7, views: () => 9 },
    User: { __resolveReference: reference, score: () => 5, mailbox: ({ email }: { email: string }) => `to ${email}` },
    Query: { extra: () => 1 },
  };
}
