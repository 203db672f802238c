import type {
  ConsoleTransitionQuery,
  TransitionChangeInput,
  TransitionState,
} from '../../../../../schema/client/operations.generated.js';
import { idsOf, isSameScope, scopeOf, type Scope } from './scope.rules.js';

export type Flag = ConsoleTransitionQuery['transition'];
export type PendingChange = Flag['pending'][number];

const STATES: readonly TransitionState[] = ['OPEN', 'DRAINING', 'CLOSED'];

/** what may follow a state. The service decides; this is so that only what may succeed is offered. */
const FOLLOWING: Readonly<Record<TransitionState, readonly TransitionState[]>> = {
  OPEN: ['DRAINING'],
  DRAINING: ['CLOSED', 'OPEN'],
  CLOSED: ['OPEN'],
};

const severer = (one: TransitionState, other: TransitionState): TransitionState =>
  STATES.indexOf(other) > STATES.indexOf(one) ? other : one;

/**
 * What a change of the scope starts from: its own value where it has one, else what holds for it; never less than
 * doubt and calendar allow, which the value for everybody shows.
 *
 * @param flag of the scope itself.
 */
export function stateBefore(scope: Scope, flag: Pick<Flag, 'state' | 'overrides' | 'doubtful'>): TransitionState {
  const own = flag.overrides.find((one) => isSameScope(scopeOf(one), scope));
  return own === undefined ? flag.state : severer(own.state, flag.doubtful ? 'DRAINING' : 'OPEN');
}

/**
 * What a change of the scope can go to; of a later one, what its scheduled changes and the last day may have made of the
 * scope by then.
 *
 * @param day on which a later change takes effect, in Rome; `null`: it is for now.
 */
export function possibleTargets(
  scope: Scope,
  flag: Pick<Flag, 'state' | 'overrides' | 'doubtful' | 'pending' | 'lastDay'>,
  day: string | null,
): readonly TransitionState[] {
  const starts = [stateBefore(scope, flag)];
  if (day !== null) {
    const scheduled = flag.pending.filter((one) => one.status === 'SCHEDULED' && isSameScope(scopeOf(one), scope));
    starts.push(...scheduled.map(({ to }) => to));
    if (day > flag.lastDay) starts.push('DRAINING');
  }
  return STATES.filter((target) => starts.some((start) => FOLLOWING[start].includes(target)));
}

/** What is filled in for a change. */
export interface ChangeDraft {
  scope: Scope;
  to: TransitionState;
  reason: string;
  /** RFC 3339; `null`: now. */
  at: string | null;
  force: boolean;
}

export function inputOf({ scope, to, reason, at, force }: ChangeDraft, expectedVersion: number): TransitionChangeInput {
  return {
    ...idsOf(scope),
    ...{ to, reason: reason.trim(), expectedVersion },
    ...(at !== null && { at }),
    ...(force && to === 'CLOSED' && { force }),
  };
}

/** The change that waits, asked once more for a dry run; its time is named only while it lies ahead. */
export function inputOfPending(
  change: PendingChange,
  { version, now }: { version: number; now: Date },
): TransitionChangeInput {
  const { to, reason, at, force } = change;
  const draft = { scope: scopeOf(change), to, reason, force, at: new Date(at) > now ? at : null };
  return inputOf(draft, version);
}

/** What becomes of a change that would not be refused. */
export type Course = 'APPLIED' | 'SCHEDULED' | 'WAITING_APPROVAL';

export function courseOf(input: TransitionChangeInput): Course {
  const needsApproval = input.to === 'CLOSED' && !input.officeCode && !input.ipaCode;
  return needsApproval ? 'WAITING_APPROVAL' : courseOnceApproved(input);
}

export function courseOnceApproved({ at }: TransitionChangeInput): Course {
  return at == null ? 'APPLIED' : 'SCHEDULED';
}

/** subjects that the change would end as ABANDONED. */
export function abandonedItems({ to, force }: TransitionChangeInput, { openItems }: { openItems: number }): number {
  return to === 'CLOSED' && force === true ? openItems : 0;
}
