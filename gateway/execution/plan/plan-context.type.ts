import type { GraphQLSchema, VariableDefinitionNode } from 'graphql';

/** What a plan is compiled against. */
export interface PlanContext {
  /** The whole supergraph, inaccessible parts included, built from its text: the keys of types are read from it. */
  readonly schema: GraphQLSchema;
  /** Of the operation that was planned. */
  readonly variableDefinitions: readonly VariableDefinitionNode[];
  /** Subgraphs that are trusted to keep to their schema, so that text of theirs may go into an answer unread. */
  readonly trustedSubgraphs: ReadonlySet<string>;
}

/** Why a plan is left to another executor. */
export type NotCompilableReason =
  | 'subscription'
  | 'defer'
  /** A path with a number in it, or an operation that is not what the kind of its fetch calls for. */
  | 'unknown-shape'
  /** A variable of the client's has the name that the planner gives to the representations. */
  | 'variable-named-representations'
  /** Arguments from a context in a fetch that has no entities to find the context from. */
  | 'context-without-entities';

export interface NotCompilable {
  readonly reason: NotCompilableReason;
}

/** Carries the reason out of the depths of a compilation; never leaves `compilePlan`. */
export class CannotCompile extends Error {
  constructor(readonly reason: NotCompilableReason) {
    super(reason);
  }
}
