import { signActor } from '../../schema/kernel/actor-token.js';
import type { Actor } from '../../schema/kernel/actor.js';

/** Signs who is calling for one call of one subgraph: it is taken once, there alone, and soon. */
export type ActorToken = (actor: Actor, subgraph: string) => string;

export function createActorToken(secret: Uint8Array): ActorToken {
  return (actor, subgraph) => signActor(actor, subgraph, secret);
}
