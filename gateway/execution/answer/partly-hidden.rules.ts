import { isEnumType, isInterfaceType, isUnionType, Kind, type DocumentNode, type GraphQLSchema } from 'graphql';

/**
 * The enum types and abstract types of which clients do not see everything, so that what a subgraph says of them must be
 * looked at: those with values, member types or implementations that the API schema does not have (`@inaccessible`),
 * and interfaces that a subgraph has as an object type (`@interfaceObject`).
 *
 * @param supergraph the supergraph's SDL, parsed.
 * @param api what clients see of it.
 */
export function partlyHiddenTypes(supergraph: DocumentNode, api: GraphQLSchema): ReadonlySet<string> {
  const hidden = new Set<string>();
  for (const definition of supergraph.definitions) {
    switch (definition.kind) {
      case Kind.ENUM_TYPE_DEFINITION: {
        const seen = api.getType(definition.name.value);
        const values = definition.values ?? [];
        if (!isEnumType(seen) || values.some(({ name }) => !seen.getValue(name.value))) {
          hidden.add(definition.name.value);
        }
        break;
      }
      case Kind.UNION_TYPE_DEFINITION: {
        const seen = api.getType(definition.name.value);
        const types = definition.types ?? [];
        if (!isUnionType(seen) || types.some(({ name }) => !api.getType(name.value))) hidden.add(definition.name.value);
        break;
      }
      case Kind.OBJECT_TYPE_DEFINITION: {
        if (api.getType(definition.name.value)) break;
        for (const { name } of definition.interfaces ?? []) hidden.add(name.value);
        break;
      }
      case Kind.INTERFACE_TYPE_DEFINITION: {
        const isObjectSomewhere = definition.directives?.some((directive) =>
          directive.arguments?.some(
            ({ name, value }) => name.value === 'isInterfaceObject' && value.kind === Kind.BOOLEAN && value.value,
          ),
        );
        if (isObjectSomewhere || !isInterfaceType(api.getType(definition.name.value))) {
          hidden.add(definition.name.value);
        }
        break;
      }
    }
  }
  return hidden;
}
