import type { AcceptedSubject, ItemOutcomes, ItemRange, MassivoItemOutcome } from '../../../legacy-adapter/index.js';
import type { Clock } from '../../../schema/kernel/clock.js';
import { isUniqueViolation, type Database, type Sql } from '../../../schema/kernel/database.js';
import { sealDocument } from '../documents/certificate-document.js';
import { copyDocuments, type NewDocument } from '../documents/certificate-document.store.js';
import { openSubject, type SubjectFields } from '../subject/subject-record.js';
import { acceptedItemsWith, issuingRequest, type AcceptedItem } from './accepted-item.store.js';
import { acceptedSubjects } from './accepted-subject.store.js';
import {
  completeCertificates,
  type CertificateDraft,
  type IssuingKeys,
  type IssuingRequest,
} from './certificate-draft.js';
import { copyCertificates, numbersTaken } from './certificate.store.js';
import { HandedOutSubject, type OpenItem } from './handed-out-subject.js';
import { certificateNumbersTaken, IssuingFailure, unusableOutcomes } from './issuing.errors.js';
import { appendDelta, copyEnds, deltaOf, deltaOfMany, endOpenItems, sumOf, type ItemEnding } from './item-end.store.js';
import { closedLines, insertReviews, type NewReview } from './item-review.store.js';
import { outcomeFlags, outcomeName, takenInAs } from './massivo-outcome.rules.js';
import { sealReceivedOutcome } from './received-outcome.js';

export interface ItemOutcomesParts extends IssuingKeys {
  database: Database;
  clock: Clock;
}

const ITEMS_A_CHUNK = 1_000;

/** An outcome with the row that it is about and what it makes of it. */
interface Matched {
  item: OpenItem;
  outcome: MassivoItemOutcome;
  as: 'REJECTED' | 'REVIEW' | 'ISSUED';
}

/** The request whose outcomes are taken in, and when. */
interface TakingIn {
  request: IssuingRequest;
  at: Date;
}

/** The adapter's port on the items: hands out what was accepted, takes in what massivo answered. */
export class ItemOutcomesService implements ItemOutcomes {
  readonly #parts: ItemOutcomesParts;

  constructor(parts: ItemOutcomesParts) {
    this.#parts = parts;
  }

  /** One short statement a chunk: a slow reader holds neither a connection nor a snapshot. */
  async *acceptedItems(range: ItemRange): AsyncGenerator<AcceptedSubject[], void, void> {
    const { database, vault } = this.#parts;
    for (let firstSeq = range.firstSeq; firstSeq <= range.lastSeq;) {
      const lastSeq = Math.min(range.lastSeq, firstSeq + ITEMS_A_CHUNK - 1);
      const rows = await acceptedSubjects(database, vault, { ...range, firstSeq, lastSeq });
      const last = rows.at(-1);
      if (!last) throw new IssuingFailure('ITEMS_MISSING');
      yield rows.map((row) => new HandedOutSubject(range.requestId, row));
      firstSeq = last.seq + 1;
    }
  }

  async takeIn(sql: Sql, range: ItemRange, outcomes: AsyncIterable<MassivoItemOutcome[]>): Promise<number> {
    const request = await issuingRequest(sql, range.requestId);
    if (!request) throw new IssuingFailure('ITEMS_MISSING');
    const at = this.#parts.clock.now(); // of all of them: how long they took is counted from it
    let counts = deltaOf([]);
    for await (const chunk of outcomes) {
      const open = await openOnes(sql, range, await this.#matched(sql, range, chunk));
      const ended = await this.#end(sql, { request, at }, open);
      const underReview = await this.#putUnderReview(sql, { request, at }, open);
      await this.#keepDocuments(sql, open);
      counts = sumOf(counts, deltaOf(ended, underReview));
    }
    await appendDelta(sql, { requestId: range.requestId, at, ...counts });
    return counts.issued + counts.rejected + counts.underReview;
  }

  async endOpen(
    sql: Sql,
    range: ItemRange,
    status: 'FAILED' | 'ABANDONED' | 'REJECTED',
    code: string,
  ): Promise<number> {
    const at = this.#parts.clock.now();
    const ended = await endOpenItems(sql, { ...range, at, status, code });
    await appendDelta(sql, { requestId: range.requestId, at, ...deltaOfMany({ status, code }, ended) });
    return ended;
  }

  /** The outcomes with their rows. Nothing is guessed: every outcome has its row in the range, and says enough. */
  async #matched(sql: Sql, range: ItemRange, chunk: readonly MassivoItemOutcome[]): Promise<Matched[]> {
    const { requestId, firstSeq, lastSeq } = range;
    const inRange = chunk.filter(({ seq }) => seq >= firstSeq && seq <= lastSeq);
    const known = new Map<number, OpenItem>();
    for (const { seq, subject } of inRange) {
      const item = HandedOutSubject.itemOf(subject, requestId, seq);
      if (item) known.set(seq, item);
    }
    const others = inRange.map(({ seq }) => seq).filter((seq) => !known.has(seq));
    const found = await acceptedItemsWith(sql, { requestId, seqs: others });
    for (const item of found) known.set(item.seq, { line: item.line, subject: this.#open(requestId, item) });
    const matched = chunk.map((outcome) => ({ outcome, item: known.get(outcome.seq), as: takenInAs(outcome) }));
    const usable = matched.filter((match): match is Matched => match.item !== undefined && match.as !== 'NOTHING');
    if (usable.length === chunk.length) return usable;
    const kept = new Set(usable.map(({ outcome }) => outcome));
    throw unusableOutcomes(chunk.filter((outcome) => !kept.has(outcome)).map(({ seq }) => seq));
  }

  /** Ends the rows that are discarded or issued without a flag, those with their certificates. */
  async #end(sql: Sql, { request, at }: TakingIn, open: readonly Matched[]): Promise<ItemEnding[]> {
    const ends = open.flatMap(({ item, outcome, as }): ItemEnding[] => {
      if (as === 'REVIEW') return [];
      return [{ line: item.line, status: as, code: as === 'REJECTED' ? outcome.errorCode : null }];
    });
    await copyEnds(sql, { requestId: request.id, at, ends });
    const issued = open.filter(({ as }) => as === 'ISSUED');
    if (issued.length > 0) {
      const certificates = await completeCertificates(request, drafts(issued), this.#parts);
      await this.#withFreeNumbers(issued, () => copyCertificates(sql, certificates));
    }
    return ends;
  }

  async #putUnderReview(sql: Sql, { request, at }: TakingIn, open: readonly Matched[]): Promise<number> {
    const reviews = open.flatMap(({ item, outcome, as }): NewReview[] => {
      if (as !== 'REVIEW') return [];
      const { certificateNumber, issuedOn } = outcome;
      const received = { outcome: outcomeName(outcome), certificateNumber, issuedOn };
      const place = { requestId: request.id, line: item.line };
      const sealed = sealReceivedOutcome(this.#parts.vault, place, received);
      return [{ line: item.line, flags: outcomeFlags(outcome), outcome: sealed }];
    });
    const written = await insertReviews(sql, { requestId: request.id, since: at, reviews });
    if (written.size < reviews.length) throw new IssuingFailure('CLAIM_LOST');
    return written.size;
  }

  /** A document also holds its number for the item, from before the certificate exists until a review is settled. */
  async #keepDocuments(sql: Sql, open: readonly Matched[]): Promise<void> {
    const { vault, clock } = this.#parts;
    const withDocument = open.filter(({ outcome: { pdf, certificateNumber } }) => pdf && certificateNumber);
    const documents = withDocument.map(({ outcome }): NewDocument => {
      const { content, sha256 } = outcome.pdf as NonNullable<MassivoItemOutcome['pdf']>;
      const number = outcome.certificateNumber as string;
      return { number, sha256, pdf: sealDocument(vault, number, content) };
    });
    await this.#withFreeNumbers(withDocument, () => copyDocuments(sql, documents, clock.now()));
  }

  /**
   * A number that another item bears is the office's mistake or somebody's fraud: nothing is guessed, nothing taken in.
   * Which one it is, is only asked when it has happened, and not in the transaction, which has come to nothing.
   */
  async #withFreeNumbers(matched: readonly Matched[], write: () => Promise<void>): Promise<void> {
    try {
      await write();
    } catch (error) {
      if (!isUniqueViolation(error)) throw error;
      const numbers = matched.map(({ outcome }) => outcome.certificateNumber ?? '');
      const taken = await numbersTaken(this.#parts.database, numbers);
      const isRefused = (number: string, index: number): boolean =>
        taken.has(number) || numbers.indexOf(number) < index;
      const refused = matched.filter((_, index) => isRefused(numbers[index] ?? '', index));
      if (refused.length === 0) throw error;
      throw certificateNumbersTaken(refused.map(({ outcome }) => outcome.seq));
    }
  }

  #open(requestId: string, { line, subject }: AcceptedItem): SubjectFields {
    const fields = openSubject(this.#parts.vault, { requestId, line }, subject);
    if (!fields) throw new IssuingFailure('ITEM_UNREADABLE');
    return fields;
  }
}

/** Those whose rows have neither an end nor a review yet: an answer that is taken in twice changes nothing. */
async function openOnes(sql: Sql, { requestId }: ItemRange, matched: readonly Matched[]): Promise<Matched[]> {
  const closed = await closedLines(
    sql,
    requestId,
    matched.map(({ item }) => item.line),
  );
  return closed.size === 0 ? [...matched] : matched.filter(({ item }) => !closed.has(item.line));
}

function drafts(issued: readonly Matched[]): CertificateDraft[] {
  return issued.map(({ item, outcome }) => ({
    line: item.line,
    number: outcome.certificateNumber as string,
    issuedOn: outcome.issuedOn as string,
    outcome: outcomeName(outcome),
    flags: [],
    subject: item.subject,
  }));
}
