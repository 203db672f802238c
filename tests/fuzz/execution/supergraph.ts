import { composeServices } from '@apollo/composition';
import { Supergraph as FederatedSupergraph } from '@apollo/federation-internals';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { buildASTSchema, Kind, parse, visit, type DocumentNode, type GraphQLSchema } from 'graphql';
import { readFacts, type FederationFacts, type SubgraphSdl } from './federation-facts.js';
import type { Place } from './run.js';
import { WRONG } from './values.js';
import { World } from './world.js';

/** A supergraph that is executed: its subgraphs, what they make together, and the data. */
export interface TestSupergraph {
  readonly seed: number;
  readonly subgraphs: readonly SubgraphSdl[];
  readonly sdl: string;
  readonly facts: FederationFacts;
  readonly federated: FederatedSupergraph;
  readonly apiSchema: GraphQLSchema;
  /** With what clients do not see. */
  readonly fullSchema: GraphQLSchema;
  readonly subgraphSchemas: ReadonlyMap<string, GraphQLSchema>;
  readonly world: World;
}

/** Thrown for subgraphs that do not compose; the generator makes some. */
export class NotComposable extends Error {}

/** @throws NotComposable with the reasons of composition. */
export function makeSupergraph(subgraphs: readonly SubgraphSdl[], seed: number): TestSupergraph {
  const services = subgraphs.map(({ name, sdl }) => ({ name, url: `http://${name}.test`, typeDefs: parse(sdl) }));
  const composed = compose(services);
  if (composed.errors) throw new NotComposable(composed.errors.map(({ message }) => message).join('\n'));
  const federated = FederatedSupergraph.buildForTests(composed.supergraphSdl, false);
  const apiSchema = federated.apiSchema().toGraphQLJSSchema();
  const facts = readFacts(subgraphs);
  const subgraphSchemas = new Map<string, GraphQLSchema>();
  const fullSchema = buildASTSchema(parse(composed.supergraphSdl), { assumeValid: true, assumeValidSDL: true });
  const world = new World({ seed, facts, apiSchema, subgraphSchemas, fullSchema });
  for (const { name, typeDefs } of services) subgraphSchemas.set(name, executable(name, typeDefs, { world, facts }));
  const { supergraphSdl: sdl } = composed;
  return { seed, subgraphs, sdl, facts, federated, apiSchema, fullSchema, subgraphSchemas, world };
}

/** Some field sets that make no sense bring composition down instead of being refused by it. */
function compose(services: Parameters<typeof composeServices>[0]): ReturnType<typeof composeServices> {
  try {
    return composeServices(services);
  } catch (error) {
    throw new NotComposable(String(error));
  }
}

/** With a value more in each enum, for answers that do not keep to the schema. */
function executable(
  name: string,
  typeDefs: DocumentNode,
  { world, facts }: { world: World; facts: FederationFacts },
): GraphQLSchema {
  const lenient = visit(typeDefs, {
    EnumTypeDefinition: (node) => ({
      ...node,
      values: [
        ...(node.values ?? []),
        { kind: Kind.ENUM_VALUE_DEFINITION, name: { kind: Kind.NAME, value: WRONG.enumValue } },
      ],
    }),
  });
  const keyed = [...facts.keys.keys()]
    .filter((place) => place.startsWith(`${name}/`))
    .map((place) => place.split('/')[1]);
  const __resolveReference = (representation: Record<string, unknown>, place: Place): unknown =>
    world.resolveReference(representation, place);
  const resolvers = Object.fromEntries(keyed.map((type) => [type, { __resolveReference }]));
  return buildSubgraphSchema({ typeDefs: lenient, resolvers: resolvers as never });
}
