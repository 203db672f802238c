import {
  isAbstractType,
  isInterfaceType,
  Kind,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLInterfaceType,
  type GraphQLObjectType,
  type GraphQLSchema,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import type { Marks } from '../../protection/authorization/filtered-operation.type.js';
import {
  conditionsOf,
  isSelected,
  type VariableValues,
} from '../../protection/authorization/selection-condition.rules.js';

/** What is selected under one response key of an object. */
export interface CollectedField {
  readonly key: string;
  readonly name: string;
  readonly nodes: readonly FieldNode[];
  /** The caller may not have it, or nothing of it: `null`, and no error beside that of the refusal. */
  readonly withheld: boolean;
  /** Whether variables decide on one of the nodes; only when collected for any variables. */
  readonly conditional: boolean;
}

/** A type that the API schema does not know stands as a condition: what is selected cannot be told. */
export class UnknownTypeCondition extends Error {}

/** What is selected depends on the type of the object, and only an interface of it is known. */
export class ConcreteTypeNeeded extends Error {}

/** What an object is known to be; an interface where its subgraph knows that one as an object type. */
export type KnownType = GraphQLObjectType | GraphQLInterfaceType;

interface Collecting {
  readonly type: KnownType;
  readonly variables: VariableValues | null;
  readonly fields: Map<string, Collected>;
  readonly visited: Set<string>;
  readonly refused: boolean;
  readonly conditional: boolean;
  /** Objects of these types alone get here; `null`: all. What is selected for some alone needs the concrete type. */
  readonly only: readonly string[] | null;
}

interface Collected {
  readonly key: string;
  readonly name: string;
  readonly nodes: FieldNode[];
  refused: boolean;
  conditional: boolean;
}

/** GraphQL, "CollectFields", with the marks of what a caller may not have. */
export class FieldCollector {
  readonly #schema: GraphQLSchema;
  readonly #fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  readonly #marks: Marks | null;

  constructor(
    schema: GraphQLSchema,
    fragments: ReadonlyMap<string, FragmentDefinitionNode>,
    marks: Marks | null = null,
  ) {
    this.#schema = schema;
    this.#fragments = fragments;
    this.#marks = marks;
  }

  /**
   * The fields of an object of a type, in the order of the answer.
   *
   * @param variables values of the boolean variables, or `null` for whatever any of them may select.
   * @throws UnknownTypeCondition
   * @throws ConcreteTypeNeeded only for an interface: of its objects not all are selected alike.
   */
  collect(type: KnownType, sets: readonly SelectionSetNode[], variables: VariableValues | null): CollectedField[] {
    const fields = new Map<string, Collected>();
    const into = {
      type,
      variables,
      fields,
      visited: new Set<string>(),
      refused: false,
      conditional: false,
      only: null,
    };
    for (const set of sets) this.#set(set, into);
    const emptied = this.#marks?.emptied;
    return [...fields.values()].map(({ refused, ...field }) => ({
      ...field,
      withheld: refused || (emptied !== undefined && field.nodes.every((node) => emptied.has(node))),
    }));
  }

  #set({ selections }: SelectionSetNode, into: Collecting): void {
    for (const node of selections) {
      const conditions = conditionsOf(node);
      if (into.variables === null ? conditions.includes(null) : !isSelected(conditions, into.variables)) continue;
      const refused = into.refused || this.#marks?.refused.has(node) === true;
      const conditional = into.conditional || (into.variables === null && conditions.length > 0);
      this.#selection(node, { ...into, refused, conditional });
    }
  }

  #selection(node: SelectionNode, into: Collecting): void {
    if (node.kind === Kind.FIELD) {
      take(node, into);
      return;
    }
    const isSpread = node.kind === Kind.FRAGMENT_SPREAD;
    if (isSpread) {
      // Spread once more, a fragment selects the same; a refused or conditional one is not the same.
      const visit = `${node.name.value} ${into.refused} ${into.conditional} ${into.only?.join() ?? ''}`;
      if (into.visited.has(visit)) return;
      into.visited.add(visit);
    }
    const fragment = isSpread ? this.#fragments.get(node.name.value) : node;
    if (!fragment) throw new UnknownTypeCondition();
    const only = this.#within(fragment.typeCondition?.name.value, into);
    if (only !== 'none') this.#set(fragment.selectionSet, { ...into, only });
  }

  /** Of which of the objects the type condition holds; `null`: of all that can be here. */
  #within(condition: string | undefined, { type, only }: Collecting): readonly string[] | null | 'none' {
    if (this.#applies(condition, type) && only === null) return null;
    if (!isInterfaceType(type) || condition === undefined) return only ?? 'none';
    const conditional = this.#schema.getType(condition);
    const meeting = isAbstractType(conditional) ? this.#schema.getPossibleTypes(conditional) : [conditional];
    const names = new Set(meeting.map((each) => each?.name));
    const left = (only ?? this.#schema.getPossibleTypes(type).map(({ name }) => name)).filter((name) =>
      names.has(name),
    );
    return left.length === 0 ? 'none' : left;
  }

  #applies(condition: string | undefined, type: KnownType): boolean {
    if (condition === undefined || condition === type.name) return true;
    const conditional = this.#schema.getType(condition);
    if (!conditional) throw new UnknownTypeCondition();
    return isAbstractType(conditional) && this.#schema.isSubType(conditional, type);
  }
}

function take(node: FieldNode, { type, fields, refused, conditional, only }: Collecting): void {
  const name = node.name.value;
  if (only !== null || (name === '__typename' && isInterfaceType(type))) throw new ConcreteTypeNeeded();
  const key = node.alias?.value ?? name;
  const known = fields.get(key);
  if (!known) {
    fields.set(key, { key, name, nodes: [node], refused, conditional });
    return;
  }
  known.nodes.push(node);
  known.refused ||= refused;
  known.conditional ||= conditional;
}

/** The selection sets of the nodes of a field. */
export function setsOf(nodes: readonly FieldNode[]): SelectionSetNode[] {
  return nodes.flatMap(({ selectionSet }) => selectionSet ?? []);
}
