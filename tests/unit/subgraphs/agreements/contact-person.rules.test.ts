import {
  checkContact,
  type NamedContact,
} from '../../../../subgraphs/agreements/contact-person/contact-person.rules.js';
import { DomainError } from '../../../../schema/kernel/domain-error.js';
import { checkCharacter } from '../../../../schema/kernel/tax-code.rules.js';

const ANNA: NamedContact = {
  givenName: ' Anna ',
  surname: 'Verdi',
  taxCode: 'VRDNNA75T60G482I',
  email: 'anna@example.it',
};
const check = (changes: Partial<NamedContact> = {}, bodyTaxCode: string | null = '00124600685') =>
  checkContact({ ...ANNA, ...changes }, { field: 'bodyContacts[2]', bodyTaxCode });

function refusalOf(run: () => unknown): Record<string, unknown> {
  try {
    run();
  } catch (error) {
    if (error instanceof DomainError) return error.toBody('c');
  }
  throw new Error('it was not refused');
}

describe('R-07 a contact person', () => {
  it('is a person whose tax code agrees with the name', () => {
    expect(check({ bodyTaxCode: '00124600685' })).toEqual({
      field: 'bodyContacts[2]',
      record: { givenName: 'Anna', surname: 'Verdi', taxCode: 'VRDNNA75T60G482I', email: 'anna@example.it' },
      exceptionReason: null,
    });
  });

  it('may have a tax code with omocodia', () => {
    const first15 = 'VRDNNA75T60G48N'; // N stands for the 2 of G482
    const taxCode = first15 + checkCharacter(first15);
    expect(check({ taxCode }).record.taxCode).toBe(taxCode);
  });

  it.each([
    ['a company', { taxCode: '02438750586' }, 'DELEGATION_REFUSED', 'taxCode'],
    ['of another body', { bodyTaxCode: '02438750586' }, 'DELEGATION_REFUSED', 'bodyTaxCode'],
    ['with a code of another name', { givenName: 'Bruno' }, 'BAD_USER_INPUT', 'taxCode'],
    ['without a name', { givenName: ' ' }, 'BAD_USER_INPUT', 'givenName'],
    ['with a name on two lines', { surname: 'Ver\ndi' }, 'BAD_USER_INPUT', 'surname'],
    ['without an e-mail address', { email: 'anna' }, 'BAD_USER_INPUT', 'email'],
  ])('is not %s', (_name, changes, code, field) => {
    const refusal = refusalOf(() => check(changes));
    expect(refusal).toMatchObject({ code, field: `bodyContacts[2].${field}` });
    expect(JSON.stringify(refusal)).not.toMatch(/VRDNNA|Verdi|Anna/i);
  });

  it("on the office's side belongs to no body", () => {
    expect(refusalOf(() => check({ bodyTaxCode: '00124600685' }, null)).code).toBe('DELEGATION_REFUSED');
  });
});
