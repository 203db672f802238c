import { isDeepStrictEqual } from 'node:util';
import type { SubjectRow } from '../../legacy-adapter/massivo/records/massivo-record.type.js';
import { writeOutcomeFile } from '../../legacy-adapter/massivo/records/outcome-writer.js';
import { writeRequestFile } from '../../legacy-adapter/massivo/records/request-writer.js';
import { allBytes } from '../testkit/byte-sources.js';
import { requestFileBytes } from '../testkit/massivo-generator.js';
import type { SeededRandom } from '../testkit/seeded-random.js';
import { bridgeVerdict } from './bridge-request.js';
import { holds, inOnePiece, inRandomChunks, type CaseResult, type FuzzTarget } from './fuzz-case.js';
import { officeVerdict } from './office-request.js';
import { soundOutcome } from './outcome-files.js';
import { outcomeVerdict } from './outcome-target.js';
import { sealed } from './closing-record.js';
import { bytesOf, linesOf, utf8Text } from './text-lines.js';

/** Sound files written by others: read, and written again by the bridge, they are the same bytes. */
export const roundTripTarget: FuzzTarget = {
  name: 'round-trip',
  extension: 'txt',
  make: (random) => (random.chance(0.5) ? soundOutcome(random) : Promise.resolve(writableRequest(random))),
  check: (bytes, random) =>
    bytes.toString('latin1', 0, 1) === 'R' ? outcomeThere(bytes, random) : requestThere(bytes, random),
  expected: ['round trip of a request', 'round trip of an outcome', 'cut outcome'],
};

const NAMES = ['李', '𝒜 B', "O'Ö", 'e\u0301A', 'ß', 'I.', 'x'.repeat(256), '"A"', 'A\u00a0B', 'Đ/Þ', 'NULL', '=A1'];
const STATES = ['Z606', 'Z114', 'Z100'];

/** Good rows only, some with names that are seldom met. */
function writableRequest(random: SeededRandom): Buffer {
  const rows = 1 + random.below(12);
  const lines = linesOf(requestFileBytes({ seed: random.below(40), rows, invalidShare: 0 })).slice(0, -1);
  for (const [index, line] of lines.entries()) {
    if (index === 0 || random.chance(0.8)) continue;
    const names = [random.pick(NAMES), `${random.pick(NAMES)} ${index}`.slice(0, 256)].map((name) =>
      utf8Text(name.toUpperCase()),
    );
    line.text = ['S', line.text.slice(2, 8), ...names, '01/02/1970', '', random.pick(STATES), '', 'X', ''].join(';');
  }
  return sealed(bytesOf(lines), 'C');
}

async function requestThere(bytes: Buffer, random: SeededRandom): Promise<CaseResult> {
  const verdict = await bridgeVerdict(inRandomChunks(bytes, random));
  holds('rows' in verdict, 'a sound request is accepted', () => verdict);
  const refused = verdict.rows.filter(({ code }) => code !== 'OK' && code !== 'NOM-005');
  holds(refused.length === 0, 'every row of a sound request is good', () => refused);
  const subjects = verdict.rows.flatMap(({ subject }): SubjectRow[] => (subject ? [subject] : []));
  const written = await allBytes(writeRequestFile(verdict.header, subjects));
  holds(written.equals(bytes), 'a sound request is written back as it was', () => written.toString('latin1'));
  return { tags: ['round trip of a request'] };
}

async function outcomeThere(bytes: Buffer, random: SeededRandom): Promise<CaseResult> {
  const verdict = await outcomeVerdict(inRandomChunks(bytes, random));
  holds('rows' in verdict, 'a sound outcome is complete', () => verdict);
  const written = await allBytes(writeOutcomeFile(verdict.header, verdict.rows));
  holds(written.equals(bytes), 'a sound outcome is written back as it was', () => written.toString('latin1'));
  const cut = bytes.subarray(0, random.below(bytes.length - '\r\n'.length));
  const { kind } = await outcomeVerdict(inOnePiece(cut));
  holds(kind === 'INCOMPLETE', 'wherever it is cut, it is incomplete, never complete or corrupt', () => [
    cut.length,
    kind,
  ]);
  return { tags: ['round trip of an outcome', 'cut outcome'] };
}

/**
 * What the bridge accepted it sends on in a file of its own, of which the office refuses nothing: not the file, and no
 * row of it.
 */
export async function assertSentOn(
  verdict: Extract<Awaited<ReturnType<typeof bridgeVerdict>>, { code: 'OK' }>,
): Promise<void> {
  const accepted = verdict.rows.flatMap(({ code, subject }) => (code === 'OK' && subject ? [subject] : []));
  if (accepted.length === 0) return;
  const sent = await allBytes(writeRequestFile(verdict.header, accepted));
  const office = await officeVerdict(sent);
  holds(office.codes.length === 0, 'the office takes in what the bridge sends', () => office.codes);
  const discarded = office.rows.filter(({ outcome }) => outcome === 'SCARTATO');
  holds(discarded.length === 0, 'the office discards no row that the bridge accepted', () => [
    discarded,
    sent.toString(),
  ]);
  const reread = await bridgeVerdict(inOnePiece(sent));
  holds(
    'rows' in reread && isDeepStrictEqual(reread.header, verdict.header),
    'the header is sent on as it was',
    () => reread,
  );
}
