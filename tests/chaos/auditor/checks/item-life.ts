import type { Evidence, RequestRow } from '../evidence.js';
import { groupBy, itemKey, repeated, type Violation } from '../violation.js';

const CHECK = 'every accepted item ends exactly once, and nothing else does';

/** one end an item, or one open review; one certificate an issued item; nothing for what was never accepted. */
export function checkItemLife(evidence: Evidence): Violation[] {
  return [...wrongRows(evidence), ...wrongEnds(evidence), ...strayTraces(evidence), ...wrongCertificates(evidence)];
}

/** The rows of an accepted request are all there: lines 1 … total, ordinals 1 … accepted. */
function wrongRows({ requests, items }: Evidence): Violation[] {
  const byRequest = groupBy(items, ({ requestId }) => requestId);
  return requests.filter(isAccepted).flatMap(({ id, total, accepted }) => {
    const rows = byRequest.get(id) ?? [];
    const lines = new Set(rows.map(({ line }) => line));
    const seqs = new Set(rows.flatMap(({ seq }) => (seq === null ? [] : [seq])));
    const missing = gaps(lines, total).map((line) => lost(`${id}#${line}: no such row`));
    const unnumbered = gaps(seqs, accepted).map((seq) => lost(`${id}: no accepted row ${seq}`));
    const extra = rows.length > total || seqs.size > accepted;
    return [...missing, ...unnumbered, ...(extra ? [wrong(`${id}: more rows than it was accepted with`)] : [])];
  });
}

function wrongEnds({ requests, items, ends, reviews }: Evidence): Violation[] {
  const accepted = acceptedIds(requests);
  const endsByItem = groupBy(ends, itemKey);
  const openReviews = new Set(reviews.filter(({ settled }) => !settled).map(itemKey));
  return items.flatMap((item): Violation[] => {
    if (!accepted.has(item.requestId)) return [];
    const key = itemKey(item);
    const found = endsByItem.get(key) ?? [];
    const reached = found.length + (openReviews.has(key) ? 1 : 0);
    if (reached === 0) return [lost(`${key}: no end`)];
    if (reached > 1) return [doubled(`${key}: ${reached} ends`)];
    const refused = item.seq === null;
    return refused && found[0]?.status !== 'REJECTED' ? [wrong(`${key}: refused at intake, yet ended otherwise`)] : [];
  });
}

/** Ends, reviews and certificates of rows that nobody accepted; a staged request has the ends of its refused rows only. */
function strayTraces({ requests, items, ends, reviews, certificates }: Evidence): Violation[] {
  const accepted = acceptedIds(requests);
  const known = new Map(items.map((item) => [itemKey(item), item]));
  const isAcceptedItem = (trace: { requestId: string; line: number }): boolean =>
    accepted.has(trace.requestId) && known.has(itemKey(trace));
  const strayEnds = ends.filter((end) => {
    const isRefusalOfStaged = end.status === 'REJECTED' && known.get(itemKey(end))?.seq === null;
    return !isAcceptedItem(end) && !isRefusalOfStaged;
  });
  return [
    ...strayEnds.map((end) => wrong(`${itemKey(end)}: an end of what was not accepted`)),
    ...reviews.filter((review) => !isAcceptedItem(review)).map((review) => wrong(`${itemKey(review)}: stray review`)),
    ...certificates.filter((one) => !isAcceptedItem(one)).map((one) => wrong(`${one.number}: stray certificate`)),
  ];
}

/** An issued item has one certificate, any other none; no number is given twice. */
function wrongCertificates({ ends, certificates }: Evidence): Violation[] {
  const byItem = groupBy(certificates, itemKey);
  const issued = new Set(ends.filter(({ status }) => status === 'ISSUED').map(itemKey));
  return [
    ...[...issued].filter((key) => !byItem.has(key)).map((key) => lost(`${key}: issued without a certificate`)),
    ...[...byItem].flatMap(([key, found]) => {
      if (found.length > 1) return [doubled(`${key}: ${found.length} certificates`)];
      return issued.has(key) ? [] : [wrong(`${key}: a certificate, but the item was not issued`)];
    }),
    ...repeated(certificates.map(({ number }) => number)).map((number) => doubled(`${number}: given twice`)),
  ];
}

const isAccepted = ({ state }: RequestRow): boolean => state === 'ACCEPTED';
const acceptedIds = (requests: readonly RequestRow[]): Set<string> =>
  new Set(requests.filter(isAccepted).map(({ id }) => id));

function gaps(present: ReadonlySet<number>, last: number): number[] {
  const missing: number[] = [];
  for (let number = 1; number <= last; number += 1) if (!present.has(number)) missing.push(number);
  return missing;
}

const lost = (about: string): Violation => ({ check: CHECK, harm: 'LOST', about });
const doubled = (about: string): Violation => ({ check: CHECK, harm: 'DOUBLED', about });
const wrong = (about: string): Violation => ({ check: CHECK, harm: 'WRONG', about });
