import { DuplicateSubjects } from '../../../schema/kernel/duplicate-subjects.js';
import type { SubjectRecord } from '../../../schema/kernel/subject.type.js';
import { generatePersons } from '../../testkit/person-generator.js';
import { replaceDigits } from '../../testkit/tax-code-maker.js';

const person: SubjectRecord = {
  surname: 'ROSSI',
  name: 'MARIO',
  birthDate: '01/01/1980',
  birthPlace: 'H501',
  birthCountry: 'Z000',
  taxCode: 'RSSMRA80A01H501U',
  citizenship: 'I',
};
const untaxed: SubjectRecord = { ...person, taxCode: '', citizenship: 'X' };

function isSame(first: SubjectRecord, second: SubjectRecord): boolean {
  const subjects = new DuplicateSubjects();
  expect(subjects.addSubject(first)).toBe(true);
  return !subjects.addSubject(second);
}

describe('NOM-005: the same subject twice', () => {
  it.each<[string, SubjectRecord, SubjectRecord]>([
    ['the same tax code', person, person],
    ['the same tax code in lower case', person, { ...person, taxCode: ' rssmra80a01h501u ' }],
    ['every digit replaced by omocodia', person, { ...person, taxCode: replaceDigits('RSSMRA80A01H501U', 127) }],
    [
      'two different omocodia variants',
      { taxCode: replaceDigits('RSSMRA80A01H501U', 5) },
      { taxCode: replaceDigits('RSSMRA80A01H501U', 9) },
    ],
    ['without a tax code, the same person', untaxed, untaxed],
    ['another way of writing the date', untaxed, { ...untaxed, birthDate: '1980-01-01' }],
    [
      'case, blanks and composition',
      { ...untaxed, surname: 'NICCOLÒ  Re' },
      { ...untaxed, surname: ' niccolo\u0300 re' },
    ],
  ])('R-31 %s', (_, first, second) => {
    expect(isSame(first, second)).toBe(true);
  });

  it.each<[string, SubjectRecord, SubjectRecord]>([
    ['one tax code has the female day', person, { ...person, taxCode: 'RSSMRA80A41H501Y' }],
    ['another month', person, { ...person, taxCode: 'RSSMRA80B01H501X' }],
    ['another place', person, { ...person, taxCode: 'RSSMRA80A01H502V' }],
    ['one without a tax code', person, untaxed],
    ['another surname', untaxed, { ...untaxed, surname: 'ROSSO' }],
    ['another name', untaxed, { ...untaxed, name: 'MARIA' }],
    [
      'surname and name divided otherwise',
      { ...untaxed, surname: 'DE', name: 'LUCA' },
      { ...untaxed, surname: 'DEL', name: 'UCA' },
    ],
    ['another day', untaxed, { ...untaxed, birthDate: '02/01/1980' }],
    ['another place of birth', untaxed, { ...untaxed, birthPlace: 'H502' }],
    [
      'another country',
      { ...untaxed, birthPlace: '', birthCountry: 'Z110' },
      { ...untaxed, birthPlace: '', birthCountry: 'Z111' },
    ],
  ])('R-31 not the same: %s', (_, first, second) => {
    expect(isSame(first, second)).toBe(false);
  });

  it('R-31 entities are known by their tax code', () => {
    const subjects = new DuplicateSubjects();
    expect(subjects.addEntity({ taxCode: '02438750586' })).toBe(true);
    expect(subjects.addEntity({ taxCode: '00124600685' })).toBe(true);
    expect(subjects.addEntity({ taxCode: '00000000000' })).toBe(true);
    expect(subjects.addEntity({ taxCode: 'RSSMRA80A01H501U' })).toBe(true);
    expect(subjects.addEntity({ taxCode: '02438750586', entityName: 'OTHERWISE' })).toBe(false);
    expect(subjects.addEntity({ taxCode: 'RSSMRA80A01H501U' })).toBe(false);
    expect(subjects.size).toBe(4);
  });

  it('R-31 is total: a code that is built otherwise is told apart as text', () => {
    for (const taxCode of ['', 'ABC', '1SSMRA80A01H501U', 'RSSMRA80A99H501U', 'RSSMRA80X01H501U', 'RSSMRA8ìA01H501U']) {
      const subjects = new DuplicateSubjects();
      expect([subjects.addEntity({ taxCode }), subjects.addEntity({ taxCode })]).toEqual([true, false]);
    }
  });

  it('R-31 keeps 200,000 subjects apart in less than 22 bytes each', () => {
    const subjects = new DuplicateSubjects();
    const letters = [...'BCDFGHLMNPRSTVZ'];
    const surnames = letters.flatMap((first) => letters.flatMap((next) => letters.map((last) => first + next + last)));
    const endings = Array.from({ length: 80 }, (_, index) => `MRA${index + 10}A01H501U`);
    const codeOf = (index: number): string => `${surnames[index % 3_375]}${endings[Math.floor(index / 3_375)]}`;
    for (let index = 0; index < 210_000; index += 1) {
      const isNew = index < 200_000;
      if (subjects.addSubject({ taxCode: codeOf(index % 200_000) }) !== isNew) throw new Error(`wrong about ${index}`);
    }
    expect(subjects.size).toBe(200_000);
    expect(subjects.byteLength / subjects.size).toBeLessThan(22);
  });

  it('R-31 keeps 50,000 subjects without a tax code apart', () => {
    const subjects = new DuplicateSubjects();
    for (let index = 0; index < 50_000; index += 1) {
      if (!subjects.addSubject({ ...untaxed, surname: `ROSSI ${index}` })) throw new Error(`wrong about ${index}`);
    }
    expect(subjects.addSubject({ ...untaxed, surname: 'ROSSI 49999' })).toBe(false);
    expect(subjects.size).toBe(50_000);
  });

  it('R-31 finds what the generator repeats, seed 5', () => {
    const subjects = new DuplicateSubjects();
    let repeated = 0;
    let wrong = 0;
    for (const { expected, ...subject } of generatePersons({ seed: 5, rows: 20_000, invalidShare: 0.2 })) {
      if (expected !== 'OK' && expected !== 'NOM-005') continue;
      if (subjects.addSubject(subject) !== (expected === 'OK')) wrong += 1;
      if (expected === 'NOM-005') repeated += 1;
    }
    expect(wrong).toBe(0);
    expect(repeated).toBeGreaterThan(300);
  });
});
