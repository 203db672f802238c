import type { ChannelQuestion, ChannelRouting } from '../../../legacy-adapter/index.js';
import { dayOf, type Clock } from '../../../schema/kernel/clock.js';
import { isLockTimeout, type Database, type Queries } from '../../../schema/kernel/database.js';
import { newId } from '../../../schema/kernel/identity.js';
import type { PersonalDataVault } from '../../../schema/kernel/personal-data.js';
import type { Semaphore } from '../../../schema/kernel/semaphore.js';
import type { IncomingRequest, Submitter } from '../certificate-request/incoming-request.type.js';
import { assertAskable, channelRefused } from '../certificate-request/request-admission.rules.js';
import { readRequestFacts, type RequestFacts } from '../certificate-request/request-facts.read-model.js';
import { isBeingPromoted, queueIssuing } from '../certificate-request/request-promotion.store.js';
import { discardStaged } from '../certificate-request/request-staging.store.js';
import { stageResubmission } from './resubmission-staging.store.js';
import { noSuchRequest, nothingToResubmit, resubmissionUnderWay } from './resubmission.errors.js';
import {
  findOriginal,
  hasAbandonedLeft,
  latestResubmission,
  lockUndecided,
  promoteResubmission,
  type OriginalRequest,
} from './resubmission.store.js';

/** As in every deciding transaction. */
const DECISION = { lockTimeoutMs: 2_000, statementTimeoutMs: 5_000, synchronousCommit: true };
/**
 * What another call has staged, ours, and the look that finds nothing left; one more for a database that is killed and
 * back before the decision, since staging is not waited for on disk. More are never needed unless every decision fails.
 */
const MOST_ROUNDS = 4;

export interface ResubmissionIntakeDeps {
  database: Database;
  clock: Clock;
  vault: PersonalDataVault;
  routing: ChannelRouting;
  /** Shared with the uploads: each holds a database connection while it writes its rows. */
  staging: Semaphore;
}

/** Sends what was abandoned on massivo onto the direct channel, as a request of its own. */
export class ResubmissionIntake {
  readonly #deps: ResubmissionIntakeDeps;

  constructor(deps: ResubmissionIntakeDeps) {
    this.#deps = deps;
  }

  /**
   * The request that has the latest abandoned items of this one: made now out of those that none has taken up yet, or
   * the one that was made before when there are none. So the same call again gives the same request, and items that
   * were abandoned since the last one come in another.
   * @returns its id.
   * @throws NOTHING_TO_RESUBMIT, the refusal of the truth table, or PINNED_TO_MASSIVO.
   */
  async resubmit(requestId: string, submitter: Submitter): Promise<string> {
    const { database } = this.#deps;
    const original = await findOriginal(database, requestId);
    if (!original) throw noSuchRequest();
    if (await hasAbandonedLeft(database, requestId)) await this.#takeUpRest(original, submitter);
    const latest = await latestResubmission(database, requestId);
    if (latest === null) throw nothingToResubmit(requestId);
    return latest;
  }

  async #takeUpRest(original: OriginalRequest, submitter: Submitter): Promise<void> {
    const { database, routing } = this.#deps;
    // Asked early, before any row is written; decided again, and for good, under the lock.
    const facts = await this.#facts(database, original);
    const answer = await routing.ask(questionOf(original, facts));
    if (answer.channel === null) throw channelRefused(answer, facts);
    for (let round = 0; round < MOST_ROUNDS; round += 1) {
      const staged = await this.#stage(original, submitter);
      if (staged === null) return;
      await this.#decide(staged, { original, submitter });
    }
    throw resubmissionUnderWay();
  }

  async #stage(original: OriginalRequest, submitter: Submitter): Promise<string | null> {
    const { database, vault, clock, staging } = this.#deps;
    const at = clock.now();
    const head = { requestId: newId(at), original, submitter, at };
    try {
      return await staging.run(() => stageResubmission(database, vault, head));
    } catch (error) {
      throw isLockTimeout(error) ? resubmissionUnderWay() : error;
    }
  }

  async #decide(
    requestId: string,
    { original, submitter }: { original: OriginalRequest; submitter: Submitter },
  ): Promise<void> {
    const { database, clock, routing } = this.#deps;
    try {
      await database.transaction(async (sql) => {
        const undecided = await lockUndecided(sql, requestId);
        if (!undecided) return; // decided, or given up, by the call that staged it
        const facts = await this.#facts(sql, original);
        const decision = await routing.admit(sql, questionOf(original, facts), null);
        if (decision.channel === null) throw channelRefused(decision, facts);
        const at = clock.now();
        await promoteResubmission(sql, { requestId, channel: decision.channel, at, submitter });
        if (decision.channel !== 'DIRECT_AGREEMENT') return;
        await queueIssuing(sql, { requestId, ipaCode: original.ipaCode, items: undecided.items, at });
      }, DECISION);
    } catch (error) {
      // Held by another call that is deciding it; what it is about to decide must not be taken from under it.
      if (isBeingPromoted(error)) throw resubmissionUnderWay();
      await discardStaged(database, requestId).catch(() => undefined); // else the janitor does
      throw error;
    }
  }

  async #facts(queries: Queries, original: OriginalRequest): Promise<RequestFacts> {
    const facts = await readRequestFacts(queries, { ...original, day: dayOf(this.#deps.clock.now()) });
    assertAskable(asIncoming(original), facts);
    return facts;
  }
}

function questionOf({ ipaCode, kind }: OriginalRequest, facts: RequestFacts): ChannelQuestion {
  const { officeCode, agreement, pilotOffice, massivoUser } = facts;
  return { ipaCode, officeCode, kind, agreement, pilotOffice, massivoUser, keptOffMassivo: true };
}

const asIncoming = (original: OriginalRequest): IncomingRequest => ({
  ...original,
  clientRequestId: original.id,
  file: null,
});
