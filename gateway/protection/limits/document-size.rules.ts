import type { DocumentNode, FragmentDefinitionNode, SelectionSetNode } from 'graphql';
import type { DOCUMENT_LIMITS } from './limits.js';

/** How large a document is once its fragments stand where they are spread. Counts stop growing at `MANY`. */
export type DocumentSize = Record<keyof typeof DOCUMENT_LIMITS, number>;

/** More than every limit; keeps sums of doubling fragments finite. */
const MANY = 1_000_000_000;

/**
 * The size of a document. Each fragment is measured once, however often it is spread, so twenty fragments that double
 * one another take twenty steps and not a million. Needs no schema, and so runs before graphql-js checks the document,
 * some of whose rules take time in the square of what is counted here.
 */
export function documentSize(document: DocumentNode): DocumentSize {
  const measure = new Measure(document);
  const size = { depth: 0, rootFields: 0, aliases: 0, directives: 0, selections: 0 };
  for (const definition of document.definitions) {
    if (definition.kind !== 'OperationDefinition') continue;
    const whole = measure.selectionSet(definition.selectionSet);
    size.depth = Math.max(size.depth, whole.depth);
    size.rootFields = Math.max(size.rootFields, whole.fields);
    size.aliases += whole.aliases;
    size.directives += whole.directives + (definition.directives?.length ?? 0);
    size.selections += whole.selections;
  }
  return size;
}

interface SetSize {
  depth: number;
  /** Fields of the set itself, those of its fragments included. */
  fields: number;
  aliases: number;
  directives: number;
  selections: number;
}

const NOTHING: SetSize = { depth: 0, fields: 0, aliases: 0, directives: 0, selections: 0 };

class Measure {
  readonly #definitions = new Map<string, FragmentDefinitionNode>();
  readonly #fragments = new Map<string, SetSize>();

  constructor(document: DocumentNode) {
    for (const definition of document.definitions) {
      if (definition.kind === 'FragmentDefinition') this.#definitions.set(definition.name.value, definition);
    }
  }

  selectionSet({ selections }: SelectionSetNode): SetSize {
    const size = { ...NOTHING };
    for (const selection of selections) {
      size.directives += selection.directives?.length ?? 0;
      if (selection.kind === 'Field') {
        const inside = selection.selectionSet ? this.selectionSet(selection.selectionSet) : NOTHING;
        add(size, { ...inside, depth: inside.depth + 1, fields: 1, selections: inside.selections + 1 });
        if (selection.alias) size.aliases += 1;
      } else if (selection.kind === 'InlineFragment') add(size, this.selectionSet(selection.selectionSet));
      else add(size, this.#fragment(selection.name.value));
    }
    return size;
  }

  #fragment(name: string): SetSize {
    const known = this.#fragments.get(name);
    if (known) return known;
    const definition = this.#definitions.get(name);
    if (!definition) return NOTHING;
    // Whoever comes here again meanwhile is part of a cycle, which the check of the document refuses.
    this.#fragments.set(name, NOTHING);
    const size = this.selectionSet(definition.selectionSet);
    this.#fragments.set(name, size);
    return size;
  }
}

function add(to: SetSize, { depth, fields, aliases, directives, selections }: SetSize): void {
  to.depth = Math.max(to.depth, depth);
  to.fields = Math.min(MANY, to.fields + fields);
  to.aliases = Math.min(MANY, to.aliases + aliases);
  to.directives = Math.min(MANY, to.directives + directives);
  to.selections = Math.min(MANY, to.selections + selections);
}
