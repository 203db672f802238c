import { belfioreConnector } from '@marketto/belfiore-connector-embedded';
import { dayNumber, type DayNumber } from './day-number.rules.js';
import { PLACE_CODES, placeNumber } from './place-code.rules.js';

/**
 * A place with a Belfiore (cadastral) code: an Italian municipality (`H501` Roma) or a foreign state (`Z110` Francia).
 * Source: `@marketto/belfiore-connector-embedded`, from data of the Ministero dell'Interno, the Agenzia delle Entrate
 * (CC BY 4.0) and ISTAT (CC BY 3.0).
 */
export interface BelfiorePlace {
  /** A letter and three digits; `Z` is the letter of foreign states. */
  readonly code: string;
  readonly name: string;
  readonly isForeignState: boolean;
  /** Two-letter province of a municipality, as it was when the data were taken. */
  readonly province?: string;
  /** First day on which a municipality is in force; absent when the data do not tell it, and for every state. */
  readonly createdOn?: DayNumber;
  /** First day on which it is no longer in force (the day on which its successor begins). */
  readonly ceasedOn?: DayNumber;
}

/** The package's columns: values of one width one after the other, names between bars. */
interface Columns {
  belfioreCode: string;
  name: string;
  provinceOrCountry: string;
  creationDate: string;
  expirationDate?: string;
}

const CODE_WIDTH = 3;
const PROVINCE_WIDTH = 2;
const DATE_WIDTH = 4;
const DAY_MS = 86_400_000;
const DATE_ORIGIN_MS = Date.UTC(1861, 0, 1);

/**
 * When these three provinces were set up, the source gave all their municipalities the province's first day as their
 * own (Oristano "created" in 1974). The municipalities are older, so the day says nothing about them.
 */
const PROVINCE_FIRST_DAYS: Readonly<Record<string, DayNumber>> = { PN: 19680406, IS: 19700303, OR: 19740820 };

let places: ReadonlyMap<string, BelfiorePlace> | undefined;
/** The same places by the number of their code. */
let placesByNumber: readonly (BelfiorePlace | undefined)[] | undefined;

/** The place with this code, ceased or not; the code must be upper case. The first call loads the data. */
export function belfiorePlace(code: string): BelfiorePlace | undefined {
  return belfiorePlaceOf(placeNumber(code));
}

/** The place whose code has this number (`place-code.rules.ts`). */
export function belfiorePlaceOf(number: number): BelfiorePlace | undefined {
  return (placesByNumber ??= byNumber(belfiorePlaces()))[number];
}

/** Every place of the data set, by code. */
export function belfiorePlaces(): Iterable<BelfiorePlace> {
  return (places ??= loadPlaces()).values();
}

/**
 * Whether somebody can have been born there on that day. States have no first day: the code of a state is used also
 * for those born there before its independence.
 */
export function inForceAt(place: BelfiorePlace, day: DayNumber): boolean {
  return (
    (place.createdOn === undefined || place.createdOn <= day) && (place.ceasedOn === undefined || day < place.ceasedOn)
  );
}

function byNumber(all: Iterable<BelfiorePlace>): (BelfiorePlace | undefined)[] {
  const found = new Array<BelfiorePlace | undefined>(PLACE_CODES).fill(undefined);
  for (const place of all) found[placeNumber(place.code)] = place;
  return found;
}

/** The package's own API takes 1.5 s for its 10,063 places; reading its columns takes 60 ms. */
function loadPlaces(): ReadonlyMap<string, BelfiorePlace> {
  const found = new Map<string, BelfiorePlace>();
  const dayOf = dayDecoder();
  const sources: unknown = belfioreConnector['data'];
  if (!Array.isArray(sources)) throw new Error('the Belfiore data set has no columns to read');
  for (const source of sources) {
    const columns = asColumns(source);
    const names = columns.name.split('|');
    for (const [index, name] of names.entries()) {
      const place = decodePlace(columns, index, name, dayOf);
      found.set(place.code, place);
    }
  }
  return found;
}

function asColumns(source: unknown): Columns {
  const columns = source as Partial<Columns>;
  const count = columns.name?.split('|').length;
  const complete =
    count !== undefined &&
    columns.belfioreCode?.length === count * CODE_WIDTH &&
    columns.provinceOrCountry?.length === count * PROVINCE_WIDTH &&
    columns.creationDate?.length === count * DATE_WIDTH &&
    (columns.expirationDate === undefined || columns.expirationDate.length === count * DATE_WIDTH);
  if (!complete) throw new Error('the columns of the Belfiore data set do not have one value a place');
  return columns as Columns;
}

function decodePlace(columns: Columns, index: number, name: string, dayOf: DayDecoder): BelfiorePlace {
  const code = decodeCode(cell(columns.belfioreCode, index, CODE_WIDTH));
  const ceasedOn = columns.expirationDate && dayOf(cell(columns.expirationDate, index, DATE_WIDTH));
  const end = ceasedOn ? { ceasedOn } : {};
  if (code.startsWith('Z')) return { code, name: repairName(name), isForeignState: true, ...end };
  const province = cell(columns.provinceOrCountry, index, PROVINCE_WIDTH).trim();
  const createdOn = dayOf(cell(columns.creationDate, index, DATE_WIDTH));
  const start = createdOn && PROVINCE_FIRST_DAYS[province] !== createdOn ? { createdOn } : {};
  return { code, name: repairName(name), isForeignState: false, province, ...start, ...end };
}

const cell = (column: string, index: number, width: number): string => column.slice(index * width, (index + 1) * width);

function decodeCode(cellText: string): string {
  const value = Number.parseInt(cellText, 32);
  return String.fromCharCode(65 + Math.trunc(value / 1000)) + String(value % 1000).padStart(3, '0');
}

type DayDecoder = (cellText: string) => DayNumber | undefined;

/** Days are counted in base 32 from the first of 1861; blank is none. 1,400 different ones stand in 12,000 cells. */
function dayDecoder(): DayDecoder {
  const known = new Map<string, DayNumber | undefined>();
  return (cellText) => {
    if (cellText.trim() === '') return undefined;
    const day = known.get(cellText) ?? decodeDay(cellText);
    known.set(cellText, day);
    return day;
  };
}

function decodeDay(cellText: string): DayNumber | undefined {
  const date = new Date(DATE_ORIGIN_MS + Number.parseInt(cellText, 32) * DAY_MS);
  return dayNumber(date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate());
}

/** Ten names were decoded once too often at the source ("CittÃ\u00a0", the last space often lost): undone. */
function repairName(name: string): string {
  if (!/[ÃĂ]/.test(name)) return name;
  const bytes = name.replace('Ă', 'Ã').replace(/Ã$/, 'Ã\u00a0');
  return Buffer.from(bytes, 'latin1').toString('utf8');
}
