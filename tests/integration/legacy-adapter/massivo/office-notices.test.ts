import { mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import type { MassivoBridge } from '../../../../legacy-adapter/massivo/massivo-bridge.js';
import { DirectoryDropArea } from '../../../../legacy-adapter/massivo/transport/directory-drop-area.js';
import { DropAreaError } from '../../../../legacy-adapter/massivo/transport/drop-area.errors.js';
import { createMassivoWorld, ROMA, type BridgeOptions, type MassivoWorld } from '../../../testkit/massivo-world.js';
import { MemoryDropArea } from '../../../testkit/memory-drop-area.js';

let world: MassivoWorld;

beforeAll(async () => {
  world = await createMassivoWorld();
});
afterAll(() => world.drop());
beforeEach(() => world.reset());

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

interface Told {
  msg: string;
  notice?: string;
  entries?: number;
}
const told = (): [string, string, number?][] =>
  world.logged
    .map((line) => JSON.parse(line) as Told)
    .flatMap(({ msg, notice, entries }) =>
      notice === undefined ? [] : [[msg.startsWith('no longer') ? 'gone' : 'there', notice, entries]],
    );
const shown = async (bridge = world.bridge()): Promise<unknown[]> => {
  const [health] = await bridge.watch.health([ROMA]);
  return health?.notices.map(({ kind, entries }) => [kind, entries]) ?? [];
};
/** A batch is awaited, so that the office is looked at. */
async function awaiting(some: BridgeOptions = {}): Promise<MassivoBridge> {
  const bridge = world.bridge(some);
  await world.submit({ rows: 1 });
  await bridge.worker.runOnce();
  return bridge;
}

async function placeForeign(): Promise<void> {
  await symlink('/etc/passwd', world.office.path('ack', 'a-link.ack'));
  await mkdir(world.office.path('out', 'a-folder'));
  await writeFile(world.office.path('err', 'notes of the office.txt'), 'nothing for us');
}

describe('foreign entries in an office’s folders', () => {
  it('are told once when they appear and once when they are gone, whatever the number of looks, workers and starts', async () => {
    const bridge = await awaiting();
    await placeForeign();
    for (let look = 0; look < 3; look += 1) {
      await Promise.all([bridge.worker.runOnce(), world.bridge().worker.runOnce()]);
      world.clock.advance(2 * MINUTE);
    }
    expect(told()).toEqual([['there', 'FOREIGN_ENTRIES', 3]]);
    expect(await shown()).toEqual([['FOREIGN_ENTRIES', 3]]);

    await rm(world.office.path('out', 'a-folder'), { recursive: true });
    await bridge.worker.runOnce();
    expect([await shown(), told().length]).toEqual([[['FOREIGN_ENTRIES', 2]], 1]);

    await rm(world.office.path('ack', 'a-link.ack'));
    await rm(world.office.path('err', 'notes of the office.txt'));
    await Promise.all([bridge.worker.runOnce(), world.bridge().worker.runOnce()]);
    expect(await shown()).toEqual([]);
    expect(told().map(([what]) => what)).toEqual(['there', 'gone']);
    expect(await world.database.rows('SELECT 1 FROM legacy.massivo_office_notice')).toEqual([]);
  });

  it('R-60 are told by their number, never by name', async () => {
    const bridge = await awaiting();
    await writeFile(world.office.path('ack', 'RSSMRA80A01H501U.ack'), 'a person');
    await bridge.worker.runOnce();
    expect(told()).toEqual([['there', 'FOREIGN_ENTRIES', 1]]);
    expect(world.logged.join('')).not.toContain('RSSMRA80A01H501U');
  });

  it('cost no statement more as long as nothing changes', async () => {
    const bridge = await awaiting();
    await placeForeign();
    await bridge.worker.runOnce();
    const statements: string[] = [];
    const stop = world.database.onStatement((text) => statements.push(text));
    for (let look = 0; look < 3; look += 1) await bridge.worker.runOnce();
    stop();
    expect(statements.filter((text) => text.includes('INSERT INTO legacy.massivo_office_notice'))).toEqual([]);
  });

  it('are known since they were found, and when they were seen last', async () => {
    const bridge = await awaiting();
    await placeForeign();
    await bridge.worker.runOnce();
    world.clock.advance(5 * MINUTE);
    await bridge.worker.runOnce();
    const [notice] = (await bridge.watch.figures()).notices;
    expect([notice?.since.toISOString(), notice?.lastSeenAt.toISOString()]).toEqual([
      '2026-06-10T10:00:00.000Z',
      '2026-06-10T10:05:00.000Z',
    ]);
  });

  it('are forgotten where nobody looks any more', async () => {
    const bridge = await awaiting();
    await placeForeign();
    await bridge.worker.runOnce();
    const closed = world.bridge({ mayCallMassivo: () => Promise.resolve(false) });
    world.clock.advance(50 * MINUTE);
    await closed.worker.runOnce();
    expect(await shown()).toHaveLength(1);
    world.clock.advance(HOUR);
    await closed.worker.runOnce();
    expect(await shown()).toEqual([]);
  });
});

describe('a folder with more entries than a look goes through', () => {
  it('is a notice of its own, no foreign entry, and answers are found all the same', async () => {
    const dropArea = new DirectoryDropArea({ root: world.root, maximumEntries: 1 });
    const bridge = await awaiting({ dropArea });
    const [file] = await world.office.takeUp();
    for (const name of ['MASSIVA_c_z999_PROC-H501_20260101_000001.ack', 'MASSIVA_c_z999_PROC-H501_20260101_000002.ack'])
      await writeFile(world.office.path('ack', name), 'R');
    await world.office.complete(file!);
    await bridge.worker.runOnce();
    expect(told().filter(([, notice]) => notice === 'TRUNCATED_LISTING')).toEqual([['there', 'TRUNCATED_LISTING', 2]]);
    const [batch] = (await bridge.batches.list({}, { first: 1 })).nodes;
    expect(batch?.state).toBe('COMPLETED');
  });
});

describe('folders that cannot be read', () => {
  const logged = (): string[] => world.logged.map((line) => JSON.parse(line) as Told).map(({ msg }) => msg);

  it.each(['HOST_KEY_MISMATCH', 'READ_ONLY'] as const)(
    '%s is shown as long as it lasts, told once when it begins and once when it is over',
    async (trouble) => {
      const dropArea = new MemoryDropArea();
      const bridge = await awaiting({ dropArea });
      dropArea.fault = (point) => (point === 'list' ? Promise.reject(new DropAreaError(trouble)) : Promise.resolve());
      for (let look = 0; look < 4; look += 1) {
        await bridge.worker.runOnce();
        expect((await bridge.watch.figures()).offices).toMatchObject([{ officeCode: ROMA, trouble, workers: 1 }]);
      }
      expect(logged().filter((msg) => msg === 'massivo office is left alone')).toHaveLength(1);

      dropArea.fault = () => Promise.resolve();
      await bridge.worker.runOnce();
      await bridge.worker.runOnce();
      expect((await bridge.watch.figures()).offices).toEqual([]);
      expect(logged().filter((msg) => msg === 'massivo office is well again')).toHaveLength(1);
    },
  );
});
