import { checkAcknowledgements, ofKind } from './checks/acknowledgements.js';
import { checkCounters } from './checks/counters.js';
import { checkFiles } from './checks/files.js';
import { checkFlag } from './checks/flag.js';
import { checkItemLife } from './checks/item-life.js';
import { checkLog } from './checks/log.js';
import { checkMassivoOutcomes } from './checks/massivo-outcomes.js';
import { checkPrivacy } from './checks/privacy.js';
import { checkRest } from './checks/rest.js';
import type { Evidence } from './evidence.js';
import type { Violation } from './violation.js';

/** Of the run alone; what was there before it is checked, but not counted. */
export interface AuditCounts {
  requests: number;
  massivoRequests: number;
  directRequests: number;
  refusedRequests: number;
  items: number;
  acceptedItems: number;
  issued: number;
  rejected: number;
  failed: number;
  abandoned: number;
  underReview: number;
  batches: number;
  officeOutcomes: number;
  outcomesTakenIn: number;
  outcomesKeptApart: number;
  flagChanges: number;
  logEntries: number;
  logLines: number;
}

export interface AuditReport {
  counts: AuditCounts;
  violations: Violation[];
  /** Outcomes of abandoned items, `office/file#row`. */
  keptApart: string[];
}

/** Holds the evidence against every promise; reads nothing else. */
export function audit(evidence: Evidence): AuditReport {
  const outcomes = checkMassivoOutcomes(evidence);
  const violations = [
    ...checkItemLife(evidence),
    ...checkAcknowledgements(evidence),
    ...outcomes.violations,
    ...checkFlag(evidence),
    ...checkFiles(evidence),
    ...checkCounters(evidence),
    ...checkLog(evidence),
    ...checkRest(evidence),
    ...checkPrivacy(evidence),
  ];
  const counts = {
    ...countsOf(evidence),
    outcomesTakenIn: outcomes.takenIn,
    outcomesKeptApart: outcomes.keptApart.length,
  };
  return { counts, violations, keptApart: outcomes.keptApart };
}

function countsOf(evidence: Evidence): Omit<AuditCounts, 'outcomesTakenIn' | 'outcomesKeptApart'> {
  const { requests, items, ends, reviews, batches, outcomes, witness, log, logLines } = evidence;
  const before = new Set(ofKind(witness, 'baseline').flatMap(({ requestIds }) => requestIds));
  const accepted = requests.filter(({ id, state }) => state === 'ACCEPTED' && !before.has(id));
  const ids = new Set(accepted.map(({ id }) => id));
  const ofRun = <Row extends { requestId: string }>(rows: readonly Row[]): Row[] =>
    rows.filter((row) => ids.has(row.requestId));
  const ended = (status: string): number => ofRun(ends).filter((end) => end.status === status).length;
  return {
    requests: accepted.length,
    massivoRequests: accepted.filter(({ channel }) => channel === 'MASSIVO').length,
    directRequests: accepted.filter(({ channel }) => channel === 'DIRECT_AGREEMENT').length,
    refusedRequests: new Set(ofKind(witness, 'refused').map(({ clientRequestId }) => clientRequestId)).size,
    items: ofRun(items).length,
    acceptedItems: ofRun(items).filter(({ seq }) => seq !== null).length,
    issued: ended('ISSUED'),
    rejected: ended('REJECTED'),
    failed: ended('FAILED'),
    abandoned: ended('ABANDONED'),
    underReview: ofRun(reviews).filter(({ settled }) => !settled).length,
    batches: ofRun(batches).length,
    officeOutcomes: outcomes.length,
    flagChanges: ofKind(witness, 'flag').length,
    logEntries: log.length,
    logLines,
  };
}
