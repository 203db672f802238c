import { setTimeout as sleep } from 'node:timers/promises';
import { OUTCOME_FLAGS } from '../../subgraphs/certificates/issuing/certificate.rules.js';
import type { CasellarioRegister, RegisterQuery } from '../../subgraphs/certificates/issuing/register.port.js';
import type { SubjectFields } from '../../subgraphs/certificates/subject/subject-record.js';
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

const ODD_SUBJECTS: readonly [what: string, fields: Partial<SubjectFields>][] = [
  ['nothing at all', {}],
  ['no tax code', { surname: 'ÖTZTALER', name: 'CHIARA', birthDate: '15/04/1968', birthCountry: 'Z606' }],
  ['an entity', { entityName: 'ALFA S.P.A.', legalForm: 'SPA', registeredSeat: 'H501', taxCode: '01234567897' }],
  ['odd characters', { surname: "D'ÀÉŐЖ漢", name: '%_\\"<>&', taxCode: 'xxxxxx00x00x000x' }],
  ['very long values', { surname: 'A'.repeat(10_000), name: 'B'.repeat(10_000) }],
];

/** How long a register may go on after it was told to stop. */
const STOPS_WITHIN_MS = 3_000;
const never = new AbortController().signal;

/** Questions as the issuing worker asks them; frozen, because nobody but the worker may change them. */
function persons(rows: number): RegisterQuery[] {
  return [...generatePersons({ seed: 5, rows, invalidShare: 0 })].map(({ expected: _, ...fields }) =>
    question('CASELLARIO_GENERAL', fields),
  );
}

const question = (kind: RegisterQuery['kind'], fields: Partial<SubjectFields>): RegisterQuery =>
  Object.freeze({ kind, subject: Object.freeze({ ...NOBODY, ...fields }) });

export interface RegisterCheck {
  name: string;
  check: (register: CasellarioRegister) => Promise<void>;
}

const rule = (name: string, check: RegisterCheck['check']): RegisterCheck => ({ name, check });

const CHECKS: readonly RegisterCheck[] = [
  rule('says whether it is a real one', async ({ kind }) => {
    expect(['REAL', 'SYNTHETIC']).toContain(kind);
  }),
  rule('answers every query with an outcome and known flags, each once', async (register) => {
    const queries = persons(500);
    const answers = await register.lookUp(queries, never);
    expect(answers).toHaveLength(queries.length);
    for (const { outcome, flags } of answers) {
      expect(['NIL', 'POSITIVE']).toContain(outcome);
      expect(flags.every((flag) => OUTCOME_FLAGS.includes(flag))).toBe(true);
      expect(new Set(flags).size).toBe(flags.length);
    }
  }),
  rule('answers no query with no answer', async (register) => {
    expect(await register.lookUp([], never)).toEqual([]);
  }),
  rule('says the same of a subject however often, in whatever order and company it is asked', async (register) => {
    const queries = persons(300);
    const together = await register.lookUp(queries, never);
    const again = await register.lookUp([...queries].reverse(), never);
    expect(again.reverse()).toEqual(together);
    const at = Math.max(
      0,
      together.findIndex(({ outcome }) => outcome === 'POSITIVE'),
    );
    expect(await register.lookUp(queries.slice(at, at + 1), never)).toEqual([together[at]]);
  }),
  rule('gives each of several who ask at once their own answers', async (register) => {
    const queries = persons(300);
    const [first, second] = [queries.slice(0, 200), queries.slice(200)];
    const alone = [await register.lookUp(first, never), await register.lookUp(second, never)];
    expect(await Promise.all([register.lookUp(first, never), register.lookUp(second, never)])).toEqual(alone);
  }),
  ...ODD_SUBJECTS.map(([what, fields]) =>
    rule(`answers a subject with ${what} instead of failing the others`, async (register: CasellarioRegister) => {
      const others = persons(2);
      const answers = await register.lookUp([...others, question('ADMINISTRATIVE_SANCTIONS', fields)], never);
      expect(answers).toHaveLength(3);
      expect(answers.slice(0, 2)).toEqual(await register.lookUp(others, never));
    }),
  ),
  rule('refuses what it is asked when it has been told to stop', async (register) => {
    const refusal = register.lookUp(persons(1), AbortSignal.abort()).then(
      () => 'answered',
      () => 'refused',
    );
    expect(await refusal).toBe('refused');
  }),
  rule('comes to an end when it is told to stop in the middle', async (register) => {
    const stopping = new AbortController();
    const ending = register.lookUp(persons(300), stopping.signal).then(
      () => 'ended',
      () => 'ended',
    );
    stopping.abort();
    expect(await Promise.race([ending, sleep(STOPS_WITHIN_MS, 'goes on', { ref: false })])).toBe('ended');
  }),
];

/** What every implementation of the register must do (docs/register.md); each fails by an assertion. */
export const REGISTER_CHECKS = CHECKS;

/** Holds an implementation to the contract. */
export function describeRegister(
  name: string,
  makeRegister: () => Promise<CasellarioRegister> | CasellarioRegister,
): void {
  describe(`register contract: ${name}`, () => {
    let register: CasellarioRegister;
    beforeAll(async () => {
      register = await makeRegister();
    });

    for (const { name: what, check } of REGISTER_CHECKS) it(what, () => check(register));
  });
}
