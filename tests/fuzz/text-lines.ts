/**
 * A file as its lines, one character a byte (ISO-8859-1), so that whatever was done to it goes back to bytes without
 * any decoding: the fuzzer must not share the readers' idea of what a line's text is.
 */
export interface TextLine {
  text: string;
  /** `\r\n`, `\n`, or nothing at the end of the file. */
  end: string;
}

export const SEPARATOR = ';';

export function linesOf(bytes: Buffer): TextLine[] {
  const text = bytes.toString('latin1');
  const lines: TextLine[] = [];
  for (let start = 0; start < text.length;) {
    const found = text.indexOf('\n', start);
    const next = found < 0 ? text.length : found + 1;
    const isCrLf = found > start && text.charCodeAt(found - 1) === 0x0d;
    const endLength = found < 0 ? 0 : isCrLf ? 2 : 1;
    lines.push({ text: text.slice(start, next - endLength), end: text.slice(next - endLength, next) });
    start = next;
  }
  return lines;
}

export function bytesOf(lines: readonly TextLine[]): Buffer {
  return Buffer.from(lines.map(({ text, end }) => text + end).join(''), 'latin1');
}

/** A text as it stands in a UTF-8 file, one character a byte. */
export const utf8Text = (text: string): string => Buffer.from(text, 'utf8').toString('latin1');
