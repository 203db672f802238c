import type { CircuitStateName } from './office-breaker.js';

/** How an office's drop area is doing, as the workers last told it. */
export interface OfficeHealth {
  officeCode: string;
  /** Of all live workers the worst: CLOSED is well, OPEN is left alone for a while, HALF_OPEN is being tried. */
  state: CircuitStateName;
  /** Since when it has not been well; null when it is. */
  since: Date | null;
  /** What was wrong last: a trouble of the drop area, or `OTHER`; null when nothing is. */
  trouble: string | null;
  /** How many live workers say so. */
  workers: number;
}
