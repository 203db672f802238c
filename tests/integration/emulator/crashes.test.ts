import { readFile, rename, stat } from 'node:fs/promises';
import { CRASH_STEPS } from '../../../legacy-adapter/emulator/control/control.input.js';
import { SeededRandom } from '../../testkit/seeded-random.js';
import { DropSite, eventually, readOutcome, readZip, requestBytes, requestName, ROMA } from './emulator-harness.js';
import { EmulatorProcess } from './emulator-process.js';

const FILES = 5;
const ROWS = 60;

/** A sender that takes every answer in as it comes, as the bridge does, and keeps all copies it ever saw. */
class Collector {
  readonly copies = new Map<string, Buffer[]>();

  constructor(readonly site: DropSite) {}

  async collect(): Promise<void> {
    for (const folder of ['ack', 'err', 'out']) {
      for (const name of await this.site.files(folder).catch(() => [])) {
        if (name.endsWith('.part')) continue;
        const path = this.site.path(ROMA, folder, name);
        const bytes = await readFile(path);
        this.copies.set(name, [...(this.copies.get(name) ?? []), bytes]);
        await rename(path, this.site.path(ROMA, folder, 'done', name));
      }
    }
  }
}

/** Each request has one acknowledgement and one outcome; every copy of an answer is the same bytes; numbers are unique. */
async function expectOneCoherentAnswer(site: DropSite, collector: Collector): Promise<void> {
  const numbers: string[] = [];
  const protocols: string[] = [];
  for (let count = 1; count <= FILES; count += 1) {
    const name = requestName(count);
    const [ack, ...moreAcks] = collector.copies.get(name.replace('.txt', '.ack')) ?? [];
    const [esiti, ...moreEsiti] = collector.copies.get(name.replace('MASSIVA', 'ESITI')) ?? [];
    const zipName = name.replace('MASSIVA', 'CERTIFICATI').replace('.txt', '.zip');
    const [zip, ...moreZips] = collector.copies.get(zipName) ?? [];
    for (const copy of moreAcks) expect(copy).toEqual(ack);
    for (const copy of moreEsiti) expect(copy).toEqual(esiti);
    for (const copy of moreZips) expect(copy).toEqual(zip);
    const outcome = readOutcome(esiti?.toString() ?? '');
    const pdfs = await readZip(site.path(ROMA, 'out', 'done', zipName));
    expect(ack?.toString().split(';').slice(2, 5)).toEqual(outcome.header.slice(2, 5));
    expect([outcome.hashHolds, outcome.rows.length]).toEqual([true, ROWS]);
    expect(new Map(outcome.rows.map((row) => [row[6], row[7]]))).toEqual(pdfs);
    numbers.push(...outcome.rows.map(([, , , , number = '']) => number));
    protocols.push(outcome.header[3] ?? '');
  }
  expect(collector.copies.size).toBe(3 * FILES);
  expect([new Set(protocols).size, new Set(numbers).size]).toEqual([FILES, FILES * ROWS]);

  const books = await site.books();
  const count = (step: string): number => books.filter((entry) => entry.step === step).length;
  expect([count('received'), count('processed'), count('closed')]).toEqual([FILES, FILES, FILES]);
}

/** Whatever was cut or falsified as told: all that is whole says the same, and no answer is under another protocol. */
function expectNoContradiction({ copies }: Collector): void {
  for (let count = 1; count <= FILES; count += 1) {
    const name = requestName(count);
    const acks = (copies.get(name.replace('.txt', '.ack')) ?? []).map(String);
    const outcomes = (copies.get(name.replace('MASSIVA', 'ESITI')) ?? []).map((bytes) => readOutcome(bytes.toString()));
    const whole = acks.filter((ack) => ack.endsWith('\r\n'));
    const sound = outcomes.filter(
      ({ hashHolds, rows }) => hashHolds && rows.length === ROWS && new Set(rows.map(([, row]) => row)).size === ROWS,
    );
    const numbers = new Set(sound.map(({ rows }) => JSON.stringify(rows.map((row) => row.slice(1, 6)))));
    expect([name, new Set(whole).size, numbers.size]).toEqual([name, 1, 1]);
    const protocols = [...whole.map((ack) => ack.split(';')[3]), ...sound.map(({ header }) => header[3])];
    expect(new Set(protocols).size).toBe(1);
    expect(copies.has(name.replace('.txt', '.err'))).toBe(false);
  }
}

describe('the emulator killed by SIGKILL', () => {
  let site: DropSite;
  let emulator: EmulatorProcess | undefined;

  beforeEach(async () => {
    site = await DropSite.create();
  });
  afterEach(async () => {
    emulator?.kill('SIGKILL');
    await emulator?.exit();
    await site.remove();
  });

  const closed = async (): Promise<number> => (await site.books()).filter(({ step }) => step === 'closed').length;
  const isClosed = async (): Promise<boolean> => (await closed()) === FILES;
  const send = (count: number): Promise<void> =>
    site.send(requestName(count), requestBytes(`R-${count}`, { rows: ROWS, seed: count }));

  async function sendAll(): Promise<void> {
    for (let count = 1; count <= FILES; count += 1) await send(count);
  }

  it.each([11, 12, 13])('at random moments gives each file one coherent answer (seed %i)', async (seed) => {
    const random = new SeededRandom(seed);
    const collector = new Collector(site);
    await sendAll();
    const booksSize = async (): Promise<number> =>
      (await stat(`${site.state}/books.jsonl`).catch(() => undefined))?.size ?? 0;
    let kills = 0;
    while (!(await isClosed())) {
      const before = await booksSize();
      emulator = EmulatorProcess.over(site);
      // Killed only once it has got on, so that the test ends.
      await eventually('progress', async () => (await booksSize()) > before || isClosed());
      if (kills < 5) {
        await new Promise((resolve) => setTimeout(resolve, random.below(40)));
        emulator.kill('SIGKILL');
        kills += 1;
      } else {
        await eventually('the end', isClosed);
        emulator.kill('SIGTERM');
      }
      await emulator.exit();
      await collector.collect();
    }
    expect(kills).toBeGreaterThan(0);
    await expectOneCoherentAnswer(site, collector);
  });

  it('at random moments, with every fault of its answers at once: no two that contradict each other', async () => {
    const faults = {
      ...{ ackDelayMs: { ms: 0, upToMs: 60 }, processDelayMs: { probability: 0.5, ms: 0, upToMs: 60 }, noAnswer: 0.2 },
      ...{
        duplicateAnswer: { probability: 0.5, afterMs: 20 },
        reorder: 0.5,
        noSpace: 0.2,
        lieRows: 0.3,
        wrongHash: 0.3,
      },
      cutFile: { probability: 0.4, completeAfterMs: 40 },
    };
    await site.tell({ seed: 14, offices: { '*': faults } });
    const random = new SeededRandom(14);
    const collector = new Collector(site);
    await sendAll();
    for (let kills = 0; kills < 5; kills += 1) {
      emulator = EmulatorProcess.over(site);
      await eventually('the start', () => Promise.resolve(emulator?.output.includes(' started ')));
      await new Promise((resolve) => setTimeout(resolve, random.below(300)));
      emulator.kill('SIGKILL');
      await emulator.exit();
      await collector.collect();
    }
    await site.tell({});
    emulator = EmulatorProcess.over(site);
    await eventually('the end', isClosed);
    emulator.kill('SIGTERM');
    await emulator.exit();
    await collector.collect();
    expectNoContradiction(collector);
    const books = await site.books();
    const count = (step: string): number => books.filter((entry) => entry.step === step).length;
    expect([count('received'), count('processed'), count('closed')]).toEqual([FILES, FILES, FILES]);
  });

  it('crashBetweenSteps: at every step of the way, once, gives each file one coherent answer', async () => {
    const crash = { probability: 0.3, steps: [...CRASH_STEPS] };
    // A seed that draws every step for one of the files at least.
    await site.tell({ seed: 96, offices: { '*': { crashBetweenSteps: crash } } });
    const collector = new Collector(site);
    let crashes = 0;
    // One file after the other, so that none dies of another's crash.
    for (let count = 1; count <= FILES; count += 1) {
      await send(count);
      while ((await closed()) < count) {
        const running = emulator?.running ? emulator : EmulatorProcess.over(site);
        emulator = running;
        await eventually('a crash or the end', async () => !running.running || (await closed()) >= count);
        if (!running.running && (await running.exit()) === 'SIGKILL') crashes += 1;
        await collector.collect();
      }
    }
    const noted = (await site.books()).flatMap((entry) => (entry.step === 'crash' ? [entry.crash] : []));
    expect(new Set(noted)).toEqual(new Set(CRASH_STEPS));
    expect(crashes).toBe(noted.length);
    await expectOneCoherentAnswer(site, collector);
  });
});
