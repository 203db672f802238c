import {
  itemId,
  itemStatus,
  parseItemId,
  selectionOf,
  type CertificateItemStatus,
  type RequestStage,
} from '../../../../subgraphs/certificates/certificate-request/certificate-item.rules.js';
import type { StoredItem } from '../../../../subgraphs/certificates/certificate-request/stored-item.type.js';

const REQUEST = '0198c5c0-0000-7000-8000-000000000001';

const item = (parts: Partial<StoredItem> = {}): StoredItem => ({
  requestId: REQUEST,
  line: 7,
  row: 7,
  seq: 5,
  subject: { firstLine: 7, keyId: 1, sealed: Buffer.alloc(0) },
  end: null,
  flags: [],
  inReview: false,
  ...parts,
});
const ended = (status: 'ISSUED' | 'REJECTED' | 'FAILED' | 'ABANDONED'): Partial<StoredItem> => ({
  end: { status, code: null, field: null },
});
const massivo = (...sent: { first: number; last: number }[]): RequestStage => ({ channel: 'MASSIVO', sent });
const direct: RequestStage = { channel: 'DIRECT_AGREEMENT', sent: [] };
const counter: RequestStage = { channel: 'OFFICE_COUNTER', sent: [] };

describe('R-34 the status of an item follows from its end, its review and its batch', () => {
  const cases: [string, StoredItem, RequestStage, CertificateItemStatus, takenUp?: boolean][] = [
    ['lodged at the counter', item(), counter, 'ACCEPTED'],
    ['R-45 taken up at the counter', item(), counter, 'QUEUED', true],
    ['R-45 issued at the counter', item(ended('ISSUED')), counter, 'ISSUED', true],
    ['R-45 rejected at the counter', item(ended('REJECTED')), counter, 'REJECTED', true],
    ['waiting on the direct channel', item(), direct, 'QUEUED'],
    ['on massivo, not sent', item(), massivo(), 'QUEUED'],
    ['on massivo, first row of a sent batch', item(), massivo({ first: 5, last: 9 }), 'SENT'],
    ['on massivo, last row of a sent batch', item(), massivo({ first: 1, last: 5 }), 'SENT'],
    ['on massivo, another batch was sent', item(), massivo({ first: 6, last: 9 }), 'QUEUED'],
    ['under review', item({ inReview: true }), massivo({ first: 1, last: 9 }), 'UNDER_REVIEW'],
    ['issued', item(ended('ISSUED')), massivo({ first: 1, last: 9 }), 'ISSUED'],
    ['refused at intake, so without an ordinal', item({ ...ended('REJECTED'), seq: null }), direct, 'REJECTED'],
    ['failed', item(ended('FAILED')), direct, 'FAILED'],
    ['abandoned', item(ended('ABANDONED')), massivo(), 'ABANDONED'],
    ['issued after a review', item({ ...ended('ISSUED'), inReview: false }), direct, 'ISSUED'],
  ];
  it.each(cases)('R-34 %s', (_name, stored, stage, ...[status, takenUp = false]) => {
    expect(itemStatus(stored, stage, takenUp)).toBe(status);
  });

  const statuses: CertificateItemStatus[] = [
    'ACCEPTED',
    'QUEUED',
    'SENT',
    'UNDER_REVIEW',
    'ISSUED',
    'REJECTED',
    'FAILED',
    'ABANDONED',
  ];
  const stages = [counter, direct, massivo(), massivo({ first: 1, last: 4 })];

  it.each(statuses)('R-34 the filter for %s selects just the items that have it', (status) => {
    for (const stage of stages) {
      for (const [, stored, of, , takenUp = false] of cases) {
        const isElsewhere = takenUp && of.channel !== stage.channel;
        if (isElsewhere || (stored.seq === null && !stored.end)) continue;
        expect(selects(selectionOf(status, stage), stored, takenUp)).toBe(
          itemStatus(stored, stage, takenUp) === status,
        );
      }
    }
  });

  it('R-34 no filter selects everything', () => {
    expect(selectionOf(null, counter)).toEqual({ kind: 'all' });
  });
});

/** What the SQL of certificate-item.store.ts says, in words. */
function selects(selection: ReturnType<typeof selectionOf>, stored: StoredItem, takenUp: boolean): boolean {
  switch (selection?.kind) {
    case undefined:
      return false;
    case 'all':
      return true;
    case 'ended':
      return stored.end?.status === selection.status;
    case 'underReview':
      return stored.inReview;
    case 'atCounter':
      return !stored.end && !stored.inReview && selection.takenUp === takenUp;
    case 'open': {
      const inside = selection.ranges.some(
        ({ first, last }) => stored.seq !== null && stored.seq >= first && stored.seq <= last,
      );
      return !stored.end && !stored.inReview && inside === selection.inside;
    }
  }
}

describe('ids of items', () => {
  it('are read back as they were made', () => {
    expect(parseItemId(itemId({ requestId: REQUEST, line: 12 }))).toEqual({ requestId: REQUEST, line: 12 });
  });

  it.each(['', REQUEST, `${REQUEST}:`, `${REQUEST}:0`, `${REQUEST}:1x`, `x${REQUEST}:1`, `${REQUEST}:99999999`])(
    '%p is none',
    (id) => {
      expect(parseItemId(id)).toBeNull();
    },
  );
});
