import { Kind, parse, type DocumentNode, type FragmentDefinitionNode, type SelectionSetNode } from 'graphql';
import type { FetchNode } from '@apollo/query-planner';
import type { LeafFetch } from '../answer-data.type.js';
import { CannotCompile } from './plan-context.type.js';
import { renamedKeys } from './rewrites.js';

/**
 * Response keys of an object in a subgraph's answer, after rewrites, whatever its type; what was not asked for is not
 * in it. `children[i]` is the shape of what is under `keys[i]`, `null` for a leaf.
 */
export interface AnswerShape {
  readonly keys: readonly string[];
  readonly children: readonly (AnswerShape | null)[];
}

/** The query of a fetch, taken apart. */
export interface FetchQuery {
  /** Of an entity, where the fetch has representations; else of the whole answer. */
  readonly shape: AnswerShape;
  readonly selectionSet: SelectionSetNode;
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  /** Response keys of the query that are others after rewrites. */
  readonly renamed: ReadonlyMap<string, string>;
}

type Keys = Map<string, Keys | null>;

type Reading = Pick<FetchQuery, 'fragments' | 'renamed'>;

/** @throws CannotCompile when the operation is not one of the planner's. */
export function readFetchQuery(fetch: FetchNode): FetchQuery {
  const { fragments, selectionSet: whole } = operationOf(fetch);
  const selectionSet = fetch.requires ? entitySelection(whole) : whole;
  const keys: Keys = new Map();
  const renamed = renamedKeys(fetch.outputRewrites ?? []);
  collectKeys(selectionSet, keys, { fragments, renamed });
  return { shape: shapeOf(keys), selectionSet, fragments, renamed };
}

/**
 * The shape with the slots in which objects may have their text.
 *
 * @param depth How many response keys of the leaves' paths lead to the objects of the shape.
 */
export function withSlots(shape: AnswerShape, leaves: readonly LeafFetch[], depth: number): AnswerShape {
  return leaves.reduce((whole, { slot, path }) => {
    const keys = path.filter((step) => step !== '@').slice(depth);
    return withSlot(whole, keys, slot);
  }, shape);
}

function withSlot({ keys, children }: AnswerShape, [key, ...below]: readonly string[], slot: string): AnswerShape {
  if (key === undefined) return { keys: [...keys, slot], children: [...children, null] };
  return {
    keys,
    children: children.map((child, index) => (child && keys[index] === key ? withSlot(child, below, slot) : child)),
  };
}

function operationOf(fetch: FetchNode): Pick<FetchQuery, 'fragments' | 'selectionSet'> {
  const document: DocumentNode = fetch.operationDocumentNode ?? parse(fetch.operation, { noLocation: true });
  const fragments = new Map<string, FragmentDefinitionNode>();
  let selectionSet: SelectionSetNode | undefined;
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
    if (definition.kind === Kind.OPERATION_DEFINITION) selectionSet = definition.selectionSet;
  }
  if (selectionSet === undefined) throw new CannotCompile('unknown-shape');
  return { fragments, selectionSet };
}

function entitySelection({ selections }: SelectionSetNode): SelectionSetNode {
  const [field] = selections;
  if (selections.length !== 1 || field?.kind !== Kind.FIELD || field.name.value !== '_entities' || field.alias)
    throw new CannotCompile('unknown-shape');
  if (!field.selectionSet) throw new CannotCompile('unknown-shape');
  return field.selectionSet;
}

function collectKeys(selectionSet: SelectionSetNode, keys: Keys, reading: Reading): void {
  for (const selection of selectionSet.selections) {
    if (selection.kind === Kind.FIELD) {
      const asked = selection.alias?.value ?? selection.name.value;
      const key = reading.renamed.get(asked) ?? asked;
      const below = keys.get(key);
      if (!selection.selectionSet) {
        if (below === undefined) keys.set(key, null);
      } else {
        const children: Keys = below ?? new Map<string, Keys | null>();
        keys.set(key, children);
        collectKeys(selection.selectionSet, children, reading);
      }
    } else if (selection.kind === Kind.INLINE_FRAGMENT) collectKeys(selection.selectionSet, keys, reading);
    else {
      const fragment = reading.fragments.get(selection.name.value);
      if (!fragment) throw new CannotCompile('unknown-shape');
      collectKeys(fragment.selectionSet, keys, reading);
    }
  }
}

function shapeOf(keys: Keys): AnswerShape {
  return { keys: [...keys.keys()], children: [...keys.values()].map((below) => below && shapeOf(below)) };
}
