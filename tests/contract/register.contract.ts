import type { SubjectFields } from '../../subgraphs/certificates/subject/subject-record.js';
import { OUTCOME_FLAGS } from '../../subgraphs/certificates/issuing/certificate.rules.js';
import type { CasellarioRegister, RegisterQuery } from '../../subgraphs/certificates/issuing/register.port.js';
import { generatePersons } from '../testkit/person-generator.js';

const NOBODY: SubjectFields = {
  surname: '',
  name: '',
  birthDate: '',
  birthPlace: '',
  birthCountry: '',
  taxCode: '',
  citizenship: '',
  fatherName: '',
  entityName: '',
  legalForm: '',
  registeredSeat: '',
};

/** What every implementation of the register must do, the real one too. */
export function describeRegister(
  name: string,
  makeRegister: () => Promise<CasellarioRegister> | CasellarioRegister,
): void {
  const never = new AbortController().signal;
  const persons = (rows: number): RegisterQuery[] =>
    [...generatePersons({ seed: 5, rows, invalidShare: 0 })].map(({ expected: _, ...fields }) => ({
      kind: 'CASELLARIO_GENERAL',
      subject: { ...NOBODY, ...fields },
    }));

  describe(`register contract: ${name}`, () => {
    let register: CasellarioRegister;
    beforeAll(async () => {
      register = await makeRegister();
    });

    it('answers every query with an outcome and known flags, each once', async () => {
      const queries = persons(500);
      const answers = await register.lookUp(queries, never);
      expect(answers).toHaveLength(queries.length);
      for (const { outcome, flags } of answers) {
        expect(['NIL', 'POSITIVE']).toContain(outcome);
        expect(flags.every((flag) => OUTCOME_FLAGS.includes(flag))).toBe(true);
        expect(new Set(flags).size).toBe(flags.length);
      }
    });

    it('answers no query with no answer', async () => {
      expect(await register.lookUp([], never)).toEqual([]);
    });

    it('says the same of a subject however often and in whatever company it is asked', async () => {
      const queries = persons(60);
      const together = await register.lookUp(queries, never);
      const again = await register.lookUp([...queries].reverse(), never);
      expect(again.reverse()).toEqual(together);
      const [alone] = await register.lookUp(queries.slice(7, 8), never);
      expect(alone).toEqual(together[7]);
    });

    it.each<[string, Partial<SubjectFields>]>([
      ['nothing at all', {}],
      ['no tax code', { surname: 'ÖTZTALER', name: 'CHIARA', birthDate: '15/04/1968', birthCountry: 'Z606' }],
      ['an entity', { entityName: 'ALFA S.P.A.', legalForm: 'SPA', registeredSeat: 'H501', taxCode: '01234567897' }],
      ['odd characters', { surname: "D'ÀÉŐЖ漢", name: '%_\\"<>&', taxCode: 'xxxxxx00x00x000x' }],
      ['very long values', { surname: 'A'.repeat(10_000), name: 'B'.repeat(10_000) }],
    ])('answers a subject with %s instead of failing the others', async (_, fields) => {
      const subject = { ...NOBODY, ...fields };
      const answers = await register.lookUp([...persons(2), { kind: 'ADMINISTRATIVE_SANCTIONS', subject }], never);
      expect(answers).toHaveLength(3);
    });

    it('stops when it is told to', async () => {
      await expect(register.lookUp(persons(1), AbortSignal.abort())).rejects.toThrow();
    });
  });
}
