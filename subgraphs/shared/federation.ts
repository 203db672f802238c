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
 * A subgraph can serve all that another one serves as well, while a label is active: stand-in.ts.
 *
 * Without instances the schema can be printed and composed but runs nothing. Inputs are not validated by decorators:
 * rules do that and say what is wrong (input-check.ts); what no text may hold is refused here (argument-guard.ts).
 * Custom scalars are in scalars.ts, enums of the graph in graph-enums.ts, lists in connection.ts; who may ask for what,
 * as far as that depends on the caller alone, is said by the decorators of access.ts.
 */
import { buildSubgraphSchema } from '@apollo/subgraph';
import { parse, print, type GraphQLSchema } from 'graphql';
import { schemaModule, type SchemaParts } from './schema-module.js';
import { standingIn, type StandIn } from './stand-in.js';

export type { ReferenceResolver, SchemaParts } from './schema-module.js';

const LINK = `extend schema @link(
  url: "https://specs.apollo.dev/federation/v2.9"
  import: [
    "@key", "@shareable", "@external", "@requires", "@provides", "@override", "@inaccessible", "@tag",
    "@authenticated", "@requiresScopes", "@policy"
  ]
)`;

/**
 * The subgraph's schema, run by the given resolver instances: one for each class of `parts.resolvers`. With a stand-in it
 * serves the other subgraph's fields as well.
 */
export function federatedSchema(
  parts: SchemaParts,
  instances: readonly object[] = [],
  standIn?: StandIn,
): GraphQLSchema {
  const own = schemaModule(parts, instances);
  const { typeDefs, resolvers } = standIn ? standingIn(own, standIn) : own;
  return buildSubgraphSchema({
    typeDefs: parse(`${LINK}\n${print(typeDefs)}`),
    resolvers: resolvers as Record<string, Record<string, never>>,
  });
}
