/** A tax code wherever it stands in a text, with omocodia, in either case. */
const TAX_CODE = /[A-Z]{6}[0-9LMNPQRSTUV]{2}[ABCDEHLMPRST][0-9LMNPQRSTUV]{2}[A-Z][0-9LMNPQRSTUV]{3}[A-Z]/gi;

const MASK = '[tax code]';

/** The text with every tax code in it masked. */
export function withoutTaxCodes(text: string): string {
  // Most texts of a log are shorter than a tax code or have none: `replace` returns the same string then.
  return text.length < 16 ? text : text.replace(TAX_CODE, MASK);
}

export function holdsTaxCode(text: string): boolean {
  return withoutTaxCodes(text) !== text;
}
