import { createHash } from 'node:crypto';
import {
  MAX_RECORD_BYTES,
  RecordSplitter,
  type RecordLine,
} from '../../../../legacy-adapter/emulator/records/record-splitter.js';
import { SeededRandom } from '../../../testkit/seeded-random.js';

const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

/** Splits the file in chunks of sizes drawn from the seed. */
function split(file: Buffer, seed: number): { lines: RecordLine[]; sha256: string; bytes: number } {
  const random = new SeededRandom(seed);
  const splitter = new RecordSplitter();
  const lines: RecordLine[] = [];
  for (let at = 0; at < file.length;) {
    const size = 1 + random.below(random.chance(0.2) ? 3 * MAX_RECORD_BYTES : 40);
    lines.push(...splitter.push(file.subarray(at, at + size)));
    at += size;
  }
  const end = splitter.end();
  return { ...end, lines: [...lines, ...end.lines] };
}

describe('RecordSplitter', () => {
  const oversized = `X;${'y'.repeat(MAX_RECORD_BYTES)}\n`;
  const body = Buffer.from(`T;1.0\r\nS;000001;A\n\n${oversized}S;000002;${'z'.repeat(300)}\r\n`);
  const file = Buffer.concat([body, Buffer.from('C;2;abc\r\nC;again')]);

  it.each([1, 2, 3, 4, 5, 6, 7, 8])('cuts the same lines and hashes whatever the chunks (seed %i)', (seed) => {
    const { lines, ...figures } = split(file, seed);
    expect(figures).toEqual({ sha256: sha256(file), bytes: file.length });
    expect(lines.map((line) => (line.oversized ? 'oversized' : line.bytes.toString()))).toEqual([
      'T;1.0\r\n',
      'S;000001;A\n',
      '\n',
      'oversized',
      `S;000002;${'z'.repeat(300)}\r\n`,
      'C;2;abc\r\n',
      'C;again',
    ]);
    expect(lines[5]?.hashBefore).toBe(sha256(body));
    expect(lines[6]?.hashBefore).toBe(sha256(Buffer.concat([body, Buffer.from('C;2;abc\r\n')])));
    expect(lines.filter((line) => line.hashBefore !== undefined)).toHaveLength(2);
  });

  it('keeps of an endless line only so much as tells its type and row number', () => {
    const splitter = new RecordSplitter();
    const chunk = Buffer.alloc(64 * 1024, 'S;');
    for (let count = 0; count < 160; count += 1) expect(splitter.push(chunk)).toEqual([]);
    const { lines, bytes } = splitter.end();
    expect(bytes).toBe(160 * chunk.length);
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatchObject({ oversized: true });
    expect(lines[0]?.bytes.toString()).toBe('S;S;S;S;S');
  });

  it('finds nothing in nothing', () => {
    expect(new RecordSplitter().end()).toEqual({ lines: [], sha256: sha256(Buffer.alloc(0)), bytes: 0 });
  });
});
