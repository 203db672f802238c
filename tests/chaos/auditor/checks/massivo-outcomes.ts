import type { BatchRow, CertificateRow, EndRow, Evidence, OutcomeEntry, ReceiptEntry } from '../evidence.js';
import { groupBy, itemKey, repeated, type Violation } from '../violation.js';
import { ofKind } from './acknowledgements.js';

const CHECK = "every outcome in the office's books was taken in exactly once";

export interface OutcomeAudit {
  violations: Violation[];
  /** Outcomes that are issued, rejected or under review as the office has them. */
  takenIn: number;
  /** Outcomes of abandoned items: kept apart, never issued. `office/file#row`. */
  keptApart: string[];
}

/** Where items stand, for quick looking up. */
interface Ledger {
  lineOf: Map<string, number>;
  endOf: Map<string, EndRow>;
  certificateOf: Map<string, CertificateRow>;
  reviewed: Set<string>;
  documents: Set<string>;
  issuedNumbers: Set<string>;
  officeNumbers: Set<string>;
}

/** number by number, what the office decided is what the body gets; nothing of abandoned items is. */
export function checkMassivoOutcomes(evidence: Evidence): OutcomeAudit {
  const audit: OutcomeAudit = { violations: [], takenIn: 0, keptApart: [] };
  const ledger = ledgerOf(evidence);
  const outcomesBySic = groupBy(evidence.outcomes, ({ sicProtocol }) => sicProtocol);
  const batchesByFile = new Map(evidence.batches.map((batch) => [fileKey(batch.officeCode, batch.fileName), batch]));
  const taken = evidence.receipts.filter(({ errorCode }) => errorCode === null);
  for (const receipt of taken) {
    const outcomes = outcomesBySic.get(receipt.sicProtocol) ?? [];
    outcomesBySic.delete(receipt.sicProtocol);
    compareFile({
      audit,
      ledger,
      receipt,
      outcomes,
      batch: batchesByFile.get(fileKey(receipt.officeCode, receipt.file)),
    });
  }
  for (const sic of outcomesBySic.keys())
    audit.violations.push(violation('WRONG', `${sic}: outcomes without a receipt`));
  audit.violations.push(
    ...acceptedTwice(taken),
    ...completedUnheard(evidence, taken),
    ...madeUpNumbers(evidence, ledger),
  );
  return audit;
}

interface FileAudit {
  audit: OutcomeAudit;
  ledger: Ledger;
  receipt: ReceiptEntry;
  outcomes: readonly OutcomeEntry[];
  batch: BatchRow | undefined;
}

function compareFile({ audit, ledger, receipt, outcomes, batch }: FileAudit): void {
  const { sicProtocol, file, officeCode } = receipt;
  if (outcomes.length === 0) return;
  if (!batch || batch.fileRequestId !== receipt.requestId) {
    audit.violations.push(violation('LOST', `${sicProtocol}: ${outcomes.length} outcomes of a file nobody waits for`));
    return;
  }
  const rows = outcomes.map(({ row }) => String(row));
  const awaited = batch.lastSeq - batch.firstSeq + 1;
  if (new Set(rows).size !== awaited || repeated(rows).length > 0) {
    audit.violations.push(violation('WRONG', `${sicProtocol}: ${rows.length} outcomes for ${awaited} rows`));
  }
  for (const outcome of outcomes) {
    const about = `${officeCode}/${file}#${outcome.row}`;
    const verdict = compareOutcome(outcome, batch, ledger);
    if (verdict === 'TAKEN_IN') audit.takenIn += 1;
    else if (verdict === 'KEPT_APART') audit.keptApart.push(about);
    else audit.violations.push(violation(verdict.harm, `${about}: ${verdict.about}`));
  }
}

type Verdict = 'TAKEN_IN' | 'KEPT_APART' | Pick<Violation, 'harm' | 'about'>;

function compareOutcome(outcome: OutcomeEntry, batch: BatchRow, ledger: Ledger): Verdict {
  const line = ledger.lineOf.get(`${batch.requestId}/${batch.firstSeq + outcome.row - 1}`);
  if (line === undefined) return { harm: 'WRONG', about: 'an outcome for no item' };
  const key = itemKey({ requestId: batch.requestId, line });
  const end = ledger.endOf.get(key);
  const number = outcome.certificateNumber;
  if (batch.state === 'ABANDONED') {
    const issued = number !== null && (ledger.issuedNumbers.has(number) || ledger.documents.has(number));
    if (issued) return { harm: 'WRONG', about: 'abandoned, yet its certificate was kept or issued' };
    return end?.status === 'ABANDONED' ? 'KEPT_APART' : { harm: 'WRONG', about: `abandoned, yet ended ${end?.status}` };
  }
  if (batch.state !== 'COMPLETED') return { harm: 'LOST', about: `not taken in, the batch is ${batch.state}` };
  if (outcome.outcome === 'SCARTATO') {
    const same = end?.status === 'REJECTED' && end.code === outcome.errorCode;
    return same ? 'TAKEN_IN' : { harm: 'LOST', about: `discarded by the office, ended ${end?.status} ${end?.code}` };
  }
  return comparedIssue({ key, end, number }, ledger);
}

/** A review may decide otherwise than the office did; then the certificate has a number of our own. */
function comparedIssue(
  { key, end, number }: { key: string; end: EndRow | undefined; number: string | null },
  { reviewed, certificateOf, documents, officeNumbers }: Ledger,
): Verdict {
  if (!end) return reviewed.has(key) && number !== null && documents.has(number) ? 'TAKEN_IN' : NOT_TAKEN_IN;
  if (end.status !== 'ISSUED') return { harm: 'LOST', about: `issued by the office, ended ${end.status}` };
  const given = certificateOf.get(key)?.number;
  if (given === number) return 'TAKEN_IN';
  const ownDecision = reviewed.has(key) && given !== undefined && !officeNumbers.has(given);
  return ownDecision ? 'TAKEN_IN' : { harm: 'WRONG', about: `certificate ${number} was issued as ${given}` };
}

const NOT_TAKEN_IN: Verdict = { harm: 'LOST', about: 'not taken in' };

/** The office took the same request, or the same name, twice. */
function acceptedTwice(taken: readonly ReceiptEntry[]): Violation[] {
  const requests = taken.map(({ ipaCode, requestId }) => `${ipaCode}/${requestId}`);
  const names = taken.map(({ officeCode, file }) => fileKey(officeCode, file));
  return [...repeated(requests), ...repeated(names)].map((key) => violation('DOUBLED', `${key}: taken in twice`));
}

/** A batch that is called complete without the office ever having said so. */
function completedUnheard({ batches, witness, outcomes }: Evidence, taken: readonly ReceiptEntry[]): Violation[] {
  const before = new Set(ofKind(witness, 'baseline').flatMap(({ requestIds }) => requestIds));
  const processed = new Set(outcomes.map(({ sicProtocol }) => sicProtocol));
  const answered = new Set(
    taken
      .filter(({ sicProtocol }) => processed.has(sicProtocol))
      .map(({ officeCode, file }) => fileKey(officeCode, file)),
  );
  return batches
    .filter(({ state, requestId }) => state === 'COMPLETED' && !before.has(requestId))
    .filter(({ officeCode, fileName }) => !answered.has(fileKey(officeCode, fileName)))
    .map(({ id }) => violation('WRONG', `${id}: completed without an outcome in the books`));
}

/** An item of massivo is issued under the office's number, or was decided by a review. */
function madeUpNumbers({ batches, certificates, witness, items }: Evidence, ledger: Ledger): Violation[] {
  const before = new Set(ofKind(witness, 'baseline').flatMap(({ requestIds }) => requestIds));
  const massivo = new Set(batches.map(({ requestId }) => requestId).filter((requestId) => !before.has(requestId)));
  const known = new Set(items.map(itemKey));
  return certificates
    .filter(({ requestId }) => massivo.has(requestId))
    .filter(
      (one) => known.has(itemKey(one)) && !ledger.officeNumbers.has(one.number) && !ledger.reviewed.has(itemKey(one)),
    )
    .map(({ number }) => violation('WRONG', `${number}: issued on massivo, unknown to the office`));
}

function ledgerOf({ items, ends, certificates, reviews, documents, outcomes }: Evidence): Ledger {
  return {
    lineOf: new Map(items.flatMap(({ requestId, line, seq }) => (seq === null ? [] : [[`${requestId}/${seq}`, line]]))),
    endOf: new Map(ends.map((end) => [itemKey(end), end])),
    certificateOf: new Map(certificates.map((one) => [itemKey(one), one])),
    reviewed: new Set(reviews.map(itemKey)),
    documents: new Set(documents),
    issuedNumbers: new Set(certificates.map(({ number }) => number)),
    officeNumbers: new Set(outcomes.flatMap(({ certificateNumber }) => certificateNumber ?? [])),
  };
}

const fileKey = (officeCode: string, file: string): string => `${officeCode}/${file}`;
const violation = (harm: Violation['harm'], about: string): Violation => ({ check: CHECK, harm, about });
