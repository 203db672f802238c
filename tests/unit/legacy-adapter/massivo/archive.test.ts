import { readdir } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { spoolArchive } from '../../../../legacy-adapter/massivo/answers/archive-spool.js';
import { checkedPdfs } from '../../../../legacy-adapter/massivo/answers/certificates-archive.js';
import { itemOutcomes } from '../../../../legacy-adapter/massivo/answers/item-outcomes.js';
import type { OutcomeRow } from '../../../../legacy-adapter/massivo/records/massivo-record.type.js';
import type { MassivoItemOutcome } from '../../../../legacy-adapter/contract.js';
import { oddZip } from '../../../testkit/odd-zip.js';
import { sha256Of, zipOf } from '../../../testkit/scripted-office.js';
import { temporaryFolder, type TemporaryFolder } from '../../../testkit/temporary-folder.js';

let folder: TemporaryFolder;

beforeAll(async () => {
  folder = await temporaryFolder(0o700);
});
afterAll(() => folder.remove());

const pdfOf = (row: number): Buffer => Buffer.from(`%PDF ${row}`.padEnd(2_000, String(row)));

function rowOf(row: number, some: Partial<OutcomeRow> = {}): OutcomeRow {
  const issued = {
    certificateNumber: `N-${row}`,
    issuedOn: '2026-06-10',
    pdfName: `${row}.pdf`,
    pdfSha256: sha256Of(pdfOf(row)),
  };
  return { row, taxCode: null, outcome: 'NULLO', ...issued, flags: [], errorCode: null, ...some };
}

const withoutPdf = (row: number): OutcomeRow =>
  rowOf(row, {
    outcome: 'SCARTATO',
    certificateNumber: null,
    issuedOn: null,
    pdfName: null,
    pdfSha256: null,
    errorCode: 'NOM-003',
  });

const BOUNDS = { maximumPdfBytes: 10_000, maximumUnpackedBytes: 1_000_000 };

const zipFor = (...rows: number[]): Promise<Buffer> => zipOf(new Map(rows.map((row) => [`${row}.pdf`, pdfOf(row)])));

const spool = (bytes: Buffer, some: { maximumBytes?: number; memoryBytes?: number } = {}) =>
  spoolArchive(Readable.from(slices(bytes)), { directory: folder.path, maximumBytes: 1_000_000, ...some });

function* slices(bytes: Buffer): Generator<Buffer, void, void> {
  for (let at = 0; at < bytes.length; at += 700) yield bytes.subarray(at, at + 700);
}

/** Everything that the owner of the items would be given. */
async function outcomes(bytes: Buffer, rows: OutcomeRow[], memoryBytes = 1_000_000): Promise<MassivoItemOutcome[]> {
  const archive = await spool(bytes, { memoryBytes });
  const found: MassivoItemOutcome[] = [];
  try {
    for await (const chunk of itemOutcomes({ rows, firstSeq: 301 }, checkedPdfs(archive.zip, rows, BOUNDS)))
      found.push(...chunk);
  } finally {
    await archive.close();
  }
  return found;
}

describe.each([
  ['in memory', 1_000_000],
  ['on the disk', 1_500],
])('an archive %s', (_where, memoryBytes) => {
  it('gives each item its PDF, and those without one their code', async () => {
    const rows = [rowOf(1), withoutPdf(2), rowOf(3)];
    const found = await outcomes(await zipFor(3, 1), rows, memoryBytes);
    expect(found.map(({ seq, pdf }) => [seq, pdf?.content ?? null])).toEqual([
      [303, pdfOf(3)],
      [301, pdfOf(1)],
      [302, null],
    ]);
    expect(found[0]?.pdf?.sha256.toString('hex')).toBe(sha256Of(pdfOf(3)));
    expect(found[2]).toMatchObject({ outcome: 'SCARTATO', errorCode: 'NOM-003', certificateNumber: null });
  });

  it.each([0xfffffffe, 5_000_000, 12])(
    'has no PDF at the place %i, which is beyond it or inside another',
    async (position) => {
      const zip = oddZip(
        [1, 2].map((row) => ({ name: `${row}.pdf`, content: pdfOf(row), ...(row === 2 && { position }) })),
      );
      await expect(outcomes(zip, [rowOf(1), rowOf(2)], memoryBytes)).rejects.toMatchObject({
        trouble: 'PDF_HASH_MISMATCH',
      });
    },
  );

  it('does not read what is larger packed than a PDF may be', async () => {
    const packed = { name: '1.pdf', content: Buffer.alloc(12_000, '%PDF'), method: 8, bytes: 10 };
    await expect(outcomes(oddZip([packed]), [rowOf(1)], memoryBytes)).rejects.toMatchObject({
      trouble: 'PDF_HASH_MISMATCH',
    });
  });

  it('names every row whose PDF is not what its row says', async () => {
    const rows = [rowOf(1), rowOf(2, { pdfSha256: sha256Of(pdfOf(9)) }), rowOf(3, { pdfSha256: sha256Of(pdfOf(8)) })];
    await expect(outcomes(await zipFor(3, 2, 1), rows, memoryBytes)).rejects.toMatchObject({
      message: 'PDF_HASH_MISMATCH 000002,000003',
    });
  });

  it('that is cut anywhere is not whole, and nothing of it is left', async () => {
    const whole = await zipFor(1, 2, 3);
    for (let kept = 0; kept < whole.length; kept += 97) {
      await expect(spool(whole.subarray(0, kept), { memoryBytes })).rejects.toMatchObject({
        trouble: 'ARCHIVE_INCOMPLETE',
      });
    }
    expect(await readdir(folder.path)).toEqual([]);
  });

  it('with a spoilt byte gives what its rows say or nothing', async () => {
    const rows = [rowOf(1), rowOf(2)];
    const whole = await zipFor(1, 2);
    for (let at = 0; at < whole.length; at += 1) {
      const spoilt = Buffer.from(whole);
      spoilt[at] = (spoilt[at] ?? 0) ^ 0xff;
      const found = await outcomes(spoilt, rows, memoryBytes).catch((error: unknown) => error);
      if (Array.isArray(found))
        expect(found.map(({ pdf }) => sha256Of(pdf.content)).sort()).toEqual(
          rows.map(({ pdfSha256 }) => pdfSha256).sort(),
        );
      else expect(found).toMatchObject({ name: 'AnswerDefect' });
    }
  });
});

it('an archive larger than the bound is read no further', async () => {
  await expect(spool(await zipFor(1, 2, 3), { maximumBytes: 200 })).rejects.toMatchObject({
    trouble: 'ARCHIVE_TOO_LARGE',
  });
});

describe('an archive that would unpack to very much, each of its files within its bound', () => {
  const FILES = 30;
  const bounds = { maximumPdfBytes: 5_000_000, maximumUnpackedBytes: 100_000_000 };
  const rows = Array.from({ length: FILES }, (_, index) => rowOf(index + 1));
  const content = Buffer.concat([pdfOf(1), Buffer.alloc(4_000_000)]);
  const bomb = (told?: number): Buffer => {
    const [one] = [oddZip([{ name: 'x', content, deflated: true }])];
    expect(one.length).toBeLessThan(10_000);
    return oddZip(
      rows.map(({ row }) => ({
        name: `${row}.pdf`,
        content,
        deflated: true,
        ...(told !== undefined && { bytes: told }),
      })),
    );
  };
  const taken = async (bytes: Buffer): Promise<{ unpacked: number; failure: unknown }> => {
    const archive = await spool(bytes, { maximumBytes: 10_000_000 });
    let unpacked = 0;
    const zip = {
      ...archive.zip,
      contentOf: async (entry: Parameters<typeof archive.zip.contentOf>[0]) => {
        const file = await archive.zip.contentOf(entry);
        unpacked += file?.length ?? 0;
        return file;
      },
    };
    try {
      for await (const _ of checkedPdfs(zip, rows, bounds)) void _;
      return { unpacked, failure: null };
    } catch (failure) {
      return { unpacked, failure };
    } finally {
      await archive.close();
    }
  };

  it('is refused before anything of it is unpacked', async () => {
    const { unpacked, failure } = await taken(bomb());
    expect(failure).toMatchObject({ trouble: 'ARCHIVE_UNPACKS_TOO_LARGE', isPassing: false });
    expect(unpacked).toBe(0);
  });

  it('unpacks to no more than it tells, where it tells too little', async () => {
    const { unpacked, failure } = await taken(bomb(100));
    expect(failure).toMatchObject({ trouble: 'PDF_HASH_MISMATCH' });
    expect(unpacked).toBe(0);
  });
});
