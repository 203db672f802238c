import { signActor, type Actor } from '../../schema/kernel/actor.js';

/** Signs who is calling for one subgraph, by whose name the token is bound. */
export type ActorToken = (actor: Actor, subgraph: string) => Promise<string>;

export function createActorToken(secret: Uint8Array): ActorToken {
  return (actor, subgraph) => signActor(actor, subgraph, secret);
}
