import type { Actor } from '../../schema/kernel/actor.js';
import type { Database } from '../../schema/kernel/database.js';
import { databaseForCall } from '../../schema/kernel/database-call.js';
import type { DeprecationNotice } from '../../schema/kernel/deprecation-headers.rules.js';
import type { CallNotices, SubgraphCall } from '../../schema/kernel/subgraph.js';
import type { Caller } from './authorization.rules.js';
import { contactBodies } from './contact-bodies.read-model.js';

/**
 * What belongs to one call of a subgraph: who is calling, and what is read once for the whole call.
 *
 *     createContext: (call) => new SubgraphContext(call, database, (own) => thingLoaders(own))
 *     async things(@Ctx() context: SubgraphContext<ThingLoaders>) { return context.loaders.byCode.load(code); }
 */
export class SubgraphContext<Loaders extends object = object> implements Caller, SubgraphCall, CallNotices {
  readonly actor: Actor;
  readonly correlationId: string;
  readonly signal?: AbortSignal;
  deprecation: DeprecationNotice | null = null;
  /** For this call alone: what it is still reading when it is given up is cancelled. */
  readonly #database: Database;
  readonly #makeLoaders: (database: Database) => Loaders;
  #loaders: Loaders | undefined;
  #contactBodies: Promise<ReadonlySet<string>> | undefined;

  constructor(call: SubgraphCall, database: Database, makeLoaders: (database: Database) => Loaders) {
    this.actor = call.actor;
    this.correlationId = call.correlationId;
    if (call.signal) this.signal = call.signal;
    this.#database = databaseForCall(database, call.signal);
    this.#makeLoaders = makeLoaders;
  }

  /** Made at first use; they never outlive the call, so nothing that they remember can be stale in the next. */
  get loaders(): Loaders {
    return (this.#loaders ??= this.#makeLoaders(this.#database));
  }

  /** After a write: what was read before it may be stale. */
  forgetLoaded(): void {
    this.#loaders = undefined;
    this.#contactBodies = undefined;
  }

  /** IPA codes of the bodies that the caller is a contact person of; empty for anybody else. Read once a call. */
  contactBodies(): Promise<ReadonlySet<string>> {
    return (this.#contactBodies ??= this.#readContactBodies());
  }

  async #readContactBodies(): Promise<ReadonlySet<string>> {
    return this.actor.kind === 'contact' ? contactBodies(this.#database, this.actor.personKey) : new Set();
  }
}
