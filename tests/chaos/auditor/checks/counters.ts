import type { BatchRow, DeltaRow, Evidence } from '../evidence.js';
import { groupBy, itemKey, type Violation } from '../violation.js';

const CHECK = 'counters equal the sums, and files cover what was accepted';

type Counts = Omit<DeltaRow, 'requestId'>;
const STATUS_COUNT = { ISSUED: 'issued', REJECTED: 'rejected', FAILED: 'failed', ABANDONED: 'abandoned' } as const;

/** What is shown as progress is what lies in the tables; the files of a request hold each of its rows once. */
export function checkCounters(evidence: Evidence): Violation[] {
  return [...wrongSums(evidence), ...wrongSubmissions(evidence), ...wrongCover(evidence)];
}

function wrongSums({ requests, ends, reviews, deltas }: Evidence): Violation[] {
  const counted = new Map(requests.map(({ id }) => [id, noCounts()]));
  for (const { requestId, status } of ends) {
    const counts = counted.get(requestId);
    if (counts) counts[STATUS_COUNT[status]] += 1;
  }
  for (const { requestId, settled } of reviews) {
    const counts = counted.get(requestId);
    if (counts && !settled) counts.underReview += 1;
  }
  const shown = new Map(deltas.map((delta) => [delta.requestId, delta]));
  return [...counted].flatMap(([requestId, counts]) => {
    const told = shown.get(requestId) ?? { requestId, ...noCounts() };
    const different = (Object.keys(counts) as (keyof Counts)[]).filter((name) => counts[name] !== told[name]);
    return different.map((name) => violation(`${requestId}: ${name} is ${counts[name]}, shown ${told[name]}`));
  });
}

function wrongSubmissions({ requests, submissions }: Evidence): Violation[] {
  const byRequest = groupBy(submissions, ({ requestId }) => requestId);
  return requests.flatMap(({ id, state, channel, accepted }) => {
    const found = byRequest.get(id) ?? [];
    const due = state === 'ACCEPTED' && channel === 'MASSIVO' && accepted > 0;
    if (found.length !== (due ? 1 : 0)) return [violation(`${id}: ${found.length} outbox entries`)];
    return found.filter(({ items }) => items !== accepted).map(() => violation(`${id}: outbox entry of another size`));
  });
}

/** Gapless and without overlap; a request that was abandoned before its files were planned has none. */
function wrongCover({ submissions, batches, items, ends }: Evidence): Violation[] {
  const byRequest = groupBy(batches, ({ requestId }) => requestId);
  const itemsOf = groupBy(items, ({ requestId }) => requestId);
  const abandoned = new Set(ends.filter(({ status }) => status === 'ABANDONED').map(itemKey));
  return submissions.flatMap(({ requestId, items: rows }) => {
    const parts = byRequest.get(requestId) ?? [];
    if (parts.length > 0)
      return covers(parts, rows) ? [] : [violation(`${requestId}: its files do not cover its rows`)];
    const accepted = (itemsOf.get(requestId) ?? []).filter(({ seq }) => seq !== null);
    const given = accepted.every((item) => abandoned.has(itemKey(item)));
    return given ? [] : [violation(`${requestId}: no file was ever planned`)];
  });
}

function covers(parts: readonly BatchRow[], rows: number): boolean {
  const inOrder = [...parts].sort((a, b) => a.firstSeq - b.firstSeq);
  let next = 1;
  for (const { firstSeq, lastSeq } of inOrder) {
    if (firstSeq !== next || lastSeq < firstSeq) return false;
    next = lastSeq + 1;
  }
  return next === rows + 1;
}

const noCounts = (): Counts => ({ issued: 0, rejected: 0, failed: 0, abandoned: 0, underReview: 0 });
const violation = (about: string): Violation => ({ check: CHECK, harm: 'WRONG', about });
