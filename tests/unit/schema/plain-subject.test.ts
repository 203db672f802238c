import { RequestRowParser } from '../../../legacy-adapter/massivo/records/request-row.rules.js';
import { DuplicateSubjects } from '../../../schema/kernel/duplicate-subjects.js';
import { isPlainlyGood } from '../../../schema/kernel/plain-subject.rules.js';
import { validateSubject } from '../../../schema/kernel/subject-validation.rules.js';
import { rowLine } from '../../testkit/massivo-generator.js';
import { generatePersons, type GeneratedSubject } from '../../testkit/person-generator.js';
import { SeededRandom } from '../../testkit/seeded-random.js';
import { replaceDigits, taxCodeOf } from '../../testkit/tax-code-maker.js';

const PROTOCOL_DAY = 20260209;
const good: Omit<GeneratedSubject, 'expected'> = {
  surname: 'ROSSI',
  name: 'MARIO',
  birthDate: '01/01/1980',
  birthPlace: 'H501',
  birthCountry: 'Z000',
  taxCode: 'RSSMRA80A01H501U',
  citizenship: 'I',
  fatherName: '',
};

/** What the reader makes of a record's bytes. */
function rowOf(line: string) {
  const bytes = Buffer.from(line, 'utf8');
  return new RequestRowParser().parse({ bytes, start: 0, end: bytes.length, isUtf8: true });
}

function looksGood(subject: Omit<GeneratedSubject, 'expected'>, protocolDay = PROTOCOL_DAY): boolean {
  const { fields } = rowOf(rowLine(1, subject));
  if (!fields) throw new Error('the record has no fields');
  return isPlainlyGood(fields, protocolDay);
}

/** One to three characters of a record replaced, taken out or put in: blanks, digits, letters of several alphabets. */
function spoilt(random: SeededRandom, line: string): string {
  let text = line;
  for (let times = 1 + random.below(3); times > 0; times -= 1) {
    const at = 9 + random.below(text.length - 9);
    const put = random.pick([
      '',
      ' ',
      '0',
      '9',
      'A',
      'z',
      'É',
      'ß',
      'Æ',
      '×',
      'Ж',
      '\u0085',
      '\u{1f600}',
      '/',
      '-',
      ';',
    ]);
    text = text.slice(0, at) + put + text.slice(at + random.below(2));
  }
  return text;
}

describe('a row that looks good from its bytes', () => {
  it.each<[string, Partial<GeneratedSubject>, boolean]>([
    ['as it is', {}, true],
    ['accents of Latin-1', { surname: 'RÒSSI', name: "MÀRIO'" }, true],
    ['lower case and blanks in names', { surname: ' rossi ' }, true],
    ['no country', { birthCountry: '' }, true],
    ['born abroad', { birthPlace: '', birthCountry: 'Z110', taxCode: bornIn('Z110') }, true],
    ['a female day code', { taxCode: 'RSSMRA80A41H501Y' }, true],
    ['omocodia', { taxCode: replaceDigits(good.taxCode, 0b1010101) }, true],
    ['no tax code', { taxCode: '', citizenship: 'X' }, false],
    ['blanks around a code', { birthPlace: ' H501' }, false],
    ['lower case in a code', { taxCode: 'rssmra80a01h501u' }, false],
    ['letters that fold into two', { surname: 'RÆSSI' }, false],
    ['a municipality and a foreign state', { birthCountry: 'Z110' }, false],
    ['no place at all', { birthPlace: '' }, false],
    ['a day that never was', { birthDate: '31/02/1980' }, false],
    ['a birth before the Kingdom', { birthDate: '01/01/1850' }, false],
    ['an unknown place', { birthPlace: 'Y999' }, false],
    ['a wrong check character', { taxCode: 'RSSMRA80A01H501X' }, false],
    ['the name of somebody else', { surname: 'VERDI' }, false],
    ['no name', { name: ' ' }, false],
    ['another citizenship', { citizenship: 'Q' }, false],
    ["a father's name that is too long", { fatherName: 'A'.repeat(257) }, false],
  ])('R-31 %s', (_, change, expected) => {
    expect(looksGood({ ...good, ...change })).toBe(expected);
  });

  it('R-31 is of age on the day of the protocol, and not on the day before', () => {
    expect([looksGood(good, 19980101), looksGood(good, 19971231)]).toEqual([true, false]);
  });

  it('R-31 is good by the rules too, and the same one for NOM-005, however rows are spoilt', () => {
    const random = new SeededRandom(31);
    const [byBytes, byStrings] = [new DuplicateSubjects(), new DuplicateSubjects()];
    const seen = { plain: 0, good: 0, twins: 0, wrong: 0 };
    let number = 0;
    for (const person of generatePersons({ seed: 32, rows: 20_000, invalidShare: 0.1 })) {
      number += 1;
      const line = rowLine(number, person);
      const { fields, subject, refusal } = rowOf(number % 2 === 0 ? line : spoilt(random, line));
      const isGood = subject !== null && refusal === null && validateSubject(subject, PROTOCOL_DAY) === null;
      seen.good += isGood ? 1 : 0;
      if (!fields || !subject || refusal || !isPlainlyGood(fields, PROTOCOL_DAY)) continue;
      const isNew = byStrings.addSubject(subject);
      const isNewByBytes = byBytes.addTaxCodeAt(fields.bytes, fields.birthCountryEnd + 1);
      seen.plain += 1;
      seen.twins += isNew ? 0 : 1;
      seen.wrong += isGood && isNew === isNewByBytes ? 0 : 1;
    }
    expect(seen.wrong).toBe(0);
    expect(byBytes.size).toBe(byStrings.size);
    expect(seen.plain / seen.good).toBeGreaterThan(0.95);
    expect(seen.twins).toBeGreaterThan(10);
  });
});

function bornIn(place: string): string {
  const birth = { dd: '01', mm: '01', yyyy: '1980' };
  return taxCodeOf({ surname: 'ROSSI', name: 'MARIO', birth, place, isFemale: false });
}
