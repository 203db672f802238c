import type { DocumentNode, FieldNode, FragmentDefinitionNode, OperationDefinitionNode, SelectionNode } from 'graphql';
import type { Lack } from './requirement.rules.js';
import type { Condition } from './selection-condition.rules.js';

/** A selection that the caller may not have. */
export interface Refusal {
  /**
   * Where in the answer, as Apollo Router writes it: response keys, `@` for each element of a list, `... on Type` for a
   * whole fragment.
   */
  readonly path: readonly string[];
  readonly lack: Lack;
  /** Selected only where all of them hold. */
  readonly conditions: readonly Condition[];
}

/** An operation without what its caller may not have. */
export interface FilteredOperation {
  readonly operation: OperationDefinitionNode;
  /** What is left to be planned and executed, without the other operations of the document; `null`: nothing. */
  readonly document: DocumentNode | null;
  readonly refusals: readonly Refusal[];
  readonly marks: Marks;
}

/** What became of the selections of the document as it was sent. */
export interface Marks {
  /** Fields and fragments that were refused. */
  readonly refused: ReadonlySet<SelectionNode>;
  /** Fields of which nothing was left, and which are not fetched therefore. */
  readonly emptied: ReadonlySet<FieldNode>;
  /** Fields below which something was taken out. */
  readonly touched: ReadonlySet<FieldNode>;
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
}
