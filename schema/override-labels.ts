/**
 * Labels of `@override(from:, label:)`: a field that two subgraphs serve is asked of the overriding one while its label
 * is active, and of the other one otherwise. The subgraphs write them, the gateway says which are active.
 */

/** Active while massivo is CLOSED everywhere: then nothing is asked of the legacy subgraph. */
export const MASSIVO_DISMISSED_LABEL = 'massivo-dismissed';
