import {
  getNamedType,
  getNullableType,
  isCompositeType,
  isInterfaceType,
  isIntrospectionType,
  isListType,
  isObjectType,
  Kind,
  type ArgumentNode,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type SelectionSetNode,
  type ValueNode,
} from 'graphql';
import { ListPlaces, membersIn, type ListPlace } from './list-places.rules.js';
import { ASSUMED_LIST_SIZE, FIELD_COSTS, LARGEST_PAGE, MEMBER_WEIGHT, MUTATION_WEIGHT } from './field-costs.js';

export type Variables = Readonly<Record<string, unknown>>;

/** The cost of an operation for the variables that came with it, in objects of its answer. */
export type CostOf = (variables: Variables) => number;

/**
 * Works out once what an operation costs: every object is one, times the sizes of the lists above it. `first` counts
 * with its value, of a variable too; lists that come in (subjects, rows of an import) count with their lengths, ten for each. The
 * document must have been checked against the schema.
 *
 * A fragment is looked at once and its cost worked out once for a call, however often it is spread. That is why
 * graphql-query-complexity does not stand here: it walks into each spread anew (fragments that double one another ten
 * times: 0.6 s), and coerces all variables a second time.
 */
export function costOfOperation(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
): CostOf {
  const root = schema.getRootType(operation.operation);
  if (!root) return () => 0;
  const compiler = new Compiler(schema, document, operation);
  const scope = compiler.scope(operation.selectionSet, root);
  if (compiler.usesVariables) return (variables) => new Evaluation(variables).cost(scope);
  const constant = new Evaluation({}).cost(scope);
  return () => constant;
}

/** A set of fields; one of a fragment is shared by all that spread it. */
interface Scope {
  fields: FieldCostNode[];
  spreads: Scope[];
}

/** A number that is known, or the name of the variable that tells it. */
type Known = number | { variable: string; fallback: number };

interface ListInput {
  variable: string;
  place: ListPlace;
}

interface FieldCostNode {
  weight: number;
  size: Known;
  /** Variables that may hold lists, and where in them. */
  inputs: ListInput[];
  children: Scope | null;
}

class Compiler {
  usesVariables = false;
  readonly #schema: GraphQLSchema;
  readonly #definitions: ReadonlyMap<string, FragmentDefinitionNode>;
  readonly #defaults = new Map<string, ValueNode>();
  readonly #fragments = new Map<string, Scope>();
  readonly #isMutation: boolean;
  readonly #places = new ListPlaces();

  constructor(schema: GraphQLSchema, { definitions }: DocumentNode, operation: OperationDefinitionNode) {
    this.#schema = schema;
    this.#definitions = new Map(
      definitions.filter((one) => one.kind === Kind.FRAGMENT_DEFINITION).map((one) => [one.name.value, one]),
    );
    this.#isMutation = operation.operation === 'mutation';
    for (const { variable, defaultValue } of operation.variableDefinitions ?? []) {
      if (defaultValue) this.#defaults.set(variable.name.value, defaultValue);
    }
  }

  scope(set: SelectionSetNode, parent: GraphQLNamedType, isRoot = true, into?: Scope): Scope {
    const scope = into ?? { fields: [], spreads: [] };
    for (const selection of set.selections) {
      if (selection.kind === Kind.FIELD) {
        const field = this.#field(selection, parent, isRoot);
        if (field) scope.fields.push(field);
      } else if (selection.kind === Kind.INLINE_FRAGMENT) {
        const type = selection.typeCondition ? this.#schema.getType(selection.typeCondition.name.value) : parent;
        if (type) this.scope(selection.selectionSet, type, isRoot, scope);
      } else scope.spreads.push(this.#fragment(selection.name.value, isRoot));
    }
    return scope;
  }

  #fragment(name: string, isRoot: boolean): Scope {
    const known = this.#fragments.get(name);
    if (known) return known;
    const scope: Scope = { fields: [], spreads: [] };
    this.#fragments.set(name, scope);
    const definition = this.#definitions.get(name);
    const type = definition && this.#schema.getType(definition.typeCondition.name.value);
    return definition && type ? this.scope(definition.selectionSet, type, isRoot, scope) : scope;
  }

  #field(node: FieldNode, parent: GraphQLNamedType, isRoot: boolean): FieldCostNode | null {
    if (!isObjectType(parent) && !isInterfaceType(parent)) return null;
    const field = parent.getFields()[node.name.value];
    // Introspection is switched off in production, and bounded by its depth in development.
    if (!field || isIntrospectionType(getNamedType(field.type))) return null;
    const own = FIELD_COSTS[`${parent.name}.${field.name}`];
    const type = getNamedType(field.type);
    const weight =
      (own?.weight ?? 0) + (isCompositeType(type) ? 1 : 0) + (isRoot && this.#isMutation ? MUTATION_WEIGHT : 0);
    const inputs: ListInput[] = [];
    let listed = 0;
    for (const argument of node.arguments ?? []) listed += this.#listsIn(argument, field, inputs);
    const size = this.#sizeOf(node, field, own?.size ?? membersOf(field, parent));
    const children = node.selectionSet ? this.scope(node.selectionSet, type, false) : null;
    const nothing = weight === 0 && listed === 0 && inputs.length === 0 && children === null;
    return nothing ? null : { weight: weight + listed, size, inputs, children };
  }

  #sizeOf(node: FieldNode, field: GraphQLField<unknown, unknown>, otherwise: number): Known {
    const parameter = field.args.find(({ name }) => name === 'first');
    if (!parameter) return otherwise;
    const fallback = typeof parameter.defaultValue === 'number' ? parameter.defaultValue : LARGEST_PAGE;
    const value = node.arguments?.find(({ name }) => name.value === 'first')?.value;
    if (!value || value.kind === Kind.NULL) return fallback;
    if (value.kind === Kind.INT) return pageSize(Number(value.value));
    if (value.kind !== Kind.VARIABLE) return LARGEST_PAGE;
    this.usesVariables = true;
    const variable = value.name.value;
    const preset = this.#defaults.get(variable);
    return { variable, fallback: preset?.kind === Kind.INT ? pageSize(Number(preset.value)) : fallback };
  }

  /** Members of lists that stand in the text; variables that may hold lists are noted. */
  #listsIn({ name, value }: ArgumentNode, field: GraphQLField<unknown, unknown>, inputs: ListInput[]): number {
    const type = field.args.find((argument) => argument.name === name.value)?.type;
    const place = type ? this.#places.of(type) : null;
    return place === null ? 0 : this.#literalMembers(value, place, inputs);
  }

  #literalMembers(value: ValueNode, place: ListPlace | null, inputs: ListInput[]): number {
    switch (value.kind) {
      case Kind.VARIABLE:
        if (place === null) return 0;
        this.usesVariables = true;
        inputs.push({ variable: value.name.value, place });
        return 0;
      case Kind.LIST:
        return value.values.reduce((sum, one) => sum + MEMBER_WEIGHT + this.#literalMembers(one, place, inputs), 0);
      case Kind.OBJECT:
        return value.fields.reduce(
          (sum, one) => sum + this.#literalMembers(one.value, place?.fields.get(one.name.value) ?? null, inputs),
          0,
        );
      default:
        return 0;
    }
  }
}

class Evaluation {
  readonly #variables: Variables;
  readonly #scopes = new Map<Scope, number>();

  constructor(variables: Variables) {
    this.#variables = variables;
  }

  cost(scope: Scope): number {
    const known = this.#scopes.get(scope);
    if (known !== undefined) return known;
    let sum = 0;
    for (const { weight, size, inputs, children } of scope.fields) {
      const below = children === null ? 0 : this.cost(children);
      sum += (weight + below) * this.#sizeOf(size);
      for (const { variable, place } of inputs) sum += MEMBER_WEIGHT * membersIn(this.#variables[variable], place);
    }
    for (const spread of scope.spreads) sum += this.cost(spread);
    this.#scopes.set(scope, sum);
    return sum;
  }

  #sizeOf(size: Known): number {
    if (typeof size === 'number') return size;
    const value = this.#variables[size.variable];
    return value === undefined || value === null ? size.fallback : pageSize(value);
  }
}

/** What is no number is a value that fits no type: refused further on. */
function pageSize(value: unknown): number {
  if (typeof value !== 'number' || !Number.isFinite(value)) return LARGEST_PAGE;
  return Math.min(LARGEST_PAGE, Math.max(1, value));
}

/** The members of a page have been counted by its `first`. */
function membersOf({ type }: GraphQLField<unknown, unknown>, parent: GraphQLNamedType): number {
  if (!isListType(getNullableType(type))) return 1;
  return parent.name.endsWith('Connection') ? 1 : ASSUMED_LIST_SIZE;
}
