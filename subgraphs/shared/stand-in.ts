import {
  Kind,
  type ConstDirectiveNode,
  type DefinitionNode,
  type FieldDefinitionNode,
  type ObjectTypeDefinitionNode,
  type TypeNode,
} from 'graphql';
import type { SubgraphName } from '../../schema/kernel/subgraph.js';
import type { ResolverMap } from './argument-guard.js';
import { schemaModule, type ReferenceResolver, type SchemaModule, type SchemaParts } from './schema-module.js';

/**
 * One subgraph stands in for another: it serves all that the other serves as well, by the same resolvers, and every such
 * field bears `@override(from: <the other>, label: <label>)`. While the label is active the gateway asks the stand-in,
 * and the other's process can be stopped; otherwise it asks the other. Both read the same database, so the label decides
 * which process answers and never what it says.
 */
export interface StandIn {
  /** The other one. */
  from: SubgraphName;
  label: string;
  /**
   * Fields (`Type.field`) that the stand-in serves whatever the label says: what the gateway learns the label from, and
   * what a third subgraph `@requires`, which composition does not allow of labelled fields (@apollo/composition 2.14).
   */
  always: readonly string[];
  part: SubgraphPart;
}

/** All that a subgraph serves, for another one to serve it too. */
export interface SubgraphPart {
  parts: SchemaParts;
  /** One for each class of `parts.resolvers`; none: the schema is only printed. */
  instances: readonly object[];
  /** Loaders of one call, which the resolvers find beside the stand-in's own. */
  loaders(): object;
}

/** The module and what it stands in for. What both have, such as keys and shareable types, stays its own. */
export function standingIn(own: SchemaModule, standIn: StandIn): SchemaModule {
  const other = schemaModule(standIn.part.parts, standIn.part.instances);
  const types = new Map(own.typeDefs.definitions.map((definition) => [nameOf(definition), definition]));
  const resolvers: ResolverMap = { ...own.resolvers };
  for (const definition of other.typeDefs.definitions) {
    const name = nameOf(definition);
    const present = types.get(name);
    const resolver = other.resolvers[name];
    if (definition.kind === Kind.OBJECT_TYPE_DEFINITION && !isShareable(definition)) {
      types.set(name, joined(definition, present, standIn));
      resolvers[name] = { ...withOwnEntities(definition, resolver ?? {}, own.resolvers), ...resolvers[name] };
    } else if (!present) {
      types.set(name, definition);
      if (resolver) resolvers[name] = resolver;
    }
  }
  return { typeDefs: { kind: Kind.DOCUMENT, definitions: [...types.values()].sort(byName) }, resolvers };
}

/** The type as the stand-in has it: its own fields, and those of the other that it does not have. */
function joined(
  type: ObjectTypeDefinitionNode,
  present: DefinitionNode | undefined,
  standIn: StandIn,
): ObjectTypeDefinitionNode {
  const mine = present?.kind === Kind.OBJECT_TYPE_DEFINITION ? present : { ...type, fields: [] };
  const own = new Set(mine.fields?.map(nameOf));
  const keys = keyFields(type);
  const added = (type.fields ?? [])
    .filter((field) => !own.has(nameOf(field)))
    .map((field) => (keys.has(nameOf(field)) ? field : overriding(field, type, standIn)));
  return { ...mine, fields: [...(mine.fields ?? []), ...added].sort(byName) };
}

function overriding(
  field: FieldDefinitionNode,
  type: ObjectTypeDefinitionNode,
  { from, label, always }: StandIn,
): FieldDefinitionNode {
  const isUnlabelled = always.includes(`${nameOf(type)}.${nameOf(field)}`);
  const override = overrideDirective(isUnlabelled ? { from } : { from, label });
  return { ...field, directives: [...(field.directives ?? []), override] };
}

function overrideDirective(args: Readonly<Record<string, string>>): ConstDirectiveNode {
  return {
    kind: Kind.DIRECTIVE,
    name: { kind: Kind.NAME, value: 'override' },
    arguments: Object.entries(args).map(([name, value]) => ({
      kind: Kind.ARGUMENT,
      name: { kind: Kind.NAME, value: name },
      value: { kind: Kind.STRING, value },
    })),
  };
}

type Resolve = (source: unknown, args: unknown, context: never, info: never) => unknown;

/**
 * The other subgraph knows the stand-in's entities by their keys only, and the gateway asks the stand-in for the rest of
 * them without another call: so it is read here as it would be there, with the same check of who may.
 */
function withOwnEntities(
  type: ObjectTypeDefinitionNode,
  resolvers: Record<string, unknown>,
  own: ResolverMap,
): Record<string, unknown> {
  const completed = { ...resolvers };
  for (const field of type.fields ?? []) {
    const resolve = resolvers[nameOf(field)];
    const reference = own[typeNameOf(field.type)]?.['__resolveReference'];
    if (typeof resolve !== 'function' || !reference) continue;
    completed[nameOf(field)] = reading(resolve as Resolve, reference as ReferenceResolver);
  }
  return completed;
}

function reading(resolve: Resolve, reference: ReferenceResolver): Resolve {
  return async (source, args, context, info) => {
    const entity = (key: unknown): unknown => (key == null ? null : reference(key as never, context, info));
    const found = await resolve(source, args, context, info);
    return Array.isArray(found) ? found.map(entity) : entity(found);
  };
}

function typeNameOf(type: TypeNode): string {
  return type.kind === Kind.NAMED_TYPE ? type.name.value : typeNameOf(type.type);
}

function keyFields({ directives }: ObjectTypeDefinitionNode): ReadonlySet<string> {
  const keys = directives?.filter(({ name }) => name.value === 'key') ?? [];
  const values = keys.flatMap((key) => key.arguments ?? []).map(({ value }) => value);
  return new Set(values.flatMap((value) => (value.kind === Kind.STRING ? value.value.split(/\W+/) : [])));
}

const isShareable = ({ directives }: ObjectTypeDefinitionNode): boolean =>
  directives?.some(({ name }) => name.value === 'shareable') ?? false;

function nameOf(node: DefinitionNode | FieldDefinitionNode): string {
  return 'name' in node && node.name ? node.name.value : '';
}

function byName<Node extends DefinitionNode | FieldDefinitionNode>(one: Node, other: Node): number {
  return nameOf(one) < nameOf(other) ? -1 : 1;
}
