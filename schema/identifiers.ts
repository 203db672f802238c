/** Branded identifiers and their parsers: what has been parsed at the edge is not checked again inside. */
declare const brand: unique symbol;
type Branded<Base, Name extends string> = Base & { readonly [brand]: Name };

/** IPA code of a public body, lower case as the index of public administrations writes it: `c_h501`. */
export type IpaCode = Branded<string, 'IpaCode'>;
/** Code of an ordinary prosecutor's office: `PROC-` + Belfiore code of the seat. */
export type OfficeCode = Branded<string, 'OfficeCode'>;
/** Code of a purpose of the library: `FIN-001` … */
export type PurposeCode = Branded<string, 'PurposeCode'>;

/** Bolzano/Bozen: the only office whose certificates can be in German (R-30, R-44, TES-006). */
export const BOLZANO_OFFICE = 'PROC-A952';

const IPA_CODE = /^[a-z0-9][a-z0-9_-]{1,29}$/;
const OFFICE_CODE = /^PROC-[A-Z]\d{3}$/;
const PURPOSE_CODE = /^FIN-\d{3}$/;

/** Reads an IPA code in either case; `null` when it cannot be one. */
export function parseIpaCode(text: string): IpaCode | null {
  const code = text.trim().toLowerCase();
  return IPA_CODE.test(code) ? (code as IpaCode) : null;
}

export function parseOfficeCode(text: string): OfficeCode | null {
  const code = text.trim().toUpperCase();
  return OFFICE_CODE.test(code) ? (code as OfficeCode) : null;
}

export function parsePurposeCode(text: string): PurposeCode | null {
  const code = text.trim().toUpperCase();
  return PURPOSE_CODE.test(code) ? (code as PurposeCode) : null;
}
