import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { DomainError } from '../../../../schema/kernel/domain-error.js';
import { RequestFile } from '../../../../legacy-adapter/massivo/records/request-reader.js';
import { fileCodeOf, inChunks } from '../../../testkit/byte-sources.js';
import { DEFAULT_HEADER, generateRequestFile, headerLine } from '../../../testkit/massivo-generator.js';
import { SeededRandom } from '../../../testkit/seeded-random.js';

const SEED = 20260212;
const CASES = 5_000;
const CODES = ['OK', 'FIR-001', 'OBB-001', 'TES-001', 'TES-002', 'TES-003', 'TES-006'];

const realFile = (name: string): Buffer =>
  readFileSync(new URL(`../../../fixtures/massivo/${name}.txt`, import.meta.url));
const large = realFile('MASSIVA_c_h501_PROC-H501_20260209_000001');
const small = realFile('MASSIVA_c_g482_PROC-G482_20260210_000007');

/** Changes that a line, a disk or somebody with an editor makes. */
const MUTATIONS: readonly ((bytes: Buffer, random: SeededRandom) => Buffer)[] = [
  (bytes, random) => bytes.subarray(0, random.below(bytes.length)),
  (bytes, random) => bytes.subarray(random.below(bytes.length)),
  function flipBits(bytes, random) {
    const flipped = Buffer.from(bytes);
    for (let left = 1 + random.below(8); left > 0; left -= 1) {
      const at = random.below(random.chance(0.3) ? Math.min(200, bytes.length) : bytes.length);
      flipped.writeUInt8(flipped.readUInt8(at) ^ (1 << random.below(8)), at);
    }
    return flipped;
  },
  function duplicateLine(bytes, random) {
    const { start, end } = lineAt(bytes, random.below(bytes.length));
    return Buffer.concat([bytes.subarray(0, end), bytes.subarray(start, end), bytes.subarray(end)]);
  },
  function dropLine(bytes, random) {
    const { start, end } = lineAt(bytes, random.below(bytes.length));
    return Buffer.concat([bytes.subarray(0, start), bytes.subarray(end)]);
  },
  function insertBytes(bytes, random) {
    const at = random.below(bytes.length);
    return Buffer.concat([bytes.subarray(0, at), randomBytes(random, 1 + random.below(40)), bytes.subarray(at)]);
  },
  function insertLongRun(bytes, random) {
    const at = random.below(bytes.length);
    const run = Buffer.alloc(random.below(200_000), random.pick(['A', ';', '\0', 'é', 'S;']));
    return Buffer.concat([bytes.subarray(0, at), run, bytes.subarray(at)]);
  },
  function insertLineEnds(bytes, random) {
    const at = random.below(bytes.length);
    const ends = Buffer.from(random.pick(['\n', '\r', '\r\n', '\n\n\r', '\u2028']).repeat(1 + random.below(20)));
    return Buffer.concat([bytes.subarray(0, at), ends, bytes.subarray(at)]);
  },
  (_bytes, random) => randomBytes(random, random.below(5_000)),
  (bytes, random) => Buffer.concat([bytes, randomBytes(random, 1 + random.below(20))]),
  (bytes) => Buffer.concat([bytes, bytes]),
  (bytes) => Buffer.from(bytes.toString('latin1'), 'utf8'),
];

function lineAt(bytes: Buffer, at: number): { start: number; end: number } {
  return { start: bytes.lastIndexOf(10, at - 1) + 1, end: bytes.indexOf(10, at) + 1 || bytes.length };
}

/** The damaged file with the closing record that its bytes deserve, so that the damage itself is met. */
function sealAgain(bytes: Buffer): Buffer {
  const end = bytes.lastIndexOf('\nC;') + 1;
  const body = end > 0 ? bytes.subarray(0, end) : bytes;
  const rows = body
    .toString('latin1')
    .split('\n')
    .filter((line) => line.startsWith('S;')).length;
  const sha256 = createHash('sha256').update(body).digest('hex');
  return Buffer.concat([body, Buffer.from(`C;${rows};${sha256}\r\n`)]);
}

function randomBytes(random: SeededRandom, length: number): Buffer {
  return Buffer.from(Array.from({ length }, () => random.below(256)));
}

/** Mostly the head of a real file: what can go wrong does so within a few rows, and 5,000 files are many. */
const head = sealAgain(small.subarray(0, small.indexOf('S;000040')));
const BASES = [...Array.from({ length: 12 }, () => head), ...Array.from({ length: 6 }, () => small), large];

/** Reads and counts: the positions must be 1, 2, 3 … whatever was done to the file. */
async function readAll(bytes: Buffer, size: number): Promise<void> {
  const file = await RequestFile.open(inChunks(bytes, size));
  let position = 0;
  for await (const batch of file.batches()) {
    for (const row of batch) {
      position += 1;
      if (row.position !== position || row.row < 1) throw new Error(`row ${row.position} stands at ${position}`);
      if (!row.subject && row.refusal?.code !== 'NOM-001') throw new Error('a row has neither subject nor refusal');
    }
  }
  if (file.closing.rows !== position) throw new Error('the closing record counts otherwise');
}

async function codeOf(bytes: Buffer, size: number): Promise<string> {
  try {
    await readAll(bytes, size);
    return 'OK';
  } catch (error) {
    if (error instanceof DomainError) return error.code;
    throw error;
  }
}

describe(`${CASES} damaged files, seed ${SEED}`, () => {
  it('R-31 end with a file code or are read, and nothing else is thrown', async () => {
    const random = new SeededRandom(SEED);
    const codes = new Map<string, number>();
    for (let index = 0; index < CASES; index += 1) {
      let bytes = random.pick(BASES);
      for (let left = random.chance(0.7) ? 1 : 2; left > 0 && bytes.length > 0; left -= 1) {
        bytes = random.pick(MUTATIONS)(bytes, random);
      }
      if (random.chance(0.5)) bytes = sealAgain(bytes);
      const size = random.pick([64 * 1024, 4_096, 997]);
      const code = await codeOf(bytes, size).catch((error: unknown) => {
        throw new Error(`case ${index}`, { cause: error });
      });
      codes.set(code, (codes.get(code) ?? 0) + 1);
    }
    expect([...codes.keys()].filter((code) => !CODES.includes(code))).toEqual([]);
    for (const code of ['OK', 'FIR-001', 'OBB-001', 'TES-003']) expect(codes.get(code) ?? 0).toBeGreaterThan(10);
  }, 120_000);

  it('R-31 come to the same code whatever the chunks are', async () => {
    const random = new SeededRandom(SEED + 1);
    for (let index = 0; index < 150; index += 1) {
      const bytes = random.pick(MUTATIONS)(small, random);
      const whole = await fileCodeOf(inChunks(bytes, bytes.length || 1));
      for (const size of [11, 1_000, 64 * 1024]) {
        expect([index, size, await fileCodeOf(inChunks(bytes, size))]).toEqual([index, size, whole]);
      }
    }
  }, 120_000);
});

describe('memory', () => {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;

  const heldBytes = (): number => {
    collect();
    const { heapUsed, arrayBuffers, external } = process.memoryUsage();
    return heapUsed + Math.max(arrayBuffers, external);
  };

  it('does not grow with the number of rows', async () => {
    const file = await RequestFile.open(asyncOf(generateRequestFile({ seed: 9, rows: 60_000 })));
    const samples: number[] = [];
    let rows = 0;
    for await (const batch of file.batches()) {
      rows += batch.length;
      if (rows % 10_000 === 0) samples.push(heldBytes());
    }
    const [first = 0, ...later] = samples;
    expect(samples).toHaveLength(6);
    expect(Math.max(...later) - first).toBeLessThan(4_000_000);
  }, 60_000);

  it.each([
    ['of no record', 'FIR-001', ''],
    ['of a row', 'TES-003', `${headerLine(DEFAULT_HEADER)}\r\nS;000001;`],
  ])(
    'does not grow with a line %s of 100 MB',
    async (_, code, start) => {
      const before = heldBytes();
      let highest = 0;
      const block = Buffer.alloc(64 * 1024, 'A');
      const source = (async function* () {
        yield Buffer.from(start);
        for (let index = 0; index < 1_600; index += 1) {
          if (index % 400 === 399) highest = Math.max(highest, heldBytes());
          yield block;
        }
        yield Buffer.from(`\r\nC;9;${'0'.repeat(64)}\r\n`);
      })();
      expect(await fileCodeOf(source)).toBe(code);
      expect(highest - before).toBeLessThan(4_000_000);
    },
    60_000,
  );
});

async function* asyncOf<Value>(values: Iterable<Value>): AsyncGenerator<Value> {
  yield* values;
}
