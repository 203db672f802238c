import {
  GraphQLError,
  Kind,
  print,
  TypeInfo,
  visit,
  visitWithTypeInfo,
  type DirectiveNode,
  type DocumentNode,
  type FieldNode,
  type GraphQLSchema,
} from 'graphql';

/**
 * Stands before a client's response key in what is planned; a key that begins with it gets it once more. With a number
 * where the key stands for several fields.
 */
const PREFIX = 'asked_as_';
const PREFIXES = /^asked_(?:\d+_)?as_/;

/** The response key that the client gave. */
export function clientKey(key: string): string {
  return key.replace(PREFIXES, '');
}

/** Whether what is planned has another response key there than the client gave. */
export function isRenamed(key: string): boolean {
  return PREFIXES.test(key);
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

/**
 * Names of fields that a subgraph has on an interface as an object type (`@interfaceObject`). For such a subgraph all
 * types of the interface are one: asked for under one response key with other arguments for one type than for another,
 * the planner drops one of the two, and its objects get the other's value (query-planner 2.14).
 */
export function interfaceObjectFields(supergraph: DocumentNode): ReadonlySet<string> {
  const names = new Set<string>();
  for (const definition of supergraph.definitions) {
    if (definition.kind !== Kind.INTERFACE_TYPE_DEFINITION) continue;
    const graphs = new Set(
      joins(definition, 'join__type').flatMap((one) =>
        one.get('isInterfaceObject') === 'true' ? [one.get('graph')] : [],
      ),
    );
    if (graphs.size === 0) continue;
    for (const field of definition.fields ?? []) {
      const of = joins(field, 'join__field').map((one) => one.get('graph'));
      // Without one it is a field of all subgraphs that have the type.
      if (of.length === 0 || of.some((graph) => graphs.has(graph))) names.add(field.name.value);
    }
  }
  return names;
}

/** The arguments of each of the directives, printed. */
function joins({ directives = [] }: { directives?: readonly DirectiveNode[] }, name: string): Map<string, string>[] {
  return directives
    .filter((directive) => directive.name.value === name)
    .map(({ arguments: given = [] }) => new Map(given.map((one) => [one.name.value, print(one.value)])));
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
  { needed, ofInterfaceObjects }: { needed: ReadonlySet<string>; ofInterfaceObjects: ReadonlySet<string> },
): DocumentNode | null {
  const types = new TypeInfo(schema);
  const meanings = new KeyMeanings();
  let isChanged = false;
  const rewritten = visit(
    document,
    visitWithTypeInfo(types, {
      Field: (node) => {
        const name = node.name.value;
        const key = node.alias?.value ?? name;
        const hasArguments = (types.getFieldDef()?.args.length ?? 0) > 0;
        const isMistakable = key === name ? needed.has(name) && hasArguments : needed.has(key) || key === '__typename';
        const meaning = ofInterfaceObjects.has(name) ? meanings.numberOf(key, node) : 0;
        if (meaning === 0 && !isMistakable && !isRenamed(key)) return undefined;
        isChanged = true;
        const prefix = meaning === 0 ? PREFIX : `asked_${meaning}_as_`;
        return { ...node, alias: { kind: Kind.NAME, value: prefix + key } };
      },
    }),
  );
  return isChanged ? rewritten : null;
}

/** What is asked for under each response key: the first has the number 0. */
class KeyMeanings {
  readonly #byKey = new Map<string, string[]>();

  numberOf(key: string, { name, arguments: given = [] }: FieldNode): number {
    const meaning = `${name.value}(${given
      .map((one) => print(one))
      .sort()
      .join()})`;
    const known = this.#byKey.get(key) ?? [];
    this.#byKey.set(key, known);
    const at = known.indexOf(meaning);
    return at === -1 ? known.push(meaning) - 1 : at;
  }
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
