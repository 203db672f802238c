import type { Sentence } from './language.js';
import type { FormerBodyRow } from './operations.js';

/** Columns that every register of former massivo bodies has; columns named `yyyy-mm` hold the subjects of that month. */
export const COLUMNS = ['ipa_code', 'name', 'type', 'tax_code', 'pec', 'office_code'] as const;

const MONTH = /^\d{4}-(0[1-9]|1[0-2])$/;
const COUNT = /^\d{1,9}$/;

/** What is where in a row. */
export interface RegisterHeader {
  places: Record<(typeof COLUMNS)[number], number>;
  months: { month: string; place: number }[];
  width: number;
}

/** Reads the header; a sentence when it cannot be one. */
export function readHeader(fields: readonly string[]): RegisterHeader | Sentence {
  const names = fields.map((name) => name.toLowerCase());
  const missing = COLUMNS.filter((column) => !names.includes(column));
  if (missing.length > 0) {
    return [`Columns are missing: ${missing.join(', ')}.`, `Colonne mancanti: ${missing.join(', ')}.`];
  }
  const places = Object.fromEntries(
    COLUMNS.map((column) => [column, names.indexOf(column)]),
  ) as RegisterHeader['places'];
  const others = names.flatMap((name, place) =>
    (COLUMNS as readonly string[]).includes(name) ? [] : [{ name, place }],
  );
  const odd = others.filter(({ name }) => !MONTH.test(name));
  if (odd.length > 0) {
    const list = odd.map(({ name }) => name).join(', ');
    return [
      `Columns that are not known, nor a month yyyy-mm: ${list}.`,
      `Colonne non note, né un mese aaaa-mm: ${list}.`,
    ];
  }
  if (new Set(names).size < names.length) return ['A column is there twice.', 'Una colonna è ripetuta.'];
  return { places, months: others.map(({ name, place }) => ({ month: name, place })), width: fields.length };
}

/** A row as the graph takes it; a sentence when it cannot be one. An empty month was not recorded. */
export function readRow(fields: readonly string[], row: number, header: RegisterHeader): FormerBodyRow | Sentence {
  if (fields.length !== header.width) {
    return [`${fields.length} fields instead of ${header.width}.`, `${fields.length} campi invece di ${header.width}.`];
  }
  const volumes: FormerBodyRow['volumes'] = [];
  for (const { month, place } of header.months) {
    const text = fields[place] ?? '';
    if (text === '') continue;
    if (!COUNT.test(text)) return [`${month}: not a whole number.`, `${month}: non è un numero intero.`];
    volumes.push({ month, subjects: Number(text) });
  }
  const at = (column: (typeof COLUMNS)[number]): string => fields[header.places[column]] ?? '';
  return {
    ...{ row, volumes, ipaCode: at('ipa_code'), name: at('name'), type: at('type').toUpperCase() },
    ...{ taxCode: at('tax_code'), pec: at('pec'), officeCode: at('office_code') },
  };
}

export function isSentence(value: object): value is Sentence {
  return Array.isArray(value);
}
