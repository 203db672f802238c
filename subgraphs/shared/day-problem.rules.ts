import { isIsoDay, type IsoDay } from '../../schema/kernel/clock.js';
import { inputProblem, type InputProblem } from './input-problem.rules.js';

/** First year that a day may fall in: the Kingdom of Italy begins in 1861, no register here is older than 1800. */
const EARLIEST_YEAR = 1800;
const LATEST_YEAR = 2999;

const DAY = /^(\d{4})-(\d{2})-(\d{2})$/;
const INSTANT = /^(\d{4}-\d{2}-\d{2})[Tt](\d{2}):(\d{2}):(\d{2})(\.\d{1,9})?([Zz]|[+-](\d{2}):(\d{2}))$/;

const WRITE_DAY = 'write yyyy-mm-dd, for example 2026-02-09.';
const SCRIVERE_GIORNO = 'scrivere aaaa-mm-gg, per esempio 2026-02-09.';
const WRITE_INSTANT = 'write RFC 3339 with an offset, for example 2026-02-09T10:00:00+01:00.';
const SCRIVERE_ISTANTE = 'scrivere RFC 3339 con lo scarto, per esempio 2026-02-09T10:00:00+01:00.';

/** What is wrong with a day: `yyyy-mm-dd`, ten characters, no blanks, a day that the calendar has. */
export function dayProblem(value: unknown): InputProblem | null {
  if (typeof value !== 'string') return day('NOT_A_TEXT', 'A day must be a text', 'Il giorno deve essere un testo');
  const parts = DAY.exec(value);
  if (!parts) return day('WRONG_FORMAT', 'A day is not written so', 'Formato della data non valido');
  const [, year, month] = parts;
  if (Number(month) < 1 || Number(month) > 12) {
    return day('NOT_IN_CALENDAR', 'There is no such month', 'Il mese non esiste');
  }
  if (!isIsoDay(value)) {
    return day('NOT_IN_CALENDAR', 'This day is not in the calendar', 'Il giorno non esiste nel calendario');
  }
  if (!isYear(Number(year))) {
    return day('OUT_OF_RANGE', `The year is not from ${EARLIEST_YEAR} to ${LATEST_YEAR}`, "L'anno non è ammesso");
  }
  return null;
}

/** What is wrong with an instant: RFC 3339 with seconds and an offset. */
export function instantProblem(value: unknown): InputProblem | null {
  if (typeof value !== 'string') {
    return instant('NOT_A_TEXT', 'An instant must be a text', "L'istante deve essere un testo");
  }
  const parts = INSTANT.exec(value);
  if (!parts) return instant('WRONG_FORMAT', 'An instant is not written so', "Formato dell'istante non valido");
  const [, onDay = '', hour, minute, second, , , offsetHour = '0', offsetMinute = '0'] = parts;
  const isTime = Number(hour) < 24 && Number(minute) < 60 && Number(second) < 60;
  const isOffset = Number(offsetHour) < 24 && Number(offsetMinute) < 60;
  if (!isIsoDay(onDay) || !isTime || !isOffset) {
    return instant('NOT_IN_CALENDAR', 'This instant is not in the calendar', "L'istante non esiste nel calendario");
  }
  if (!isYear(Number(onDay.slice(0, 4)))) {
    return instant('OUT_OF_RANGE', `The year is not from ${EARLIEST_YEAR} to ${LATEST_YEAR}`, "L'anno non è ammesso");
  }
  return null;
}

/** A day that must not lie after today. */
export function futureProblem(value: IsoDay, today: IsoDay): InputProblem | null {
  if (value <= today) return null;
  return inputProblem('IN_THE_FUTURE', 'The day lies in the future.', 'La data è futura.');
}

const isYear = (year: number): boolean => year >= EARLIEST_YEAR && year <= LATEST_YEAR;

const day = (code: InputProblem['code'], en: string, it: string): InputProblem =>
  inputProblem(code, `${en}: ${WRITE_DAY}`, `${it}: ${SCRIVERE_GIORNO}`);

const instant = (code: InputProblem['code'], en: string, it: string): InputProblem =>
  inputProblem(code, `${en}: ${WRITE_INSTANT}`, `${it}: ${SCRIVERE_ISTANTE}`);
