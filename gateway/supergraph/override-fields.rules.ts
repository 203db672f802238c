import {
  getNamedType,
  isAbstractType,
  isInterfaceType,
  isObjectType,
  Kind,
  TypeInfo,
  visit,
  visitWithTypeInfo,
  type ConstDirectiveNode,
  type DocumentNode,
  type GraphQLSchema,
} from 'graphql';

/** Which fields of a supergraph move from one subgraph to another by a label (`@override(from:, label:)`). */
export interface OverrideFields {
  /** By `Type.field`. */
  readonly byField: ReadonlyMap<string, readonly string[]>;
  /** Labels of fields that keys or requirements name: any plan may need those, whatever an operation selects. */
  readonly implicit: readonly string[];
}

const NONE: OverrideFields = { byField: new Map(), implicit: [] };

/** Reads the labels of a supergraph; its parsed text, as composition has written it. */
export function readOverrideFields(supergraph: DocumentNode): OverrideFields {
  const byField = new Map<string, string[]>();
  const needed = new Set<string>();
  for (const definition of supergraph.definitions) {
    if (definition.kind !== Kind.OBJECT_TYPE_DEFINITION && definition.kind !== Kind.INTERFACE_TYPE_DEFINITION) continue;
    for (const name of namesIn(definition.directives, 'key')) needed.add(name);
    for (const field of definition.fields ?? []) {
      for (const name of namesIn(field.directives, 'requires')) needed.add(name);
      const labels = argumentsOf(field.directives, 'overrideLabel');
      if (labels.length > 0) byField.set(`${definition.name.value}.${field.name.value}`, labels);
    }
  }
  if (byField.size === 0) return NONE;
  const implicit = [...byField].flatMap(([field, labels]) =>
    needed.has(field.slice(field.indexOf('.') + 1)) ? labels : [],
  );
  return { byField, implicit: [...new Set(implicit)] };
}

/** The labels that may change how an operation is planned, in the order of the alphabet; no others do. */
export function labelsOf(fields: OverrideFields, document: DocumentNode, schema: GraphQLSchema): readonly string[] {
  if (fields.byField.size === 0) return [];
  const labels = new Set(fields.implicit);
  const types = new TypeInfo(schema);
  visit(
    document,
    visitWithTypeInfo(types, {
      Field: ({ name }) => {
        const parent = getNamedType(types.getParentType());
        if (!parent) return;
        // A field of an interface is a field of all who implement it; of an object, perhaps one of its interfaces.
        const owners = [
          parent,
          ...(isAbstractType(parent) ? schema.getPossibleTypes(parent) : []),
          ...(isObjectType(parent) || isInterfaceType(parent) ? parent.getInterfaces() : []),
        ];
        for (const owner of owners) {
          for (const label of fields.byField.get(`${owner.name}.${name.value}`) ?? []) labels.add(label);
        }
      },
    }),
  );
  return [...labels].sort();
}

function argumentsOf(directives: readonly ConstDirectiveNode[] | undefined, name: string): string[] {
  return (directives ?? []).flatMap(({ name: directive, arguments: given = [] }) =>
    directive.value.startsWith('join__')
      ? given.flatMap((one) => (one.name.value === name && one.value.kind === Kind.STRING ? [one.value.value] : []))
      : [],
  );
}

/** Every name in the field sets of these arguments: types and aliases among them do no harm. */
function namesIn(directives: readonly ConstDirectiveNode[] | undefined, argument: string): string[] {
  return argumentsOf(directives, argument).flatMap((set) => set.match(/\w+/g) ?? []);
}
