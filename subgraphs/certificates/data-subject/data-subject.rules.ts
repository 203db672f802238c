import { DomainError } from '../../../schema/kernel/domain-error.js';
import type { DataSubjectInput } from './data-subject.input.js';
import type { PersonSought } from './subject-search.rules.js';

const LONGEST_TEXT = 500;

/** What a call is about, checked. @throws DomainError BAD_USER_INPUT */
export function checkedSearch(input: DataSubjectInput): { sought: PersonSought; reference: string; reason: string } {
  const reference = requiredText(input.reference, 'input.reference');
  const reason = requiredText(input.reason, 'input.reason');
  return { sought: soughtOf(input), reference, reason };
}

function soughtOf({ taxCode, surname, name, birthDate }: DataSubjectInput): PersonSought {
  if (taxCode) return { taxCode };
  if (!surname?.trim() || !name?.trim() || !birthDate)
    throw new DomainError('BAD_USER_INPUT', {
      rule: 'R-30',
      message: 'A person is looked for by tax code, or by surname, name and birth date together.',
      messageIt: 'Indicare il codice fiscale, oppure cognome, nome e data di nascita.',
      details: { field: 'input.taxCode' },
    });
  return { taxCode: null, surname, name, birthDate: birthDate.split('-').reverse().join('/') };
}

function requiredText(text: string, field: string): string {
  const trimmed = text.trim();
  if (trimmed.length > 0 && trimmed.length <= LONGEST_TEXT) return trimmed;
  throw new DomainError('BAD_USER_INPUT', {
    message: `This takes a text of 1 to ${LONGEST_TEXT} characters.`,
    messageIt: `È richiesto un testo da 1 a ${LONGEST_TEXT} caratteri.`,
    details: { field },
  });
}
