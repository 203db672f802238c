import {
  executeSync,
  isObjectType,
  type DocumentNode,
  type ExecutionResult,
  type GraphQLFieldResolver,
  type GraphQLSchema,
  type GraphQLTypeResolver,
} from 'graphql';

/** Makes the value of a field that the data do not have yet. */
export type MakeValue = (type: Parameters<GraphQLFieldResolver<unknown, unknown>>[3]['returnType']) => unknown;

/** A graph whose answers are judged. */
export interface JudgedGraph {
  schema: GraphQLSchema;
  document: DocumentNode;
  operationName?: string;
  variables?: Record<string, unknown>;
}

/**
 * What graphql-js makes of the data of subgraphs: its fields are read by their response keys, types by `__typename`,
 * and nothing is an object that is none.
 */
export function judgedAnswer(
  { schema, document, operationName, variables }: JudgedGraph,
  data: unknown,
  make?: MakeValue,
): ExecutionResult {
  for (const type of Object.values(schema.getTypeMap())) {
    if (isObjectType(type) && !type.name.startsWith('__')) type.isTypeOf = isObject;
  }
  const fieldResolver: GraphQLFieldResolver<unknown, unknown> = (source, _, __, { path, returnType }) => {
    const object = source as Record<string, unknown>;
    const key = String(path.key);
    if (!Object.hasOwn(object, key)) {
      if (!make) return undefined;
      const value = make(returnType);
      Object.defineProperty(object, key, { value, enumerable: true });
    }
    return object[key];
  };
  return executeSync({
    ...{ schema, document, rootValue: data, fieldResolver, typeResolver },
    ...{ variableValues: variables, operationName },
  });
}

const typeResolver: GraphQLTypeResolver<unknown, unknown> = (value) =>
  isObject(value) && typeof value.__typename === 'string' ? value.__typename : undefined;

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
