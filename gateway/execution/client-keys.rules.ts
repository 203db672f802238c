import { GraphQLError, Kind, TypeInfo, visit, visitWithTypeInfo, type DocumentNode, type GraphQLSchema } from 'graphql';

/** Stands before a client's response key in what is planned; a key that begins with it gets it once more. */
const PREFIX = 'asked_as_';

/** The response key that the client gave. */
export function clientKey(key: string): string {
  return key.startsWith(PREFIX) ? key.slice(PREFIX.length) : key;
}

/** Whether what is planned has another response key there than the client gave. */
export function isRenamed(key: string): boolean {
  return key.startsWith(PREFIX);
}

/**
 * Names that plans ask for by themselves: of fields in keys, requirements and contexts. The planner takes a field of the
 * client's that has such a response key for the one that it needs, whatever its arguments are, and whatever field it
 * is an alias of (query-planner 2.14): the wrong value then goes on to another subgraph.
 */
export function neededNames(supergraph: DocumentNode): ReadonlySet<string> {
  const names = new Set<string>();
  visit(supergraph, {
    Directive: (node) => {
      if (!node.name.value.startsWith('join__')) return false;
      return undefined;
    },
    Argument: ({ name, value }) => {
      if (value.kind === Kind.STRING && FIELD_SETS.has(name.value)) addNames(value.value, names);
    },
    ObjectField: ({ name, value }) => {
      if (value.kind === Kind.STRING && name.value === 'selection') addNames(value.value, names);
    },
  });
  names.delete('__typename');
  return names;
}

const FIELD_SETS = new Set(['key', 'requires']);

function addNames(fieldSet: string, names: Set<string>): void {
  for (const name of fieldSet.match(/[_A-Za-z]\w*/g) ?? []) names.add(name);
}

/**
 * The document with other response keys wherever a plan could take a field of the client's for one that it needs;
 * `null` where there is none, as nearly always. The answer is written, and its errors are told, with the client's keys.
 */
export function unambiguous(
  document: DocumentNode,
  schema: GraphQLSchema,
  needed: ReadonlySet<string>,
): DocumentNode | null {
  const types = new TypeInfo(schema);
  let isChanged = false;
  const rewritten = visit(
    document,
    visitWithTypeInfo(types, {
      Field: (node) => {
        const name = node.name.value;
        const key = node.alias?.value ?? name;
        const hasArguments = (types.getFieldDef()?.args.length ?? 0) > 0;
        const isMistakable = key === name ? needed.has(name) && hasArguments : needed.has(key) || key === '__typename';
        if (!isMistakable && !isRenamed(key)) return undefined;
        isChanged = true;
        return { ...node, alias: { kind: Kind.NAME, value: PREFIX + key } };
      },
    }),
  );
  return isChanged ? rewritten : null;
}

/** The error with the client's keys in its path. */
export function withClientKeys(error: GraphQLError): GraphQLError {
  const { message, path, extensions } = error;
  if (!path?.some((key) => typeof key === 'string' && isRenamed(key))) return error;
  return new GraphQLError(message, {
    path: path.map((key) => (typeof key === 'string' ? clientKey(key) : key)),
    originalError: error.originalError ?? error,
    extensions,
  });
}
