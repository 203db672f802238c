import { addDays, startOfDay, type IsoDay } from '../../../schema/kernel/clock.js';
import type { RequestFilter } from './stored-request.type.js';

/** The filter as it is asked: also by days in Europe/Rome, both included. */
export interface RequestFilterQuestion extends RequestFilter {
  fromDay?: IsoDay | null;
  toDay?: IsoDay | null;
}

/** Days as instants; where a day and an instant are given, both hold. */
export function requestFilter({ fromDay, toDay, ...filter }: RequestFilterQuestion): RequestFilter {
  const from = [filter.submittedFrom, fromDay && startOfDay(fromDay)].filter(isInstant);
  const to = [filter.submittedTo, toDay && startOfDay(addDays(toDay, 1))].filter(isInstant);
  return {
    ...filter,
    submittedFrom: from.length === 0 ? null : new Date(Math.max(...from.map(Number))),
    submittedTo: to.length === 0 ? null : new Date(Math.min(...to.map(Number))),
  };
}

const isInstant = (value: Date | '' | null | undefined): value is Date => value instanceof Date;
