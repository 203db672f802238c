import type { SeededRandom } from '../testkit/seeded-random.js';
import { anyValue, longValue, slip } from './field-values.js';
import { SEPARATOR, type TextLine } from './text-lines.js';

/** Changes a file's lines in place of each other: what an editor, a script or a careless export does to records. */
export type RecordMutation = (lines: TextLine[], random: SeededRandom) => void;

const STRAYS = ['', ' ', 'T;', 'S;', 'C;', 'E;', 'F;', 'R;', 'Q;1', 'S;000001', 'C;1', ';;;;;;;;;', '-- fine --'];
const LINE_ENDS = ['\r\n', '\n', '\r', '\n\r', '\r\r\n', '\r\n\r\n', '', ' \r\n', '\x85', '\x0b'];

const ofRecords: readonly RecordMutation[] = [
  function drop(lines, random) {
    lines.splice(random.below(lines.length), 1);
  },
  function duplicate(lines, random) {
    const from = random.below(lines.length);
    lines.splice(random.below(lines.length + 1), 0, { ...lineAt(lines, from) });
  },
  function exchange(lines, random) {
    const [one, other] = [random.below(lines.length), random.below(lines.length)];
    const kept = lineAt(lines, one);
    lines[one] = lineAt(lines, other);
    lines[other] = kept;
  },
  function truncateLine(lines, random) {
    const line = anyLine(lines, random);
    line.text = line.text.slice(0, random.below(line.text.length + 1));
  },
  function split(lines, random) {
    const at = random.below(lines.length);
    const { text, end } = lineAt(lines, at);
    const middle = random.below(text.length + 1);
    lines.splice(at, 1, { text: text.slice(0, middle), end: '\r\n' }, { text: text.slice(middle), end });
  },
  function join(lines, random) {
    anyLine(lines, random).end = '';
  },
  function retype(lines, random) {
    const line = anyLine(lines, random);
    line.text = random.pick(['T', 'S', 'C', 'E', 'F', 'R', 's', ' S', 'SS', '']) + line.text.slice(1);
  },
  function stray(lines, random) {
    const text = random.chance(0.5) ? random.pick(STRAYS) : anyValue(random);
    lines.splice(random.below(lines.length + 1), 0, { text, end: random.pick(['\r\n', '\n']) });
  },
  function otherLineEnd(lines, random) {
    anyLine(lines, random).end = random.pick(LINE_ENDS);
  },
  function otherLineEnds(lines, random) {
    const ends = random.chance(0.5) ? [random.pick(LINE_ENDS)] : LINE_ENDS.slice(0, 2);
    for (const line of lines) line.end = random.pick(ends);
  },
  function cutOff(lines, random) {
    lines.length = 1 + random.below(lines.length);
  },
  function lengthen(lines, random) {
    const line = anyLine(lines, random);
    line.text += longValue(random);
  },
];

const ofFields: readonly RecordMutation[] = [
  function dropField(lines, random) {
    changeFields(lines, random, (fields) => void fields.splice(random.below(fields.length), 1));
  },
  function duplicateField(lines, random) {
    changeFields(lines, random, (fields) => {
      const at = random.below(fields.length);
      fields.splice(at, 0, fields[at] ?? '');
    });
  },
  function exchangeFields(lines, random) {
    changeFields(lines, random, (fields) => {
      const [one, other] = [random.below(fields.length), random.below(fields.length)];
      [fields[one], fields[other]] = [fields[other] ?? '', fields[one] ?? ''];
    });
  },
  function otherValue(lines, random) {
    changeField(lines, random, () => anyValue(random));
  },
  function smallSlip(lines, random) {
    changeField(lines, random, (value) => slip(random, value));
  },
  function fieldOfAnotherRecord(lines, random) {
    const other = anyLine(lines, random).text.split(SEPARATOR);
    changeField(lines, random, (value, at) => other[at] ?? value);
  },
  function recordOfAnother(lines, random) {
    const other = anyLine(lines, random).text.split(SEPARATOR);
    changeFields(lines, random, (fields) => fields.splice(2, fields.length, ...other.slice(2)));
  },
];

/** One change; fields are changed more often than whole records, since what is deeper is met less often. */
export function mutateRecords(lines: TextLine[], random: SeededRandom): void {
  if (lines.length === 0) return;
  random.pick(random.chance(0.6) ? ofFields : ofRecords)(lines, random);
}

function changeField(
  lines: readonly TextLine[],
  random: SeededRandom,
  change: (value: string, at: number) => string,
): void {
  changeFields(lines, random, (fields) => {
    const at = random.below(fields.length);
    fields[at] = change(fields[at] ?? '', at);
  });
}

function changeFields(lines: readonly TextLine[], random: SeededRandom, change: (fields: string[]) => void): void {
  // Header and closing record are two lines of many: each has its share.
  const line = random.chance(0.35) ? lineAt(lines, random.pick([0, lines.length - 1])) : anyLine(lines, random);
  const fields = line.text.split(SEPARATOR);
  change(fields);
  line.text = fields.join(SEPARATOR);
}

function anyLine(lines: readonly TextLine[], random: SeededRandom): TextLine {
  return lineAt(lines, random.below(lines.length));
}

function lineAt(lines: readonly TextLine[], at: number): TextLine {
  return lines[at] ?? { text: '', end: '' };
}
