import {
  Kind,
  visit,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLObjectType,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from 'graphql';
import type { FilteredOperation } from '../../protection/authorization/filtered-operation.type.js';
import {
  booleanValues,
  conditionsOf,
  type VariableValues,
} from '../../protection/authorization/selection-condition.rules.js';
import type { Data, LeafFetch } from '../answer-data.type.js';
import { FieldCollector } from './collected-fields.js';
import type { Explanation } from './explained-paths.js';
import { Introspection } from './introspection.js';
import { OperationWriter, type WrittenAnswer } from './operation-writer.js';
import { passThrough } from './passing-through.rules.js';
import type { FieldPassage, Passages } from './passage.js';

export type { WrittenAnswer } from './operation-writer.js';
export { answerBody, stringifyAnswer, WrittenData } from './written-data.js';
export { partlyHiddenTypes } from './partly-hidden.rules.js';

/** What an answer is made from. */
export interface AnswerContext {
  /** What clients see. */
  readonly schema: GraphQLSchema;
  /** As the client sent it, validated. */
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
  /** Of the compiled plan. */
  readonly leaves: readonly LeafFetch[];
  /** The marks of what the caller may not have. */
  readonly filtered?: FilteredOperation | null;
  /**
   * `partlyHiddenTypes` of the supergraph. Without it texts are not passed through that hold enum values or objects of
   * abstract types, and no interface is taken for an object type of a subgraph.
   */
  readonly partlyHidden?: ReadonlySet<string>;
  /**
   * The data are an answer already (of Apollo's executor, to what was left after filtering): only fields below which
   * something was refused are shaped, all others are written as they are.
   */
  readonly shaped?: boolean;
}

/** What subgraphs gave, as it becomes the answer. */
export interface AnswerParts {
  /** As they were sent. */
  readonly variables: Readonly<Record<string, unknown>>;
  /** Errors of the subgraphs, and places that they gave nothing of: a `null` that one explains is no error of its own. */
  readonly errors: readonly Explanation[];
}

/** Writes the answers to one operation; its code is made at the first answer that needs it. */
export interface CompiledAnswer {
  /** Slots of the leaf fetches whose texts are put in as they are, at all their places in the operation. */
  readonly passedThrough: ReadonlySet<string>;
  /** @param data may be changed. */
  write(data: Data | null, parts: AnswerParts): WrittenAnswer;
}

/** An answer that must be shaped by somebody else. */
export interface NotCompilable {
  readonly reason: string;
}

/** Ways in which conditions may come out that are kept for an operation. */
const MOST_VARIANTS = 32;

/**
 * Compiles an operation into what writes its answers: GraphQL's "CollectFields" and "CompleteValue" (graphql-js 16) and
 * JSON in one pass. Values are checked against the API schema, a `null` is carried upwards, and each problem that no
 * subgraph has told of is an error with its path and without the value.
 */
export function compileAnswer(context: AnswerContext): CompiledAnswer | NotCompilable {
  const { schema, operation } = context;
  const root = schema.getRootType(operation.operation);
  if (!root) return { reason: `the schema has no ${operation.operation} type` };
  const { conditions, masks } = surveyOf(context.document);
  if (masks) return { reason: 'a field is called __typename, which tells the types of objects' };
  if (!canMakeCode()) return { reason: 'the process may not make code from strings' };
  return new AnswerCompilation(context, root, conditions);
}

class AnswerCompilation implements CompiledAnswer {
  readonly passedThrough: ReadonlySet<string>;
  readonly #context: AnswerContext;
  readonly #root: GraphQLObjectType;
  /** Variables of `@skip` and `@include`. */
  readonly #conditions: readonly string[];
  readonly #fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  readonly #collector: FieldCollector;
  readonly #passages: Passages;
  readonly #variants = new Map<string, OperationWriter>();

  constructor(context: AnswerContext, root: GraphQLObjectType, conditions: readonly string[]) {
    this.#context = context;
    this.#root = root;
    this.#conditions = conditions;
    this.#fragments = fragmentsOf(context.document);
    this.#collector = new FieldCollector(context.schema, this.#fragments, context.filtered?.marks);
    const passages = this.#matched();
    this.#passages = byPlace(passages);
    this.passedThrough = new Set([...passages.keys()].map(({ slot }) => slot));
    if (conditions.length === 0) this.#variant({});
  }

  write(data: Data | null, { variables, errors }: AnswerParts): WrittenAnswer {
    if (data === null) return { data: null, errors: [] };
    return this.#variant(variables).write(data, { variables, errors });
  }

  #variant(variables: VariableValues): OperationWriter {
    const values = this.#conditions.length === 0 ? {} : booleanValues(this.#context.operation, variables);
    let key = '';
    for (const name of this.#conditions) key += values[name] === true ? '+' : values[name] === false ? '-' : '?';
    const known = this.#variants.get(key);
    if (known) return known;
    const [oldest] = this.#variants.keys();
    if (this.#variants.size >= MOST_VARIANTS && oldest !== undefined) this.#variants.delete(oldest);
    const made = this.#made(Object.fromEntries(this.#conditions.map((name) => [name, values[name]])));
    this.#variants.set(key, made);
    return made;
  }

  #made(variables: VariableValues): OperationWriter {
    const { schema, operation, shaped = false, filtered, partlyHidden = null } = this.#context;
    const introspection = new Introspection(schema, operation, this.#fragments.values());
    const collector = this.#collector;
    const touched = shaped ? (filtered?.marks.touched ?? new Set<FieldNode>()) : null;
    const parts = { schema, collector, introspection, passages: this.#passages, variables, touched, partlyHidden };
    return new OperationWriter(parts, { type: this.#root, set: operation.selectionSet });
  }

  #matched(): ReadonlyMap<LeafFetch, ReadonlyMap<string, FieldPassage>> {
    const { schema, operation, leaves, partlyHidden = null } = this.#context;
    const fetched = new FieldCollector(schema, new Map());
    const matching = { schema, asked: this.#collector, fetched, partlyHidden };
    const root = { type: this.#root, sets: [operation.selectionSet] };
    const matched = new Map<LeafFetch, ReadonlyMap<string, FieldPassage>>();
    for (const leaf of leaves) {
      const passages = passThrough(matching, root, leaf);
      if (passages) matched.set(leaf, passages);
    }
    return matched;
  }
}

function byPlace(matched: ReadonlyMap<LeafFetch, ReadonlyMap<string, FieldPassage>>): Passages {
  const places = new Map<string, Map<string, FieldPassage[]>>();
  for (const [{ path }, passages] of matched) {
    const route = path.map((step) => `/${step}`).join('');
    const types = places.get(route) ?? new Map<string, FieldPassage[]>();
    places.set(route, types);
    for (const [type, passage] of passages) types.set(type, [...(types.get(type) ?? []), passage]);
  }
  return places;
}

function fragmentsOf({ definitions }: DocumentNode): ReadonlyMap<string, FragmentDefinitionNode> {
  return new Map(
    definitions.flatMap((each) => (each.kind === Kind.FRAGMENT_DEFINITION ? [[each.name.value, each]] : [])),
  );
}

/** The variables of conditions, and whether any field hides the types of its objects. */
function surveyOf(document: DocumentNode): { conditions: readonly string[]; masks: boolean } {
  const conditions = new Set<string>();
  let masks = false;
  const take = (node: Parameters<typeof conditionsOf>[0]): void => {
    for (const condition of conditionsOf(node)) if (condition !== null) conditions.add(condition.variable);
  };
  visit(document, {
    Field(node) {
      take(node);
      masks ||= node.alias?.value === '__typename' && node.name.value !== '__typename';
    },
    InlineFragment: take,
    FragmentSpread: take,
  });
  return { conditions: [...conditions], masks };
}

/** Not under `--disallow-code-generation-from-strings`. */
function canMakeCode(): boolean {
  try {
    return new Function('return true')() as boolean;
  } catch {
    return false;
  }
}
