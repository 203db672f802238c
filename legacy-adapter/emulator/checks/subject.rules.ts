import { belfiorePlace, inForceAt } from '../../../schema/kernel/belfiore.js';
import { parseDay, type DayNumber } from '../../../schema/kernel/day-number.rules.js';
import { hasValidCheckCharacter, taxCodeDisagreement, undoOmocodia } from '../../../schema/kernel/tax-code.rules.js';
import type { SubjectRecord } from '../records/request-records.rules.js';
import type { RowCode } from './refusal-codes.js';

/**
 * The checks of single rows, written from the protocol's text and sharing with the bridge only what a tax code and a
 * Belfiore code are: the office and the bridge are to find each other's mistakes.
 */

const ITALY = 'Z000';
const CITIZENSHIPS = /^[IUX]$/;
/** 18 years, on days written as yyyymmdd. */
const MAJORITY = 18_0000;

/** A subject whose fields are all there; codes in upper case. */
interface ReadableSubject {
  readonly surname: string;
  readonly name: string;
  readonly birthDay: DayNumber;
  /** Municipality, or foreign state. */
  readonly placeCode: string;
  /** A municipality named together with another country. */
  readonly placesContradict: boolean;
  /** Empty where it may be (citizenship X). */
  readonly taxCode: string;
}

/** What SIC makes of a row taken by itself: good, with the key by which the subject is known, or refused. */
export type RowVerdict = { readonly subjectKey: string } | { readonly refusedWith: RowCode };

/** The first code that applies to a row, in the protocol's order; NOM-005 needs the other rows (`TwinWatch`). */
export function judgeRow(record: SubjectRecord, protocolDay: DayNumber): RowVerdict {
  const subject = readSubject(record);
  if (!subject) return { refusedWith: 'NOM-001' };
  const place = belfiorePlace(subject.placeCode);
  if (!place || subject.placesContradict || !inForceAt(place, subject.birthDay)) return { refusedWith: 'NOM-004' };
  if (subject.taxCode) {
    if (!hasValidCheckCharacter(subject.taxCode)) return { refusedWith: 'NOM-002' };
    if (taxCodeDisagreement(subject.taxCode, subject)) return { refusedWith: 'NOM-003' };
  }
  if (protocolDay - subject.birthDay < MAJORITY) return { refusedWith: 'MIN-001' };
  return { subjectKey: subjectKeyOf(subject) };
}

/** The good rows of one file, to find the later of two on the same subject (NOM-005). */
export class TwinWatch {
  readonly #seen = new Set<string>();

  /** Whether a row with this subject was there before; remembers it. Grows with the office's maximum at most. */
  isTwin(subjectKey: string): boolean {
    const before = this.#seen.size;
    return this.#seen.add(subjectKey).size === before;
  }
}

function readSubject(record: SubjectRecord): ReadableSubject | undefined {
  const { surname, name, country, birthPlace } = record;
  const birthDay = record.birthDate.includes('/') ? parseDay(record.birthDate) : undefined;
  const state = country.toUpperCase();
  const municipality = birthPlace.toUpperCase();
  const abroad = state !== '' && state !== ITALY;
  const placeCode = municipality || (abroad ? state : '');
  const taxCode = record.taxCode.toUpperCase();
  const citizenship = record.citizenship.toUpperCase();
  if (!surname || !name || birthDay === undefined || !placeCode || !CITIZENSHIPS.test(citizenship)) return undefined;
  if (!taxCode && citizenship !== 'X') return undefined;
  return { surname, name, birthDay, placeCode, placesContradict: abroad && placeCode !== state, taxCode };
}

/** The tax code after undoing omocodia or, without one, surname, name, birth date and place. */
function subjectKeyOf({ taxCode, surname, name, birthDay, placeCode }: ReadableSubject): string {
  if (taxCode) return undoOmocodia(taxCode) ?? taxCode;
  return [comparable(surname), comparable(name), birthDay, placeCode].join(';');
}

const comparable = (text: string): string => text.normalize('NFC').toUpperCase().replace(/\s+/g, ' ');
