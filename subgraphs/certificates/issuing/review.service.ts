import { today, type Clock } from '../../../schema/kernel/clock.js';
import type { Database } from '../../../schema/kernel/database.js';
import { DomainError } from '../../../schema/kernel/domain-error.js';
import { openSubject } from '../subject/subject-record.js';
import { completeCertificates, type IssuingKeys } from './certificate-draft.js';
import { certificateNumber, type CertificateOutcome } from './certificate.rules.js';
import { drawOrdinals, insertCertificates, isNumberTaken } from './certificate.store.js';
import { IssuingFailure, itemNotUnderReview } from './issuing.errors.js';
import { appendDelta, deltaOf, endItems } from './item-end.store.js';
import { findReview, markSettled, type StoredReview } from './item-review.store.js';
import { emptyUnissuedDocument } from '../retention/retention.store.js';
import { openReceivedOutcome } from './received-outcome.js';
import { notePlace } from './review-note.js';
import { assertNote, officeCertificateStands } from './review.rules.js';

export interface ReviewParts extends IssuingKeys {
  database: Database;
  clock: Clock;
}

/** What the operator of an office decides on one item. */
export interface Settlement {
  requestId: string;
  line: number;
  outcome: CertificateOutcome;
  note: string;
  operator: { subject: string; officeCode: string };
}

/**
 * Settles a doubtful outcome and issues the certificate. Throws NOT_FOUND when there is no such review at the
 * operator's office, BAD_USER_INPUT without a note or when it was settled before.
 * @returns the number of the certificate.
 */
export async function settleReview(parts: ReviewParts, settlement: Settlement): Promise<{ certificateNumber: string }> {
  const { database, vault, clock } = parts;
  const note = vault.seal(assertNote(settlement.note), notePlace(settlement));
  const review = await findReview(database, settlement);
  if (!review || review.officeCode !== settlement.operator.officeCode) throw new DomainError('NOT_FOUND');
  if (review.settled) throw itemNotUnderReview();
  const subject = openSubject(vault, review, review.subject);
  if (!subject) throw new IssuingFailure('ITEM_UNREADABLE');
  const { requestId, line, flags } = review;
  const decided = { line, outcome: settlement.outcome, flags, subject };
  const { receivedNumber, ...numbered } = await numberAndDate(parts, review, settlement.outcome);
  const draft = { ...decided, ...numbered };
  const certificates = await completeCertificates({ ...review, id: requestId }, [draft], parts);
  const at = clock.now();
  await database.transaction(
    async (sql) => {
      if (!(await markSettled(sql, { requestId, line, at, by: settlement.operator.subject, note })))
        throw itemNotUnderReview();
      const ended = await endItems(sql, { requestId, at, ends: [{ line, status: 'ISSUED', code: null }] });
      if (ended.length === 0) throw itemNotUnderReview();
      if ((await insertCertificates(sql, certificates)).size === 0) throw new IssuingFailure('NUMBER_TAKEN');
      if (receivedNumber !== null && receivedNumber !== draft.number) await emptyUnissuedDocument(sql, receivedNumber);
      await appendDelta(sql, { requestId, at, ...deltaOf(ended, -1) });
    },
    { lockTimeoutMs: 5_000, statementTimeoutMs: 10_000 },
  );
  return { certificateNumber: draft.number };
}

/** The office's own certificate where it says what the operator decided; otherwise a new one of today. */
async function numberAndDate(
  { database, vault, clock }: ReviewParts,
  review: StoredReview,
  decided: CertificateOutcome,
): Promise<{ number: string; issuedOn: string; receivedNumber: string | null }> {
  const received = openReceivedOutcome(vault, review, review.outcome);
  const receivedNumber = received.certificateNumber;
  if (officeCertificateStands(received, decided) && !(await isNumberTaken(database, received.certificateNumber))) {
    return { number: received.certificateNumber, issuedOn: received.issuedOn, receivedNumber };
  }
  const issuedOn = today(clock);
  const [ordinal = 0n] = await drawOrdinals(database, 1);
  return { number: certificateNumber(review.officeCode, issuedOn, ordinal), issuedOn, receivedNumber };
}
