import { undoOmocodia } from '../../../schema/kernel/tax-code.rules.js';
import type { SubjectFields } from '../subject/subject-record.js';

/**
 * Who is looked for: by tax code or, who has none, by surname, name and birth date. Days are written dd/mm/yyyy, as in
 * the records.
 */
export type PersonSought = { taxCode: string } | { taxCode: null; surname: string; name: string; birthDate: string };

/**
 * Whether a record is about the person. A tax code is compared with omocodia undone; names without accents, case and
 * signs, because senders write them as they like. Whoever is looked for by tax code is not found by name: two persons of
 * one name and day are not the same.
 */
export function isAbout(sought: PersonSought, subject: SubjectFields): boolean {
  if (sought.taxCode !== null) return subject.taxCode !== '' && codeOf(subject.taxCode) === codeOf(sought.taxCode);
  return (
    lettersOf(subject.surname) === lettersOf(sought.surname) &&
    lettersOf(subject.name) === lettersOf(sought.name) &&
    subject.birthDate.trim() === sought.birthDate
  );
}

function codeOf(text: string): string {
  const code = text.trim().toUpperCase();
  return undoOmocodia(code) ?? code;
}

const lettersOf = (text: string): string =>
  text
    .toUpperCase()
    .normalize('NFKD')
    .replace(/[^\p{L}]/gu, '');
