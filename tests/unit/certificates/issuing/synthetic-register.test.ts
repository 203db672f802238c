import { createSyntheticRegister } from '../../../../subgraphs/certificates/issuing/synthetic-register.js';
import type { RegisterQuery } from '../../../../subgraphs/certificates/issuing/register.port.js';
import { generatePersons } from '../../../testkit/person-generator.js';

const never = new AbortController().signal;
const queries = (rows: number): RegisterQuery[] =>
  [...generatePersons({ seed: 3, rows, invalidShare: 0 })].map(({ expected: _, ...fields }) => ({
    kind: 'CASELLARIO_GENERAL',
    subject: { ...fields, entityName: '', legalForm: '', registeredSeat: '' },
  }));

describe('synthetic register', () => {
  it('answers about 2 % positive and 1 % flagged, every flag among them', async () => {
    const answers = await createSyntheticRegister('seed').lookUp(queries(6_000), never);
    const positive = answers.filter(({ outcome }) => outcome === 'POSITIVE').length;
    const flagged = answers.filter(({ flags }) => flags.length > 0);
    expect(positive).toBeGreaterThan(80);
    expect(positive).toBeLessThan(160);
    expect(flagged.length).toBeGreaterThan(30);
    expect(flagged.length).toBeLessThan(95);
    expect(new Set(flagged.flatMap(({ flags }) => flags)).size).toBe(5);
  });

  it('answers by its seed', async () => {
    const asked = queries(2_000);
    const first = await createSyntheticRegister('one').lookUp(asked, never);
    expect(await createSyntheticRegister('one').lookUp(asked, never)).toEqual(first);
    expect(await createSyntheticRegister('two').lookUp(asked, never)).not.toEqual(first);
  });

  it('knows the same person by tax code however the rest is written', async () => {
    const register = createSyntheticRegister('seed');
    const asked = queries(500);
    const written = asked.map(({ kind, subject }) => ({
      kind,
      subject: { ...subject, surname: subject.surname.toLowerCase(), taxCode: ` ${subject.taxCode.toLowerCase()}` },
    }));
    const withTaxCode = asked.map(({ subject }) => subject.taxCode !== '');
    const only = <T>(answers: T[]): T[] => answers.filter((_, index) => withTaxCode[index]);
    expect(only(await register.lookUp(written, never))).toEqual(only(await register.lookUp(asked, never)));
  });
});
