import type { MassivoBatch, MassivoBatchState } from './massivo-batch.type.js';

/** What an operator can do with a batch. */
export type BatchAction = 'RETRY' | 'RECOLLECT' | 'ABANDON';

const LEGAL_ACTIONS: Readonly<Record<MassivoBatchState, readonly BatchAction[]>> = {
  QUEUED: ['RETRY', 'ABANDON'],
  SENT: ['RETRY', 'RECOLLECT', 'ABANDON'],
  ACKNOWLEDGED: ['RETRY', 'RECOLLECT', 'ABANDON'],
  FAILED: ['RETRY', 'RECOLLECT', 'ABANDON'],
  COMPLETED: [],
  REFUSED: [],
  ABANDONED: [],
};

type Facts = Pick<MassivoBatch, 'state' | 'sentAt'>;

/** What may be done now; a batch that never reached the office has no answer to look for. */
export function legalActions({ state, sentAt }: Facts): readonly BatchAction[] {
  const legal = LEGAL_ACTIONS[state];
  return sentAt === null ? legal.filter((action) => action !== 'RECOLLECT') : legal;
}

/** Where an answer is awaited again. */
export function stateAwaitingAnswer({ acknowledgedAt }: Pick<MassivoBatch, 'acknowledgedAt'>): MassivoBatchState {
  return acknowledgedAt === null ? 'SENT' : 'ACKNOWLEDGED';
}

/**
 * Whether a retry is a new request to the office. After FAILED the office has ended the first one, or something else
 * lies under its name; in every other state the same bytes go under the same name, which the office knows how to take
 * (TES-004).
 */
export function isNewAttempt({ state }: Pick<MassivoBatch, 'state'>): boolean {
  return state === 'FAILED';
}
