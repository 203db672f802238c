import 'reflect-metadata';
import { composeServices } from '@apollo/composition';
import { printSubgraphSchema } from '@apollo/subgraph';
import { parse, type GraphQLSchema } from 'graphql';
import { Ctx, Directive, Field, FieldResolver, ID, Mutation, ObjectType, Query, Resolver, Root } from 'type-graphql';
import { ANONYMOUS } from '../../../../schema/kernel/actor.js';
import { executeSubgraph } from '../../../../schema/kernel/execute-subgraph.js';
import type { Subgraph } from '../../../../schema/kernel/subgraph.js';
import { federatedSchema, type SchemaParts } from '../../../../subgraphs/shared/federation.js';
import type { StandIn } from '../../../../subgraphs/shared/stand-in.js';

/** Requests, with what was written on them. */
@Directive('@key(fields: "id")')
@ObjectType('Request', { simpleResolvers: true })
class Request {
  @Field(() => ID)
  id!: string;

  @Field(() => String)
  channel!: string;
}

@Resolver(() => Request)
class RequestResolver {
  @Query(() => Request)
  request(): Request {
    return { id: 'r1', channel: 'MASSIVO' };
  }
}

/** Files of requests, which it knows by their keys. */
@Directive('@key(fields: "id")')
@ObjectType('Request', { simpleResolvers: true })
class RequestElsewhere {
  @Field(() => ID)
  id!: string;
}

@ObjectType('Limits', { simpleResolvers: true })
class Limits {
  @Field(() => String)
  most!: string;
}

@Directive('@key(fields: "id")')
@ObjectType('Batch', { simpleResolvers: true })
class Batch {
  @Field(() => ID)
  id!: string;
}

@Resolver(() => Batch)
class BatchResolver {
  constructor(private readonly owner: string) {}

  @Query(() => Batch)
  batch(): Batch {
    return { id: 'b1' };
  }

  @Query(() => Boolean)
  isOver(): boolean {
    return true;
  }

  @Mutation(() => Limits)
  limit(): Limits {
    return { most: this.owner };
  }

  @FieldResolver(() => RequestElsewhere, { nullable: true })
  request(@Root() { id }: Batch): RequestElsewhere | null {
    return id === 'b1' ? { id: 'r1' } : null;
  }

  @FieldResolver(() => [RequestElsewhere])
  similar(): RequestElsewhere[] {
    return [{ id: 'r2' }, { id: 'r3' }];
  }
}

@Resolver(() => RequestElsewhere)
class RequestBatchesResolver {
  @FieldResolver(() => [Batch])
  batches(@Root() { id }: RequestElsewhere, @Ctx() { batchesOf }: { batchesOf(id: string): Batch[] }): Batch[] {
    return batchesOf(id);
  }
}

const REQUESTS: SchemaParts = {
  resolvers: [RequestResolver],
  orphanedTypes: [],
  references: { Request: ({ id }: { id: string }) => ({ id, channel: `read ${id}` }) },
};
const BATCHES: SchemaParts = {
  resolvers: [BatchResolver, RequestBatchesResolver],
  orphanedTypes: [RequestElsewhere],
  references: { Batch: ({ id }: { id: string }) => ({ id }) },
};

const standIn: StandIn = {
  ...{ from: 'legacy', label: 'batches-moved', always: ['Query.isOver'] },
  part: {
    parts: BATCHES,
    instances: [new BatchResolver('stand-in'), new RequestBatchesResolver()],
    loaders: () => ({}),
  },
};

const requests = federatedSchema(REQUESTS, [new RequestResolver()], standIn);
const batches = federatedSchema(BATCHES);

async function ask(schema: GraphQLSchema, query: string): Promise<unknown> {
  const subgraph: Subgraph = {
    name: 'certificates',
    schema,
    createContext: () => ({ batchesOf: (id: string) => [{ id: `batch of ${id}` }] }),
  };
  const result = await executeSubgraph(subgraph, { query }, { actor: ANONYMOUS, correlationId: 'test' });
  return JSON.parse(JSON.stringify(result));
}

describe('a subgraph that stands in for another', () => {
  const sdl = printSubgraphSchema(requests);

  it('overrides every field of the other by the label, keys and its own excepted', () => {
    const labelled = '@override(from: "legacy", label: "batches-moved")';
    expect(sdl).toContain(`batches: [Batch!]! ${labelled}`);
    expect(sdl).toContain(`batch: Batch! ${labelled}`);
    expect(sdl).toContain(`limit: Limits! ${labelled}`);
    expect(sdl).toContain(`most: String! ${labelled}`);
    expect(sdl).toContain('isOver: Boolean! @override(from: "legacy")');
    expect(sdl).toContain('channel: String!\n');
    expect(sdl).not.toMatch(/ id: ID! @override/);
  });

  it('makes a supergraph with the other', () => {
    const { errors, supergraphSdl } = composeServices([
      { name: 'certificates', url: 'http://a.test', typeDefs: parse(sdl) },
      { name: 'legacy', url: 'http://b.test', typeDefs: parse(printSubgraphSchema(batches)) },
    ]);
    expect(errors).toBeUndefined();
    expect(supergraphSdl).toContain('overrideLabel: "batches-moved"');
  });

  it('answers as the other does', async () => {
    expect(await ask(requests, 'mutation { limit { most } }')).toEqual({ data: { limit: { most: 'stand-in' } } });
    expect(await ask(requests, '{ request { channel batches { id } } isOver }')).toEqual({
      data: { request: { channel: 'MASSIVO', batches: [{ id: 'batch of r1' }] }, isOver: true },
    });
  });

  it('reads its own entities where the other has their keys alone', async () => {
    expect(await ask(requests, '{ batch { id request { channel } similar { channel } } }')).toEqual({
      data: {
        batch: { id: 'b1', request: { channel: 'read r1' }, similar: [{ channel: 'read r2' }, { channel: 'read r3' }] },
      },
    });
    const entity =
      '{ _entities(representations: [{ __typename: "Batch", id: "b2" }]) { ... on Batch { request { id } } } }';
    expect(await ask(requests, entity)).toEqual({ data: { _entities: [{ request: null }] } });
  });
});
