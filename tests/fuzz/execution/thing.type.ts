/** An object: nothing but its type and number, from which all its fields follow. */
export interface Thing {
  /** As the subgraph calls it: an interface's name where the subgraph has an object in its place. */
  __typename: string;
  /** Its object type. */
  real: string;
  number: number;
  /** The object that it was reached from; only for the judge, who must find contexts. */
  parent: Thing | null;
  /** What the gateway sent, where it was reached through `_entities`. */
  representation: Readonly<Record<string, unknown>> | null;
}
