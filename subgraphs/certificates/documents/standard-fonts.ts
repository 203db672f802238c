import PDFDocument from 'pdfkit';

/**
 * pdfkit reads and parses the metrics of a standard font (3,000 lines) anew for each document: 10 ms of the 11 that a
 * certificate takes. Here they are parsed once and lent to each document, which brings 90 documents a second to some
 * 400. pdfkit has no public way to do so; should a later version keep its fonts otherwise, it parses them as before.
 */
const FONTS = ['Helvetica', 'Helvetica-Bold', 'Courier-Bold'] as const;
export type StandardFont = (typeof FONTS)[number];

interface FontHolder {
  _font?: object;
  _fontFamilies?: Record<string, object>;
  _fontCount?: number;
}

let parsed: ReadonlyMap<StandardFont, object> | undefined;

/** Lends the fonts to a document that was made without one (`font: ''`). */
export function lendStandardFonts(document: PDFKit.PDFDocument): void {
  const holder = document as unknown as FontHolder;
  if (!holder._fontFamilies || holder._fontCount === undefined) return;
  for (const [name, font] of (parsed ??= parseFonts())) {
    holder._fontCount += 1;
    const own = { document, id: `F${holder._fontCount}`, dictionary: undefined, embedded: false };
    holder._fontFamilies[name] = Object.assign(Object.create(Object.getPrototypeOf(font)) as object, font, own);
  }
}

function parseFonts(): ReadonlyMap<StandardFont, object> {
  const sample = new PDFDocument({ autoFirstPage: false, font: '' });
  const fonts = new Map<StandardFont, object>();
  for (const name of FONTS) {
    sample.font(name);
    const { _font: font } = sample as unknown as FontHolder;
    if (font) fonts.set(name, font);
  }
  return fonts;
}
