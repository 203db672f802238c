import type { IntlShape } from 'react-intl';
import type { MessageId } from './messages.js';

export interface WayOfWriting {
  /** A sentence of the catalogue. */
  text(id: MessageId, values?: Record<string, string | number | Date>): string;
  whole(value: number): string;
  /** A share between 0 and 1 as a percentage; a dash when there is none. */
  share(value: number | null): string;
  /** A day `yyyy-mm-dd`, which has no time zone. */
  day(isoDay: string): string;
  /** Likewise, without the year: for axes. */
  shortDay(isoDay: string): string;
  /** An instant, Europe/Rome. */
  instant(isoInstant: string): string;
}

const NONE = '–';

export function wayOfWriting(intl: IntlShape): WayOfWriting {
  const dayAs = (isoDay: string, options: Intl.DateTimeFormatOptions): string =>
    intl.formatDate(`${isoDay}T12:00:00Z`, { ...options, timeZone: 'UTC' });
  return {
    text: (id, values) => intl.formatMessage({ id }, values),
    whole: (value) => intl.formatNumber(value, { maximumFractionDigits: 0, useGrouping: 'always' }),
    share: (value) =>
      value === null ? NONE : intl.formatNumber(value, { style: 'percent', maximumFractionDigits: 1 }),
    day: (isoDay) => dayAs(isoDay, { day: 'numeric', month: 'long', year: 'numeric' }),
    shortDay: (isoDay) => dayAs(isoDay, { day: 'numeric', month: 'short' }),
    instant: (isoInstant) => intl.formatDate(isoInstant, { dateStyle: 'medium', timeStyle: 'short' }),
  };
}
