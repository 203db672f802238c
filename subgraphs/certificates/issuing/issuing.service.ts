import type { KeyObject } from 'node:crypto';
import { today, type Clock } from '../../../schema/kernel/clock.js';
import type { Database, Sql } from '../../../schema/kernel/database.js';
import type { PersonalDataVault } from '../../../schema/kernel/personal-data.js';
import { SubjectOpener, type SubjectFields } from '../subject/subject-record.js';
import { acceptedItems, type AcceptedItem } from './accepted-item.store.js';
import { completeCertificates, type CertificateDraft } from './certificate-draft.js';
import { certificateNumber, needsReview } from './certificate.rules.js';
import { drawOrdinals, insertCertificates, type NewCertificate } from './certificate.store.js';
import { advanceJob, claimJob, postponeJob, releaseJob, type ClaimedJob } from './issuing-job.store.js';
import { failureCode, IssuingFailure, retryDelayMs } from './issuing.errors.js';
import { appendDelta, deltaOf, endItems, type ItemEnding } from './item-end.store.js';
import { insertReviews, type NewReview } from './item-review.store.js';
import { sealReceivedOutcome } from './received-outcome.js';
import type { CasellarioRegister, RegisterAnswer } from './register.port.js';

export interface IssuingParts {
  database: Database;
  vault: PersonalDataVault;
  register: CasellarioRegister;
  clock: Clock;
  /** Ed25519 private key that signs each certificate's statement. */
  statementKey: KeyObject;
  /** Told of every turn that failed; the job is taken up again later. */
  onFailure?: (failure: TurnFailure) => void;
}

/** A turn that came to nothing; no personal data. */
export interface TurnFailure {
  /** Null when not even a job could be claimed. */
  requestId: string | null;
  attempts: number;
  code: string;
}

/** Items of one turn; then the next body has its own (measured: larger ones are hardly faster). */
export const ITEMS_A_TURN = 500;
/** How long a claim holds: after that the worker counts as dead and another takes the job up. */
export const LEASE_MS = 20_000;
const REGISTER_DEADLINE_MS = 10_000;
/** Turns before an item that does not open is given up and the rest goes on. */
export const ATTEMPTS_BEFORE_GIVING_UP = 4;
/** Code of an item that came to nothing on our side, as old software of the bodies knows it. */
const PROCESSING_FAILED = 'SIC-001';
const TRANSACTION_LIMITS = { lockTimeoutMs: 5_000, statementTimeoutMs: 10_000 };

interface OpenedItem {
  item: AcceptedItem;
  subject: SubjectFields;
}

/** What one turn comes to, before it is written. */
interface TurnResult {
  certificates: NewCertificate[];
  reviews: NewReview[];
  unreadable: AcceptedItem[];
  nextSeq: number;
}

/** The direct channel: issues what an agreement covers, a chunk of one request at a time (R-13, R-33 … R-35). */
export class IssuingService {
  readonly #parts: IssuingParts;

  constructor(parts: IssuingParts) {
    this.#parts = parts;
  }

  /**
   * Takes one turn of one request. A turn that fails is put off and reported, not thrown; only a database that cannot
   * be reached is. @returns whether there was anything to do.
   */
  async takeTurn(signal: AbortSignal): Promise<boolean> {
    const { database, clock } = this.#parts;
    const now = clock.now();
    const job = await claimJob(database, { now, until: new Date(now.getTime() + LEASE_MS) });
    if (!job) return false;
    try {
      const result = await this.#workOut(job, signal);
      await database.transaction((sql) => this.#record(sql, job, result), TRANSACTION_LIMITS);
    } catch (error) {
      if (signal.aborted) await releaseJob(database, job);
      else await this.#putOff(job, error);
    }
    return true;
  }

  async #workOut(job: ClaimedJob, signal: AbortSignal): Promise<TurnResult> {
    const { database } = this.#parts;
    const lastSeq = Math.min(job.lastSeq, job.nextSeq + ITEMS_A_TURN - 1);
    const range = { requestId: job.request.id, firstSeq: job.nextSeq, lastSeq };
    const items = await acceptedItems(database, { ...range, limit: ITEMS_A_TURN });
    if (items.length !== lastSeq - job.nextSeq + 1) throw new IssuingFailure('ITEMS_MISSING');
    const { opened, unreadable } = this.#open(job.request.id, items);
    if (unreadable.length > 0 && job.attempts < ATTEMPTS_BEFORE_GIVING_UP) throw new IssuingFailure('ITEM_UNREADABLE');
    const answers = await this.#ask(job, opened, signal);
    const issued = await this.#certificates(job, opened, answers);
    return { ...issued, unreadable, nextSeq: lastSeq + 1 };
  }

  /** A record that was changed does not open; a key that is not configured is nobody's fault but ours. */
  #open(requestId: string, items: readonly AcceptedItem[]): { opened: OpenedItem[]; unreadable: AcceptedItem[] } {
    const { vault } = this.#parts;
    const opener = new SubjectOpener(vault);
    const opened: OpenedItem[] = [];
    const unreadable: AcceptedItem[] = [];
    for (const item of items) {
      if (!vault.hasKey(item.subject.keyId)) throw new IssuingFailure('KEY_NOT_CONFIGURED');
      const subject = subjectOrNull(() => opener.open({ requestId, line: item.line }, item.subject));
      if (subject) opened.push({ item, subject });
      else unreadable.push(item);
    }
    return { opened, unreadable };
  }

  async #ask({ request }: ClaimedJob, opened: readonly OpenedItem[], stopping: AbortSignal): Promise<RegisterAnswer[]> {
    stopping.throwIfAborted();
    const signal = AbortSignal.any([stopping, AbortSignal.timeout(REGISTER_DEADLINE_MS)]);
    const queries = opened.map(({ subject }) => ({ kind: request.kind, subject }));
    const answers = await unlessAborted(this.#parts.register.lookUp(queries, signal), signal);
    if (answers.length !== opened.length) throw new IssuingFailure('REGISTER_ANSWERS_MISSING');
    return answers;
  }

  async #certificates(
    { request }: ClaimedJob,
    opened: readonly OpenedItem[],
    answers: readonly RegisterAnswer[],
  ): Promise<Pick<TurnResult, 'certificates' | 'reviews'>> {
    const { database, vault, clock } = this.#parts;
    const issuedOn = today(clock);
    const drafts: Omit<CertificateDraft, 'number'>[] = [];
    const reviews: NewReview[] = [];
    answers.forEach(({ outcome, flags }, index) => {
      const { item, subject } = opened[index] as OpenedItem;
      const place = { requestId: request.id, line: item.line };
      const received = { outcome, certificateNumber: null, issuedOn: null };
      if (needsReview(flags))
        reviews.push({ line: item.line, flags, outcome: sealReceivedOutcome(vault, place, received) });
      else drafts.push({ line: item.line, issuedOn, outcome, flags, subject });
    });
    const ordinals = await drawOrdinals(database, drafts.length);
    const numbered = drafts.map((draft, index) => {
      return { ...draft, number: certificateNumber(request.officeCode, issuedOn, ordinals[index] ?? 0n) };
    });
    const keys = { ...this.#parts, registerKind: this.#parts.register.kind };
    return { certificates: await completeCertificates(request, numbered, keys), reviews };
  }

  /** One transaction under the claim's token: after it the turn has happened as a whole, before it not at all. */
  async #record(sql: Sql, job: ClaimedJob, { certificates, reviews, unreadable, nextSeq }: TurnResult): Promise<void> {
    const requestId = job.request.id;
    const at = this.#parts.clock.now();
    if (!(await advanceJob(sql, job, nextSeq))) throw new IssuingFailure('CLAIM_LOST');
    const issued = certificates.map(({ line }): ItemEnding => ({ line, status: 'ISSUED', code: null }));
    const failed = unreadable.map(({ line }): ItemEnding => ({ line, status: 'FAILED', code: PROCESSING_FAILED }));
    const ended = await endItems(sql, { requestId, at, ends: [...issued, ...failed] });
    const endedLines = new Set(ended.map(({ line }) => line));
    const due = certificates.filter(({ line }) => endedLines.has(line));
    // A number of the sequence is taken only if an office used it first: the next turn draws others.
    if ((await insertCertificates(sql, due)).size !== due.length) throw new IssuingFailure('NUMBER_TAKEN');
    const underReview = await insertReviews(sql, { requestId, since: at, reviews });
    await appendDelta(sql, { requestId, at, ...deltaOf(ended, underReview.size) });
  }

  async #putOff(job: ClaimedJob, error: unknown): Promise<void> {
    const { database, clock, onFailure } = this.#parts;
    const code = failureCode(error);
    const notBefore = new Date(clock.now().getTime() + retryDelayMs(job.attempts));
    await postponeJob(database, job, { notBefore, error: code });
    onFailure?.({ requestId: job.request.id, attempts: job.attempts, code });
  }
}

function subjectOrNull(open: () => SubjectFields | null): SubjectFields | null {
  try {
    return open();
  } catch {
    return null;
  }
}

/** A register that does not heed the signal is not waited for either. */
async function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  let abort = (): void => undefined;
  const aborted = new Promise<never>((_, reject) => {
    abort = () => reject(new IssuingFailure('REGISTER_TIMEOUT'));
    signal.addEventListener('abort', abort, { once: true });
  });
  return Promise.race([work, aborted]).finally(() => signal.removeEventListener('abort', abort));
}
