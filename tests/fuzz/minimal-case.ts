import { sealed } from './closing-record.js';
import { bytesOf, linesOf, SEPARATOR, type TextLine } from './text-lines.js';

const MOST_TRIES = 2_000;

/**
 * A smaller file of which the same still does not hold: whole lines go first, halves before single ones, then the
 * contents of fields. What is left out may need another closing record, so each is tried with the one that it deserves.
 */
export async function minimised(bytes: Buffer, isBroken: (bytes: Buffer) => Promise<boolean>): Promise<Buffer> {
  let tries = 0;
  let best = bytes;
  const better = async (lines: readonly TextLine[]): Promise<boolean> => {
    const plain = bytesOf(lines);
    const body = bytesOf(lines.slice(0, -1));
    for (const candidate of [plain, sealed(body, 'C'), sealed(body, 'F')]) {
      if (candidate.length >= best.length || (tries += 1) > MOST_TRIES) continue;
      if (!(await isBroken(candidate))) continue;
      best = candidate;
      return true;
    }
    return false;
  };
  for (let size = Math.ceil(linesOf(best).length / 2); size >= 1; size = size > 1 ? Math.ceil(size / 2) : 0) {
    for (let at = 0; at < linesOf(best).length;) {
      const lines = linesOf(best);
      if (!(await better([...lines.slice(0, at), ...lines.slice(at + size)]))) at += size;
    }
  }
  for (let at = 0; at < linesOf(best).length; at += 1) {
    for (let field = 1; field < (linesOf(best)[at]?.text.split(SEPARATOR).length ?? 0); field += 1) {
      await better(linesOf(best).map((line, index) => (index === at ? withoutField(line, field) : line)));
    }
  }
  return best;
}

function withoutField({ text, end }: TextLine, field: number): TextLine {
  const fields = text.split(SEPARATOR);
  fields[field] = '';
  return { text: fields.join(SEPARATOR), end };
}
