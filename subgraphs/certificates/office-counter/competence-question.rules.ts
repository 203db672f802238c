import { parseOfficeCode } from '../../../schema/identifiers.js';
import { belfiorePlace, inForceAt, type BelfiorePlace } from '../../../schema/kernel/belfiore.js';
import type { IsoDay } from '../../../schema/kernel/clock.js';
import { parseDay } from '../../../schema/kernel/day-number.rules.js';
import { DomainError } from '../../../schema/kernel/domain-error.js';
import { codeText, ITALY } from '../../../schema/kernel/subject-validation.rules.js';
import { isYoungerThan } from './age.rules.js';

/** Reads a question on competence: what is malformed or contradicts itself is refused with its field. */

/** `CompetenceInput` as it comes in. */
export interface CompetenceAsked {
  officeCode?: string | null;
  residence?: string | null;
  residesAbroad: boolean;
  birthDate: IsoDay;
  birthPlace?: string | null;
  birthCountry?: string | null;
}

export type Residence = { kind: 'MUNICIPALITY'; place: BelfiorePlace } | { kind: 'ABROAD' } | { kind: 'UNSTATED' };
export type Birth = { kind: 'MUNICIPALITY'; place: BelfiorePlace } | { kind: 'ABROAD' } | { kind: 'UNSTATED' };

export interface CompetenceQuestion {
  /** The office that the applicant has in mind. */
  officeCode: string | null;
  residence: Residence;
  birth: Birth;
  /** Under 18 on the day of the question. */
  minor: boolean;
}

/** @throws BAD_USER_INPUT with the field and a sentence; the value itself is never repeated. */
export function readCompetenceQuestion(asked: CompetenceAsked, today: IsoDay): CompetenceQuestion {
  if (asked.birthDate > today || asked.birthDate < '1861-01-01') throw notSo('birthDate', 'BIRTH_DATE');
  const officeCode = asked.officeCode ? parseOfficeCode(asked.officeCode) : null;
  if (asked.officeCode && !officeCode) throw unknownOffice();
  const residence = readResidence(asked, today);
  if (residence.kind === 'UNSTATED' && !officeCode) throw notSo('residence', 'NOTHING_STATED');
  return { officeCode, residence, birth: readBirth(asked), minor: isYoungerThan(18, asked.birthDate, today) };
}

/** The office named is not one of the ordinary ones. */
export const unknownOffice = (): DomainError => notSo('officeCode', 'OFFICE');

function readResidence({ residence, residesAbroad }: CompetenceAsked, today: IsoDay): Residence {
  const code = codeText(residence);
  if (!code) return residesAbroad ? { kind: 'ABROAD' } : { kind: 'UNSTATED' };
  const place = belfiorePlace(code);
  if (!place) throw notSo('residence', 'PLACE');
  if (residesAbroad) {
    if (!place.isForeignState) throw notSo('residence', 'ABROAD_IN_ITALY');
    return { kind: 'ABROAD' };
  }
  if (place.isForeignState) throw notSo('residence', 'STATE_AS_RESIDENCE');
  if (!inForceAt(place, parseDay(today) ?? 0)) throw notSo('residence', 'CEASED');
  return { kind: 'MUNICIPALITY', place };
}

/** As at the intake (NOM-004): a state may stand in either field, a municipality goes with Italy only. */
function readBirth({ birthPlace, birthCountry, birthDate }: CompetenceAsked): Birth {
  const code = codeText(birthPlace);
  const country = codeText(birthCountry) || ITALY;
  if (!code && country === ITALY) return { kind: 'UNSTATED' };
  if (code && country !== ITALY && country !== code) throw notSo('birthPlace', 'PLACE_AND_STATE');
  const field = code ? 'birthPlace' : 'birthCountry';
  const place = belfiorePlace(code || country);
  if (!place || !inForceAt(place, parseDay(birthDate) ?? 0)) throw notSo(field, 'BIRTH_PLACE');
  if (field === 'birthCountry' && !place.isForeignState) throw notSo(field, 'BIRTH_PLACE');
  return place.isForeignState ? { kind: 'ABROAD' } : { kind: 'MUNICIPALITY', place };
}

type Problem = keyof typeof PROBLEMS;

const PROBLEMS = {
  BIRTH_DATE: ['The birth date is in the future or before 1861.', 'La data di nascita è futura o anteriore al 1861.'],
  OFFICE: [
    "The office is not one of the ordinary prosecutor's offices.",
    "L'ufficio non è una delle Procure della Repubblica ordinarie.",
  ],
  NOTHING_STATED: [
    'State the municipality of residence, residence abroad, or an office.',
    "Indicare il comune di residenza, la residenza all'estero oppure un ufficio.",
  ],
  PLACE: [
    'The place of residence is not a known Belfiore code.',
    'Il comune di residenza non è un codice Belfiore conosciuto.',
  ],
  CEASED: [
    'The municipality of residence no longer exists: give the one that took its place.',
    'Il comune di residenza non esiste più: indicare quello che lo ha sostituito.',
  ],
  ABROAD_IN_ITALY: [
    'Residence abroad and an Italian municipality of residence contradict each other.',
    "La residenza all'estero e un comune italiano di residenza si contraddicono.",
  ],
  STATE_AS_RESIDENCE: [
    'A state is given as the municipality of residence: set residesAbroad.',
    "È indicato uno Stato come comune di residenza: impostare residesAbroad (residenza all'estero).",
  ],
  PLACE_AND_STATE: [
    'A municipality of birth goes with birth in Italy only.',
    'Il comune di nascita è ammesso solo per i nati in Italia.',
  ],
  BIRTH_PLACE: [
    'The place of birth is unknown, or was not in force at the birth date.',
    'Il luogo di nascita è sconosciuto o non era in vigore alla data di nascita.',
  ],
} as const;

function notSo(field: string, problem: Problem): DomainError {
  const [message, messageIt] = PROBLEMS[problem];
  const rule = field.startsWith('birth') ? 'R-44' : 'R-40';
  return new DomainError('BAD_USER_INPUT', { rule, message, messageIt, details: { field: `input.${field}` } });
}
