import { romeTimestamp, type Clock } from '../../../schema/kernel/clock.js';
import type { Books } from '../books/books.store.js';
import type { CrashStep } from '../control/control.input.js';
import type { ControlWatch } from '../control/control.store.js';
import { drawCourse, settingsOf, type Delays, type DrawKey, type FileCourse } from '../control/faults.rules.js';
import type { EventLog } from '../events.js';

/** What the desks of all offices have in common. */
export interface OfficeContext {
  readonly stateDir: string;
  /** Of the synthetic register, and of the faults unless the control file names its own. */
  readonly seed: number;
  readonly maxRows: number;
  readonly delays: Delays;
  readonly clock: Clock;
  readonly books: Books;
  readonly control: ControlWatch;
  readonly events: EventLog;
  /** Ends the process at once, as SIGKILL does. */
  readonly die: () => void;
}

/** The course that the control file, as it is now, has this file take. */
export function courseOf(context: OfficeContext, officeCode: string, file: string): FileCourse {
  const { control } = context.control;
  const key = faultKey(context, officeCode, file);
  return drawCourse(settingsOf(control, officeCode), key, context.delays);
}

/** What the draws for a file depend on. */
export function faultKey(context: OfficeContext, officeCode: string, file: string): DrawKey {
  return { seed: context.control.control.seed ?? context.seed, officeCode, file };
}

/** The present time as the books and the records write it. */
export const nowText = (context: OfficeContext): string => romeTimestamp(context.clock.now());

/** A moment at which the control file may have the emulator die. */
export interface DeadlyMoment {
  readonly step: CrashStep;
  readonly receipt: number;
  readonly course: FileCourse;
  /** Steps at which it died before for this receipt. */
  readonly crashes: ReadonlySet<string>;
}

/** Dies when told to, once for a receipt and step: the books know it before it happens. */
export async function dieWhenTold(context: OfficeContext, moment: DeadlyMoment): Promise<void> {
  const { step, receipt, course, crashes } = moment;
  if (!course.crashAt.includes(step) || crashes.has(step)) return;
  await context.books.append({ step: 'crash', receipt, at: nowText(context), crash: step });
  context.events.report('crash', { receipt, step });
  context.die();
}
