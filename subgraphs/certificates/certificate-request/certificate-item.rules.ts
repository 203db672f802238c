import type { Channel } from '../../../legacy-adapter/index.js';
import type { ItemEndStatus, ItemSelection, SeqRange, StoredItem } from './stored-item.type.js';

export type CertificateItemStatus = 'ACCEPTED' | 'QUEUED' | 'SENT' | 'UNDER_REVIEW' | ItemEndStatus;

/** Where the open items of a request stand: its channel and, on massivo, what was sent already. */
export interface RequestStage {
  channel: Channel;
  /** Accepted rows whose batch is at the office. */
  sent: readonly SeqRange[];
}

/**
 * R-34, one life for every channel: `ACCEPTED → QUEUED → SENT → (UNDER_REVIEW) → ISSUED | REJECTED | FAILED | ABANDONED`.
 * On massivo and on the direct channel a request is put into its queue in the transaction that accepts it, so that only
 * what is lodged at the counter is ever seen as ACCEPTED. There it is QUEUED from when an operator has taken it up: it
 * then has its place in somebody's work.
 */
export function itemStatus(item: StoredItem, stage: RequestStage, isTakenUp: boolean): CertificateItemStatus {
  if (item.end) return item.end.status;
  if (item.inReview) return 'UNDER_REVIEW';
  if (stage.channel === 'OFFICE_COUNTER') return isTakenUp ? 'QUEUED' : 'ACCEPTED';
  const { seq } = item;
  return seq !== null && stage.sent.some(({ first, last }) => seq >= first && seq <= last) ? 'SENT' : 'QUEUED';
}

/** The items of a request that have a status; `null` when none of this request can have it. */
export function selectionOf(status: CertificateItemStatus | null, stage: RequestStage): ItemSelection | null {
  const atCounter = stage.channel === 'OFFICE_COUNTER';
  switch (status) {
    case null:
      return { kind: 'all' };
    case 'ISSUED':
    case 'REJECTED':
    case 'FAILED':
    case 'ABANDONED':
      return { kind: 'ended', status };
    case 'UNDER_REVIEW':
      return { kind: 'underReview' };
    case 'ACCEPTED':
      return atCounter ? { kind: 'atCounter', takenUp: false } : null;
    case 'QUEUED':
      return atCounter ? { kind: 'atCounter', takenUp: true } : { kind: 'open', inside: false, ranges: stage.sent };
    case 'SENT':
      return stage.sent.length > 0 ? { kind: 'open', inside: true, ranges: stage.sent } : null;
  }
}

/** The id of an item in the graph. */
export const itemId = (item: { requestId: string; line: number }): string => `${item.requestId}:${item.line}`;

/** The request and line that an item's id names; `null` when it cannot be one. */
export function parseItemId(id: string): { requestId: string; line: number } | null {
  const match = /^([0-9a-f-]{36}):([1-9]\d{0,6})$/.exec(id);
  return match?.[1] && match[2] ? { requestId: match[1], line: Number(match[2]) } : null;
}
