import { readFile } from 'node:fs/promises';
import { RequestFile } from '../../../../legacy-adapter/massivo/records/request-reader.js';
import { missingTags, runCampaign, watchProgress } from '../../../fuzz/campaign.js';
import { caseRandom, holds } from '../../../fuzz/fuzz-case.js';
import { targetOf } from '../../../fuzz/fuzz-targets.js';
import { GIANTS, heldBytes, measureGiant } from '../../../fuzz/giants.js';
import { minimised } from '../../../fuzz/minimal-case.js';
import { reproduce } from '../../../fuzz/reproduction.js';
import { generateRequestFile, requestFileBytes } from '../../../testkit/massivo-generator.js';
import { temporaryFolder } from '../../../testkit/temporary-folder.js';

/** `npm run fuzz` runs 200,000 of these, and the giant that takes longest; it prints the same figures. */
const SEED = 20260212;
const CASES = 2_500;
/** Too seldom for so few cases. */
const SELDOM = ['request: bridge TES-006', 'request: office TES-006'];

describe(`${CASES} damaged files, seed ${SEED}`, () => {
  it('R-31 end with a documented code or are read, by bridge and office alike, in time and without growing', async () => {
    const report = await runCampaign({ cases: CASES, seed: SEED });
    expect(report.failures).toEqual([]);
    expect(report.done).toBe(CASES);
    expect(missingTags(report).filter((tag) => !SELDOM.includes(tag))).toEqual([]);
  });
});

describe('the fuzzer', () => {
  it('gives a case back by its seed and index', async () => {
    const make = (index: number): Promise<Buffer> => targetOf(index).make(caseRandom(SEED, index, 'make'));
    for (let index = 0; index < 40; index += 1) expect(await make(index)).toEqual(await make(index));
    expect(await make(0)).not.toEqual(await make(1));
  });

  it('writes a case into a folder', async () => {
    const folder = await temporaryFolder();
    const { path, message } = await reproduce({ seed: SEED, index: 7 }, folder.path);
    expect(message).toBeNull();
    expect(await readFile(path)).toEqual(await targetOf(7).make(caseRandom(SEED, 7, 'make')));
    await folder.remove();
  });

  it('makes a failing case small', async () => {
    const bytes = requestFileBytes({ seed: 3, rows: 40, invalidShare: 0 });
    const hasRow17 = (candidate: Buffer): Promise<boolean> => Promise.resolve(candidate.includes('S;000017;'));
    const [text, ...more] = (await minimised(bytes, hasRow17)).toString('latin1').split('\r\n').filter(Boolean);
    expect(text).toMatch(/^S;000017;;;;;;;;$/);
    expect(more).toEqual([]);
  });

  it('finds out that a case does not end, but not before there is one', async () => {
    let at = -1;
    const watched = await new Promise<number>((resolve) => {
      const watch = watchProgress(
        () => at,
        { deadlineMs: 20, lookMs: 5 },
        () => {
          clearInterval(watch);
          resolve(at);
        },
      );
      setTimeout(() => (at = 4711), 60);
    });
    expect(watched).toBe(4711);
  });

  it('says which property does not hold', () => {
    expect(() => holds(false, 'one is two', () => [1, 2])).toThrow('one is two: [1,2]');
  });
});

describe('memory', () => {
  it('does not grow with the number of rows', async () => {
    const file = await RequestFile.open(asyncOf(generateRequestFile({ seed: 9, rows: 60_000 })));
    const samples: number[] = [];
    let rows = 0;
    for await (const batch of file.batches()) {
      rows += batch.length;
      if (rows >= 10_000 * (samples.length + 1)) samples.push(heldBytes());
    }
    const [first = 0, ...later] = samples;
    expect(samples).toHaveLength(6);
    expect(Math.max(...later) - first).toBeLessThan(4_000_000);
  });

  it.each(GIANTS.filter(({ megabytes }) => megabytes >= 100).map((giant) => [giant.name, giant] as const))(
    'does not grow with a file that nobody can hold: %s',
    async (_name, giant) => {
      const { verdict, heldMore } = await measureGiant(giant);
      expect(verdict).toBe(giant.expected);
      expect(heldMore).toBeLessThan(4_000_000);
    },
  );
});

async function* asyncOf<Value>(values: Iterable<Value>): AsyncGenerator<Value> {
  yield* values;
}
