/** What the schema does not tell about the cost of a field. */
export interface FieldCost {
  /** How many a list without `first` may hold. */
  size?: number;
  /** What the field itself costs, in objects. */
  weight?: number;
}

/** A list of which nobody has said how long it is: units, purposes, contacts, the history of one thing. */
export const ASSUMED_LIST_SIZE = 5;

/** Largest page of a connection; more is refused by the subgraph, which says so better than a cost can. */
export const LARGEST_PAGE = 100;

/** A change is checked, written and logged. */
export const MUTATION_WEIGHT = 10;

/** A member of a list that comes in: a subject, a row of an import; checked, sealed and written. */
export const MEMBER_WEIGHT = 10;

/** By `Type.field` of the supergraph; a test sees to it that each of them exists. */
export const FIELD_COSTS: Readonly<Record<string, FieldCost>> = {
  'Query.prosecutorOffices': { size: 140 },
  'Query.purposes': { size: 40 },
  // Reads and verifies the whole log.
  'Transition.logIntact': { weight: 200 },
  'Query.transitionDryRun': { weight: 200 },
  'Query.registerReconciliation': { weight: 200 },
  'TransitionDryRun.bodiesWithoutChannel': { size: 100 },
};
