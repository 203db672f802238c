import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { openPdfFont, type PdfFont } from './pdf-font.js';

/** DejaVu Sans: every Latin letter with its marks, Greek and Cyrillic. */
export interface DocumentFonts {
  regular: PdfFont;
  bold: PdfFont;
}

/** Stands where the fonts have no glyph, so that nobody takes the text for complete. */
const MISSING = '\ufffd';
const LATIN_1 = /^[\x20-\x7e\xa0-\xff]*$/;

let opened: DocumentFonts | undefined;

/** The fonts of all documents, read at the first one: 10 ms. */
export function documentFonts(): DocumentFonts {
  return (opened ??= { regular: font('DejaVuSansCondensed'), bold: font('DejaVuSansCondensed-Bold') });
}

/** The text as it can be printed: composed where possible, what has no glyph and what controls as `\ufffd`. */
export function printable(text: string): string {
  if (LATIN_1.test(text)) return text;
  const { regular, bold } = documentFonts();
  return Array.from(text.normalize('NFC'), (character) => {
    const codePoint = character.codePointAt(0) ?? 0;
    const isPrintable =
      codePoint >= 0x20 && regular.hasGlyphForCodePoint(codePoint) && bold.hasGlyphForCodePoint(codePoint);
    return isPrintable ? character : MISSING;
  }).join('');
}

function font(name: string): PdfFont {
  return openPdfFont(readFileSync(createRequire(import.meta.url).resolve(`dejavu-fonts-ttf/ttf/${name}.ttf`)));
}
