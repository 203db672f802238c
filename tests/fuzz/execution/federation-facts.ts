import { parse, Kind, type ConstDirectiveNode, type DefinitionNode, type SelectionSetNode } from 'graphql';

/** A subgraph's SDL as composition gets it. */
export interface SubgraphSdl {
  readonly name: string;
  readonly sdl: string;
}

export interface Override {
  readonly from: string;
  readonly to: string;
  readonly label: string | null;
}

/** A field's argument that is filled from an ancestor: `@fromContext(field: "$name { field }")`. */
export interface ContextArgument {
  readonly argument: string;
  readonly types: ReadonlySet<string>;
  readonly selection: SelectionSetNode;
}

/** What the judge and the subgraphs' data must know of the federation directives, by coordinate (`Type.field`). */
export interface FederationFacts {
  /** Fields that say which entity it is: of keys, and within nested keys. */
  readonly identity: ReadonlySet<string>;
  readonly requires: ReadonlyMap<string, SelectionSetNode>;
  readonly overrides: ReadonlyMap<string, Override>;
  readonly contextArguments: ReadonlyMap<string, readonly ContextArgument[]>;
  /** By coordinate, the subgraphs that resolve it (not only mention it). */
  readonly owners: ReadonlyMap<string, ReadonlySet<string>>;
  /** By coordinate, the types that it is declared with, subgraph by subgraph. */
  readonly declaredTypes: ReadonlyMap<string, ReadonlySet<string>>;
  /** `subgraph/Type` of types that stand for an interface. */
  readonly interfaceObjects: ReadonlySet<string>;
  /** By `subgraph/Type`, its keys. */
  readonly keys: ReadonlyMap<string, readonly SelectionSetNode[]>;
  /** Types with a key somewhere. */
  readonly entities: ReadonlySet<string>;
  readonly labels: ReadonlySet<string>;
  /** Coordinates on which another fetch may depend: of keys, of `@requires`, of contexts. */
  readonly neededElsewhere: ReadonlySet<string>;
}

type Writable<Map> =
  Map extends ReadonlyMap<infer Key, infer Value>
    ? globalThis.Map<
        Key,
        Value extends ReadonlySet<infer Of> ? Set<Of> : Value extends readonly (infer Of)[] ? Of[] : Value
      >
    : Map extends ReadonlySet<infer Of>
      ? Set<Of>
      : Map;
type Draft = { [Name in keyof FederationFacts]: Writable<FederationFacts[Name]> };
type Typed = DefinitionNode & { name: { value: string } };

/** Reads the directives of all subgraphs. */
export function readFacts(subgraphs: readonly SubgraphSdl[]): FederationFacts {
  const draft: Draft = {
    ...{ identity: new Set(), requires: new Map(), overrides: new Map(), contextArguments: new Map() },
    ...{ owners: new Map(), declaredTypes: new Map(), interfaceObjects: new Set(), keys: new Map() },
    ...{ entities: new Set(), labels: new Set(), neededElsewhere: new Set() },
  };
  const documents = subgraphs.map(({ name, sdl }) => ({ name, definitions: parse(sdl).definitions }));
  const fieldTypes = typesOfFields(documents.flatMap(({ definitions }) => definitions));
  for (const { name, definitions } of documents) {
    const contexts = contextTypes(definitions);
    for (const definition of definitions) readType({ subgraph: name, definition, draft, fieldTypes, contexts });
  }
  return draft;
}

interface Reading {
  subgraph: string;
  definition: DefinitionNode;
  draft: Draft;
  /** By coordinate, the name of the type that a field has. */
  fieldTypes: ReadonlyMap<string, string>;
  contexts: ReadonlyMap<string, ReadonlySet<string>>;
}

function readType(reading: Reading): void {
  const { subgraph, definition, draft, fieldTypes } = reading;
  if (!isComposite(definition)) return;
  const type = definition.name.value;
  for (const directive of definition.directives ?? []) {
    if (directive.name.value === 'interfaceObject') draft.interfaceObjects.add(`${subgraph}/${type}`);
    if (directive.name.value !== 'key') continue;
    const selection = fieldSet(textOf(directive, 'fields') ?? '');
    const place = `${subgraph}/${type}`;
    draft.keys.set(place, [...(draft.keys.get(place) ?? []), selection]);
    draft.entities.add(type);
    for (const coordinate of coordinatesOf(type, selection, fieldTypes)) {
      draft.identity.add(coordinate);
      draft.neededElsewhere.add(coordinate);
    }
  }
  for (const field of definition.fields ?? []) readField(reading, type, field);
}

type FieldNode = NonNullable<Composite['fields']>[number];

function readField({ subgraph, draft, fieldTypes, contexts }: Reading, type: string, field: FieldNode): void {
  const coordinate = `${type}.${field.name.value}`;
  add(draft.declaredTypes, coordinate, printType(field.type));
  const directives = new Map((field.directives ?? []).map((directive) => [directive.name.value, directive]));
  if (!directives.has('external')) add(draft.owners, coordinate, subgraph);
  const requires = directives.get('requires');
  if (requires) {
    const selection = fieldSet(textOf(requires, 'fields') ?? '');
    draft.requires.set(coordinate, selection);
    for (const needed of coordinatesOf(type, selection, fieldTypes)) draft.neededElsewhere.add(needed);
  }
  const override = directives.get('override');
  if (override) {
    const label = textOf(override, 'label') ?? null;
    draft.overrides.set(coordinate, { from: textOf(override, 'from') ?? '', to: subgraph, label });
    if (label !== null) draft.labels.add(label);
  }
  for (const argument of field.arguments ?? []) {
    const from = argument.directives?.find((directive) => directive.name.value === 'fromContext');
    const [, context = '', fields = ''] = /^\s*\$(\w+)\s*([^]*)$/.exec((from && textOf(from, 'field')) ?? '') ?? [];
    if (!from) continue;
    const selection = fieldSet(fields.replace(/^\{|\}\s*$/g, ''));
    const types = contexts.get(context) ?? new Set();
    const known = draft.contextArguments.get(coordinate) ?? [];
    draft.contextArguments.set(coordinate, [...known, { argument: argument.name.value, types, selection }]);
    for (const of of types)
      for (const needed of coordinatesOf(of, selection, fieldTypes)) draft.neededElsewhere.add(needed);
  }
}

/** `id owner { id }` as a selection set. */
export function fieldSet(fields: string): SelectionSetNode {
  const [definition] = parse(`{ ${fields} }`, { noLocation: true }).definitions;
  if (definition?.kind !== Kind.OPERATION_DEFINITION) throw new TypeError(`not a field set: ${fields}`);
  return definition.selectionSet;
}

type Composite = Extract<
  DefinitionNode,
  { kind: Kind.OBJECT_TYPE_DEFINITION | Kind.INTERFACE_TYPE_DEFINITION | Kind.OBJECT_TYPE_EXTENSION }
>;

function isComposite(definition: DefinitionNode): definition is Composite {
  return (
    definition.kind === Kind.OBJECT_TYPE_DEFINITION ||
    definition.kind === Kind.INTERFACE_TYPE_DEFINITION ||
    definition.kind === Kind.OBJECT_TYPE_EXTENSION
  );
}

function coordinatesOf(type: string, { selections }: SelectionSetNode, types: ReadonlyMap<string, string>): string[] {
  return selections.flatMap((selection) => {
    if (selection.kind === Kind.INLINE_FRAGMENT)
      return coordinatesOf(selection.typeCondition?.name.value ?? type, selection.selectionSet, types);
    if (selection.kind !== Kind.FIELD) return [];
    const coordinate = `${type}.${selection.name.value}`;
    const below = selection.selectionSet
      ? coordinatesOf(types.get(coordinate) ?? '', selection.selectionSet, types)
      : [];
    return [coordinate, ...below];
  });
}

function typesOfFields(definitions: readonly DefinitionNode[]): Map<string, string> {
  return new Map(
    definitions.filter(isComposite).flatMap((definition) =>
      (definition.fields ?? []).map(({ name, type }): [string, string] => {
        return [`${definition.name.value}.${name.value}`, printType(type).replace(/[[\]!]/g, '')];
      }),
    ),
  );
}

function contextTypes(definitions: readonly DefinitionNode[]): Map<string, Set<string>> {
  const found = new Map<string, Set<string>>();
  for (const definition of definitions) {
    if (!('directives' in definition) || !('name' in definition)) continue;
    for (const directive of definition.directives ?? []) {
      if (directive.name.value !== 'context') continue;
      add(found, textOf(directive as ConstDirectiveNode, 'name') ?? '', (definition as Typed).name.value);
    }
  }
  return found;
}

function printType(type: FieldNode['type']): string {
  if (type.kind === Kind.NAMED_TYPE) return type.name.value;
  if (type.kind === Kind.LIST_TYPE) return `[${printType(type.type)}]`;
  return `${printType(type.type)}!`;
}

function textOf(directive: ConstDirectiveNode, name: string): string | undefined {
  const value = directive.arguments?.find((argument) => argument.name.value === name)?.value;
  return value?.kind === Kind.STRING ? value.value : undefined;
}

function add(map: Map<string, Set<string>>, key: string, value: string): void {
  const known = map.get(key) ?? new Set();
  map.set(key, known.add(value));
}
