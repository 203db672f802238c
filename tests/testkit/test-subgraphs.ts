import { buildSubgraphSchema } from '@apollo/subgraph';
import { composeServices } from '@apollo/composition';
import { GraphQLError, GraphQLScalarType, parse } from 'graphql';
import { DomainError } from '../../schema/kernel/domain-error.js';
import type { Subgraph, SubgraphCall, SubgraphName } from '../../schema/kernel/subgraph.js';

/**
 * Three small subgraphs with what federation is made of: entities, `@requires`, an interface, an enum, a scalar that
 * serialises to an object, a mutation, and every way to fail. Two of them are owners of the same entity.
 */
export interface TestSubgraphs {
  list: Subgraph[];
  supergraphSdl: string;
  /** How many contexts each subgraph has made. */
  contexts: Map<string, number>;
}

interface TestContext extends SubgraphCall {
  /** Codes whose references were resolved in this context. */
  resolved: string[];
}

const HEADER = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.7", import: ["@key", "@external", "@requires", "@shareable"])`;

const AGREEMENTS = `${HEADER}
  scalar Moment
  enum Size { SMALL LARGE }
  interface Party { code: ID! name: String! }
  type Body implements Party @key(fields: "code") { code: ID! name: String! size: Size! founded: Moment! rival: Party }
  type Office implements Party @key(fields: "code") { code: ID! name: String! }
  type Query {
    bodies: [Body!]!
    party(code: ID!): Party
    whoAmI: String!
    correlation: String!
    slow(milliseconds: Int!): String
    refused: String
    crash: String
    odd: Size
    since(moment: Moment!): String!
  }
  type Mutation { rename(code: ID!, name: String!): Body! }
`;

const CERTIFICATES = `${HEADER}
  scalar Moment
  type Body @key(fields: "code") { code: ID! founded: Moment! @external requests: Int! anniversary: String! @requires(fields: "founded") batch: Int! }
  type Query { busiest: Body requestsOf(code: ID!): Int @shareable }
`;

const LEGACY = `${HEADER}
  type Office @key(fields: "code") { code: ID! queue: Int }
  type Query { queueLength: Int! }
`;

const FOUNDED = '2001-02-03T04:05:06.000Z';

/** Like graphql-scalars' DateTime: its serialised value is a Date, which only JSON turns into text. */
const Moment = new GraphQLScalarType({
  name: 'Moment',
  serialize: (value) => new Date(value as string),
  parseValue: momentOf,
  parseLiteral: (node) => momentOf('value' in node ? node.value : null),
});

export function testSubgraphs(): TestSubgraphs {
  const contexts = new Map<string, number>();
  const subgraph = (name: SubgraphName, sdl: string, resolvers: object): Subgraph => ({
    name,
    schema: buildSubgraphSchema({ typeDefs: parse(sdl), resolvers: resolvers as never }),
    createContext: (call) => {
      contexts.set(name, (contexts.get(name) ?? 0) + 1);
      return { ...call, resolved: [] } satisfies TestContext;
    },
  });
  return {
    list: [
      subgraph('agreements', AGREEMENTS, agreements()),
      subgraph('certificates', CERTIFICATES, certificates()),
      subgraph('legacy', LEGACY, legacy()),
    ],
    supergraphSdl: composed(['agreements', AGREEMENTS], ['certificates', CERTIFICATES], ['legacy', LEGACY]),
    contexts,
  };
}

/** The supergraph of subgraphs given by name and SDL; their URLs are made up unless told. */
export function composed(...subgraphs: [name: string, sdl: string, url?: string][]): string {
  const services = subgraphs.map(([name, sdl, url = `http://${name}.test/graphql`]) => ({
    name,
    url,
    typeDefs: parse(sdl),
  }));
  const { supergraphSdl, errors } = composeServices(services);
  if (supergraphSdl === undefined) throw new Error(errors?.map(({ message }) => message).join('\n'));
  return supergraphSdl;
}

function agreements(): object {
  const bodies = new Map(['a', 'b', 'c'].map((code) => [code, bodyOf(code, `Body ${code}`)]));
  return {
    Moment,
    Query: {
      bodies: () => [...bodies.values()],
      party: (_: unknown, { code }: { code: string }) => partyOf(code, bodies),
      whoAmI: (_: unknown, _args: unknown, { actor }: TestContext) => JSON.stringify(actor),
      correlation: (_: unknown, _args: unknown, { correlationId }: TestContext) => correlationId,
      slow: (_: unknown, { milliseconds }: { milliseconds: number }) =>
        new Promise((resolve) => setTimeout(() => resolve('done'), milliseconds)),
      refused: () => {
        throw new DomainError('STALE_VERSION', { details: { version: 7 } });
      },
      crash: () => {
        throw new Error('duplicate key (taxCode)=(RSSMRA80A01H501U)');
      },
      odd: () => 'MIDDLING',
      since: (_: unknown, { moment }: { moment: Date }) => moment.toISOString(),
    },
    Mutation: {
      rename: (_: unknown, { code, name }: { code: string; name: string }) => {
        const body = bodyOf(code, name);
        bodies.set(code, body);
        return body;
      },
    },
    Party: { __resolveType: ({ kind }: { kind: string }) => kind },
    Body: {
      __resolveReference: ({ code }: { code: string }) => bodies.get(code) ?? null,
      rival: ({ code }: { code: string }) => partyOf(code === 'a' ? 'o' : 'a', bodies),
    },
    Office: { __resolveReference: ({ code }: { code: string }) => partyOf(code, bodies) },
  };
}

function certificates(): object {
  return {
    Moment,
    Query: { busiest: () => ({ code: 'b' }), requestsOf: (_: unknown, { code }: { code: string }) => code.length },
    Body: {
      __resolveReference: (reference: { code: string; founded?: unknown }, { resolved }: TestContext) => {
        resolved.push(reference.code);
        return reference;
      },
      requests: ({ code }: { code: string }) => code.charCodeAt(0),
      // Says what arrived as the required field: text over HTTP, and so in-process.
      anniversary: ({ founded }: { founded: unknown }) => `${typeof founded} ${String(founded)}`,
      // How many references this context has seen: one batch for one list.
      batch: (_: unknown, _args: unknown, { resolved }: TestContext) => resolved.length,
    },
  };
}

function legacy(): object {
  return {
    Query: { queueLength: () => 3 },
    Office: {
      queue: ({ code }: { code: string }) => {
        if (code === 'o') throw new DomainError('FORBIDDEN');
        return 0;
      },
    },
  };
}

function bodyOf(code: string, name: string): object {
  return { kind: 'Body', code, name, size: code === 'a' ? 'LARGE' : 'SMALL', founded: FOUNDED };
}

function partyOf(code: string, bodies: ReadonlyMap<string, object>): object | null {
  return code === 'o' ? { kind: 'Office', code, name: 'Office' } : (bodies.get(code) ?? null);
}

function momentOf(value: unknown): Date {
  const moment = new Date(String(value));
  if (Number.isNaN(moment.getTime())) throw new GraphQLError(`${String(value)} is no moment`);
  return moment;
}
