import { createHash } from 'node:crypto';
import { chmod, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  DropSite,
  eventually,
  readOutcome,
  readZip,
  requestBytes,
  requestName,
  ROMA,
  RunningEmulator,
} from './emulator-harness.js';

const NAME = requestName(1);
const ACK = `ack/${NAME.replace('.txt', '.ack')}`;
const ESITI = `out/${NAME.replace('MASSIVA', 'ESITI')}`;
const ZIP = `out/${NAME.replace('MASSIVA', 'CERTIFICATI').replace('.txt', '.zip')}`;
const ROWS = 40;

describe('a fault of the control file', () => {
  let emulator: RunningEmulator;
  let site: DropSite;

  beforeEach(async () => {
    site = await DropSite.create();
  });
  afterEach(async () => {
    await emulator.stop();
    await site.remove();
  });

  /** Starts an emulator that has been told something, and sends it a request. */
  async function told(settings: object): Promise<void> {
    await site.tell({ offices: { [ROMA]: settings } });
    emulator = await RunningEmulator.start({}, site);
    await site.send(NAME, requestBytes('R-1', { rows: ROWS }));
  }

  /** The answers in the order in which they went out. */
  async function sequence(): Promise<string[]> {
    const books = await site.books();
    return books.flatMap((entry) => (entry.step === 'answered' ? [entry.answer] : []));
  }

  async function soundOutcome(): Promise<void> {
    const outcome = readOutcome(await site.answer(ESITI));
    expect(outcome.hashHolds).toBe(true);
    expect(outcome.rows.map(([, row]) => Number(row))).toEqual(Array.from({ length: ROWS }, (_, index) => index + 1));
    const pdfs = await readZip(site.path(ROMA, ZIP));
    expect(new Map(outcome.rows.map((row) => [row[6], row[7]]))).toEqual(pdfs);
  }

  it('ackDelayMs, processDelayMs: the answers come later', async () => {
    const start = performance.now();
    await told({ ackDelayMs: 300, processDelayMs: 300 });
    await site.answer(ACK);
    expect(performance.now() - start).toBeGreaterThanOrEqual(300);
    await site.answer(ESITI);
    expect(performance.now() - start).toBeGreaterThanOrEqual(600);
  });

  it('processDelayMs with upToMs: files overtake each other', async () => {
    await told({ processDelayMs: { ms: 0, upToMs: 3_000 } });
    for (let count = 2; count <= 6; count += 1) await site.send(requestName(count), requestBytes(`R-${count}`));
    const books = await site.closed(6);
    const closed = books.flatMap((entry) => (entry.step === 'closed' ? [entry.receipt] : []));
    expect(closed).not.toEqual([...closed].sort((one, other) => one - other));
  });

  it('noAnswer: nothing is said, and all of it once the fault is cleared', async () => {
    await told({ noAnswer: 1 });
    await emulator.seen('processed');
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect([await site.files('ack'), await site.files('out')]).toEqual([[], []]);
    await site.tell({});
    await site.closed(1);
    await soundOutcome();
    expect(await sequence()).toEqual(['ack', 'zip', 'outcome']);
  });

  it('noAnswer: the same file sent again meanwhile is nothing new', async () => {
    await told({ noAnswer: 1 });
    await emulator.seen('processed');
    await site.send(NAME, requestBytes('R-1', { rows: ROWS }));
    await emulator.seen('received-again');
    await site.tell({});
    await site.closed(1);
    expect((await site.books()).filter(({ step }) => step === 'received')).toHaveLength(1);
    expect(await site.files('err')).toEqual([]);
  });

  it('duplicateAnswer: every answer comes twice, the same bytes', async () => {
    await told({ duplicateAnswer: { probability: 1, afterMs: 3_600_000 } });
    const first = new Map<string, Buffer>();
    for (const file of [ACK, ZIP, ESITI]) {
      await eventually(file, () => site.has(file));
      first.set(file, await readFile(site.path(ROMA, file)));
      await rename(site.path(ROMA, file), site.path(ROMA, file.replace('/', '/done/')));
    }
    await site.tell({ offices: { [ROMA]: { duplicateAnswer: { probability: 1, afterMs: 0 } } } });
    await site.closed(1);
    for (const [file, bytes] of first) expect(await readFile(site.path(ROMA, file))).toEqual(bytes);
    expect((await sequence()).sort()).toEqual(['ack', 'ack', 'outcome', 'outcome', 'zip', 'zip']);
  });

  it.each([
    [['outcome-before-ack'], ['zip', 'outcome', 'ack']],
    [['outcome-before-zip'], ['ack', 'outcome', 'zip']],
    [
      ['outcome-before-ack', 'outcome-before-zip'],
      ['outcome', 'zip', 'ack'],
    ],
  ])('reorder %j: %j', async (what, order) => {
    await told({ reorder: { probability: 1, what } });
    await site.closed(1);
    expect(await sequence()).toEqual(order);
    await soundOutcome();
  });

  it.each(['ack', 'zip', 'outcome'] as const)('cutFile: %s is cut short, and whole in its time', async (answer) => {
    await told({ cutFile: { probability: 1, answers: [answer], completeAfterMs: 150 } });
    const books = await site.closed(1);
    const sent = books.flatMap((entry) => (entry.step === 'answered' && entry.answer === answer ? [entry.faults] : []));
    expect(sent).toEqual([['cutFile'], []]);
    expect(await site.answer(ACK)).toMatch(/\r\n$/);
    await soundOutcome();
  });

  it('cutFile: without a time it stays cut until the fault is cleared', async () => {
    await told({ cutFile: 1 });
    await eventually('the cut outcome', () => site.has(ESITI));
    const cut = await readFile(site.path(ROMA, ESITI), 'utf8');
    expect(cut).not.toContain('\r\nF;');
    await expect(readZip(site.path(ROMA, ZIP))).rejects.toThrow(/end of central directory/i);
    expect(await site.answer(ACK)).not.toMatch(/\r\n$/);
    await site.tell({});
    await site.closed(1);
    await soundOutcome();
    expect((await site.answer(ESITI)).startsWith(cut)).toBe(true);
  });

  it('cutFile: a refusal is cut like an acknowledgement', async () => {
    await told({ refuseWith: 'TES-001', cutFile: { answers: ['ack'] } });
    expect(await site.answer(`err/${NAME.replace('.txt', '.err')}`)).not.toMatch(/\r\n$/);
  });

  it('wrongHash file: the closing record of the outcome is wrong', async () => {
    await told({ wrongHash: { probability: 1, what: ['file'] } });
    expect(readOutcome(await site.answer(ESITI)).hashHolds).toBe(false);
  });

  it('wrongHash pdf: some certificates are not what the outcome says', async () => {
    await told({ wrongHash: { probability: 1, what: ['pdf'] } });
    const outcome = readOutcome(await site.answer(ESITI));
    const pdfs = await readZip(site.path(ROMA, ZIP));
    expect(outcome.hashHolds).toBe(true);
    const wrong = outcome.rows.filter(([, , , , , , pdfName = '', sha256]) => pdfs.get(pdfName) !== sha256);
    expect(wrong).toHaveLength(ROWS / 5);
  });

  it.each([
    ['missing', -1],
    ['extra', 1],
    ['doubled', 1],
  ])('lieRows %s: the outcome is sound in itself, but not what was sent', async (how, difference) => {
    await told({ lieRows: { probability: 1, how: [how] } });
    const { rows, closing, hashHolds } = readOutcome(await site.answer(ESITI));
    expect(hashHolds).toBe(true);
    expect(rows).toHaveLength(ROWS + difference);
    expect(closing.slice(1, 4).reduce((sum, count) => sum + Number(count), 0)).toBe(rows.length);
    const numbers = rows.map(([, row]) => Number(row));
    const books = await eventually('the books', async () => {
      const entries = await site.books();
      return entries.some((entry) => entry.step === 'answered' && entry.answer === 'outcome') && entries;
    });
    const [lieRow] = books.flatMap((entry) => (entry.step === 'answered' && entry.lieRow ? [entry.lieRow] : []));
    const times = numbers.filter((row) => row === lieRow).length;
    expect({ how, times, extra: Number(lieRow) > ROWS }).toEqual({
      how,
      times: { missing: 0, extra: 1, doubled: 2 }[how],
      extra: how === 'extra',
    });
    await site.tell({});
    await site.closed(1);
    await soundOutcome();
  });

  it('refuseWith: refuses with the code it was told', async () => {
    await told({ refuseWith: { probability: 1, code: 'TES-003' } });
    expect(await site.answer(`err/${NAME.replace('.txt', '.err')}`)).toContain(';RIFIUTATA;TES-003;');
  });

  it('failProcessing: takes the file in, then fails it', async () => {
    await told({ failProcessing: 1 });
    expect(await site.answer(ACK)).toContain(';RICEVUTA;;');
    const { header, rows, closing, hashHolds } = readOutcome(await site.answer(ESITI));
    expect(header.slice(6, 8)).toEqual(['FALLITA', 'SIC-001']);
    expect([rows, closing.slice(1, 4), hashHolds]).toEqual([[], ['0', '0', '0'], true]);
    expect(await site.has(ZIP)).toBe(false);
  });

  it('switchedOff: refuses what is new, goes on with what it has', async () => {
    await told({ processDelayMs: 500 });
    await emulator.seen('answered');
    await site.tell({ offices: { '*': { switchedOff: true } } });
    await eventually('the control file', () =>
      Promise.resolve(emulator.events.filter(({ event }) => event === 'control-read').length === 2),
    );
    await site.send(requestName(2), requestBytes('R-2'));
    expect(await site.answer(`err/${requestName(2).replace('.txt', '.err')}`)).toContain('DIS-001');
    await soundOutcome();
  });

  it('readOnly: answers cannot be written, the folders may not be written to, until it is cleared', async () => {
    await told({ readOnly: 1 });
    expect((await emulator.seen('answer-trouble')).reason).toMatch(/^E(ROFS|ACCES)$/);
    expect((await stat(site.path(ROMA, 'in'))).mode & 0o777).toBe(0o555);
    expect(await site.files('ack')).toEqual([]);
    await site.tell({});
    await site.closed(1);
    await soundOutcome();
    expect((await stat(site.path(ROMA, 'in'))).mode & 0o777).toBe(0o755);
  });

  it('readOnly: permissions that somebody else took away stay away', async () => {
    emulator = await RunningEmulator.start({}, site);
    await eventually('the folders', () => site.has('in/done'));
    await chmod(site.path(ROMA, 'in'), 0o555);
    await site.tell({ seed: 5 });
    await emulator.seen('control-read');
    await site.send('x'.repeat(3) + NAME, Buffer.alloc(0), 'PROC-G482');
    await eventually('another round', () =>
      Promise.resolve(emulator.events.some(({ event }) => event === 'foreign-entry')),
    );
    expect((await stat(site.path(ROMA, 'in'))).mode & 0o777).toBe(0o555);
  });

  it('noSpace: half of something stays behind as .part, and the whole comes later', async () => {
    await told({ noSpace: 1 });
    expect(await emulator.seen('answer-trouble')).toMatchObject({ file: NAME, reason: 'ENOSPC' });
    expect(await site.files('ack')).toEqual([NAME.replace('.txt', '.part')]);
    await site.tell({});
    await site.closed(1);
    await soundOutcome();
    expect(await site.files('ack')).toEqual([NAME.replace('.txt', '.ack')]);
  });

  it('hits the same files in every run of the same seed', async () => {
    const hit = async (seed: number): Promise<string[]> => {
      const own = await DropSite.create();
      await own.tell({ seed, offices: { '*': { refuseWith: { probability: 0.5, code: 'TES-001' } } } });
      const running = await RunningEmulator.start({}, own);
      for (let count = 1; count <= 12; count += 1) await own.send(requestName(count), requestBytes(`R-${count}`));
      await own.closed(12);
      await running.stop();
      const refused = await own.files('err');
      await own.remove();
      return refused;
    };
    emulator = await RunningEmulator.start({}, site);
    const first = await hit(7);
    expect(await hit(7)).toEqual(first);
    expect(await hit(8)).not.toEqual(first);
    expect(first.length).toBeGreaterThan(0);
    expect(first.length).toBeLessThan(12);
  });

  it('is not in force when the control file cannot be understood: what was told before stays', async () => {
    await told({ noAnswer: { answers: ['outcome'] } });
    await site.answer(ACK);
    await writeFile(join(site.state, 'control.json'), '{"offices":{"*":{"explode":1}}}');
    expect(await emulator.seen('control-rejected')).toEqual({ reason: 'offices.*: Unrecognized key: "explode"' });
    await writeFile(join(site.state, 'control.json'), 'not json');
    await eventually('the second complaint', () =>
      Promise.resolve(emulator.events.some(({ fields }) => fields.reason === 'not JSON')),
    );
    expect(await site.files('out')).toEqual([]);
  });

  it('at one office leaves the others alone', async () => {
    await told({ noAnswer: 1, readOnly: 1 });
    const others = ['PROC-G482', 'PROC-F205'];
    for (const officeCode of others)
      await site.send(requestName(1, { officeCode }), requestBytes(officeCode, { officeCode }), officeCode);
    for (const officeCode of others) {
      const outcome = await site.answer(ESITI.replace(ROMA, officeCode), officeCode);
      expect(createHash('sha256').update(outcome).digest('hex')).toHaveLength(64);
      expect(readOutcome(outcome).hashHolds).toBe(true);
    }
  });
});
