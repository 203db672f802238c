import { getNamedType, getNullableType, isInputObjectType, isListType, type GraphQLInputType } from 'graphql';

/** Where lists may be in a value that comes in: itself, and in which of its fields. */
export interface ListPlace {
  isList: boolean;
  fields: ReadonlyMap<string, ListPlace>;
}

/** Finds out for each input type where its lists are; types may hold themselves. */
export class ListPlaces {
  readonly #fieldsOf = new Map<string, Map<string, ListPlace>>();

  /** `null`: the type has no lists. */
  of(type: GraphQLInputType): ListPlace | null {
    const isList = isListType(getNullableType(type));
    const fields = this.#fields(type);
    return isList || fields.size > 0 ? { isList, fields } : null;
  }

  #fields(type: GraphQLInputType): Map<string, ListPlace> {
    const named = getNamedType(type);
    if (!isInputObjectType(named)) return new Map();
    const known = this.#fieldsOf.get(named.name);
    if (known) return known;
    const fields = new Map<string, ListPlace>();
    this.#fieldsOf.set(named.name, fields);
    for (const field of Object.values(named.getFields())) {
      const place = this.of(field.type);
      if (place) fields.set(field.name, place);
    }
    return fields;
  }
}

/** Deeper than any input of the graph; a type that holds itself may be sent as deep as a body is long. */
const DEEPEST = 10;

/** Members of all lists in a value: 1,000 subjects are counted by the length of their list, not one by one. */
export function membersIn(value: unknown, { isList, fields }: ListPlace, depth = 0): number {
  if (value === null || typeof value !== 'object' || depth > DEEPEST) return 0;
  if (Array.isArray(value)) {
    const own = isList ? value.length : 0;
    if (fields.size === 0) return own;
    return value.reduce<number>((sum, one) => sum + membersIn(one, { isList, fields }, depth + 1), own);
  }
  let members = 0;
  for (const [name, place] of fields) members += membersIn((value as Record<string, unknown>)[name], place, depth + 1);
  return members;
}
