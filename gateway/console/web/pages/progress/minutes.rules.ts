/** A length of time in the two units that matter, such as 1 day and 4 hours. */
export interface Length {
  days: number;
  hours: number;
  minutes: number;
}

const HOUR = 60;
const DAY = 24 * HOUR;

/** Minutes are left out from a day on: nobody plans by them. */
export function lengthOf(minutes: number): Length {
  if (minutes >= DAY) {
    const hours = Math.round(minutes / HOUR);
    return { days: Math.floor(hours / 24), hours: hours % 24, minutes: 0 };
  }
  return { days: 0, hours: Math.floor(minutes / HOUR), minutes: minutes % HOUR };
}
