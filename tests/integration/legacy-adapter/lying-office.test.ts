import { createWriteStream } from 'node:fs';
import { appendFile, readFile, rename, truncate, writeFile } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { DirectoryDropArea } from '../../../legacy-adapter/massivo/transport/directory-drop-area.js';
import type { AnswerFile } from '../../../legacy-adapter/massivo/transport/drop-area.port.js';
import { answerNames, LieTest, type Lie, type LieContext } from '../../testkit/lying-office.js';
import { MILANO } from '../../testkit/massivo-world.js';
import {
  discardedRow,
  ScriptedOffice,
  sha256Of,
  type AnsweredRow,
  type OutcomeScript,
} from '../../testkit/scripted-office.js';

let test: LieTest;

beforeAll(async () => {
  test = await LieTest.open();
});
afterAll(() => test.world.drop());
beforeEach(() => test.world.reset());

const AT = '2026-06-10T12:00:00+02:00';
const GIGABYTE = 1_000_000_000;
const STRANGER = 'ZZZZZZ99Z99Z999Z';
const receipt = (requestId: string, { protocol = 'SIC-1', state = 'RICEVUTA', code = '' } = {}): string =>
  `R;1.0;${requestId};${protocol};${AT};;${state};${code};\r\n`;

/** A file of a size that takes no room on the disk. */
async function putHuge({ world }: LieContext, folder: string, name: string): Promise<void> {
  await world.office.put(folder, name, '');
  await truncate(world.office.path(folder, name), GIGABYTE);
}

const RECEIPTS: readonly Lie[] = [
  {
    what: 'the acknowledgement of another request',
    tell: ({ world, file }) => world.office.put('ack', answerNames(file).ack, receipt('another')),
    reported: 'ACKNOWLEDGEMENT_MISMATCH requestId',
  },
  {
    what: 'an acknowledgement that refuses',
    tell: ({ world, file }) =>
      world.office.put('ack', answerNames(file).ack, receipt(file.requestId, { state: 'RIFIUTATA', code: 'TES-005' })),
    reported: 'ACKNOWLEDGEMENT_MISMATCH state',
  },
  {
    what: 'a refusal that acknowledges',
    tell: ({ world, file }) => world.office.put('err', answerNames(file).err, receipt(file.requestId)),
    reported: 'REFUSAL_MISMATCH state',
  },
  {
    what: 'a second acknowledgement under another SIC protocol',
    tell: async ({ world, file }) => {
      await world.office.acknowledge(file, 'SIC-2026-0000001');
      await test.collect();
      await world.office.acknowledge(file, 'SIC-2026-0000002');
    },
    state: 'ACKNOWLEDGED',
    reported: 'ACKNOWLEDGEMENT_MISMATCH sicProtocol',
  },
  {
    what: 'a refusal after the acknowledgement',
    tell: async ({ world, file }) => {
      await world.office.acknowledge(file);
      await test.collect();
      await world.office.refuse(file, 'TES-005');
    },
    state: 'ACKNOWLEDGED',
    reported: 'REFUSAL_MISMATCH after the acknowledgement',
  },
  {
    what: 'an acknowledgement and a refusal at once',
    tell: async ({ world, file }) => {
      await world.office.refuse(file, 'AUT-001');
      await world.office.acknowledge(file);
    },
    state: 'ACKNOWLEDGED',
    reported: 'REFUSAL_MISMATCH after the acknowledgement',
  },
  {
    what: 'an acknowledgement of two lines',
    tell: ({ world, file }) => world.office.put('ack', answerNames(file).ack, receipt(file.requestId).repeat(2)),
    reported: 'ACKNOWLEDGEMENT_CORRUPT',
  },
  {
    what: 'an acknowledgement of a gigabyte',
    tell: (context) => putHuge(context, 'ack', answerNames(context.file).ack),
    reported: 'ACKNOWLEDGEMENT_CORRUPT',
  },
  {
    what: 'a refusal of a gigabyte',
    tell: (context) => putHuge(context, 'err', answerNames(context.file).err),
    reported: 'REFUSAL_CORRUPT',
  },
  {
    what: 'the refusal of another request',
    tell: ({ world, file }) =>
      world.office.put('err', answerNames(file).err, receipt('another', { state: 'RIFIUTATA', code: 'TES-005' })),
    reported: 'REFUSAL_MISMATCH requestId',
  },
];

describe('acknowledgements and refusals that lie', () => {
  it.each(RECEIPTS.map((lie) => [lie.what, lie] as const))('R-34 %s: reported, and an honest answer counts', (_, lie) =>
    test.run(lie),
  );

  it('keep the first protocol', async () => {
    const { requestId, file } = await test.sent();
    await test.world.office.acknowledge(file, 'SIC-2026-0000001');
    await test.collect();
    await test.world.office.acknowledge(file, 'SIC-2026-0000002');
    await test.collect();
    expect(await test.batchOf(requestId)).toMatchObject({ sicProtocol: 'SIC-2026-0000001' });
  });

  it('R-34 an acknowledgement and an outcome after the refusal: one end, and the outcome is kept apart and shown', async () => {
    const { requestId, file } = await test.sent();
    await test.world.office.refuse(file, 'TES-005');
    await test.collect();
    await test.world.office.acknowledge(file);
    await test.world.office.complete(file);
    await test.sent(1); // something else is awaited there, so the office is looked at
    await test.collect();
    expect(await test.batchOf(requestId)).toMatchObject({ state: 'REFUSED', lastError: 'LATE_OUTCOME; TES-005' });
    expect(await test.endsOf(requestId)).toEqual(Array(3).fill('FAILED TES-005'));
    expect(await test.world.office.names('out')).toEqual([]);
    expect(await test.world.office.names('out', 'done')).toHaveLength(2);
  });

  it('an operator gives up what the office goes on lying about', async () => {
    const { requestId, file } = await test.sent();
    await test.world.office.put('ack', answerNames(file).ack, receipt('another'));
    await test.collect();
    const { id } = await test.batchOf(requestId);
    await test.world.bridge().batches.abandon(id, { by: 'alice', reason: 'it never answers' });
    expect(await test.endsOf(requestId)).toEqual(Array(3).fill('ABANDONED SIC-001'));
  });
});

const changed = (row: string, change: Partial<AnsweredRow>) => (rows: AnsweredRow[]) =>
  rows.map((answered) => (answered.row === row ? { ...answered, ...change } : answered));
const complete =
  (script: OutcomeScript) =>
  ({ world, file }: LieContext) =>
    world.office.complete(file, script);

/** The honest answer with another text in its outcome, closed with the hash that this one deserves. */
function resealed(change: (text: string) => string) {
  return async ({ world, file }: LieContext): Promise<void> => {
    await world.office.complete(file);
    const path = world.office.path('out', answerNames(file).outcome);
    const body = change((await readFile(path, 'latin1')).replace(/F;[^\r]*\r\n$/, ''));
    await writeFile(path, `${body}F;0;3;0;${sha256Of(Buffer.from(body, 'latin1'))}\r\n`, 'latin1');
  };
}

async function putRows({ world, file }: LieContext, from: number, to: number): Promise<void> {
  await world.office.complete(file);
  const path = world.office.path('out', answerNames(file).outcome);
  const text = (await readFile(path, 'utf8')).replace(/F;[^\r]*\r\n$/, '');
  const extra = (function* () {
    yield text;
    for (let row = from; row <= to; row += 1)
      yield `E;${String(row).padStart(6, '0')};;NULLO;N-${row};2026-06-10;;;;\r\n`;
  })();
  await pipeline(Readable.from(extra), createWriteStream(path));
}

const OUTCOMES: readonly Lie[] = [
  {
    what: 'rows swapped between two persons',
    tell: complete({
      alter: ([one, two, ...rest]) => [{ ...one!, taxCode: two!.taxCode }, { ...two!, taxCode: one!.taxCode }, ...rest],
    }),
    reported: 'OUTCOME_MISMATCH other tax code 000001,000002',
  },
  {
    what: 'the tax code of somebody else',
    tell: complete({ alter: changed('000002', { taxCode: STRANGER }) }),
    reported: 'OUTCOME_MISMATCH other tax code 000002',
  },
  {
    what: 'a certificate number given to two rows',
    tell: complete({ alter: (rows) => rows.map((row) => ({ ...row, number: 'H501-1' })) }),
    reported: 'OUTCOME_MISMATCH number of another row 000002,000003',
  },
  {
    what: 'a discard with a code that nobody knows',
    tell: complete({ alter: (rows) => rows.map((row) => (row.row === '000002' ? discardedRow(row, 'XYZ-999') : row)) }),
    reported: 'OUTCOME_MISMATCH code 000002',
  },
  {
    what: 'a certificate that is discarded too',
    tell: complete({ alter: changed('000002', { errorCode: 'NOM-003' }) }),
    reported: 'OUTCOME_MISMATCH code 000002',
  },
  {
    what: 'a flag that nobody knows',
    tell: complete({ alter: changed('000001', { flags: 'OM,XX' }) }),
    reported: 'OUTCOME_CORRUPT line 2',
  },
  {
    what: 'an outcome that nobody knows',
    tell: complete({ alter: changed('000003', { outcome: 'FORSE' }) }),
    reported: 'OUTCOME_CORRUPT line 4',
  },
  {
    what: 'a row left out',
    tell: complete({ alter: (rows) => rows.slice(1) }),
    reported: 'OUTCOME_MISMATCH missing 000001',
  },
  {
    what: 'counts that are wrong',
    tell: resealed((text) => text.replace('NULLO', 'POSITIVO')),
    reported: 'OUTCOME_CORRUPT line 5',
  },
  {
    what: 'the outcome of another request',
    tell: complete({ requestId: 'another' }),
    reported: 'OUTCOME_MISMATCH requestId',
  },
  {
    what: 'an outcome that refuses',
    tell: complete({ state: 'RIFIUTATA', errorCode: 'TES-005' }),
    reported: 'OUTCOME_MISMATCH state',
  },
  {
    what: 'a path where a file name should stand',
    tell: complete({ alter: changed('000001', { pdfName: '../certificato_000001.pdf' }) }),
    reported: 'OUTCOME_CORRUPT line 2',
  },
  {
    what: 'something after its closing record',
    tell: async (context) => {
      await context.world.office.complete(context.file);
      await appendFile(
        context.world.office.path('out', answerNames(context.file).outcome),
        'E;000004;;NULLO;;;;;;\r\n',
      );
    },
    reported: 'OUTCOME_CORRUPT line 6',
  },
  {
    what: 'an outcome in UTF-16',
    tell: async ({ world, file }) => {
      await world.office.complete(file);
      const path = world.office.path('out', answerNames(file).outcome);
      await writeFile(path, await readFile(path, 'utf8'), 'utf16le');
    },
    reported: 'OUTCOME_CORRUPT line 1',
  },
  {
    what: 'a hundred thousand rows that nobody sent',
    tell: async (context) => {
      await putRows(context, 4, 100_000);
      const path = context.world.office.path('out', answerNames(context.file).outcome);
      await appendFile(path, `F;0;100000;0;${sha256Of(await readFile(path))}\r\n`);
    },
    reported: /^OUTCOME_MISMATCH not sent 000004,000005,.*,000023,…$/,
  },
  {
    what: 'more rows than there are numbers',
    tell: (context) => putRows(context, 4, 1_000_010),
    reported: 'OUTCOME_CORRUPT line 1000001',
  },
  {
    what: 'an outcome of a gigabyte of nothing',
    tell: (context) => putHuge(context, 'out', answerNames(context.file).outcome),
    reported: /^OUTCOME_(CORRUPT|INCOMPLETE) line 1$/,
  },
];

describe('outcomes that lie', () => {
  it.each(OUTCOMES.map((lie) => [lie.what, lie] as const))('R-34 %s: reported, and an honest answer counts', (_, lie) =>
    test.run(lie),
  );

  it('an outcome in ISO-8859-1 is no lie', async () => {
    const { requestId, file } = await test.sent();
    await resealed((text) => text.replace(/;\r\n/, ';perché no: à\r\n'))({ world: test.world, file });
    await test.collect();
    expect(await test.batchOf(requestId)).toMatchObject({ state: 'COMPLETED', lastError: null });
  });

  it('an outcome under another protocol than the acknowledgement counts, and the history says so', async () => {
    const { requestId, file } = await test.sent();
    await test.world.office.acknowledge(file, 'SIC-2026-0000001');
    await test.world.office.complete(file, { protocol: 'SIC-2026-0000002' });
    await test.collect();
    const { id, state, sicProtocol } = await test.batchOf(requestId);
    expect([state, sicProtocol]).toEqual(['COMPLETED', 'SIC-2026-0000002']);
    const troubles = await test.world.database.rows<{ trouble: string }>(
      `SELECT trouble FROM legacy.massivo_batch_event WHERE batch_id = $1 AND kind = 'TROUBLE'`,
      [id],
    );
    expect(troubles).toEqual([{ trouble: 'OUTCOME_MISMATCH sicProtocol' }]);
  });
});

describe('outcomes of what was never sent', () => {
  const foreign = (): unknown[] =>
    test.world.logged
      .map((line) => JSON.parse(line) as { notice?: string; entries: number })
      .flatMap(({ notice, entries }) => (notice === 'FOREIGN_ENTRIES' ? entries : []));

  it('to a request that there is not, or that went to another office: reported, left alone', async () => {
    const { file } = await test.sent();
    const strangers = [file.name.replace('_000001', '_000777'), file.name.replace('PROC-H501', MILANO)];
    for (const name of strangers) await test.world.office.complete({ ...file, name });
    await test.collect();
    expect(foreign()).toEqual([4]);
    expect(await test.world.office.names('out')).toHaveLength(4);
  });

  it('to a file that still waits here: reported, left alone, and no answer to it once it is sent', async () => {
    const { requestId, file } = await test.sent();
    await test.world.bridge().batches.setLimits({
      ...{ officeCode: 'PROC-H501', maximumRows: 300, minimumRows: 1, dailyRows: null },
      concurrentBatches: 1,
    });
    const { requestId: waiting } = await test.world.submit({ rows: 3 });
    await test.world.bridge().worker.runOnce();
    const { fileName, state } = await test.batchOf(waiting);
    expect(state).toBe('QUEUED');
    const guess = {
      ...file,
      name: fileName,
      requestId: waiting,
      rows: file.rows.map((row) => ({ ...row, taxCode: STRANGER })),
    };
    await test.world.office.complete(guess);
    await test.collect();
    expect(foreign()).toEqual([2]);
    await test.world.office.complete(file);
    await test.collect();
    expect(await test.batchOf(requestId)).toMatchObject({ state: 'COMPLETED' });
    await test.collect();
    await test.collect();
    expect(await test.batchOf(waiting)).toMatchObject({
      state: 'SENT',
      lastError: 'OUTCOME_MISMATCH other tax code 000001,000002,000003',
    });
    const [sent] = await test.world.office.takeUp();
    await test.world.office.complete(sent!);
    await test.collect();
    expect(await test.endsOf(waiting)).toEqual(Array(3).fill('ISSUED'));
  });
});

/** A drop area in which something happens at the moment when an answer is opened. */
class RestlessDropArea extends DirectoryDropArea {
  onOpen: (file: AnswerFile) => Promise<void> = () => Promise.resolve();

  override async open(file: AnswerFile, signal: AbortSignal): Promise<Readable | null> {
    const opened = await super.open(file, signal);
    await this.onOpen(file);
    return opened;
  }
}

describe('answers that change while they are read', () => {
  let dropArea: RestlessDropArea;
  beforeEach(() => {
    dropArea = new RestlessDropArea({ root: test.world.root });
  });

  it('an outcome that grows bit by bit is waited for', async () => {
    const { requestId, file } = await test.sent();
    await test.world.office.complete(file);
    const path = test.world.office.path('out', answerNames(file).outcome);
    const whole = await readFile(path);
    await writeFile(path, '');
    const bridge = test.world.bridge({ settings: { incompleteDeadlineMs: 60_000 } });
    for (let at = 0; at < whole.length; at += 90) {
      await bridge.worker.runOnce();
      expect(await test.batchOf(requestId)).toMatchObject({ state: 'SENT', lastError: null });
      await appendFile(path, whole.subarray(at, at + 90));
    }
    await bridge.worker.runOnce();
    expect(await test.endsOf(requestId)).toEqual(Array(3).fill('ISSUED'));
  });

  it('an outcome that goes on growing behind its end is reported', async () => {
    const { requestId, file } = await test.sent();
    await test.world.office.complete(file);
    const path = test.world.office.path('out', answerNames(file).outcome);
    dropArea.onOpen = async ({ name }) => {
      if (name.startsWith('ESITI')) await appendFile(path, 'E;000004;;NULLO;X;2026-06-10;;;;\r\n');
    };
    await test.world.bridge({ dropArea }).worker.runOnce();
    expect(await test.batchOf(requestId)).toMatchObject({ state: 'SENT', lastError: 'OUTCOME_CORRUPT line 6' });
    expect(await test.endsOf(requestId)).toEqual([]);
  });

  it('an outcome that is replaced between two reads: what was read counts, what came instead is kept', async () => {
    const { requestId, file } = await test.sent();
    await test.world.office.complete(file);
    const path = test.world.office.path('out', answerNames(file).outcome);
    const lie = (await readFile(path, 'utf8')).replaceAll('NULLO', 'POSITIVO');
    dropArea.onOpen = async ({ name }) => {
      if (!name.startsWith('CERTIFICATI')) return;
      await writeFile(`${path}.other`, lie);
      await rename(`${path}.other`, path);
    };
    await test.world.bridge({ dropArea }).worker.runOnce();
    expect(await test.batchOf(requestId)).toMatchObject({ state: 'COMPLETED' });
    expect(await test.endsOf(requestId)).toEqual(Array(3).fill('ISSUED'));
    expect(await readFile(test.world.office.path('out', 'done', answerNames(file).outcome), 'utf8')).toBe(lie);
  });

  it('an archive that is replaced after its outcome was read is held against that outcome', async () => {
    const { requestId, file } = await test.sent();
    await test.world.office.complete(file);
    const other = new ScriptedOffice(test.world.root, 'PROC-H501');
    dropArea.onOpen = async ({ name }) => {
      if (!name.startsWith('ESITI')) return;
      await other.complete(file, {
        files: ['certificates'],
        alterPdfs: (pdfs) => new Map([...pdfs].map(([pdf]) => [pdf, Buffer.from('%PDF of another batch')])),
      });
    };
    await test.world.bridge({ dropArea }).worker.runOnce();
    expect(await test.batchOf(requestId)).toMatchObject({
      state: 'SENT',
      lastError: 'PDF_HASH_MISMATCH 000001,000002,000003',
    });
    expect(await test.endsOf(requestId)).toEqual([]);
  });
});
