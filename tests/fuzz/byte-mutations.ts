import type { SeededRandom } from '../testkit/seeded-random.js';

/** What a line, a disk or a converter does to a file, whatever stands in it. */
type ByteMutation = (bytes: Buffer, random: SeededRandom) => Buffer;

const MARKS = ['\xef\xbb\xbf', '\xef\xbb\xbf\xef\xbb\xbf', '\xff\xfe', '\xfe\xff', '\x00'];

const MUTATIONS: readonly ByteMutation[] = [
  function cutEnd(bytes, random) {
    return bytes.subarray(0, random.below(bytes.length + 1));
  },
  function cutBeginning(bytes, random) {
    return bytes.subarray(random.below(bytes.length + 1));
  },
  function flipBits(bytes, random) {
    const flipped = Buffer.from(bytes);
    for (let left = flipped.length > 0 ? 1 + random.below(8) : 0; left > 0; left -= 1) {
      const at = random.below(random.chance(0.3) ? Math.min(200, flipped.length) : flipped.length);
      flipped.writeUInt8(flipped.readUInt8(at) ^ (1 << random.below(8)), at);
    }
    return flipped;
  },
  function insertBytes(bytes, random) {
    return inserted(bytes, random, randomBytes(random, 1 + random.below(40)));
  },
  function insertRun(bytes, random) {
    const run = Buffer.alloc(
      1 + random.below(random.chance(0.1) ? 200_000 : 10_000),
      random.pick(['A', ';', '\0', 'é', '\n']),
    );
    return inserted(bytes, random, run);
  },
  function insertLineEnds(bytes, random) {
    const ends = random.pick(['\n', '\r', '\r\n', '\n\n\r', '\u2028']).repeat(1 + random.below(20));
    return inserted(bytes, random, Buffer.from(ends));
  },
  function mark(bytes, random) {
    return Buffer.concat([Buffer.from(random.pick(MARKS), 'latin1'), bytes]);
  },
  function append(bytes, random) {
    return Buffer.concat([
      bytes,
      random.chance(0.5) ? randomBytes(random, 1 + random.below(20)) : Buffer.from(' \r\n'),
    ]);
  },
  function twice(bytes) {
    return Buffer.concat([bytes, bytes]);
  },
  function encodedTwice(bytes) {
    return Buffer.from(bytes.toString('latin1'), 'utf8');
  },
  function asLatin1(bytes) {
    return Buffer.from(bytes.toString('utf8'), 'latin1');
  },
  function asUtf16(bytes) {
    return Buffer.from(bytes.toString('utf8'), 'utf16le');
  },
  function noise(_bytes, random) {
    return randomBytes(random, random.below(3_000));
  },
];

export function mutateBytes(bytes: Buffer, random: SeededRandom): Buffer {
  return random.pick(MUTATIONS)(bytes, random);
}

function inserted(bytes: Buffer, random: SeededRandom, addition: Buffer): Buffer {
  const at = random.below(bytes.length + 1);
  return Buffer.concat([bytes.subarray(0, at), addition, bytes.subarray(at)]);
}

function randomBytes(random: SeededRandom, length: number): Buffer {
  return Buffer.from(Array.from({ length }, () => random.below(256)));
}
