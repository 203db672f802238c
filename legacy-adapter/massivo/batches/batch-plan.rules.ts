import type { MassivoLimits } from './massivo-batch.type.js';

/** A range of accepted rows that makes one file. */
export interface PlannedPart {
  /** From 1. */
  part: number;
  firstSeq: number;
  lastSeq: number;
}

/** A request id that comes back from the office as it was sent (record `R`). */
const ANSWERABLE_ID = /^[^\s;]{1,64}$/;
const PART_DIGITS = 2;
/** The shape of a request id that was made here from another one; a sender may have chosen such an id himself. */
const DERIVED_ID = /-(?:\d{2,}|R\d+)$/;

/**
 * cuts a request of `items` rows into as few files as the office's maximum allows. Full files and a rest; evenly
 * when the rest would stay below the office's minimum. A request that is itself below it goes as it is.
 */
export function planParts(
  items: number,
  { maximumRows, minimumRows }: Pick<MassivoLimits, 'maximumRows' | 'minimumRows'>,
): PlannedPart[] {
  const parts = Math.ceil(items / maximumRows);
  const rest = items - (parts - 1) * maximumRows;
  const even = Math.floor(items / parts);
  const larger = items - even * parts;
  const planned: PlannedPart[] = [];
  let lastSeq = 0;
  for (let part = 1; part <= parts; part += 1) {
    const firstSeq = lastSeq + 1;
    if (rest >= minimumRows) lastSeq = Math.min(lastSeq + maximumRows, items);
    else lastSeq += even + (part <= larger ? 1 : 0);
    planned.push({ part, firstSeq, lastSeq });
  }
  return planned;
}

/** The requestIds of the files of one request: its own when there is one file, else `<id>-01`, `<id>-02` … */
export function fileRequestIds(requestId: string, parts: number): string[] {
  if (parts === 1) return [requestId];
  return Array.from({ length: parts }, (_, index) => partRequestId(requestId, index + 1));
}

/** The requestId of one of several files: `<id>-01` */
export function partRequestId(requestId: string, part: number): string {
  return `${requestId}-${String(part).padStart(PART_DIGITS, '0')}`;
}

/**
 * Whether the ids could be those of other files of the same body: `X` in two parts makes `X-01`, which may also be what
 * the body calls another request. The office would take the second for the first (TES-004).
 */
export function mayClash(requestId: string, parts: number): boolean {
  return parts > 1 || DERIVED_ID.test(requestId);
}

export function isAnswerable(requestId: string): boolean {
  return ANSWERABLE_ID.test(requestId);
}

/** The id of a new attempt after the office has ended one: `X`, `X-R1`, `X-R2` … */
export function nextAttemptId(fileRequestId: string): string {
  const [, base = fileRequestId, attempt = '0'] = /^(.*)-R(\d+)$/.exec(fileRequestId) ?? [];
  return `${base}-R${Number(attempt) + 1}`;
}

/** A stretch of the accepted rows of one request. */
export interface RowRange {
  requestId: string;
  firstSeq: number;
  lastSeq: number;
}

/** The same rows in as few stretches as they can be told in. */
export function mergeRanges(ranges: readonly RowRange[]): RowRange[] {
  const inOrder = [...ranges].sort((a, b) =>
    a.requestId < b.requestId ? -1 : a.requestId > b.requestId ? 1 : a.firstSeq - b.firstSeq,
  );
  const merged: RowRange[] = [];
  for (const { requestId, firstSeq, lastSeq } of inOrder) {
    const last = merged.at(-1);
    if (last?.requestId === requestId && last.lastSeq + 1 === firstSeq) last.lastSeq = lastSeq;
    else merged.push({ requestId, firstSeq, lastSeq });
  }
  return merged;
}
