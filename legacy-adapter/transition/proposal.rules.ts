import type { TransitionScope } from '../contract.js';
import { badTransitionInput, reasonMissing, scopeMissing, timeHasPassed, twoScopes } from './transition.errors.js';
import type { TransitionProposal } from './transition.type.js';

/** Reasons and acts are kept for good in a log that nobody can shorten. */
const MAX_REASON_LENGTH = 1_000;

/** What can be wrong with a proposal whatever the flag says. Throws BAD_USER_INPUT with the field. */
export function assertProposal(proposal: TransitionProposal, now: Date): void {
  assertOneScope(proposal);
  assertReason(proposal.reason);
  if (proposal.at && proposal.at < now) throw timeHasPassed();
}

/** a value is global, an office's or a body's. */
export function assertOneScope({ officeCode, ipaCode }: TransitionScope): void {
  if (officeCode !== undefined && ipaCode !== undefined) throw twoScopes();
}

/** The global value can be changed, not cleared. */
export function assertNarrowScope(scope: TransitionScope): void {
  assertOneScope(scope);
  if (scope.officeCode === undefined && scope.ipaCode === undefined) throw scopeMissing();
}

/** every change has a reason; `field` is the argument that holds it. */
export function assertReason(reason: string, field = 'reason'): void {
  if (reason.trim() === '') throw reasonMissing(field);
  if (reason.length > MAX_REASON_LENGTH) {
    throw badTransitionInput(field, [
      `At most ${MAX_REASON_LENGTH} characters.`,
      `Al massimo ${MAX_REASON_LENGTH} caratteri.`,
    ]);
  }
  // The database takes no text with a NUL.
  if (reason.includes('\u0000')) throw badTransitionInput(field, ['Not a text.', 'Testo non valido.']);
}
