import { parseOfficeCode } from '../../../schema/identifiers.js';
import { belfiorePlace } from '../../../schema/kernel/belfiore.js';

/**
 * The importable table of municipalities and their offices, in the format of `docs/office-counter.md`: one line a
 * municipality under the heading `municipality,office`. Pure: nothing is read or written here.
 */
export interface MunicipalityOffice {
  /** Belfiore code; one that has ceased is welcome, for those born there. */
  municipality: string;
  officeCode: string;
}

/** A line that cannot be taken; line 1 is the heading. */
export interface TableProblem {
  line: number;
  message: string;
}

export const TABLE_HEADING = 'municipality,office';
/** Twice the municipalities that Italy has ever had codes for. */
export const MOST_LINES = 25_000;

/**
 * @param seats every ordinary office with the Belfiore code of its seat
 * @returns the rows and every problem; rows count for nothing unless there is no problem
 */
export function readMunicipalityTable(
  text: string,
  seats: ReadonlyMap<string, string>,
): { rows: MunicipalityOffice[]; problems: TableProblem[] } {
  const [heading, ...lines] = text.replace(/^\uFEFF/, '').split(/\r?\n/);
  if (heading?.trim() !== TABLE_HEADING) {
    return { rows: [], problems: [{ line: 1, message: `the heading must be "${TABLE_HEADING}"` }] };
  }
  if (lines.length > MOST_LINES) {
    return { rows: [], problems: [{ line: MOST_LINES + 1, message: `more than ${MOST_LINES} lines` }] };
  }
  const bySeat = new Map([...seats].map(([office, seat]) => [seat, office]));
  const rows = new Map<string, MunicipalityOffice>();
  const problems: TableProblem[] = [];
  for (const [index, content] of lines.entries()) {
    if (content.trim() === '') continue;
    const row = readLine(content);
    const problem = row ? problemOf(row, { seats, bySeat, known: rows }) : 'not two codes with a comma between them';
    if (problem) problems.push({ line: index + 2, message: problem });
    else if (row) rows.set(row.municipality, row);
  }
  if (rows.size === 0 && problems.length === 0) problems.push({ line: 1, message: 'no municipality in the table' });
  return { rows: [...rows.values()], problems };
}

function readLine(content: string): MunicipalityOffice | null {
  const [municipality = '', office = '', ...rest] = content.split(',').map((value) => value.trim().toUpperCase());
  const officeCode = parseOfficeCode(office);
  return /^[A-Z]\d{3}$/.test(municipality) && officeCode && rest.length === 0 ? { municipality, officeCode } : null;
}

interface Known {
  seats: ReadonlyMap<string, string>;
  /** Office by the Belfiore code of its seat. */
  bySeat: ReadonlyMap<string, string>;
  known: ReadonlyMap<string, MunicipalityOffice>;
}

function problemOf({ municipality, officeCode }: MunicipalityOffice, { seats, bySeat, known }: Known): string | null {
  const place = belfiorePlace(municipality);
  if (!place) return `no municipality has the code ${municipality}`;
  if (place.isForeignState) return `${municipality} is a foreign state`;
  if (!seats.has(officeCode)) return `no ordinary office has the code ${officeCode}`;
  if (known.has(municipality)) return `${municipality} stands in the table twice`;
  const seated = bySeat.get(municipality);
  return seated && seated !== officeCode ? `${municipality} is the seat of ${seated}` : null;
}
