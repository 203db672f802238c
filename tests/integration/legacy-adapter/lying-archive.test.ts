import { answerNames, LieTest, type Lie, type LieContext } from '../../testkit/lying-office.js';
import { ENCRYPTED, IN_ZIP64, oddZip, type OddEntry } from '../../testkit/odd-zip.js';
import { sha256Of, type AnsweredRow } from '../../testkit/scripted-office.js';

let test: LieTest;

beforeAll(async () => {
  test = await LieTest.open();
});
afterAll(() => test.world.drop());
beforeEach(() => test.world.reset());

const MEGABYTE = 1024 * 1024;
const ROWS = ['000001', '000002', '000003'];
const nameOf = (row: string): string => `certificato_${row}.pdf`;

/** The honest outcome with an archive of the test's own; `change` gets what would be true. */
function archive(change: (entries: OddEntry[]) => Buffer) {
  return async ({ world, file }: LieContext): Promise<void> => {
    await world.office.complete(file, { files: ['outcome'] });
    const entries = ROWS.map((row) => ({
      name: nameOf(row),
      content: Buffer.from(`%PDF synthetic ${file.requestId} ${row}`),
    }));
    await world.office.put('out', answerNames(file).certificates, change(entries));
  };
}

/** Outcome and archive agree with each other, about contents that a test chooses. */
function agreeing(contentOf: (row: string) => Buffer) {
  return ({ world, file }: LieContext): Promise<void> =>
    world.office.complete(file, {
      alter: (rows: AnsweredRow[]) => rows.map((row) => ({ ...row, sha256: sha256Of(contentOf(row.row)) })),
      alterPdfs: (pdfs) => new Map([...pdfs.keys()].map((name) => [name, contentOf(/\d{6}/.exec(name)?.[0] ?? '')])),
    });
}

const first = (change: Partial<OddEntry>) => archive(([one, ...rest]) => oddZip([{ ...one!, ...change }, ...rest]));
const zip64Extra = (): Buffer => {
  const extra = Buffer.alloc(12);
  extra.writeUInt16LE(1, 0);
  extra.writeUInt16LE(8, 2);
  extra.writeBigUInt64LE(9n, 4);
  return extra;
};

const LIES: readonly Lie[] = [
  {
    what: 'two PDFs swapped',
    tell: archive(([one, two, ...rest]) =>
      oddZip([{ ...one!, content: two!.content }, { ...two!, content: one!.content }, ...rest]),
    ),
    reported: 'PDF_HASH_MISMATCH 000001,000002',
  },
  { what: 'PDFs of no bytes', tell: agreeing(() => Buffer.alloc(0)), reported: 'PDF_CORRUPT 000001,000002,000003' },
  {
    what: 'a file that is no PDF',
    tell: agreeing((row) => Buffer.from(row === '000002' ? 'MZ\x90\0 a program' : `%PDF-1.4 ${row}`)),
    reported: 'PDF_CORRUPT 000002',
  },
  {
    what: 'a bomb: a hundred megabytes in a hundred kilobytes',
    tell: agreeing((row) => (row === '000001' ? Buffer.alloc(100 * MEGABYTE) : Buffer.from('%PDF'))),
    reported: 'PDF_HASH_MISMATCH 000001',
  },
  {
    what: 'a bomb that makes itself small',
    tell: first({ content: Buffer.alloc(100 * MEGABYTE), deflated: true, bytes: 1_000 }),
    reported: 'PDF_HASH_MISMATCH 000001',
  },
  {
    what: 'files that share their bytes',
    tell: archive((entries) => oddZip(entries.map((entry) => ({ ...entry, position: 0 })))),
    reported: /^PDF_HASH_MISMATCH /,
  },
  ...[
    '../certificato_000001.pdf',
    '/etc/certificato_000001.pdf',
    'a/certificato_000001.pdf',
    'C:\\certificato_000001.pdf',
    '..',
    '',
  ].map((name): Lie => ({
    what: `a file named ${JSON.stringify(name)}`,
    tell: first({ name }),
    reported: 'ARCHIVE_MISMATCH a file that no row names',
  })),
  {
    what: 'a file named otherwise in its own header',
    tell: first({ localName: '../../certificato.pdf' }),
    reported: 'PDF_HASH_MISMATCH 000001',
  },
  {
    what: 'the same name twice',
    tell: archive(([one, two, three]) => oddZip([one!, two!, { ...three!, name: two!.name }])),
    reported: 'ARCHIVE_MISMATCH a file that no row names',
  },
  {
    what: 'one file more',
    tell: archive((entries) => oddZip([...entries, { name: 'leggimi.txt', content: Buffer.from('ciao') }])),
    reported: 'ARCHIVE_MISMATCH number of files',
  },
  {
    what: 'more files told than there are',
    tell: archive((entries) => oddZip(entries.slice(1), { entries: 3 })),
    reported: 'ARCHIVE_MISMATCH directory',
  },
  {
    what: 'an archive in several parts',
    tell: archive((entries) => oddZip(entries, { disk: 1 })),
    reported: /^ARCHIVE_MISMATCH /,
  },
  {
    what: 'zip64 throughout',
    tell: archive((entries) => oddZip(entries, { entries: 0xffff })),
    reported: 'ARCHIVE_MISMATCH zip64',
  },
  {
    what: 'zip64 in one file',
    tell: first({ bytes: IN_ZIP64, extra: zip64Extra() }),
    reported: 'ARCHIVE_MISMATCH zip64',
  },
  { what: 'an encrypted file', tell: first({ flags: ENCRYPTED }), reported: 'ARCHIVE_MISMATCH encrypted' },
  { what: 'a compression that nobody knows', tell: first({ method: 99 }), reported: 'ARCHIVE_MISMATCH compression' },
  {
    what: 'a text where the archive should be',
    tell: archive(() => Buffer.from('torno subito\r\n')),
    reported: 'ARCHIVE_INCOMPLETE',
  },
  { what: 'an archive of no bytes', tell: archive(() => Buffer.alloc(0)), reported: 'ARCHIVE_INCOMPLETE' },
  {
    what: 'an archive larger than is taken',
    tell: archive((entries) => Buffer.concat([Buffer.alloc(MEGABYTE), oddZip(entries)])),
    reported: 'ARCHIVE_TOO_LARGE',
    options: { settings: { maximumArchiveBytes: MEGABYTE } },
  },
  {
    what: 'an archive that would unpack to more than is taken, no file of it being too large',
    tell: archive((entries) =>
      oddZip(entries.map((entry) => ({ ...entry, content: Buffer.alloc(MEGABYTE / 2), deflated: true }))),
    ),
    reported: 'ARCHIVE_UNPACKS_TOO_LARGE',
    options: { settings: { maximumUnpackedBytes: MEGABYTE } },
  },
  {
    what: 'the archive of another request',
    tell: archive((entries) =>
      oddZip(entries.map((entry) => ({ ...entry, content: Buffer.from(`%PDF other ${entry.name}`) }))),
    ),
    reported: 'PDF_HASH_MISMATCH 000001,000002,000003',
  },
];

describe('archives that lie', () => {
  it.each(LIES.map((lie) => [lie.what, lie] as const))('R-34 %s: reported, and an honest answer counts', (_, lie) =>
    test.run(lie),
  );

  it('the archive that the lies are made of is good', async () => {
    const { requestId, file } = await test.sent();
    await archive((entries) => oddZip(entries.map((entry) => ({ ...entry, deflated: true }))))({
      world: test.world,
      file,
    });
    await test.collect();
    expect(await test.batchOf(requestId)).toMatchObject({ state: 'COMPLETED', lastError: null });
  });
});
