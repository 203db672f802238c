import { belfioreConnector } from '@marketto/belfiore-connector-embedded';
import { CodiceFiscaleUtils } from '@marketto/codice-fiscale-utils';
import { parseDay } from '../../../schema/kernel/day-number.rules.js';
import { nameLetters, surnameLetters } from '../../../schema/kernel/name-letters.rules.js';
import {
  bodyTaxCodeProblem,
  checkCharacter,
  hasValidCheckCharacter,
  taxCodeDisagreement,
  undoOmocodia,
  type PersonalData,
} from '../../../schema/kernel/tax-code.rules.js';
import { generatePersons } from '../../testkit/person-generator.js';
import { SeededRandom } from '../../testkit/seeded-random.js';
import { replaceDigits } from '../../testkit/tax-code-maker.js';

const SEED = 20260209;
const maria: PersonalData = { surname: 'Rossi', name: 'Maria', birthDay: 19800101, placeCode: 'H501' };

describe('check character (NOM-002)', () => {
  it.each(['RSSMRA80A01H501U', 'VRDNNA75T60G482I', 'DLLMRA68S16G3TSH', 'RZZJRU80E23ETURU'])(
    'R-31 %s is good',
    (code) => {
      expect(hasValidCheckCharacter(code)).toBe(true);
      expect(checkCharacter(code)).toBe(code.at(-1));
    },
  );

  it.each([
    'RSSMRA80A01H501A',
    'RSSMRA80A01H501',
    'RSSMRA80A01H501UU',
    '',
    'RSSMRA80A01H50ìU',
    'rssmra80a01h501u',
    'RSSMRA80A01H501 ',
  ])('R-31 "%s" is not', (code) => {
    expect(hasValidCheckCharacter(code)).toBe(false);
  });

  it('R-31 a wrong character in any place is found', () => {
    const code = 'RSSMRA80A01H501U';
    for (let index = 0; index < 16; index += 1) {
      const next = String.fromCharCode(code.charCodeAt(index) + 1);
      expect(hasValidCheckCharacter(code.slice(0, index) + next + code.slice(index + 1))).toBe(false);
    }
  });
});

describe('omocodia', () => {
  it('undoes each of the 127 variants of a code', () => {
    for (let places = 1; places <= 127; places += 1) {
      const variant = replaceDigits('RSSMRA80A01H501U', places);
      expect(hasValidCheckCharacter(variant)).toBe(true);
      expect(undoOmocodia(variant)).toBe('RSSMRA80A01H501U');
    }
  });

  it.each(['RSSMRA80A01H501', 'RSSMRA8AA01H501U', '1SSMRA80A01H501U', 'RSSMRA80F01H501U', 'RSSMRA80A01HW01U'])(
    '%s is not built like a tax code',
    (code) => {
      expect(undoOmocodia(code)).toBeUndefined();
    },
  );
});

describe('letters of surname and name', () => {
  it.each([
    ['ROSSI', 'RSS'],
    ['Rossi', 'RSS'],
    ['FO', 'FOX'],
    ['RE', 'REX'],
    ['AIELLO', 'LLA'],
    ['AOI', 'AOI'],
    ['A', 'AXX'],
    ["D'ANGELO", 'DNG'],
    ["DELL'ORTO", 'DLL'],
    ['DE LUCA', 'DLC'],
    ['BIANCHI-ROSSI', 'BNC'],
    ['ÖTZTALER', 'TZT'],
    ['NICCOLÒ', 'NCC'],
    ['Straße', 'STR'],
    ['Æbo', 'BAE'],
    ['ŁUKASZ', 'LKS'],
    ['Đorić', 'DRC'],
    ['Nguyễn', 'NGY'],
    ['', 'XXX'],
  ])('surname %s gives %s', (surname, letters) => {
    expect(surnameLetters(surname)).toBe(letters);
  });

  it.each([
    ['MARIO', 'MRA'],
    ['ANNA MARIA', 'NMR'],
    ['GIUSEPPE', 'GPP'],
    ['FRANCESCO', 'FNC'],
    ['IDA', 'DIA'],
    ['UGO', 'GUO'],
    ['AL', 'LAX'],
    ["GIO'", 'GIO'],
    ['NICCOLÒ', 'NCL'],
    ['niccolo\u0300', 'NCL'],
  ])('name %s gives %s', (name, letters) => {
    expect(nameLetters(name)).toBe(letters);
  });
});

describe('agreement with the personal data (NOM-003)', () => {
  const good = 'RSSMRA80A01H501U';
  const female = 'RSSMRA80A41H501Y';

  it.each([good, female])('R-31 both day codes are good: %s', (code) => {
    expect(hasValidCheckCharacter(code)).toBe(true);
    expect(taxCodeDisagreement(code, maria)).toBeNull();
  });

  it('R-31 omocodia is allowed', () => {
    expect(taxCodeDisagreement(replaceDigits(good, 0b1010101), maria)).toBeNull();
  });

  it.each<[Partial<PersonalData>, string]>([
    [{ surname: 'ZANZOTTO' }, 'surname'],
    [{ name: 'ANNA' }, 'name'],
    [{ birthDay: 19810101 }, 'birthDate'],
    [{ birthDay: 19800201 }, 'birthDate'],
    [{ birthDay: 19800102 }, 'birthDate'],
    [{ placeCode: 'H502' }, 'birthPlace'],
    [{ placeCode: 'Z110' }, 'birthPlace'],
    [{ placeCode: '' }, 'birthPlace'],
  ])('R-31 %o contradicts the code in %s', (change, part) => {
    expect(taxCodeDisagreement(good, { ...maria, ...change })).toBe(part);
  });
});

describe(`against the library, seed ${SEED}`, () => {
  const oracle = new CodiceFiscaleUtils(belfioreConnector);
  const persons = [...generatePersons({ seed: SEED, rows: 250, invalidShare: 0 })];
  const random = new SeededRandom(SEED);

  it('R-31 agrees on the codes of 250 persons, with and without omocodia', async () => {
    for (const generated of persons) {
      const place = generated.birthPlace || generated.birthCountry;
      const birthDay = parseDay(generated.birthDate) ?? 0;
      const [year, month, day] = [Math.trunc(birthDay / 10_000), Math.trunc(birthDay / 100) % 100, birthDay % 100];
      const info = { lastName: generated.surname, firstName: generated.name, year, month: month - 1, day, place };
      const gender = random.pick(['M', 'F'] as const);
      const omocodeId = random.below(128);
      const plain = await oracle.parser.encodeCf({ ...info, gender } as never);
      const code = plain && oracle.parser.cfOmocode(plain, omocodeId);
      if (!plain || !code) throw new Error(`the library makes no code for row of place ${place}`);
      const data = { surname: generated.surname, name: generated.name, birthDay, placeCode: place };
      expect(hasValidCheckCharacter(code)).toBe(true);
      expect(taxCodeDisagreement(code, data)).toBeNull();
      expect(undoOmocodia(code)).toBe(plain);
    }
  });

  it('R-31 agrees on who does not fit a code', () => {
    for (const [index, generated] of persons.entries()) {
      const other = persons[(index + 1) % persons.length];
      if (!generated.taxCode || !other) continue;
      const validator = oracle.validator.codiceFiscale(generated.taxCode);
      expect(surnameLetters(other.surname) === generated.taxCode.slice(0, 3)).toBe(
        validator.matchLastName(other.surname),
      );
      expect(nameLetters(other.name) === generated.taxCode.slice(3, 6)).toBe(validator.matchFirstName(other.name));
    }
  });
});

describe('tax code of a body', () => {
  it.each(['02438750586', '00124600685', '00000000000'])('%s is good', (code) => {
    expect(bodyTaxCodeProblem(code)).toBeNull();
  });

  it.each([
    ['02438750585', 'CHECK_DIGIT'],
    ['20438750586', 'CHECK_DIGIT'],
    ['0243875058', 'FORMAT'],
    ['024387505866', 'FORMAT'],
    ['0243875058A', 'FORMAT'],
    ['', 'FORMAT'],
    ['RSSMRA80A01H501U', 'FORMAT'],
  ])('%s: %s', (code, problem) => {
    expect(bodyTaxCodeProblem(code)).toBe(problem);
  });
});
