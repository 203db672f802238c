import { inflateSync } from 'node:zlib';

/** Windows-1252 from 0x80 to 0x9f, where it differs from Latin-1; \0 where nothing stands. */
const UPPER = '€\0‚ƒ„…†‡ˆ‰Š‹Œ\0Ž\0\0‘’“”•–—˜™š›œ\0žŸ';

/** What the codes of a font stand for. */
type Decoding = (hex: string) => string;

/**
 * The text of a PDF as pdfkit writes it: the strings of all text operators, a line each, as the fonts' own tables say
 * what they stand for. Throws when it is no PDF.
 */
export function pdfText(pdf: Buffer): string {
  const source = pdf.toString('latin1');
  if (!source.startsWith('%PDF-1.') || !source.trimEnd().endsWith('%%EOF')) throw new Error('not a whole PDF');
  const objects = objectsOf(pdf, source);
  const decodings = decodingsOf(objects);
  const lines: string[] = [];
  for (const { stream } of objects.values()) {
    let decoding: Decoding = winAnsi;
    for (const [, font, shown] of stream.matchAll(/\/(F\d+) [\d.]+ Tf|\[([^\]]*)\] TJ/g)) {
      if (font !== undefined) decoding = decodings.get(font) ?? winAnsi;
      else lines.push([...(shown ?? '').matchAll(/<([0-9a-f]*)>/gi)].map(([, hex]) => decoding(hex ?? '')).join(''));
    }
  }
  return lines.join('\n');
}

interface PdfObject {
  dictionary: string;
  /** Inflated; empty where there is none. */
  stream: string;
}

function objectsOf(pdf: Buffer, source: string): Map<string, PdfObject> {
  const objects = new Map<string, PdfObject>();
  for (const match of source.matchAll(/(\d+) 0 obj\n(.*?)(stream\n|endobj)/gs)) {
    const [whole, id = '', dictionary = '', end] = match;
    const start = match.index + whole.length;
    const bytes = pdf.subarray(start, start + Number(/\/Length (\d+)/.exec(dictionary)?.[1] ?? 0));
    const stream = end === 'endobj' ? '' : dictionary.includes('/FlateDecode') ? inflateSync(bytes) : bytes;
    objects.set(id, { dictionary, stream: stream.toString('latin1') });
  }
  return objects;
}

/** By the name of the font; all pages of a document of pdfkit name them alike. */
function decodingsOf(objects: Map<string, PdfObject>): Map<string, Decoding> {
  const decodings = new Map<string, Decoding>();
  for (const { dictionary } of objects.values()) {
    for (const [, name = '', id = ''] of dictionary.matchAll(/\/(F\d+) (\d+) 0 R/g)) {
      const table = /\/ToUnicode (\d+) 0 R/.exec(objects.get(id)?.dictionary ?? '')?.[1];
      if (table !== undefined) decodings.set(name, unicode(objects.get(table)?.stream ?? ''));
    }
  }
  return decodings;
}

/** Of a `ToUnicode` table: ranges of codes, and for each code its characters in UTF-16. */
function unicode(table: string): Decoding {
  const characters = new Map<number, string>();
  for (const [, from = '', list = ''] of table.matchAll(/<([0-9a-f]+)> <[0-9a-f]+> \[(.*?)\]/gis)) {
    [...list.matchAll(/<([0-9a-f ]*)>/gi)].forEach(([, hex = ''], index) => {
      const units = hex.split(' ').map((unit) => parseInt(unit, 16));
      characters.set(parseInt(from, 16) + index, String.fromCharCode(...units));
    });
  }
  return (hex) => (hex.match(/.{4}/g) ?? []).map((code) => characters.get(parseInt(code, 16)) ?? '?').join('');
}

const winAnsi: Decoding = (hex) =>
  Buffer.from(hex, 'hex')
    .toString('latin1')
    .replace(/[\x80-\x9f]/g, (character) => UPPER.charAt(character.charCodeAt(0) - 0x80));
