import { PESCARA_FILE, REAL_FILES, ROMA_FILE } from '../testkit/massivo-files.js';
import { requestFileBytes } from '../testkit/massivo-generator.js';
import type { SeededRandom } from '../testkit/seeded-random.js';
import { mutateBytes } from './byte-mutations.js';
import { sealAgain, sealed } from './closing-record.js';
import { mutateRecords } from './record-mutations.js';
import { bytesOf, linesOf, SEPARATOR, type TextLine } from './text-lines.js';

/** Request files to be damaged: mostly some rows of a real one, because what can go wrong does so within a few rows. */

const MOST_ROWS = 24;
const BOLZANO = 'PROC-A952';
/** Field of the `T` record that names the office, and the one that asks for German. */
const OFFICE_FIELD = 4;
const GERMAN_FIELD = 10;
/** Of other persons than the real files', with more of them refused. */
const generated = Array.from({ length: 40 }, (_, seed) =>
  requestFileBytes({
    ...{ seed, rows: 1 + (seed % MOST_ROWS), invalidShare: 0.2 },
    encoding: seed % 3 === 0 ? 'latin1' : 'utf8',
    lineEnd: seed % 2 === 0 ? '\r\n' : '\n',
  }),
);
const real = [ROMA_FILE, PESCARA_FILE].map(({ bytes }) => linesOf(bytes));

/** A sound file. */
export function soundRequest(random: SeededRandom): Buffer {
  if (random.chance(0.004)) return random.pick(REAL_FILES).bytes;
  if (random.chance(0.2)) return random.pick(generated);
  return sealed(bytesOf(someRows(random)), 'C');
}

/** A sound file with one to four things wrong in it; in two of three the closing record says so. */
export function damagedRequest(random: SeededRandom): Buffer {
  let bytes = soundRequest(random);
  if (random.chance(0.03)) bytes = Buffer.concat([bytes, soundRequest(random)]);
  if (random.chance(0.85)) {
    const lines = linesOf(bytes);
    for (let left = 1 + random.below(3); left > 0; left -= 1) mutateRecords(lines, random);
    bytes = bytesOf(lines);
  }
  if (random.chance(0.2)) bytes = mutateBytes(bytes, random);
  return random.chance(0.66) ? sealAgain(bytes, 'C', random) : bytes;
}

/** The header and some rows in a run of a real file. */
function someRows(random: SeededRandom): TextLine[] {
  const [header = { text: '', end: '' }, ...rest] = random.pick(real);
  const rows = rest.slice(0, -1);
  const from = random.below(rows.length);
  const fields = header.text.split(SEPARATOR);
  if (random.chance(0.1)) {
    if (random.chance(0.7)) fields[OFFICE_FIELD] = BOLZANO;
    fields[GERMAN_FIELD] = 'S';
  }
  return [
    { ...header, text: fields.join(SEPARATOR) },
    ...rows.slice(from, from + 1 + random.below(MOST_ROWS)).map((row) => ({ ...row })),
  ];
}
