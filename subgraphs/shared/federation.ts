/**
 * From type-graphql classes to a Federation 2 subgraph. How a subgraph is put together:
 *
 * - Types are classes with `@ObjectType({ simpleResolvers: true })`, entities with `@Directive('@key(fields: "…")')`.
 *   Two subgraphs may each have a class named `PublicBody`: only what is listed in `SchemaParts` gets into a schema.
 * - Resolvers are classes whose constructor takes their services. Nothing is global: the subgraph's factory makes the
 *   instances and hands them to `federatedSchema`, so two subgraphs, or two tests, run side by side in one process.
 * - What belongs to one call (who is calling, loaders) is on the context: `@Ctx() context: …Context`, see context.ts.
 * - A `*.reference.ts` exports one function for its entity, listed in `references`; it reads through a loader.
 *
 *     const PARTS: SchemaParts = { resolvers: [ThingResolver], orphanedTypes: [], references: { Thing: thingByKey } };
 *     export const buildThingsSchema = (instances?: object[]) => federatedSchema(PARTS, instances);
 *     export const createThingsSubgraph = ({ database }: Dependencies): Subgraph => ({
 *       name: 'things', schema: buildThingsSchema([new ThingResolver(new ThingService(database))]), createContext: … });
 *
 * Without instances the schema can be printed and composed but runs nothing. Inputs are not validated by decorators:
 * rules do that and say what is wrong (input-check.ts); what no text may hold is refused here (argument-guard.ts).
 * Custom scalars are in scalars.ts, enums of the graph in graph-enums.ts, lists in connection.ts; who may ask for what,
 * as far as that depends on the caller alone, is said by the decorators of access.ts.
 */
import 'reflect-metadata';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { printSchemaWithDirectives } from '@graphql-tools/utils';
import {
  lexicographicSortSchema,
  parse,
  specifiedDirectives,
  type GraphQLResolveInfo,
  type GraphQLSchema,
} from 'graphql';
import { buildSchemaSync, createResolversMap, type ClassType, type NonEmptyArray } from 'type-graphql';
import { guardedResolvers, type ResolverMap } from './argument-guard.js';
import { InstantScalar } from './scalars.js';

const LINK = `extend schema @link(
  url: "https://specs.apollo.dev/federation/v2.9"
  import: [
    "@key", "@shareable", "@external", "@requires", "@provides", "@override", "@inaccessible", "@tag",
    "@authenticated", "@requiresScopes", "@policy"
  ]
)`;

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

/** The subgraph's schema, run by the given resolver instances: one for each class of `parts.resolvers`. */
export function federatedSchema(parts: SchemaParts, instances: readonly object[] = []): GraphQLSchema {
  const plain = lexicographicSortSchema(withEntryPointsDescribed(plainSchema(parts, instances)));
  return buildSubgraphSchema({
    typeDefs: parse(`${LINK}\n${printSchemaWithDirectives(plain)}`),
    resolvers: withReferences(
      guardedResolvers(plain, createResolversMap(plain) as ResolverMap),
      parts.references,
    ) as Record<string, Record<string, never>>,
  });
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
