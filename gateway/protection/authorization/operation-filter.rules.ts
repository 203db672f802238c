import {
  getNamedType,
  isAbstractType,
  isCompositeType,
  isInterfaceType,
  isListType,
  isNonNullType,
  isObjectType,
  Kind,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type FragmentSpreadNode,
  type GraphQLCompositeType,
  type GraphQLOutputType,
  type InlineFragmentNode,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import type { FilteredOperation, Refusal } from './filtered-operation.type.js';
import { allOf, lackOf, type Authority, type Lack, type Requirement } from './requirement.rules.js';
import type { SchemaAccess } from './schema-access.rules.js';
import { conditionsOf, type Condition } from './selection-condition.rules.js';

/**
 * Takes out of an operation what the caller may not have (semantics of Apollo Router, "Authorization directives"):
 * unauthorised fields and fragments, and the fields of which nothing is left by that. The time that it takes is linear
 * in the document, however often its fragments are spread.
 *
 * The document must be valid. `null`: the caller may have everything.
 */
export function filterOperation(
  access: SchemaAccess,
  document: DocumentNode,
  { operation, authority }: { operation: OperationDefinitionNode; authority: Authority },
): FilteredOperation | null {
  return new Filter(access, document, authority).operation(operation);
}

/** Refusals that are listed for an operation; a text of the longest length has room for more. */
const MAX_REFUSALS = 200;
const TYPENAME: FieldNode = { kind: Kind.FIELD, name: { kind: Kind.NAME, value: '__typename' } };

/** A selection set after filtering. */
interface Part {
  /** `null`: nothing is left. */
  selectionSet: SelectionSetNode | null;
  refusals: readonly Refusal[];
  touched: boolean;
}

class Filter {
  readonly #access: SchemaAccess;
  readonly #authority: Authority;
  readonly #refused = new Set<SelectionNode>();
  readonly #emptied = new Set<FieldNode>();
  readonly #touched = new Set<FieldNode>();
  readonly #fragments: Map<string, FragmentDefinitionNode>;
  readonly #parts = new Map<string, Part>();

  constructor(access: SchemaAccess, { definitions }: DocumentNode, authority: Authority) {
    this.#access = access;
    this.#authority = authority;
    this.#fragments = new Map(
      definitions.flatMap((each) => (each.kind === Kind.FRAGMENT_DEFINITION ? [[each.name.value, each]] : [])),
    );
  }

  operation(operation: OperationDefinitionNode): FilteredOperation | null {
    const root = this.#access.schema.getRootType(operation.operation);
    if (!root) return null;
    const rootLack = this.#lack(this.#access.ofType(root, true));
    const { selectionSet, refusals, touched } = this.#selections(operation.selectionSet, root, rootLack);
    if (!touched) return null;
    const marks = {
      ...{ refused: this.#refused, emptied: this.#emptied, touched: this.#touched },
      fragments: this.#fragments,
    };
    const document = selectionSet === null ? null : this.#document({ ...operation, selectionSet });
    return { operation, document, refusals: refusals.slice(0, MAX_REFUSALS), marks };
  }

  /** `parentLack`: what the caller lacks for all fields alike, of a root type with a rule of its own. */
  #selections(set: SelectionSetNode, parent: GraphQLCompositeType, parentLack: Lack | null = null): Part {
    const kept: SelectionNode[] = [];
    const refusals: Refusal[] = [];
    let touched = false;
    for (const selection of set.selections) {
      const part = this.#selection(selection, parent, parentLack);
      if (part.selection) kept.push(part.selection);
      if (part.selection === selection && !part.touched) continue;
      touched = true;
      if (refusals.length < MAX_REFUSALS) refusals.push(...under(part.refusals, conditionsOf(selection)));
    }
    if (!touched) return { selectionSet: set, refusals, touched };
    // Whoever puts the answer together has to know of which type an object is, and whether there is one.
    const isConditional = refusals.some(({ conditions }) => conditions.length > 0);
    if (kept.length === 0 ? isConditional : isAbstractType(parent)) kept.push(TYPENAME);
    const selectionSet = kept.length === 0 ? null : { ...set, selections: kept };
    return { selectionSet, refusals, touched };
  }

  #selection(selection: SelectionNode, parent: GraphQLCompositeType, parentLack: Lack | null): FilteredSelection {
    switch (selection.kind) {
      case Kind.FIELD:
        return this.#field(selection, parent, parentLack);
      case Kind.INLINE_FRAGMENT:
        return this.#inlineFragment(selection, parent, parentLack);
      case Kind.FRAGMENT_SPREAD:
        return this.#spread(selection, parentLack);
    }
  }

  #field(node: FieldNode, parent: GraphQLCompositeType, parentLack: Lack | null): FilteredSelection {
    const hasFields = isObjectType(parent) || isInterfaceType(parent);
    const field = hasFields ? parent.getFields()[node.name.value] : undefined;
    if (!hasFields || !field || node.name.value.startsWith('__')) return keep(node);
    const type = getNamedType(field.type);
    const ownFields = node.selectionSet !== undefined && selectsOwnFields(node.selectionSet);
    const key = node.alias?.value ?? node.name.value;
    const asked = allOf([this.#access.ofField(parent, field.name), this.#access.ofType(type, ownFields)]);
    const lack = parentLack ?? this.#lack(asked);
    if (lack !== null) return this.#refuse(node, [key], lack);
    if (!node.selectionSet || !isCompositeType(type)) return keep(node);

    const { selectionSet, refusals, touched } = this.#selections(node.selectionSet, type);
    if (!touched) return keep(node);
    this.#touched.add(node);
    const below = at([key, ...elements(field.type)], refusals);
    if (selectionSet !== null) return { selection: { ...node, selectionSet }, refusals: below, touched };
    this.#emptied.add(node);
    return { selection: null, refusals: below, touched };
  }

  #inlineFragment(node: InlineFragmentNode, parent: GraphQLCompositeType, parentLack: Lack | null): FilteredSelection {
    const condition = node.typeCondition?.name.value;
    const type = condition === undefined ? parent : this.#access.schema.getType(condition);
    if (!isCompositeType(type)) return keep(node);
    const ownFields = selectsOwnFields(node.selectionSet);
    const lack = condition === undefined ? null : this.#lack(this.#access.ofType(type, ownFields));
    if (lack !== null) return this.#refuse(node, [`... on ${type.name}`], lack);
    const { selectionSet, refusals, touched } = this.#selections(node.selectionSet, type, parentLack);
    if (!touched) return keep(node);
    return { selection: selectionSet && { ...node, selectionSet }, refusals, touched };
  }

  #spread(node: FragmentSpreadNode, parentLack: Lack | null): FilteredSelection {
    const fragment = this.#fragments.get(node.name.value);
    const type = fragment && this.#access.schema.getType(fragment.typeCondition.name.value);
    if (!fragment || !isCompositeType(type)) return keep(node);
    const lack = parentLack ?? this.#lack(this.#access.ofType(type, selectsOwnFields(fragment.selectionSet)));
    if (lack !== null) return this.#refuse(node, [`... on ${type.name}`], lack);
    const known = this.#parts.get(fragment.name.value);
    const part = known ?? this.#selections(fragment.selectionSet, type);
    this.#parts.set(fragment.name.value, part);
    const { selectionSet, refusals, touched } = part;
    return { selection: selectionSet && node, refusals, touched };
  }

  #refuse(node: SelectionNode, path: readonly string[], lack: Lack): FilteredSelection {
    this.#refused.add(node);
    return { selection: null, refusals: [{ path, lack, conditions: [] }], touched: true };
  }

  #lack(requirement: Requirement | null): Lack | null {
    return requirement === null ? null : lackOf(requirement, this.#authority);
  }

  /** The operation with the fragments that it still spreads. */
  #document(operation: OperationDefinitionNode): DocumentNode {
    const used = new Map<string, FragmentDefinitionNode>();
    const take = ({ selections }: SelectionSetNode): void => {
      for (const selection of selections) {
        if (selection.kind !== Kind.FRAGMENT_SPREAD) {
          if (selection.selectionSet) take(selection.selectionSet);
          continue;
        }
        const fragment = this.#fragments.get(selection.name.value);
        if (!fragment || used.has(fragment.name.value)) continue;
        const selectionSet = this.#parts.get(fragment.name.value)?.selectionSet ?? fragment.selectionSet;
        used.set(fragment.name.value, { ...fragment, selectionSet });
        take(selectionSet);
      }
    };
    take(operation.selectionSet);
    return { kind: Kind.DOCUMENT, definitions: [operation, ...used.values()] };
  }
}

interface FilteredSelection {
  /** `null`: taken out. */
  selection: SelectionNode | null;
  refusals: readonly Refusal[];
  touched: boolean;
}

const keep = (selection: SelectionNode): FilteredSelection => ({ selection, refusals: [], touched: false });

/** Whether fields of the type itself are selected; `__typename` may be asked of anything. */
function selectsOwnFields({ selections }: SelectionSetNode): boolean {
  return selections.some((selection) => {
    if (selection.kind === Kind.FIELD) return selection.name.value !== '__typename';
    return (
      selection.kind === Kind.INLINE_FRAGMENT && !selection.typeCondition && selectsOwnFields(selection.selectionSet)
    );
  });
}

/** One `@` for each list that the value is in. */
function elements(type: GraphQLOutputType): string[] {
  if (isNonNullType(type)) return elements(type.ofType);
  return isListType(type) ? ['@', ...elements(type.ofType)] : [];
}

function at(path: readonly string[], refusals: readonly Refusal[]): readonly Refusal[] {
  return refusals.map((refusal) => ({ ...refusal, path: [...path, ...refusal.path] }));
}

function under(refusals: readonly Refusal[], conditions: readonly Condition[]): readonly Refusal[] {
  if (conditions.length === 0) return refusals;
  return refusals.map((refusal) => ({ ...refusal, conditions: [...conditions, ...refusal.conditions] }));
}
