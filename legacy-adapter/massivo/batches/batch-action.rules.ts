import type { MassivoBatch, MassivoBatchState } from './massivo-batch.type.js';

/** What an operator can do with a batch. */
export type BatchAction = 'RETRY' | 'RECOLLECT' | 'ABANDON';

/** Its items are open: it can be sent again. */
export const RETRYABLE_STATES = ['QUEUED', 'SENT', 'ACKNOWLEDGED', 'FAILED'] as const satisfies MassivoBatchState[];
/** The office may have an answer to it; one that never reached the office has none. */
export const RECOLLECTABLE_STATES = ['SENT', 'ACKNOWLEDGED', 'FAILED'] as const satisfies MassivoBatchState[];
/** Its items are open: they can be ended ABANDONED. */
export const ABANDONABLE_STATES = ['QUEUED', 'SENT', 'ACKNOWLEDGED', 'FAILED'] as const satisfies MassivoBatchState[];

const LEGAL_STATES: Readonly<Record<BatchAction, readonly MassivoBatchState[]>> = {
  RETRY: RETRYABLE_STATES,
  RECOLLECT: RECOLLECTABLE_STATES,
  ABANDON: ABANDONABLE_STATES,
};
const ACTIONS: readonly BatchAction[] = ['RETRY', 'RECOLLECT', 'ABANDON'];

type Facts = Pick<MassivoBatch, 'state' | 'sentAt'>;

/** What may be done now; a batch that never reached the office has no answer to look for. */
export function legalActions({ state, sentAt }: Facts): readonly BatchAction[] {
  return ACTIONS.filter(
    (action) => LEGAL_STATES[action].includes(state) && (action !== 'RECOLLECT' || sentAt !== null),
  );
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
