import { inflateSync } from 'node:zlib';

/** Windows-1252 from 0x80 to 0x9f, where it differs from Latin-1; \0 where nothing stands. */
const UPPER = '€\0‚ƒ„…†‡ˆ‰Š‹Œ\0Ž\0\0‘’“”•–—˜™š›œ\0žŸ';

/** The text of a PDF as pdfkit writes it: the strings of all text operators, a line each. Throws when it is no PDF. */
export function pdfText(pdf: Buffer): string {
  const source = pdf.toString('latin1');
  if (!source.startsWith('%PDF-1.') || !source.trimEnd().endsWith('%%EOF')) throw new Error('not a whole PDF');
  const lines: string[] = [];
  for (const match of source.matchAll(/<<([^>]*)>>\s*stream\n/gs)) {
    const length = Number(/\/Length (\d+)/.exec(match[1] ?? '')?.[1]);
    const start = (match.index ?? 0) + match[0].length;
    const bytes = pdf.subarray(start, start + length);
    const content = match[1]?.includes('/FlateDecode')
      ? inflateSync(bytes).toString('latin1')
      : bytes.toString('latin1');
    for (const [, shown] of content.matchAll(/\[([^\]]*)\] TJ/g)) lines.push(shownText(shown ?? ''));
  }
  return lines.join('\n');
}

function shownText(operands: string): string {
  const hex = [...operands.matchAll(/<([0-9a-f]*)>/gi)].map(([, digits]) => digits).join('');
  const latin1 = Buffer.from(hex, 'hex').toString('latin1');
  return latin1.replace(/[\x80-\x9f]/g, (character) => UPPER.charAt(character.charCodeAt(0) - 0x80));
}
