import { belfiorePlaces } from '../../schema/kernel/belfiore.js';
import type { RowCode } from '../../schema/row-codes.js';
import { SeededRandom } from './seeded-random.js';
import { replaceDigits, taxCodeOf, type Birth } from './tax-code-maker.js';

/**
 * Seeded synthetic persons with what each must come to by the rules of rows. Nothing but the list of places comes from the
 * product, so that generator and rules check each other.
 */
export interface GeneratedSubject {
  surname: string;
  name: string;
  /** dd/mm/yyyy */
  birthDate: string;
  birthPlace: string;
  birthCountry: string;
  taxCode: string;
  citizenship: string;
  fatherName: string;
  expected: RowCode | 'OK';
}

export interface PersonOptions {
  seed: number;
  rows: number;
  /** Share of rows that must be refused, spread evenly over the codes; 0.03 when left out. */
  invalidShare?: number;
}

const SURNAMES = [
  'ROSSI', 'BIANCHI', 'ESPOSITO', 'DE LUCA', "D'ANGELO", "DELL'ORTO", 'RE', 'FO', 'BO', 'ÖTZTALER', 'MÜLLER', 'NICCOLÒ',
  'FERRARI', 'RUSSO', 'ROMANO', 'COLOMBO', 'RICCI', 'MARINO', 'GRECO', 'BRUNO', 'GALLO', 'CONTI', 'COSTA', 'GIORDANO',
  'MANCINI', 'RIZZO', 'LOMBARDI', 'MORETTI', 'BARBIERI', 'FONTANA', 'SANTORO', 'MARIANI', 'RINALDI', 'CARUSO', 'FERRARA',
]; // prettier-ignore
const NAMES = [
  'MARIO', 'ANNA MARIA', 'GIUSEPPE', 'ALESSANDRO', 'FRANCESCO', 'NICCOLÒ', 'ANDREA', 'LUIGI', 'UGO', 'IDA', 'EVA', 'ZOE',
  'GINEVRA', 'GIULIA', 'BEATRICE', 'MATTEO', 'LORENZO', 'CHIARA', 'SOFIA', 'AURORA', 'ELENA', 'JURI', 'ANTONIO', 'MARCO',
  "GIO'", 'AL', 'NOÈ', 'PIETRO', 'TOMMASO', 'CATERINA', 'MARGHERITA', 'STEFANO', 'VALENTINA', 'ROBERTO', 'SIMONE',
]; // prettier-ignore

const FIRST_BIRTH_YEAR = 1940;
const LAST_BIRTH_YEAR = 2005;
/** Prime to the number of days, so that the walk meets each day once before it starts again. */
const DAY_STEP = 7_919;
/** Municipalities that came after this day are not used, so that every one was in force at every birth. */
const OLD_ENOUGH = 19300101;
const FOREIGN_SHARE = 0.08;
const OMOCODIA_SHARE = 0.03;
const RECENT = 32;
const REFUSALS: readonly RowCode[] = ['NOM-001', 'NOM-002', 'NOM-003', 'NOM-004', 'NOM-005', 'MIN-001'];

/** Persons one after the other; no two of them the same but where NOM-005 is expected. */
export function* generatePersons({ seed, rows, invalidShare = 0.03 }: PersonOptions): Generator<GeneratedSubject> {
  const random = new SeededRandom(seed);
  const births = birthsInOrder();
  const { municipalities, states } = placesToBeBornIn();
  const accepted: GeneratedSubject[] = [];
  const offset = random.below(births.length);
  for (let index = 0; index < rows; index += 1) {
    // One day and place a person: whatever the names are, no two have the same tax code.
    const at = index + offset;
    const round = Math.floor(at / births.length);
    const birth = births[(at * DAY_STEP) % births.length] as Birth;
    const isForeign = random.chance(FOREIGN_SHARE);
    const places = isForeign ? states : municipalities;
    const place = places[((at % births.length) * 31 + round) % places.length] as string;
    const person = makePerson(random, birth, isForeign ? { country: place } : { municipality: place });
    const refusal = random.chance(invalidShare) ? random.pick(REFUSALS) : null;
    const subject = refusal ? spoil(random, person, refusal, accepted) : person;
    if (subject.expected === 'OK') accepted[index % RECENT] = subject;
    yield subject;
  }
}

function makePerson(
  random: SeededRandom,
  birth: Birth,
  { municipality = '', country = 'Z000' }: { municipality?: string; country?: string },
): GeneratedSubject {
  const surname = random.pick(SURNAMES);
  const name = random.pick(NAMES);
  const isForeign = country !== 'Z000';
  const citizenship = isForeign ? random.pick(['I', 'U', 'X']) : 'I';
  const taxCode = taxCodeOf({ surname, name, birth, place: municipality || country, isFemale: random.chance(0.5) });
  return {
    surname,
    name,
    birthDate: `${birth.dd}/${birth.mm}/${birth.yyyy}`,
    birthPlace: municipality,
    birthCountry: country,
    taxCode: citizenship === 'X' && random.chance(0.5) ? '' : withOmocodia(random, taxCode),
    citizenship,
    fatherName: random.chance(0.05) ? random.pick(NAMES) : '',
    expected: 'OK',
  };
}

/** The person with one thing wrong, so that exactly this code is due. */
function spoil(
  random: SeededRandom,
  person: GeneratedSubject,
  code: RowCode,
  accepted: readonly GeneratedSubject[],
): GeneratedSubject {
  const earlier = accepted.find((subject) => subject !== undefined);
  switch (code) {
    case 'NOM-001':
      return { ...person, ...random.pick(MISSING), expected: code };
    case 'NOM-002':
      return person.taxCode ? { ...person, taxCode: withWrongCheck(person.taxCode), expected: code } : person;
    case 'NOM-003':
      return person.taxCode ? { ...person, surname: 'ZANZOTTO', expected: code } : person;
    case 'NOM-004':
      // M351 (Amblar-Don) came into being in 2016.
      return { ...person, birthPlace: random.pick(['Y999', 'M351']), birthCountry: 'Z000', expected: code };
    case 'NOM-005':
      return earlier ? { ...earlier, expected: code } : person;
    case 'MIN-001':
      return makeMinor(random, person);
  }
}

const MISSING: readonly Partial<GeneratedSubject>[] = [
  { surname: '' },
  { name: ' ' },
  { birthDate: '' },
  { birthDate: '31/02/1980' },
  { birthPlace: '', birthCountry: 'Z000' },
  { citizenship: 'I', taxCode: '' },
  { citizenship: 'Q' },
];

function makeMinor(random: SeededRandom, person: GeneratedSubject): GeneratedSubject {
  const birth = { dd: '05', mm: String(1 + random.below(9)).padStart(2, '0'), yyyy: String(2012 + random.below(8)) };
  const place = person.birthPlace || person.birthCountry;
  const taxCode = person.taxCode && taxCodeOf({ ...person, birth, place, isFemale: random.chance(0.5) });
  return { ...person, birthDate: `${birth.dd}/${birth.mm}/${birth.yyyy}`, taxCode, expected: 'MIN-001' };
}

// ------------------------------------------------------------------------------------------- changes to tax codes

function withOmocodia(random: SeededRandom, code: string): string {
  return random.chance(OMOCODIA_SHARE) ? replaceDigits(code, 1 + random.below(127)) : code;
}

function withWrongCheck(code: string): string {
  return code.slice(0, 15) + String.fromCharCode(65 + ((code.charCodeAt(15) - 64) % 26));
}

// ----------------------------------------------------------------------------------------------------- days, places

let knownBirths: readonly Birth[] | undefined;

function birthsInOrder(): readonly Birth[] {
  return (knownBirths ??= makeBirths());
}

function makeBirths(): Birth[] {
  const births: Birth[] = [];
  for (let time = Date.UTC(FIRST_BIRTH_YEAR, 0, 1); ; time += 86_400_000) {
    const day = new Date(time).toISOString();
    if (day.startsWith(String(LAST_BIRTH_YEAR + 1))) return births;
    births.push({ yyyy: day.slice(0, 4), mm: day.slice(5, 7), dd: day.slice(8, 10) });
  }
}

function placesToBeBornIn(): { municipalities: string[]; states: string[] } {
  const usable = [...belfiorePlaces()].filter(
    (place) => place.ceasedOn === undefined && (place.createdOn === undefined || place.createdOn < OLD_ENOUGH),
  );
  return {
    municipalities: usable.filter((place) => !place.isForeignState).map((place) => place.code),
    states: usable.filter((place) => place.isForeignState).map((place) => place.code),
  };
}
