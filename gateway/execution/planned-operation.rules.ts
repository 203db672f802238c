import {
  getNamedType,
  isAbstractType,
  isCompositeType,
  Kind,
  TypeInfo,
  visit,
  visitWithTypeInfo,
  type DirectiveNode,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLObjectType,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import { AskedTypes } from './asked-types.js';
import { isCondition, onceEach, standsTwice, type RootField } from './mutation-fields.rules.js';

/** Fields at the top that the gateway answers by itself. */
const OWN_FIELDS = new Set(['__schema', '__type', '__typename']);

/**
 * The document as the planner is to get it, or `null` when subgraphs have nothing to do with it. Without the fields that
 * the gateway answers by itself: the planner fails on them below a condition. With all fields of a mutation side by side
 * in the order in which they are to be executed, each once: it plans those in fragments in another one, and those that
 * stand twice it may execute twice. With something to be asked of each object, whatever its conditions and its type say:
 * an object of which nothing is asked is not fetched, and would be `null` instead of empty (all of query-planner 2.14).
 * The very document where nothing is to be changed.
 */
export function plannedOperation(
  document: DocumentNode,
  operation: OperationDefinitionNode,
  schema: GraphQLSchema,
): DocumentNode | null {
  const type = schema.getRootType(operation.operation);
  if (!type) return document;
  const whole = neverEmpty(document, schema);
  const asked = whole.definitions[document.definitions.indexOf(operation)] as OperationDefinitionNode;
  const root = new RootFields(whole, type, schema);
  root.collect(asked.selectionSet, []);
  const fields = root.fields.filter(({ node }) => !OWN_FIELDS.has(node.name.value));
  if (fields.length === 0) return null;
  const isMutation = operation.operation === 'mutation';
  const isOrdered = !isMutation || (!root.hasFragments && !standsTwice(fields));
  if (isOrdered && fields.length === root.fields.length) return whole;
  const selections = (isMutation ? onceEach(fields) : fields).map(conditioned);
  if (selections.length === 0) return null;
  const selectionSet: SelectionSetNode = { kind: Kind.SELECTION_SET, selections };
  const definitions = whole.definitions.map((definition) =>
    definition === asked ? { ...asked, selectionSet } : definition,
  );
  return withoutUnused({ ...whole, definitions });
}

/**
 * The document with the type's name asked for wherever all that is asked of an object hangs on conditions, or is for
 * types that it cannot have.
 */
function neverEmpty(document: DocumentNode, schema: GraphQLSchema): DocumentNode {
  const types = new TypeInfo(schema);
  const asked = new AskedTypes(schema, fragmentsOf(document));
  const leave = <Node extends { readonly selectionSet?: SelectionSetNode | undefined }>(
    node: Node,
  ): Node | undefined => {
    const { selectionSet } = node;
    const type = getNamedType(types.getType());
    if (!selectionSet || asked.isAsked(selectionSet, isCompositeType(type) ? type : null)) return undefined;
    return { ...node, selectionSet: { ...selectionSet, selections: [...selectionSet.selections, TYPENAME] } };
  };
  const visitor = { Field: { leave }, InlineFragment: { leave }, FragmentDefinition: { leave } };
  return visit(document, visitWithTypeInfo(types, visitor));
}

const TYPENAME: FieldNode = { kind: Kind.FIELD, name: { kind: Kind.NAME, value: '__typename' } };

class RootFields {
  readonly fields: RootField[] = [];
  hasFragments = false;
  readonly #fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  readonly #type: GraphQLObjectType;
  readonly #schema: GraphQLSchema;

  constructor(document: DocumentNode, type: GraphQLObjectType, schema: GraphQLSchema) {
    this.#type = type;
    this.#schema = schema;
    this.#fragments = fragmentsOf(document);
  }

  collect({ selections }: SelectionSetNode, conditions: readonly DirectiveNode[]): void {
    for (const selection of selections) {
      if (selection.kind === Kind.FIELD) {
        this.fields.push({ node: selection, conditions });
        continue;
      }
      this.hasFragments = true;
      const fragment = selection.kind === Kind.INLINE_FRAGMENT ? selection : this.#fragments.get(selection.name.value);
      if (!fragment || !this.#applies(fragment.typeCondition?.name.value)) continue;
      this.collect(fragment.selectionSet, [...conditions, ...(selection.directives ?? []).filter(isCondition)]);
    }
  }

  #applies(condition: string | undefined): boolean {
    if (condition === undefined || condition === this.#type.name) return true;
    const type = this.#schema.getType(condition);
    return isAbstractType(type) && this.#schema.isSubType(type, this.#type);
  }
}

/** A directive may stand on a field once: what cannot be put on it stands on a fragment around it. */
function conditioned({ node, conditions }: RootField): SelectionNode {
  return conditions.reduceRight<SelectionNode>((selection, condition) => {
    const { directives = [] } = selection;
    const isTaken = directives.some(({ name }) => name.value === condition.name.value);
    if (!isTaken) return { ...selection, directives: [...directives, condition] };
    const selectionSet: SelectionSetNode = { kind: Kind.SELECTION_SET, selections: [selection] };
    return { kind: Kind.INLINE_FRAGMENT, directives: [condition], selectionSet };
  }, node);
}

function fragmentsOf({ definitions }: DocumentNode): Map<string, FragmentDefinitionNode> {
  const fragments = definitions.filter((node) => node.kind === Kind.FRAGMENT_DEFINITION);
  return new Map(fragments.map((fragment) => [fragment.name.value, fragment]));
}

/** Fragments that only the top had spread are not there for the planner to trip over. */
function withoutUnused(document: DocumentNode): DocumentNode {
  const fragments = fragmentsOf(document);
  const used = new Set<FragmentDefinitionNode>();
  const follow = ({ selections }: SelectionSetNode): void => {
    for (const selection of selections) {
      if (selection.kind !== Kind.FRAGMENT_SPREAD) {
        if (selection.selectionSet) follow(selection.selectionSet);
        continue;
      }
      const fragment = fragments.get(selection.name.value);
      if (!fragment || used.has(fragment)) continue;
      used.add(fragment);
      follow(fragment.selectionSet);
    }
  };
  for (const definition of document.definitions) {
    if (definition.kind === Kind.OPERATION_DEFINITION) follow(definition.selectionSet);
  }
  const definitions = document.definitions.filter(
    (definition) => definition.kind !== Kind.FRAGMENT_DEFINITION || used.has(definition),
  );
  return { ...document, definitions };
}
