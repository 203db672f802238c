import {
  Kind,
  parse,
  print,
  visit,
  type ConstDirectiveNode,
  type ConstValueNode,
  type DirectiveNode,
  type DocumentNode,
  type InterfaceTypeDefinitionNode,
  type ObjectTypeDefinitionNode,
} from 'graphql';
import { linkedAccessSpecs, type AccessSpec } from './access-link.rules.js';
import { allOf, type AnyOf, type Requirement } from './requirement.rules.js';

/** What the directives of a supergraph ask for, by type and by `Type.field`. */
export interface AccessRules {
  readonly types: ReadonlyMap<string, Requirement>;
  readonly fields: ReadonlyMap<string, Requirement>;
  /** Interfaces of which a subgraph adds fields to all implementations (`@interfaceObject`). */
  readonly interfaceObjects: ReadonlySet<string>;
}

export interface SupergraphAccess {
  /** `null`: the supergraph links none of the three specifications. */
  rules: AccessRules | null;
  /** The supergraph without them, which is what ApolloGateway loads; the very text where there is nothing to take out. */
  sdl: string;
}

/**
 * Takes `@authenticated`, `@requiresScopes` and `@policy` out of a supergraph, whatever names it gave them.
 *
 * @throws Error when a rule cannot be read with certainty: whoever serves the graph must not start then.
 */
export function readSupergraphAccess(sdl: string): SupergraphAccess {
  const document = parse(sdl, { noLocation: true });
  const specs = linkedAccessSpecs(document);
  if (specs.length === 0) return { rules: null, sdl };
  return { rules: rulesOf(document, specs), sdl: print(withoutSpecs(document, specs)) };
}

type RuledType = ObjectTypeDefinitionNode | InterfaceTypeDefinitionNode;

function rulesOf(document: DocumentNode, specs: readonly AccessSpec[]): AccessRules {
  const types = new Map<string, Requirement>();
  const fields = new Map<string, Requirement>();
  const interfaceObjects = new Set<string>();
  const add = (map: Map<string, Requirement>, at: string, applied: readonly ConstDirectiveNode[] = []): void => {
    const requirement = allOf([
      map.get(at) ?? null,
      ...applied.map((directive) => requirementOf(directive, at, specs)),
    ]);
    if (requirement !== null) map.set(at, requirement);
  };
  for (const definition of document.definitions) {
    switch (definition.kind) {
      case Kind.OBJECT_TYPE_DEFINITION:
      case Kind.INTERFACE_TYPE_DEFINITION: {
        const { name, directives, fields: members = [] }: RuledType = definition;
        add(types, name.value, directives);
        for (const field of members) add(fields, `${name.value}.${field.name.value}`, field.directives);
        if (directives?.some(isInterfaceObject)) interfaceObjects.add(name.value);
        break;
      }
      case Kind.SCALAR_TYPE_DEFINITION:
      case Kind.ENUM_TYPE_DEFINITION:
        add(types, definition.name.value, definition.directives);
        break;
      default:
        refuseRulesElsewhere(definition, specs);
    }
  }
  return { types, fields, interfaceObjects };
}

function requirementOf(directive: ConstDirectiveNode, at: string, specs: readonly AccessSpec[]): Requirement | null {
  const spec = specs.find(({ directiveName }) => directiveName === directive.name.value);
  if (spec === undefined) return null;
  const nothing: Requirement = { authenticated: false, scopes: [], policies: [] };
  if (spec.name === 'authenticated') return { ...nothing, authenticated: true };
  const member = spec.name === 'requiresScopes' ? 'scopes' : 'policies';
  const [argument, ...more] = directive.arguments ?? [];
  const anyOf = argument?.name.value === member && more.length === 0 ? anyOfValue(argument.value) : null;
  if (anyOf === null) throw new Error(`The rule @${directive.name.value} on ${at} of the supergraph cannot be read.`);
  return { ...nothing, [member]: [anyOf] };
}

/** GraphQL lets a list of one be written without its brackets. */
function anyOfValue(value: ConstValueNode): AnyOf | null {
  const groups = (value.kind === Kind.LIST ? value.values : [value]).map((group) => {
    const names = group.kind === Kind.LIST ? group.values : [group];
    return names.map((name) => (name.kind === Kind.STRING ? name.value : null));
  });
  return groups.every((group): group is string[] => !group.includes(null)) ? groups : null;
}

/** The specifications know no other places; a rule that nobody would enforce must not be served. */
function refuseRulesElsewhere(definition: DocumentNode['definitions'][number], specs: readonly AccessSpec[]): void {
  visit(definition, {
    Directive({ name }) {
      if (!specs.some(({ directiveName }) => directiveName === name.value)) return;
      throw new Error(`The supergraph has a rule @${name.value} where none can be enforced.`);
    },
  });
}

function isInterfaceObject({ name, arguments: given = [] }: ConstDirectiveNode): boolean {
  return (
    name.value === 'join__type' &&
    given.some(
      ({ name: { value }, value: is }) => value === 'isInterfaceObject' && is.kind === Kind.BOOLEAN && is.value,
    )
  );
}

function withoutSpecs(document: DocumentNode, specs: readonly AccessSpec[]): DocumentNode {
  const directives = new Set(specs.map(({ directiveName }) => directiveName));
  const scalars = new Set(specs.flatMap(({ scalarNames }) => scalarNames));
  const links = new Set<DirectiveNode>(specs.map(({ link }) => link));
  return visit(document, {
    DirectiveDefinition: ({ name }) => (directives.has(name.value) ? null : undefined),
    ScalarTypeDefinition: ({ name }) => (scalars.has(name.value) ? null : undefined),
    Directive: (node) => (directives.has(node.name.value) || links.has(node) ? null : undefined),
  });
}
