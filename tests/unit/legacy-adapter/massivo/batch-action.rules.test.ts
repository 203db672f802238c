import {
  ABANDONABLE_STATES,
  legalActions,
  RECOLLECTABLE_STATES,
  RETRYABLE_STATES,
} from '../../../../legacy-adapter/massivo/batches/batch-action.rules.js';
import { isQuarantined } from '../../../../legacy-adapter/massivo/batches/batch-trouble.rules.js';
import {
  IN_FLIGHT_STATES,
  type MassivoBatchState,
} from '../../../../legacy-adapter/massivo/batches/massivo-batch.type.js';

const SENT_AT = new Date('2026-06-10T10:00:00Z');
const STATES: MassivoBatchState[] = ['QUEUED', 'SENT', 'ACKNOWLEDGED', 'COMPLETED', 'REFUSED', 'FAILED', 'ABANDONED'];

describe('R-34 what an operator can do with a batch', () => {
  it.each(STATES)('follows from the named sets of states: %s', (state) => {
    const has = (states: readonly MassivoBatchState[]): boolean => states.includes(state);
    const legal = legalActions({ state, sentAt: SENT_AT });
    expect(legal.includes('RETRY')).toBe(has(RETRYABLE_STATES));
    expect(legal.includes('RECOLLECT')).toBe(has(RECOLLECTABLE_STATES));
    expect(legal.includes('ABANDON')).toBe(has(ABANDONABLE_STATES));
  });

  it('is nothing once its items have come to an end, and never nothing before (R-25)', () => {
    const open = STATES.filter((state) => legalActions({ state, sentAt: SENT_AT }).length > 0);
    expect(open.sort()).toEqual([...IN_FLIGHT_STATES].sort());
  });

  it('is not to look for an answer to what never reached the office', () => {
    expect(legalActions({ state: 'FAILED', sentAt: null })).toEqual(['RETRY', 'ABANDON']);
  });
});

describe('R-33 what is in quarantine', () => {
  it.each([
    ['OUTCOME_MISMATCH missing 000002', true],
    ['ACKNOWLEDGEMENT_CORRUPT', true],
    ['REFUSAL_MISMATCH state', true],
    ['ARCHIVE_MISSING', true],
    ['PDF_HASH_MISMATCH 000001', true],
    ['DROP_AREA_FULL', false],
    ['NAME_TAKEN', false],
    ['SIC-001', false],
  ])('%s: %s', (trouble, expected) => expect(isQuarantined(trouble)).toBe(expected));
});
