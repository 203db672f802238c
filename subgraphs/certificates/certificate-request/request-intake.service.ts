import type {
  ChannelDecision,
  ChannelQuestion,
  ChannelRouting,
  MassivoSubmission,
} from '../../../legacy-adapter/index.js';
import { dayOf, type Clock } from '../../../schema/kernel/clock.js';
import type { Database, Queries } from '../../../schema/kernel/database.js';
import { DomainError } from '../../../schema/kernel/domain-error.js';
import { newId } from '../../../schema/kernel/identity.js';
import type { PersonalDataVault } from '../../../schema/kernel/personal-data.js';
import type { Semaphore } from '../../../schema/kernel/semaphore.js';
import { openContentHash } from './content-hash.js';
import type { ContactPersons } from './contact-person.read-model.js';
import type { IncomingContent, IncomingRequest, SubmittedRequest, Submitter } from './incoming-request.type.js';
import {
  assertAskable,
  assertSameContent,
  channelRefused,
  earlierRequest,
  isChannelRefusal,
  requestUnderWay,
} from './request-admission.rules.js';
import { readRequestFacts, type RequestFacts } from './request-facts.read-model.js';
import {
  acceptedRequestsUnder,
  isBeingPromoted,
  isRepetition,
  promote,
  queueIssuing,
} from './request-promotion.store.js';
import type { AcceptedRequest } from './accepted-request.type.js';
import { discardStaged, stageRequest, type StagedCounts, type StagedHead } from './request-staging.store.js';

/** How long the deciding transaction waits for the flag, which a change holds for some milliseconds. */
const LOCK_TIMEOUT_MS = 2_000;
const STATEMENT_TIMEOUT_MS = 5_000;

export interface RequestIntakeDeps {
  database: Database;
  clock: Clock;
  vault: PersonalDataVault;
  routing: ChannelRouting;
  contacts: ContactPersons;
  /** Bounds how many uploads hold a database connection at a time. */
  staging: Semaphore;
}

/** Takes requests in, whichever way they came: through the graph or as a massivo file. */
export class RequestIntake {
  readonly #deps: RequestIntakeDeps;

  constructor(deps: RequestIntakeDeps) {
    this.#deps = deps;
  }

  /**
   * The story of R-23: everything that takes long (reading, checking, sealing, writing the rows) happens without any
   * lock; then one short transaction asks the flag and promotes the staged request together with its queue entry.
   */
  async submit(incoming: {
    request: IncomingRequest;
    content: IncomingContent;
    submitter: Submitter;
  }): Promise<SubmittedRequest> {
    const { request, content, submitter } = incoming;
    const { database, clock, vault, routing, staging } = this.#deps;
    const facts = await this.#facts(database, request);
    const earlier = await this.#earlier(request);
    if (earlier) return repetition(earlier, await hashOf(content));

    // Asked early so that a refused sender need not wait for the upload; decided again, and for good, under the lock.
    const answer = await routing.ask(questionOf(request, facts));
    if (answer.channel === null) {
      // The first sending of a request that was sent again may have been accepted since, just before massivo's end.
      const meanwhile = await this.#earlier(request);
      if (meanwhile) return repetition(meanwhile, await hashOf(content));
      throw channelRefused(answer, facts);
    }

    const head: StagedHead = {
      requestId: newId(clock.now()),
      officeCode: facts.officeCode,
      request,
      submitter,
      submittedAt: clock.now(),
    };
    const counts = await staging.run(() => stageRequest(database, vault, { head, content }));
    return this.#decide(head, counts);
  }

  async #decide(head: StagedHead, counts: StagedCounts): Promise<SubmittedRequest> {
    try {
      const channel = await this.#promoteOnce(head, counts);
      return {
        requestId: head.requestId,
        accepted: counts.accepted,
        rejected: counts.total - counts.accepted,
        channel,
      };
    } catch (error) {
      await discardStaged(this.#deps.database, head.requestId).catch(() => undefined); // else the janitor does
      const isOvertaken = isBeingPromoted(error);
      if (!isOvertaken && !isRepetition(error) && !isChannelRefusal(error)) throw error;
      const earlier = await this.#earlier(head.request);
      if (!earlier) throw isOvertaken ? requestUnderWay(error) : error;
      return repetition(earlier, counts.contentHash);
    }
  }

  #promoteOnce(head: StagedHead, counts: StagedCounts): Promise<SubmittedRequest['channel']> {
    const { database, clock, routing } = this.#deps;
    return database.transaction(
      async (sql) => {
        const facts = await this.#facts(sql, head.request);
        const submission = await this.#submissionOf(sql, { head, counts, facts });
        const decision = await routing.admit(sql, questionOf(head.request, facts), submission);
        if (decision.channel === null) throw channelRefused(decision, facts);
        const at = clock.now();
        await promote(sql, { requestId: head.requestId, channel: decision.channel, at });
        if (decision.channel === 'DIRECT_AGREEMENT' && counts.accepted > 0) {
          await queueIssuing(sql, {
            requestId: head.requestId,
            ipaCode: head.request.ipaCode,
            items: counts.accepted,
            at,
          });
        }
        return decision.channel;
      },
      { lockTimeoutMs: LOCK_TIMEOUT_MS, statementTimeoutMs: STATEMENT_TIMEOUT_MS, synchronousCommit: true },
    );
  }

  /** The truth table, asked without doing (`channelFor`). */
  async channelFor(
    question: Pick<IncomingRequest, 'ipaCode' | 'officeCode' | 'kind' | 'purposeCode'>,
  ): Promise<{ decision: ChannelDecision; competentOffice: string }> {
    const { database, clock, routing } = this.#deps;
    const facts = await readRequestFacts(database, { ...question, day: dayOf(clock.now()) });
    if (!facts) throw new DomainError('NOT_FOUND', { details: { field: 'input.ipaCode' } });
    return { decision: await routing.ask(questionOf(question, facts)), competentOffice: facts.competentOffice };
  }

  async #facts(queries: Queries, request: IncomingRequest): Promise<RequestFacts> {
    const facts = await readRequestFacts(queries, { ...request, day: dayOf(this.#deps.clock.now()) });
    assertAskable(request, facts);
    return facts;
  }

  async #earlier(request: IncomingRequest): Promise<AcceptedRequest | undefined> {
    return earlierRequest(request, await this.#known(request));
  }

  async #known(request: IncomingRequest): Promise<AcceptedRequest[]> {
    const { database, vault } = this.#deps;
    const known = await acceptedRequestsUnder(database, {
      ipaCode: request.ipaCode,
      clientRequestId: request.clientRequestId,
      fileRequestId: request.file?.requestId ?? null,
    });
    return known.map(({ contentKeyId: keyId, contentHash: hash, ...accepted }) => ({
      ...accepted,
      contentHash: openContentHash(vault, accepted.id, { keyId, hash }),
    }));
  }

  async #submissionOf(
    queries: Queries,
    { head, counts, facts }: { head: StagedHead; counts: StagedCounts; facts: RequestFacts },
  ): Promise<MassivoSubmission> {
    const { request, requestId, officeCode, submitter } = head;
    const contactTaxCode =
      request.file?.contactTaxCode ??
      (await this.#deps.contacts.taxCodeOf(queries, submitter.personKey, request.ipaCode));
    return {
      requestId,
      ipaCode: request.ipaCode,
      bodyTaxCode: facts.bodyTaxCode,
      officeCode,
      fileRequestId: request.file?.requestId ?? requestId,
      kind: request.kind,
      purposeCode: request.purposeCode,
      protocolNumber: request.protocolNumber,
      protocolDate: request.protocolDate,
      german: request.german,
      pec: request.file?.pec ?? facts.pec,
      contactTaxCode,
      items: counts.accepted,
    };
  }
}

function questionOf(request: Pick<IncomingRequest, 'ipaCode' | 'kind'>, facts: RequestFacts): ChannelQuestion {
  return {
    ipaCode: request.ipaCode,
    officeCode: facts.officeCode,
    kind: request.kind,
    agreement: facts.agreement,
    pilotOffice: facts.pilotOffice,
    massivoUser: facts.massivoUser,
  };
}

function repetition(earlier: AcceptedRequest, contentHash: Buffer): SubmittedRequest {
  assertSameContent(earlier, contentHash);
  const { id, accepted, total, channel } = earlier;
  return { requestId: id, accepted, rejected: total - accepted, channel };
}

/** Reads a repeated request to its end only to know its hash. */
async function hashOf(content: IncomingContent): Promise<Buffer> {
  for await (const _batch of content.rows) void _batch;
  return content.contentHash();
}
