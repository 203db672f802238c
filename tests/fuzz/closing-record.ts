import { createHash } from 'node:crypto';
import type { SeededRandom } from '../testkit/seeded-random.js';

export type ClosingType = 'C' | 'F';

/** The bytes with the closing record that they deserve. */
export function sealed(body: Buffer, type: ClosingType): Buffer {
  const { counts, sha256 } = closingOf(body, type);
  return Buffer.concat([body, Buffer.from(`${[type, ...counts, sha256].join(';')}\r\n`, 'latin1')]);
}

/** Closes a damaged file anew, mostly with the truth, so that the damage itself is met, now and then with a lie. */
export function sealAgain(bytes: Buffer, type: ClosingType, random: SeededRandom): Buffer {
  const start = bytes.lastIndexOf(`\n${type};`, undefined, 'latin1') + 1;
  const body = start > 0 ? bytes.subarray(0, start) : bytes;
  const { counts, sha256 } = closingOf(body, type);
  const [told, hash] = random.chance(0.12) ? lie(random, counts, sha256) : [counts, sha256];
  const end = random.chance(0.9) ? '\r\n' : random.pick(['', '\n', '\r\n\r\n', '\r\n \r\n', '\r', ';\r\n']);
  return Buffer.concat([body, Buffer.from(`${[type, ...told, hash].join(';')}${end}`, 'latin1')]);
}

/** What a closing record after these bytes must say, worked out without either reader. */
export function closingOf(body: Buffer, type: ClosingType): { counts: string[]; sha256: string } {
  const lines = body.toString('latin1').split('\n');
  const sha256 = createHash('sha256').update(body).digest('hex');
  if (type === 'C') return { counts: [String(lines.filter((line) => line.startsWith('S;')).length)], sha256 };
  const outcomes = lines.filter((line) => line.startsWith('E;')).map((line) => line.split(';')[3]);
  const count = (outcome: string): string => String(outcomes.filter((found) => found === outcome).length);
  return { counts: [count('POSITIVO'), count('NULLO'), count('SCARTATO')], sha256 };
}

function lie(random: SeededRandom, counts: readonly string[], sha256: string): [string[], string] {
  const [first = '0', ...rest] = counts;
  const number = Number(first);
  const otherCount = random.pick([
    number + 1,
    number - 1,
    0,
    999_999_999,
    1_000_000,
    `0${first}`,
    ` ${first}`,
    '',
    'x',
  ]);
  const otherHash = random.pick([sha256.toUpperCase(), sha256.slice(1), `0${sha256.slice(1)}`, '', ` ${sha256} `]);
  return random.chance(0.5) ? [[String(otherCount), ...rest], sha256] : [[first, ...rest], otherHash];
}
