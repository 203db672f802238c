import { judgeRow, TwinWatch } from '../../../../legacy-adapter/emulator/checks/subject.rules.js';
import {
  readRequestRecord,
  type SubjectRecord,
} from '../../../../legacy-adapter/emulator/records/request-records.rules.js';
import { checkCharacter } from '../../../../schema/kernel/tax-code.rules.js';
import { rowLine } from '../../../testkit/massivo-generator.js';
import { generatePersons } from '../../../testkit/person-generator.js';

const PROTOCOL_DAY = 20260209;
const COSTA: SubjectRecord = {
  row: '000001',
  surname: 'COSTA',
  name: 'LORENZO',
  birthDate: '16/11/1978',
  birthPlace: 'F400',
  country: 'Z000',
  taxCode: 'CSTLNZ78S16F400F',
  citizenship: 'I',
  fatherName: '',
};

const codeOf = (change: Partial<SubjectRecord>): string => {
  const verdict = judgeRow({ ...COSTA, ...change }, PROTOCOL_DAY);
  return 'refusedWith' in verdict ? verdict.refusedWith : 'OK';
};
const keyOf = (change: Partial<SubjectRecord>): string => {
  const verdict = judgeRow({ ...COSTA, ...change }, PROTOCOL_DAY);
  if ('refusedWith' in verdict) throw new Error(verdict.refusedWith);
  return verdict.subjectKey;
};

describe('judgeRow', () => {
  it.each<[string, string, Partial<SubjectRecord>]>([
    ['a good row', 'OK', {}],
    [
      'codes in lower case',
      'OK',
      { taxCode: 'cstlnz78s16f400f', birthPlace: 'f400', country: 'z000', citizenship: 'i' },
    ],
    [
      'omocodia',
      'OK',
      { surname: "DELL'ORTO", name: 'MARIO', birthDate: '16/11/1968', birthPlace: 'G376', taxCode: 'DLLMRA68S16G3TSH' },
    ],
    [
      'born abroad, without a municipality',
      'OK',
      {
        surname: 'ÖTZTALER',
        name: 'CHIARA',
        birthDate: '15/04/1968',
        birthPlace: '',
        country: 'Z606',
        taxCode: 'TZTCHR68D55Z606K',
      },
    ],
    ['citizenship X without a tax code', 'OK', { taxCode: '', citizenship: 'X' }],
    ['a municipality without a country', 'OK', { country: '' }],
    ['no surname', 'NOM-001', { surname: '' }],
    ['no name', 'NOM-001', { name: '' }],
    ['no birth date', 'NOM-001', { birthDate: '' }],
    ['a day that does not exist', 'NOM-001', { birthDate: '31/11/1978' }],
    ['an ISO date', 'NOM-001', { birthDate: '1978-11-16' }],
    ['neither place nor country', 'NOM-001', { birthPlace: '', country: '' }],
    ['Italy without a municipality', 'NOM-001', { birthPlace: '' }],
    ['citizenship I without a tax code', 'NOM-001', { taxCode: '' }],
    ['citizenship U without a tax code', 'NOM-001', { taxCode: '', citizenship: 'U' }],
    ['no citizenship', 'NOM-001', { citizenship: '' }],
    ['an unknown citizenship', 'NOM-001', { citizenship: 'Z' }],
    ['an unknown place', 'NOM-004', { birthPlace: 'Y999' }],
    ['an unknown country', 'NOM-004', { birthPlace: '', country: 'Z999' }],
    ['a municipality of another country', 'NOM-004', { country: 'Z110' }],
    ['a municipality that did not exist yet', 'NOM-004', { birthPlace: 'M351', birthDate: '16/09/1941' }],
    ['a wrong check character', 'NOM-002', { taxCode: 'CSTLNZ78S16F400G' }],
    ['a wrong check character with citizenship X', 'NOM-002', { taxCode: 'CSTLNZ78S16F400G', citizenship: 'X' }],
    ['a tax code cut short', 'NOM-002', { taxCode: 'CSTLNZ78S16F400' }],
    ["somebody else's surname", 'NOM-003', { surname: 'ZANZOTTO' }],
    ["somebody else's name", 'NOM-003', { name: 'EVA' }],
    ['another birth date', 'NOM-003', { birthDate: '17/11/1978' }],
    ['another place', 'NOM-003', { birthPlace: 'H501' }],
    [
      'under 18',
      'MIN-001',
      { surname: 'RE', name: 'LORENZO', birthDate: '02/06/2017', birthPlace: 'A001', taxCode: 'REXLNZ17H02A001T' },
    ],
    ['18 tomorrow', 'MIN-001', { birthDate: '10/02/2008', taxCode: '', citizenship: 'X' }],
    ['18 today', 'OK', { birthDate: '09/02/2008', taxCode: '', citizenship: 'X' }],
    ['field missing before unknown place', 'NOM-001', { name: '', birthPlace: 'Y999' }],
    ['unknown place before wrong check character', 'NOM-004', { birthPlace: 'Y999', taxCode: 'CSTLNZ78S16F400G' }],
    ['wrong check character before disagreement', 'NOM-002', { surname: 'ZANZOTTO', taxCode: 'CSTLNZ78S16F400G' }],
  ])('R-31 %s: %s', (_name, code, change) => {
    expect(codeOf(change)).toBe(code);
  });

  it('R-31 knows a subject with omocodia by the same key as without', () => {
    expect(keyOf({ taxCode: `CSTLNZ78S16F40L${checkCharacter('CSTLNZ78S16F40L')}` })).toBe(keyOf({}));
  });

  it('R-31 knows a subject without a tax code by surname, name, birth date and place', () => {
    const without = { taxCode: '', citizenship: 'X' };
    expect(keyOf({ ...without, surname: ' costa', name: 'Lorenzo' }).trim()).toBe(keyOf(without));
    expect(keyOf({ ...without, birthDate: '17/11/1978' })).not.toBe(keyOf(without));
    expect(keyOf({ ...without, birthPlace: 'H501' })).not.toBe(keyOf(without));
  });

  it('R-31 comes to what an independent generator expects of 5,000 rows', () => {
    const twins = new TwinWatch();
    const wrong: string[] = [];
    for (const person of generatePersons({ seed: 31, rows: 5000, invalidShare: 0.2 })) {
      const record = readRequestRecord({ bytes: Buffer.from(rowLine(1, person)), oversized: false }, false);
      if (record.type !== 'subject') throw new Error('not readable');
      const verdict = judgeRow(record.subject, PROTOCOL_DAY);
      const twin = 'subjectKey' in verdict && twins.isTwin(verdict.subjectKey);
      const code = 'refusedWith' in verdict ? verdict.refusedWith : twin ? 'NOM-005' : 'OK';
      if (code !== person.expected) wrong.push(`${person.expected} became ${code}`);
    }
    expect(wrong).toEqual([]);
  });
});
