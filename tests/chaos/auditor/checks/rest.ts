import type { Evidence } from '../evidence.js';
import type { Violation } from '../violation.js';

const CHECK = 'everything has come to its end';
const ENDED = new Set(['COMPLETED', 'REFUSED', 'ABANDONED']);

/** Nothing waits for a worker any more. */
export function checkRest({ batches, submissions, openJobs }: Evidence): Violation[] {
  return [
    ...batches
      .filter(({ state }) => !ENDED.has(state))
      .map(({ id, state }) => violation(`batch ${id}: still ${state}`)),
    ...submissions
      .filter(({ plannedAt }) => plannedAt === null)
      .map(({ requestId }) => violation(`${requestId}: unplanned`)),
    ...openJobs.map((requestId) => violation(`${requestId}: still to be issued`)),
  ];
}

const violation = (about: string): Violation => ({ check: CHECK, harm: 'LOST', about });
