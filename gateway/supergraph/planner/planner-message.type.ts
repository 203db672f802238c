import type { QueryPlan } from '@apollo/query-planner';
import type { AccessRules } from '../../protection/authorization/supergraph-access.rules.js';

/** What a supergraph says about itself, once it was found good. */
export interface SupergraphFacts {
  /** What clients see, as SDL. */
  readonly apiSdl: string;
  /** The supergraph without access rules, which is what plans are made of. */
  readonly sdl: string;
  /** `null`: it links no access rules. */
  readonly rules: AccessRules | null;
  readonly subgraphs: readonly { name: string; url?: string }[];
}

/** One operation to be planned. */
export interface PlanQuestion {
  /** GraphQL text, valid against the API schema. */
  readonly text: string;
  readonly operationName: string | null;
  /** Labels of `@override` that hold; all others do not. */
  readonly activeLabels: readonly string[];
}

export type PlannerRequest =
  | { kind: 'load'; call: number; supergraph: number; sdl: string }
  | { kind: 'plan'; call: number; supergraph: number; question: PlanQuestion };

export type PlannerReply =
  | { call: number; kind: 'loaded'; facts: SupergraphFacts }
  | { call: number; kind: 'planned'; plan: QueryPlan }
  /** The supergraph was put away for newer ones: load it again. */
  | { call: number; kind: 'forgotten' }
  | { call: number; kind: 'failed'; message: string; isTooCostly: boolean };
