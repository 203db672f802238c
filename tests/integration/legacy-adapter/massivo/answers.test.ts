import { execFile } from 'node:child_process';
import { readFile, symlink, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { MassivoBatch } from '../../../../legacy-adapter/massivo/batches/massivo-batch.type.js';
import { createMassivoWorld, type BridgeOptions, type MassivoWorld } from '../../../testkit/massivo-world.js';
import { discardedRow, type AnsweredRow, type OutcomeScript, type SentFile } from '../../../testkit/scripted-office.js';

let world: MassivoWorld;

beforeAll(async () => {
  world = await createMassivoWorld();
});
afterAll(() => world.drop());
beforeEach(() => world.reset());

const MINUTE = 60_000;

async function batchOf(requestId: string): Promise<MassivoBatch> {
  const [batch] = await world.bridge().batches.ofRequests([requestId]);
  if (!batch) throw new Error('no batch');
  return batch;
}

const endsOf = async (requestId: string): Promise<string[]> =>
  [...(await world.items.ends(requestId)).values()].map(({ status, code }) => (code ? `${status} ${code}` : status));

/** A request of so many rows that lies at the office, taken up. */
async function sent(rows = 3): Promise<{ requestId: string; file: SentFile }> {
  const { requestId } = await world.submit({ rows });
  await world.bridge().worker.runOnce();
  const [file] = await world.office.takeUp();
  if (!file) throw new Error('nothing was sent');
  return { requestId, file };
}

const collect = (options?: BridgeOptions) => world.bridge(options).worker.runOnce();

describe('acknowledgements and refusals', () => {
  it('takes TES-004 for a file of ours as a late acknowledgement with the first protocol', async () => {
    const { requestId, file } = await sent();
    await world.office.refuse(file, 'TES-004', 'Richiesta gia ricevuta con protocollo SIC-H501-2026-000031');
    await collect();
    expect(await batchOf(requestId)).toMatchObject({
      state: 'ACKNOWLEDGED',
      sicProtocol: 'SIC-H501-2026-000031',
      lastError: null,
    });
    expect(await world.office.names('err')).toEqual([]);
    await world.office.complete(file);
    await collect();
    expect(await endsOf(requestId)).toEqual(['ISSUED', 'ISSUED', 'ISSUED']);
  });

  it('ends the items FAILED with the code when the office refuses for good', async () => {
    const { requestId, file } = await sent();
    await world.office.refuse(file, 'TES-005');
    await collect();
    expect(await batchOf(requestId)).toMatchObject({
      state: 'REFUSED',
      lastError: 'TES-005',
      completedAt: expect.any(Date),
    });
    expect(await endsOf(requestId)).toEqual(Array(3).fill('FAILED TES-005'));
    await world.office.complete(file);
    await sent(1); // something else is awaited there, so the office is looked at
    await collect();
    expect(await endsOf(requestId)).toEqual(Array(3).fill('FAILED TES-005'));
    expect(await world.office.names('out')).toEqual([]);
  });

  it.each([
    ['a refusal with SIC-001', (file: SentFile) => world.office.refuse(file, 'SIC-001'), 'SIC-001'],
    ['a refusal with a code nobody knows', (file: SentFile) => world.office.refuse(file, 'XYZ-999'), 'XYZ-999'],
    [
      'an outcome FALLITA',
      (file: SentFile) => world.office.complete(file, { state: 'FALLITA', errorCode: 'SIC-001', alter: () => [] }),
      'SIC-001',
    ],
  ])('leaves the items open for a retry under a new name after %s', async (_case, answer, code) => {
    const { requestId, file } = await sent();
    await answer(file);
    await collect();
    const failed = await batchOf(requestId);
    expect(failed).toMatchObject({ state: 'FAILED', lastError: code });
    expect(await endsOf(requestId)).toEqual([]);

    await world.bridge().batches.retry(failed.id, { by: 'olga', reason: null });
    await collect();
    const [again] = await world.office.takeUp();
    expect(again?.name).toBe('MASSIVA_c_h501_PROC-H501_20260610_000002.txt');
    expect(again?.requestId).toBe(`${requestId}-R1`);
    expect(again?.rows).toEqual(file.rows);
    await world.office.complete(again!);
    await collect();
    expect(await endsOf(requestId)).toEqual(Array(3).fill('ISSUED'));
  });

  it.each([
    ['ACKNOWLEDGEMENT_CORRUPT', 'ack', 'nonsense\r\n'],
    ['ACKNOWLEDGEMENT_MISMATCH requestId', 'ack', 'R;1.0;another;SIC-1;2026-06-10T12:00:00+02:00;;RICEVUTA;;\r\n'],
    ['REFUSAL_MISMATCH requestId', 'err', 'R;1.0;another;;2026-06-10T12:00:00+02:00;;RIFIUTATA;TES-005;no\r\n'],
    ['REFUSAL_CORRUPT', 'err', '\u0000\u0001\r\n'],
  ] as const)('keeps and reports %s', async (trouble, folder, content) => {
    const { requestId, file } = await sent();
    await world.office.put(folder, file.name.replace('txt', folder), content);
    await collect();
    expect(await batchOf(requestId)).toMatchObject({ state: 'SENT', lastError: trouble });
    expect(await world.office.names(folder)).toHaveLength(1);
    await world.office.complete(file);
    await collect();
    expect(await batchOf(requestId)).toMatchObject({ state: 'COMPLETED', lastError: null });
  });

  it('waits for the rest of a cut acknowledgement before it is reported', async () => {
    const { requestId, file } = await sent();
    await world.office.put('ack', file.name.replace('txt', 'ack'), `R;1.0;${file.requestId};SIC-1;2026-06-10T12`);
    const bridge = world.bridge({ settings: { incompleteDeadlineMs: MINUTE } });
    await bridge.worker.runOnce();
    expect(await batchOf(requestId)).toMatchObject({ state: 'SENT', lastError: null });
    world.clock.advance(MINUTE);
    await bridge.worker.runOnce();
    expect(await batchOf(requestId)).toMatchObject({ state: 'SENT', lastError: 'ACKNOWLEDGEMENT_INCOMPLETE' });
    await world.office.acknowledge(file);
    await bridge.worker.runOnce();
    expect(await batchOf(requestId)).toMatchObject({ state: 'ACKNOWLEDGED', lastError: null });
  });

  it('makes visible what has been waited for too long', async () => {
    const { requestId, file } = await sent();
    const settings = { acknowledgementDeadlineMs: MINUTE, outcomeDeadlineMs: 2 * MINUTE };
    const overdueKind = async (id: string): Promise<unknown> =>
      (await world.bridge({ settings }).watch.overdue([(await batchOf(id)).id]))[0]?.kind;
    world.clock.advance(MINUTE + 1);
    await collect({ settings });
    expect(await batchOf(requestId)).toMatchObject({ state: 'SENT', lastError: null });
    expect(await overdueKind(requestId)).toBe('NO_ACKNOWLEDGEMENT');
    await world.office.acknowledge(file);
    await collect({ settings });
    expect(await batchOf(requestId)).toMatchObject({ state: 'ACKNOWLEDGED', lastError: null });
    world.clock.advance(2 * MINUTE + 1);
    await collect({ settings });
    expect(await batchOf(requestId)).toMatchObject({ state: 'ACKNOWLEDGED', lastError: null });
    expect(await overdueKind(requestId)).toBe('NO_OUTCOME');
  });
});

describe('outcomes', () => {
  it('R-34 takes a doubled answer in once and keeps both copies', async () => {
    const { requestId, file } = await sent();
    await world.office.complete(file);
    await collect();
    const before = await world.items.ends(requestId);
    await world.office.complete(file, { alter: (rows) => rows.map((row) => ({ ...row, flags: 'OM' })) });
    await sent(1);
    await collect();
    expect(await world.items.ends(requestId)).toEqual(before);
    const rest = 'c_h501_PROC-H501_20260610_000001';
    const kept = [`CERTIFICATI_${rest}.zip`, `CERTIFICATI_${rest}.zip.2`, `ESITI_${rest}.txt`, `ESITI_${rest}.txt.2`];
    expect(await world.office.names('out', 'done')).toEqual(kept);
    expect(await world.office.names('out')).toEqual([]);
  });

  /** Completed by an honest answer, with what the office says after that. */
  async function saidAgain(script: OutcomeScript): Promise<{ requestId: string; troubles: string[] }> {
    const { requestId, file } = await sent();
    await world.office.complete(file);
    await collect();
    await world.office.complete(file, script);
    await sent(1); // something else is awaited there, so the office is looked at
    await collect();
    const kept = await world.database.rows<{ trouble: string }>(
      `SELECT trouble FROM legacy.massivo_quarantine JOIN legacy.massivo_batch batch ON batch.id = batch_id
       WHERE request_id = $1 AND resolution = 'KEPT_APART'`,
      [requestId],
    );
    return { requestId, troubles: kept.map(({ trouble }) => trouble) };
  }

  it('R-34 says nothing of a second outcome that repeats the first', async () => {
    const { requestId, troubles } = await saidAgain({});
    expect(troubles).toEqual([]);
    expect(await endsOf(requestId)).toEqual(Array(3).fill('ISSUED'));
    expect(world.logged.filter((line) => line.includes('something else'))).toEqual([]);
  });

  it.each<[string, OutcomeScript]>([
    ['withdraws a certificate', { alter: ([first, ...rest]) => [discardedRow(first!, 'NOM-003'), ...rest] }],
    ['gives other numbers', { alter: (rows) => rows.map((row) => ({ ...row, number: `X-${row.row}` })) }],
    ['is cut', { keep: 0.5 }],
    ['fails', { state: 'FALLITA', errorCode: 'SIC-001', alter: () => [] }],
  ])('R-34 keeps apart and reports a second outcome that %s', async (_, script) => {
    const { requestId, troubles } = await saidAgain(script);
    expect(troubles).toEqual(['OTHER_OUTCOME']);
    expect(await endsOf(requestId)).toEqual(Array(3).fill('ISSUED'));
    expect(await batchOf(requestId)).toMatchObject({ state: 'COMPLETED', lastError: null });
    expect(world.logged.filter((line) => line.includes('something else'))).toHaveLength(1);
    expect(await world.office.names('out')).toEqual([]);
    expect((await world.office.names('out', 'done')).filter((name) => name.startsWith('ESITI'))).toHaveLength(2);
  });

  it('R-34 takes an outcome before its acknowledgement, which then changes nothing', async () => {
    const { requestId, file } = await sent();
    await world.office.complete(file);
    await collect();
    const completed = await batchOf(requestId);
    expect(completed).toMatchObject({ state: 'COMPLETED', acknowledgedAt: completed.completedAt });
    world.clock.advance(MINUTE);
    await world.office.acknowledge(file, 'SIC-OTHER');
    await sent(1);
    await collect();
    expect(await batchOf(requestId)).toEqual(completed);
    expect(await world.office.names('ack')).toEqual([]);
  });

  it('waits for an outcome that is cut short, reports it after the deadline, and takes the whole one in', async () => {
    const { requestId, file } = await sent();
    await world.office.complete(file, { keep: 0.6 });
    const bridge = world.bridge({ settings: { incompleteDeadlineMs: MINUTE } });
    await bridge.worker.runOnce();
    expect(await batchOf(requestId)).toMatchObject({ state: 'SENT', lastError: null });
    world.clock.advance(MINUTE);
    await bridge.worker.runOnce();
    expect((await batchOf(requestId)).lastError).toMatch(/^OUTCOME_INCOMPLETE line \d+$/);
    expect(await endsOf(requestId)).toEqual([]);
    await world.office.complete(file);
    await bridge.worker.runOnce();
    expect(await batchOf(requestId)).toMatchObject({ state: 'COMPLETED', lastError: null });
  });

  it('waits for the archive of an outcome that came first', async () => {
    const { requestId, file } = await sent();
    await world.office.complete(file, { files: ['outcome'] });
    const bridge = world.bridge({ settings: { incompleteDeadlineMs: MINUTE } });
    await bridge.worker.runOnce();
    expect(await batchOf(requestId)).toMatchObject({ state: 'SENT', lastError: null });
    world.clock.advance(MINUTE);
    await bridge.worker.runOnce();
    expect(await batchOf(requestId)).toMatchObject({ state: 'SENT', lastError: 'ARCHIVE_MISSING' });
    await world.office.complete(file, { files: ['certificates'] });
    await bridge.worker.runOnce();
    expect(await endsOf(requestId)).toEqual(Array(3).fill('ISSUED'));
  });

  it('waits for the end of an archive that is cut short', async () => {
    const { requestId, file } = await sent();
    await world.office.complete(file);
    const name = 'CERTIFICATI_c_h501_PROC-H501_20260610_000001.zip';
    const whole = await readFile(world.office.path('out', name));
    await world.office.put('out', name, whole.subarray(0, whole.length / 2));
    await collect({ settings: { incompleteDeadlineMs: 0 } });
    expect(await batchOf(requestId)).toMatchObject({ state: 'SENT', lastError: 'ARCHIVE_INCOMPLETE' });
    await world.office.put('out', name, whole);
    await collect();
    expect(await endsOf(requestId)).toEqual(Array(3).fill('ISSUED'));
  });

  const changed = (row: string, change: Partial<AnsweredRow>) => (rows: AnsweredRow[]) =>
    rows.map((answered) => (answered.row === row ? { ...answered, ...change } : answered));
  const stranger = 'ZZZZZZ99Z99Z999Z';

  it.each<[string, OutcomeScript]>([
    ['OUTCOME_MISMATCH missing 000002', { alter: (rows) => rows.filter(({ row }) => row !== '000002') }],
    [
      'OUTCOME_MISMATCH not sent 000004',
      { alter: (rows) => [...rows, { ...rows[0]!, row: '000004', pdfName: '', sha256: '', number: 'X-4' }] },
    ],
    ['OUTCOME_MISMATCH other tax code 000003', { alter: changed('000003', { taxCode: stranger }) }],
    ['OUTCOME_MISMATCH other tax code 000003', { alter: changed('000003', { taxCode: '' }) }],
    ['OUTCOME_CORRUPT line 4', { alter: ([first, second]) => [first!, second!, { ...second!, number: 'X' }] }],
    ['OUTCOME_CORRUPT line 3', { alter: changed('000002', { outcome: 'FORSE' }) }],
    ['OUTCOME_CORRUPT line 3', { alter: changed('000002', { outcome: 'POSITIVO', number: '' }) }],
    ['OUTCOME_CORRUPT line 3', { alter: changed('000002', { flags: 'OM,ZZ' }) }],
    ['OUTCOME_MISMATCH issued in the future 000002', { alter: changed('000002', { issuedOn: '2026-06-11' }) }],
    ['OUTCOME_MISMATCH requestId', { requestId: 'another-request' }],
    ['OUTCOME_MISMATCH state', { state: 'RICEVUTA' }],
    ['PDF_NAMED_TWICE 000002', { alter: changed('000002', { pdfName: 'certificato_000001.pdf' }) }],
    [
      'PDF_HASH_MISMATCH 000001,000003',
      { alterPdfs: (pdfs) => spoilt(pdfs, 'certificato_000001.pdf', 'certificato_000003.pdf') },
    ],
    ['ARCHIVE_MISMATCH number of files', { alterPdfs: (pdfs) => new Map([...pdfs].slice(1)) }],
    [
      'ARCHIVE_MISMATCH number of files',
      { alterPdfs: (pdfs) => new Map([...pdfs, ['more.pdf', Buffer.from('%PDF')]]) },
    ],
    [
      'ARCHIVE_MISMATCH a file that no row names',
      { alterPdfs: (pdfs) => new Map([...[...pdfs].slice(1), ['folder/other.pdf', Buffer.from('%PDF')]]) },
    ],
    ['PDF_HASH_MISMATCH 000002', { alterPdfs: (pdfs) => pdfs.set('certificato_000002.pdf', Buffer.alloc(70_000)) }],
  ])('keeps and reports %s, and ends no item', async (trouble, script) => {
    const { requestId, file } = await sent();
    await world.office.complete(file, script);
    await collect({ settings: { maximumPdfBytes: 64 * 1024 } });
    expect(await batchOf(requestId)).toMatchObject({ state: 'SENT', lastError: trouble });
    expect(await endsOf(requestId)).toEqual([]);
    expect(await world.office.names('out')).toHaveLength(2);

    await world.office.complete(file);
    await world.bridge().batches.recollect((await batchOf(requestId)).id, { by: 'olga', reason: null });
    await collect();
    expect(await batchOf(requestId)).toMatchObject({ state: 'COMPLETED', lastError: null });
    expect(await endsOf(requestId)).toEqual(Array(3).fill('ISSUED'));
  });

  it('keeps and reports an outcome whose hash is wrong', async () => {
    const { requestId, file } = await sent();
    await world.office.complete(file);
    const path = world.office.path('out', 'ESITI_c_h501_PROC-H501_20260610_000001.txt');
    const text = await readFile(path, 'utf8');
    await writeFile(path, text.replace(/[0-9a-f]{64}\r\n$/, `${'0'.repeat(64)}\r\n`));
    await collect();
    expect(await batchOf(requestId)).toMatchObject({ state: 'SENT', lastError: 'OUTCOME_CORRUPT line 5' });
    expect(await endsOf(requestId)).toEqual([]);
  });

  it('R-25 keeps the outcome of an abandoned batch apart and never issues it', async () => {
    const { requestId, file } = await sent();
    const batch = await batchOf(requestId);
    await world.bridge().batches.abandon(batch.id, { by: 'olga', reason: 'the office has closed' });
    expect(await endsOf(requestId)).toEqual(Array(3).fill('ABANDONED SIC-001'));
    await world.office.complete(file);
    await sent(1);
    await collect();
    expect(await endsOf(requestId)).toEqual(Array(3).fill('ABANDONED SIC-001'));
    expect(await batchOf(requestId)).toMatchObject({
      state: 'ABANDONED',
      lastError: 'LATE_OUTCOME; the office has closed',
    });
    expect(await world.office.names('out')).toEqual([]);
    expect(await world.office.names('out', 'done')).toHaveLength(2);
  });
});

describe('foreign things in the drop area', () => {
  it('are reported and left alone: links, pipes, folders, names that could harm', async () => {
    const { requestId, file } = await sent();
    const secret = join(world.root, 'secret');
    await writeFile(secret, 'not for massivo');
    const outcome = 'ESITI_c_h501_PROC-H501_20260610_000001.txt';
    await symlink(secret, world.office.path('out', outcome));
    await symlink('/dev/zero', world.office.path('ack', file.name.replace('txt', 'ack')));
    await promisify(execFile)('mkfifo', [world.office.path('err', file.name.replace('txt', 'err'))]);
    await writeFile(world.office.path('out', 'RSSMRA80A01H501U\r\n.txt'), 'x');
    await writeFile(world.office.path('out', 'ESITI_c_zzzz_PROC-H501_20260610_000001.txt'), 'of somebody else');
    await collect();
    expect(await batchOf(requestId)).toMatchObject({ state: 'SENT', lastError: null });
    const report = world.logged.map((line) => JSON.parse(line) as { notice?: string }).find(({ notice }) => notice);
    expect(report).toMatchObject({ officeCode: 'PROC-H501', notice: 'FOREIGN_ENTRIES', entries: 5 });
    expect(await world.office.names('out')).toHaveLength(3);
    expect(await readFile(secret, 'utf8')).toBe('not for massivo');

    await unlink(world.office.path('out', outcome));
    await world.office.complete(file);
    await collect();
    expect(await endsOf(requestId)).toEqual(Array(3).fill('ISSUED'));
    expect(await world.office.names('err')).toHaveLength(1);
  });

  it('R-60 never come into the log, nor does anything about a person', async () => {
    const { subjects } = await world.submit({ rows: 5 });
    await collect();
    const [file] = await world.office.takeUp();
    await world.office.put('out', 'RSSMRA80A01H501U.txt', 'x');
    await world.office.complete(file!, { alterPdfs: (pdfs) => spoilt(pdfs, 'certificato_000001.pdf') });
    await collect();
    const log = world.logged.join('');
    expect(log).toContain('PDF_HASH_MISMATCH 000001');
    const said = [
      'RSSMRA80A01H501U',
      ...subjects.flatMap(({ taxCode, surname }) => [taxCode, ` ${surname}`, `"${surname}`]),
    ];
    expect(said.filter((words) => words.trim() !== '' && log.includes(words))).toEqual([]);
  });
});

function spoilt(pdfs: Map<string, Buffer>, ...names: string[]): Map<string, Buffer> {
  return new Map(
    [...pdfs].map(([name, content]) => [name, names.includes(name) ? Buffer.from('%PDF other') : content]),
  );
}
