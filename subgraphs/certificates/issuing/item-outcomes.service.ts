import type { AcceptedSubject, ItemOutcomes, ItemRange, MassivoItemOutcome } from '../../../legacy-adapter/index.js';
import type { Clock } from '../../../schema/kernel/clock.js';
import type { Database, Sql } from '../../../schema/kernel/database.js';
import { sealDocument } from '../documents/certificate-document.js';
import { insertDocuments, type NewDocument } from '../documents/certificate-document.store.js';
import { openSubject, type SubjectFields } from '../subject/subject-record.js';
import { acceptedItems, acceptedItemsWith, issuingRequest, type AcceptedItem } from './accepted-item.store.js';
import {
  completeCertificates,
  type CertificateDraft,
  type IssuingKeys,
  type IssuingRequest,
} from './certificate-draft.js';
import { insertCertificates } from './certificate.store.js';
import { certificateNumbersTaken, IssuingFailure, unusableOutcomes } from './issuing.errors.js';
import { appendDelta, deltaOf, deltaOfMany, endItems, endOpenItems, sumOf, type ItemEnding } from './item-end.store.js';
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
  item: AcceptedItem;
  outcome: MassivoItemOutcome;
  as: 'REJECTED' | 'REVIEW' | 'ISSUED';
}

/** The adapter's port on the items: hands out what was accepted, takes in what massivo answered. */
export class ItemOutcomesService implements ItemOutcomes {
  readonly #parts: ItemOutcomesParts;

  constructor(parts: ItemOutcomesParts) {
    this.#parts = parts;
  }

  /** One short statement a chunk: a slow reader holds neither a connection nor a snapshot. */
  async *acceptedItems(range: ItemRange): AsyncGenerator<AcceptedSubject[], void, void> {
    const { database } = this.#parts;
    for (let firstSeq = range.firstSeq; firstSeq <= range.lastSeq;) {
      const items = await acceptedItems(database, { ...range, firstSeq, limit: ITEMS_A_CHUNK });
      const last = items.at(-1);
      if (!last) throw new IssuingFailure('ITEMS_MISSING');
      yield items.map((item) => ({ seq: item.seq, row: item.row, ...this.#subjectOf(range.requestId, item) }));
      firstSeq = last.seq + 1;
    }
  }

  async takeIn(sql: Sql, range: ItemRange, outcomes: AsyncIterable<MassivoItemOutcome[]>): Promise<number> {
    const request = await issuingRequest(sql, range.requestId);
    if (!request) throw new IssuingFailure('ITEMS_MISSING');
    let counts = deltaOf([]);
    for await (const chunk of outcomes) {
      const open = await openItems(sql, range, chunk);
      const ended = await this.#endMatched(sql, request, open);
      const underReview = await this.#putUnderReview(sql, request, open);
      counts = sumOf(counts, deltaOf(ended, underReview));
    }
    await appendDelta(sql, { requestId: range.requestId, at: this.#parts.clock.now(), ...counts });
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
    await appendDelta(sql, { requestId: range.requestId, at, ...deltaOfMany(status, ended) });
    return ended;
  }

  /** Ends the rows that are discarded or issued without a flag, with certificate and document. */
  async #endMatched(sql: Sql, request: IssuingRequest, open: readonly Matched[]): Promise<ItemEnding[]> {
    const at = this.#parts.clock.now();
    const ends = open.flatMap(({ item, outcome, as }): ItemEnding[] => {
      if (as === 'REVIEW') return [];
      return [{ line: item.line, status: as, code: as === 'REJECTED' ? outcome.errorCode : null }];
    });
    const ended = await endItems(sql, { requestId: request.id, at, ends });
    const issuedLines = new Set(ended.filter(({ status }) => status === 'ISSUED').map(({ line }) => line));
    const issued = open.filter(({ item }) => issuedLines.has(item.line));
    if (issued.length > 0) {
      const certificates = await completeCertificates(request, this.#drafts(request, issued), this.#parts);
      const written = await insertCertificates(sql, certificates);
      refuseUnless(issued, (match) => written.has(match.item.line));
      await this.#keepDocuments(sql, issued);
    }
    return ended;
  }

  async #putUnderReview(sql: Sql, request: IssuingRequest, open: readonly Matched[]): Promise<number> {
    const doubtful = open.filter(({ as }) => as === 'REVIEW');
    const reviews = doubtful.map(({ item, outcome }): NewReview => {
      const { certificateNumber, issuedOn } = outcome;
      const received = { outcome: outcomeName(outcome), certificateNumber, issuedOn };
      const place = { requestId: request.id, line: item.line };
      const sealed = sealReceivedOutcome(this.#parts.vault, place, received);
      return { line: item.line, flags: outcomeFlags(outcome), outcome: sealed };
    });
    const since = this.#parts.clock.now();
    const written = await insertReviews(sql, { requestId: request.id, since, reviews });
    await this.#keepDocuments(
      sql,
      doubtful.filter(({ item }) => written.has(item.line)),
    );
    return written.size;
  }

  /** A document also holds its number for the item, from before the certificate exists until a review is settled. */
  async #keepDocuments(sql: Sql, matched: readonly Matched[]): Promise<void> {
    const { vault, clock } = this.#parts;
    const withDocument = matched.filter(({ outcome }) => outcome.pdf && outcome.certificateNumber);
    const documents = withDocument.map(({ outcome }): NewDocument => {
      const { content, sha256 } = outcome.pdf as NonNullable<MassivoItemOutcome['pdf']>;
      const number = outcome.certificateNumber as string;
      return { number, sha256, pdf: sealDocument(vault, number, content) };
    });
    const written = await insertDocuments(sql, documents, clock.now());
    refuseUnless(withDocument, ({ outcome }) => written.has(outcome.certificateNumber as string));
  }

  #drafts(request: IssuingRequest, issued: readonly Matched[]): CertificateDraft[] {
    return issued.map(({ item, outcome }) => ({
      line: item.line,
      number: outcome.certificateNumber as string,
      issuedOn: outcome.issuedOn as string,
      outcome: outcomeName(outcome),
      flags: [],
      subject: this.#subjectOf(request.id, item),
    }));
  }

  #subjectOf(requestId: string, { line, subject }: AcceptedItem): SubjectFields {
    const fields = openSubject(this.#parts.vault, { requestId, line }, subject);
    if (!fields) throw new IssuingFailure('ITEM_UNREADABLE');
    return fields;
  }
}

/** The outcomes of a chunk whose rows have neither an end nor a review yet, with those rows. */
async function openItems(sql: Sql, range: ItemRange, chunk: readonly MassivoItemOutcome[]): Promise<Matched[]> {
  if (chunk.length === 0) return [];
  const seqs = chunk.map(({ seq }) => seq);
  const inRange = seqs.filter((seq) => seq >= range.firstSeq && seq <= range.lastSeq);
  const items = await acceptedItemsWith(sql, { requestId: range.requestId, seqs: inRange });
  const bySeq = new Map(items.map((item) => [item.seq, item]));
  const matched = chunk.map((outcome) => ({ outcome, item: bySeq.get(outcome.seq), as: takenInAs(outcome) }));
  const usable = matched.filter((match): match is Matched => match.item !== undefined && match.as !== 'NOTHING');
  if (usable.length < chunk.length) {
    const kept = new Set(usable.map(({ outcome }) => outcome.seq));
    throw unusableOutcomes(seqs.filter((seq) => !kept.has(seq)));
  }
  const lines = usable.map(({ item }) => item.line);
  const closed = await closedLines(sql, range.requestId, lines);
  return usable.filter(({ item }) => !closed.has(item.line));
}

/** A number that another item bears is the office's mistake or somebody's fraud: nothing is guessed, nothing taken in. */
function refuseUnless(matched: readonly Matched[], isWritten: (match: Matched) => boolean): void {
  const refused = matched.filter((match) => !isWritten(match));
  if (refused.length > 0) throw certificateNumbersTaken(refused.map(({ outcome }) => outcome.seq));
}
