import type { AnswerFault } from '../books/book-entries.js';
import type { AnswerState, OpenReceipt } from '../books/book-index.js';
import type { FileCourse } from '../control/faults.rules.js';
import type { AnswerName } from '../drop/request-name.rules.js';

/** What is to be done next for a file that has been taken in. */
export type Step =
  | { readonly do: 'process' }
  | {
      readonly do: 'answer';
      readonly answer: AnswerName;
      readonly faults: readonly AnswerFault[];
      readonly repeated: boolean;
    }
  | { readonly do: 'close' }
  /** Nothing for so many milliseconds. */
  | { readonly do: 'wait'; readonly ms: number }
  /** Nothing until the control file changes. */
  | { readonly do: 'wait-for-control' };

/**
 * The one place that decides the order of an office's answers: acknowledgement (or refusal), processing, certificates,
 * outcome; and every way in which the control file has it go otherwise. The ZIP gets its name before the outcome does:
 * whoever sees an outcome finds the certificates that it names (the other way round is the fault `reorder`). Pure: the same books, course and time give the
 * same step, so that a restart goes on where the books end.
 */
export function nextStep(open: OpenReceipt, course: FileCourse, nowMs: number): Step {
  const due = dueTimes(open, course);
  let waiting: Step = { do: 'wait-for-control' };
  let pending = false;
  for (const answer of sequenceOf(open, course)) {
    if (open.answers.has(answer)) continue;
    if (isAfterProcessing(answer) && !open.processed) {
      return nowMs >= due.outcome ? { do: 'process' } : waitUntil(due.outcome, nowMs);
    }
    pending = true;
    if (course.withheld.includes(answer)) continue;
    const dueMs = isAfterProcessing(answer) ? due.outcome : due.reception;
    if (nowMs < dueMs) return waitUntil(dueMs, nowMs);
    return { do: 'answer', answer, faults: faultsOf(answer, course), repeated: false };
  }
  for (const [answer, state] of open.answers) {
    const step = afterwards(answer, { state, course, nowMs });
    if (!step) continue;
    if (step.do === 'answer') return step;
    pending = true;
    if (step.do === 'wait' && (waiting.do !== 'wait' || step.ms < waiting.ms)) waiting = step;
  }
  return pending ? waiting : { do: 'close' };
}

/** The answers still owed or given, in the order in which they are to go out. */
function sequenceOf({ received, processed }: OpenReceipt, course: FileCourse): AnswerName[] {
  if (received.errorCode) return ['err'];
  const issued = processed ? processed.positive + processed.nil > 0 : true;
  const results: AnswerName[] = issued ? ['zip', 'outcome'] : ['outcome'];
  if (course.outcomeBeforeZip) results.reverse();
  return course.outcomeBeforeAck ? [...results, 'ack'] : ['ack', ...results];
}

/** Second thoughts on an answer that has gone out: make it good, give it again, or nothing (`undefined`). */
function afterwards(
  answer: AnswerName,
  { state, course, nowMs }: { state: AnswerState; course: FileCourse; nowMs: number },
): Step | undefined {
  const completeMs = course.completeAfterMs === undefined ? undefined : state.atMs + course.completeAfterMs;
  const cutIsOver = state.completed || (completeMs !== undefined && nowMs >= completeMs);
  const inForce = faultsOf(answer, course).filter((fault) => !(fault === 'cutFile' && cutIsOver));
  if (state.faults.some((fault) => !inForce.includes(fault))) {
    return { do: 'answer', answer, faults: inForce, repeated: state.repeated };
  }
  if (state.faults.includes('cutFile') && completeMs !== undefined) return waitUntil(completeMs, nowMs);
  if (course.repeated.includes(answer) && !state.repeated) {
    const repeatMs = state.atMs + course.repeatAfterMs;
    if (nowMs < repeatMs) return waitUntil(repeatMs, nowMs);
    return { do: 'answer', answer, faults: state.faults, repeated: true };
  }
  return state.faults.length > 0 ? { do: 'wait-for-control' } : undefined;
}

function faultsOf(answer: AnswerName, course: FileCourse): AnswerFault[] {
  const faults: AnswerFault[] = course.cut.includes(answer) ? ['cutFile'] : [];
  if (answer !== 'outcome') return faults;
  if (course.wrongFileHash || course.wrongPdfHash) faults.push('wrongHash');
  if (course.lie) faults.push('lieRows');
  return faults;
}

function dueTimes({ receivedMs, answers }: OpenReceipt, course: FileCourse): { reception: number; outcome: number } {
  const reception = receivedMs + course.ackDelayMs;
  const acknowledged = answers.get('ack')?.atMs ?? reception;
  return { reception, outcome: acknowledged + course.processDelayMs };
}

const isAfterProcessing = (answer: AnswerName): boolean => answer === 'zip' || answer === 'outcome';

const waitUntil = (dueMs: number, nowMs: number): Step => ({ do: 'wait', ms: Math.max(1, dueMs - nowMs) });
