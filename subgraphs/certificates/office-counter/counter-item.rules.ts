import { DomainError } from '../../../schema/kernel/domain-error.js';

/** What an operator may do with an item at the counter; pure. */

const LONGEST_REASON = 2_000;

/** How far an item has come. */
export interface CounterProgress {
  ended: boolean;
  /** The operator who has taken it up, or `null`. */
  takenUpBy: string | null;
}

/** Throws COUNTER_ITEM_ENDED, or COUNTER_ITEM_TAKEN when it is another operator's. */
export function assertMayTakeUp({ ended, takenUpBy }: CounterProgress, operator: string): void {
  if (ended) throw new DomainError('COUNTER_ITEM_ENDED');
  if (takenUpBy !== null && takenUpBy !== operator) throw new DomainError('COUNTER_ITEM_TAKEN');
}

/**
 * Throws COUNTER_ITEM_ENDED or COUNTER_ITEM_NOT_TAKEN_UP. Any operator of the office may close what a colleague has taken
 * up, so that nothing waits for one who is away.
 */
export function assertMayClose({ ended, takenUpBy }: CounterProgress): void {
  if (ended) throw new DomainError('COUNTER_ITEM_ENDED');
  if (takenUpBy === null) throw new DomainError('COUNTER_ITEM_NOT_TAKEN_UP');
}

/** Why a request is rejected, without blanks around it; throws BAD_USER_INPUT when there is nothing, or too much. */
export function assertReason(reason: string): string {
  const text = reason.trim();
  if (text.length > 0 && text.length <= LONGEST_REASON) return text;
  throw new DomainError('BAD_USER_INPUT', {
    rule: 'R-45',
    message: `A request is rejected with a reason of 1 to ${LONGEST_REASON} characters.`,
    messageIt: `Il rigetto richiede una motivazione da 1 a ${LONGEST_REASON} caratteri.`,
    details: { field: 'reason' },
  });
}
