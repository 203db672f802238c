import {
  GraphQLError,
  isAbstractType,
  isEnumType,
  isListType,
  isScalarType,
  isSpecifiedScalarType,
  type GraphQLNullableType,
} from 'graphql';

/** Response keys; a number is the register that holds the index of an element of a list. */
export type PathTemplate = readonly (string | number)[];

/** A value's place in the operation: of a field, or of the elements of a list. */
export interface Site {
  readonly path: PathTemplate;
  /** `Type.field`, as errors name it. */
  readonly field: string;
  readonly type: GraphQLNullableType;
  /** What is written before the value. */
  readonly prefix: Uint8Array;
}

/** What graphql-js says of a `null` where none may be. */
export function nullMessage({ field }: Site): string {
  return `Cannot return null for non-nullable field ${field}.`;
}

/** What graphql-js says of a value that is not of the type, without the value: it may be a name or a tax code. */
export function wrongMessage({ type, field }: Site, value: unknown): string {
  if (isListType(type)) return `Expected Iterable, but did not find one for field "${field}".`;
  if (isAbstractType(type)) {
    return `Abstract type "${type.name}" must resolve to an Object type at runtime for field "${field}".`;
  }
  if (isEnumType(type)) return `Enum "${type.name}" cannot represent value.`;
  if (!isScalarType(type)) return `Expected value of type "${type.name}".`;
  try {
    type.serialize(value);
  } catch (error) {
    // "Int cannot represent non-integer value: …"
    if (error instanceof GraphQLError) return `${error.message.split(':', 1)[0]}.`;
  }
  return `${type.name} cannot represent value.`;
}

/**
 * The value as graphql-js serialises it, where the subgraph sent it otherwise (a number for an ID, "1" for an Int);
 * `undefined`: it is not of the type.
 */
export function serialised({ type }: Site, value: unknown): unknown {
  if (!isScalarType(type) || !isSpecifiedScalarType(type)) return undefined;
  try {
    return type.serialize(value);
  } catch {
    return undefined;
  }
}
