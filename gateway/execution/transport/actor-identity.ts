import type { Actor } from '../../../schema/kernel/actor.js';

const identities = new WeakMap<Actor, string>();

/**
 * Everything that a subgraph is told about the caller, as text: the same text, the same answer. The actor whole, as its
 * token holds it, so that nothing that is added to it one day can be forgotten here.
 */
export function identityOf(actor: Actor): string {
  const known = identities.get(actor);
  if (known !== undefined) return known;
  const identity = JSON.stringify(actor);
  identities.set(actor, identity);
  return identity;
}
