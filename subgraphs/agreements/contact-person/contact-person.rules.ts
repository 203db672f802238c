import { nameLetters, surnameLetters } from '../../../schema/kernel/name-letters.rules.js';
import { refusedInput, requireEmail, requireText } from '../text-input.rules.js';
import { companyAsContact, contactOfAnotherBody } from './contact-person.errors.js';
import type { ContactRecord } from './contact-record.js';

/** A contact person as an operator names it; the graph has read the tax code (`TaxCode`). */
export interface NamedContact {
  givenName: string;
  surname: string;
  taxCode: string;
  email: string;
  bodyTaxCode?: string | null;
  exceptionReason?: string | null;
}

/** A contact person that has passed the rules. */
export interface CheckedContact {
  /** Where it stands in the input. */
  field: string;
  record: ContactRecord;
  exceptionReason: string | null;
}

/**
 * a person whose tax code agrees with its name; a company's is refused, and so is a person who belongs to another
 * body. `bodyTaxCode`: of the body that it would act for; null on the office's side.
 */
export function checkContact(
  named: NamedContact,
  { field, bodyTaxCode }: { field: string; bodyTaxCode: string | null },
): CheckedContact {
  const { taxCode } = named;
  if (/^\d{11}$/.test(taxCode)) throw companyAsContact(`${field}.taxCode`);
  if (named.bodyTaxCode != null && named.bodyTaxCode.trim() !== bodyTaxCode) {
    throw contactOfAnotherBody(`${field}.bodyTaxCode`);
  }
  const record = {
    givenName: requireText(named.givenName, `${field}.givenName`),
    surname: requireText(named.surname, `${field}.surname`),
    taxCode,
    email: requireEmail(named.email, `${field}.email`),
  };
  if (!agreesWithName(record)) {
    throw refusedInput('R-07', `${field}.taxCode`, {
      en: 'The tax code of the contact person does not agree with surname and name.',
      it: 'Il codice fiscale del referente non corrisponde a cognome e nome.',
    });
  }
  const exceptionReason = named.exceptionReason ? requireText(named.exceptionReason, `${field}.exceptionReason`) : null;
  return { field, record, exceptionReason };
}

function agreesWithName({ surname, givenName, taxCode }: ContactRecord): boolean {
  return taxCode.startsWith(surnameLetters(surname) + nameLetters(givenName));
}
