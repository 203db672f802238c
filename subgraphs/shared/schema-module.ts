import 'reflect-metadata';
import { printSchemaWithDirectives } from '@graphql-tools/utils';
import {
  lexicographicSortSchema,
  parse,
  specifiedDirectives,
  type DocumentNode,
  type GraphQLResolveInfo,
  type GraphQLSchema,
} from 'graphql';
import { buildSchemaSync, createResolversMap, type ClassType, type NonEmptyArray } from 'type-graphql';
import { guardedResolvers, type ResolverMap } from './argument-guard.js';
import { InstantScalar } from './scalars.js';

/** Reads an entity by its key, for another subgraph's reference to it; `null` when there is none. */
export type ReferenceResolver<Key = never, Context = never> = (
  reference: Key,
  context: Context,
  info: GraphQLResolveInfo,
) => unknown;

/** What a subgraph's schema is made of. */
export interface SchemaParts {
  resolvers: NonEmptyArray<ClassType>;
  /** Types that no resolver of this subgraph returns, such as entities that it only adds fields to. */
  orphanedTypes: readonly ClassType[];
  /** By type name. An entity without one is taken at its key's word. */
  references: Readonly<Record<string, ReferenceResolver>>;
}

/** Type definitions, sorted by name, and what runs them; federation's own directives are not defined in them. */
export interface SchemaModule {
  typeDefs: DocumentNode;
  resolvers: ResolverMap;
}

/** The parts, run by the given resolver instances: one for each class of `parts.resolvers`, or none to run nothing. */
export function schemaModule(parts: SchemaParts, instances: readonly object[]): SchemaModule {
  const plain = lexicographicSortSchema(withEntryPointsDescribed(plainSchema(parts, instances)));
  return {
    typeDefs: parse(printSchemaWithDirectives(plain)),
    resolvers: withReferences(guardedResolvers(plain, createResolversMap(plain) as ResolverMap), parts.references),
  };
}

/** type-graphql makes these two types itself. */
function withEntryPointsDescribed(schema: GraphQLSchema): GraphQLSchema {
  const query = schema.getQueryType();
  const mutation = schema.getMutationType();
  if (query) query.description = 'What can be asked; nothing is changed by it (interrogazioni).';
  if (mutation) mutation.description = 'What can be done, one after the other in the order written (operazioni).';
  return schema;
}

function plainSchema(parts: SchemaParts, instances: readonly object[]): GraphQLSchema {
  return buildSchemaSync({
    resolvers: parts.resolvers,
    orphanedTypes: [...parts.orphanedTypes],
    container: containerOf(instances),
    directives: [...specifiedDirectives],
    scalarsMap: [{ type: Date, scalar: InstantScalar }],
    validate: false,
    skipCheck: true,
  });
}

function containerOf(instances: readonly object[]): { get(resolver: ClassType): object } {
  const byClass = new Map(instances.map((instance) => [instance.constructor, instance]));
  return {
    get(resolver) {
      const instance = byClass.get(resolver);
      if (!instance) throw new Error(`the subgraph's factory made no instance of ${resolver.name}`);
      return instance;
    },
  };
}

function withReferences(resolvers: ResolverMap, references: SchemaParts['references']): ResolverMap {
  const merged = { ...resolvers };
  for (const [typeName, resolve] of Object.entries(references)) {
    if (!merged[typeName]) throw new Error(`a reference to ${typeName}, which this subgraph does not have`);
    merged[typeName] = { ...merged[typeName], __resolveReference: resolve };
  }
  return merged;
}
