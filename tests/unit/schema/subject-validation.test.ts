import { validateEntity, validateSubject } from '../../../schema/kernel/subject-validation.rules.js';
import type { EntityRecord, SubjectRecord } from '../../../schema/kernel/subject.type.js';
import { generatePersons } from '../../testkit/person-generator.js';
import { taxCodeOf } from '../../testkit/tax-code-maker.js';

const PROTOCOL_DAY = 20260209;
const good: SubjectRecord = {
  surname: 'ROSSI',
  name: 'MARIO',
  birthDate: '01/01/1980',
  birthPlace: 'H501',
  birthCountry: 'Z000',
  taxCode: 'RSSMRA80A01H501U',
  citizenship: 'I',
  fatherName: '',
};
const abroad: SubjectRecord = { ...good, birthPlace: '', birthCountry: 'Z110', taxCode: '', citizenship: 'X' };
const check = (change: Partial<SubjectRecord>, base = good) => validateSubject({ ...base, ...change }, PROTOCOL_DAY);

const born = (yyyy: string, mm: string, dd: string, place = 'H501'): Partial<SubjectRecord> => ({
  birthDate: `${dd}/${mm}/${yyyy}`,
  birthPlace: place,
  taxCode: taxCodeOf({ surname: 'ROSSI', name: 'MARIO', birth: { dd, mm, yyyy }, place, isFemale: false }),
});

describe('rows that are good', () => {
  it.each<[string, Partial<SubjectRecord>]>([
    ['as it is', {}],
    ['an ISO birth date', { birthDate: '1980-01-01' }],
    [
      'blanks and lower case',
      { surname: ' rossi ', taxCode: ' rssmra80a01h501u', birthPlace: 'h501 ', citizenship: 'i' },
    ],
    ['no country', { birthCountry: '' }],
    ['absent country and father', { birthCountry: undefined, fatherName: null }],
    ['an EU citizen born in Italy', { citizenship: 'U' }],
    ['another citizen without a tax code', { citizenship: 'X', taxCode: '' }],
    ['another citizen with a tax code', { citizenship: 'X' }],
    ['a female day code', { taxCode: 'RSSMRA80A41H501Y' }],
    ["a father's name", { fatherName: 'JOSÉ' }],
  ])('R-31 %s', (_, change) => {
    expect(check(change)).toBeNull();
  });

  it('R-31 a state as birth place, with or without the country', () => {
    expect(check({}, abroad)).toBeNull();
    expect(check({ birthPlace: 'Z110', birthCountry: 'Z000' }, abroad)).toBeNull();
    expect(check({ birthPlace: 'Z110' }, abroad)).toBeNull();
  });

  it('R-31 a name in other letters, without a tax code', () => {
    expect(check({ surname: 'Иванов', name: '李' }, abroad)).toBeNull();
  });
});

describe('NOM-001', () => {
  it.each<[keyof SubjectRecord, Partial<SubjectRecord>]>([
    ['surname', { surname: '' }],
    ['surname', { surname: '   ' }],
    ['surname', { surname: undefined }],
    ['surname', { surname: '123' }],
    ['surname', { surname: 'RO\u0007SSI' }],
    ['surname', { surname: 'RO\u0085SSI' }],
    ['surname', { surname: 'ROSSI;BIANCHI' }],
    ['surname', { surname: 'ROSSI\ud800' }],
    ['surname', { surname: 'RO\u2028SSI' }],
    ['surname', { surname: 'R'.repeat(257) }],
    ['name', { name: null }],
    ['name', { name: '\t' }],
    ['name', { name: 'MA\nRIO' }],
    ['fatherName', { fatherName: 'GIO\u0000' }],
    ['birthDate', { birthDate: '' }],
    ['birthDate', { birthDate: undefined }],
    ['birthDate', { birthDate: '31/02/1980' }],
    ['birthDate', { birthDate: '1980' }],
    ['birthDate', { birthDate: '01/01/0080' }],
    ['birthPlace', { birthPlace: '' }],
    ['birthPlace', { birthPlace: '', birthCountry: '' }],
    ['taxCode', { taxCode: '' }],
    ['taxCode', { taxCode: ' ', citizenship: 'U' }],
    ['citizenship', { citizenship: 'Q' }],
    ['citizenship', { citizenship: '' }],
    ['citizenship', { citizenship: undefined }],
  ])('R-31 names the field %s for %o', (field, change) => {
    expect(check(change)).toEqual({ code: 'NOM-001', field });
  });

  it('R-31 a row of which everything is missing', () => {
    expect(validateSubject({}, PROTOCOL_DAY)).toEqual({ code: 'NOM-001', field: 'surname' });
  });
});

describe('NOM-004', () => {
  it.each<[keyof SubjectRecord, Partial<SubjectRecord>]>([
    ['birthPlace', { birthPlace: 'Y999' }],
    ['birthPlace', { birthPlace: 'ROMA' }],
    ['birthPlace', born('1941', '09', '16', 'M351')],
    ['birthPlace', born('2018', '09', '16', 'A012')],
    ['birthPlace', { birthCountry: 'Z110' }],
    ['birthCountry', { birthPlace: '', birthCountry: 'Z999' }],
    ['birthCountry', { ...born('2005', '01', '01', 'Z118'), birthPlace: '', birthCountry: 'Z118' }],
  ])('R-31 names the field %s for %o', (field, change) => {
    expect(check(change)).toEqual({ code: 'NOM-004', field });
  });

  it('R-31 places in force at the birth are good', () => {
    expect(check(born('2000', '09', '16', 'A012'))).toBeNull();
    expect(check({ ...born('1980', '05', '05', 'Z118'), birthPlace: '', birthCountry: 'Z118' })).toBeNull();
    expect(check({ ...born('1950', '05', '05', 'Z149'), birthPlace: '', birthCountry: 'Z149' })).toBeNull();
  });
});

describe('NOM-002 and NOM-003', () => {
  it.each(['RSSMRA80A01H501A', 'RSSMRA80A01H501', '02438750586', 'RSSMRA80A01H501U0'])(
    'R-31 NOM-002 for %s',
    (taxCode) => {
      expect(check({ taxCode })).toEqual({ code: 'NOM-002', field: 'taxCode' });
    },
  );

  it.each<Partial<SubjectRecord>>([
    { surname: 'ZANZOTTO' },
    { name: 'ANNA' },
    { birthDate: '02/01/1980' },
    { birthPlace: 'H502' },
    { birthPlace: '', birthCountry: 'Z110' },
    { surname: 'Иванов' },
  ])('R-31 NOM-003 for %o', (change) => {
    expect(check(change)).toEqual({ code: 'NOM-003', field: 'taxCode' });
  });

  it('R-31 a tax code that nobody had to give is checked all the same', () => {
    expect(check({ citizenship: 'X', taxCode: 'RSSMRA80A01H501A' })).toEqual({ code: 'NOM-002', field: 'taxCode' });
  });
});

describe('MIN-001', () => {
  it.each([
    ['2008', '02', '09', null],
    ['2008', '02', '10', 'MIN-001'],
    ['2007', '12', '31', null],
    ['2017', '06', '02', 'MIN-001'],
    ['2026', '06', '02', 'MIN-001'],
  ])('R-31 born %s-%s-%s', (yyyy, mm, dd, code) => {
    expect(check(born(yyyy, mm, dd))?.code ?? null).toBe(code);
  });

  it('R-31 born on 29 February: of age on 1 March', () => {
    const leap = { ...good, ...born('2008', '02', '29') };
    expect(validateSubject(leap, 20260228)).toEqual({ code: 'MIN-001', field: 'birthDate' });
    expect(validateSubject(leap, 20260301)).toBeNull();
  });
});

describe('order of the codes', () => {
  const everything: Partial<SubjectRecord> = {
    ...born('2017', '06', '02', 'M999'),
    surname: 'ZANZOTTO',
    citizenship: 'Q',
  };
  const withWrongCheck = (change: Partial<SubjectRecord>) => ({ ...change, taxCode: 'RSSMRA80A01H501A' });

  it.each<[string, Partial<SubjectRecord>]>([
    ['NOM-001', withWrongCheck(everything)],
    ['NOM-004', withWrongCheck({ ...everything, citizenship: 'I' })],
    ['NOM-002', withWrongCheck({ ...everything, citizenship: 'I', birthPlace: 'H501' })],
    ['NOM-003', { ...born('2017', '06', '02'), surname: 'ZANZOTTO' }],
    ['MIN-001', born('2017', '06', '02')],
  ])('R-31 %s comes first', (code, change) => {
    expect(check(change)?.code).toBe(code);
  });
});

describe('entities (32SAN)', () => {
  const entity: EntityRecord = {
    entityName: 'ACME S.R.L.',
    legalForm: 'SRL',
    registeredSeat: 'ROMA, VIA ROSSI 1',
    taxCode: '02438750586',
  };

  it.each<[string, Partial<EntityRecord>]>([
    ['11 digits', {}],
    ['16 characters', { taxCode: 'rssmra80a01h501u' }],
  ])('R-31 is good with %s', (_, change) => {
    expect(validateEntity({ ...entity, ...change })).toBeNull();
  });

  it.each<[string, string, Partial<EntityRecord>]>([
    ['NOM-001', 'entityName', { entityName: '' }],
    ['NOM-001', 'entityName', { entityName: 'A;B' }],
    ['NOM-001', 'legalForm', { legalForm: undefined }],
    ['NOM-001', 'registeredSeat', { registeredSeat: null }],
    ['NOM-001', 'taxCode', { taxCode: ' ' }],
    ['NOM-002', 'taxCode', { taxCode: '02438750585' }],
    ['NOM-002', 'taxCode', { taxCode: '0243875058' }],
    ['NOM-002', 'taxCode', { taxCode: 'RSSMRA80A01H501A' }],
  ])('R-31 %s for %s: %o', (code, field, change) => {
    expect(validateEntity({ ...entity, ...change })).toEqual({ code, field });
  });
});

it('R-31 20,000 generated persons, seed 11, come to what they were made for', () => {
  const wrong: unknown[] = [];
  for (const { expected, ...subject } of generatePersons({ seed: 11, rows: 20_000, invalidShare: 0.3 })) {
    const code = validateSubject(subject, PROTOCOL_DAY)?.code ?? 'OK';
    // Whether a subject stands twice is not for this function to say.
    if (code !== (expected === 'NOM-005' ? 'OK' : expected)) wrong.push({ expected, code });
  }
  expect(wrong).toEqual([]);
});
