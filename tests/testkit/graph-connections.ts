import { getNamedType, isInputObjectType, isObjectType, type GraphQLArgument, type GraphQLSchema } from 'graphql';

/** A field of the graph that returns a connection. */
export interface ConnectionField {
  /** `Type.field`. */
  coordinate: string;
  /** Whatever narrows it, beside `first` and `after`: arguments, and the fields of those that are filters. */
  filters: string[];
}

/** Every connection of the schema, so that a new one is found by whoever tests all of them. */
export function connectionFields(schema: GraphQLSchema): ConnectionField[] {
  return Object.values(schema.getTypeMap())
    .filter(isObjectType)
    .flatMap((type) =>
      Object.values(type.getFields())
        .filter((field) => getNamedType(field.type).name.endsWith('Connection'))
        .map((field) => ({ coordinate: `${type.name}.${field.name}`, filters: field.args.flatMap(filtersOf) })),
    );
}

function filtersOf({ name, type }: GraphQLArgument): string[] {
  if (name === 'first' || name === 'after') return [];
  const named = getNamedType(type);
  if (!isInputObjectType(named)) return [name];
  return Object.keys(named.getFields()).map((field) => `${name}.${field}`);
}
