import { tmpdir } from 'node:os';
import { AnswerDefect } from '../../legacy-adapter/massivo/answers/answer-defect.js';
import { spoolArchive, type SpooledArchive } from '../../legacy-adapter/massivo/answers/archive-spool.js';
import { checkedPdfs } from '../../legacy-adapter/massivo/answers/certificates-archive.js';
import type { OutcomeRow } from '../../legacy-adapter/massivo/records/massivo-record.type.js';
import { Readable } from 'node:stream';
import { oddZip, type OddEntry } from '../testkit/odd-zip.js';
import { sha256Of } from '../testkit/scripted-office.js';
import type { SeededRandom } from '../testkit/seeded-random.js';
import { mutateBytes } from './byte-mutations.js';
import { holds, inRandomChunks, type FuzzTarget } from './fuzz-case.js';

/** Always the same six certificates, so that the bytes of a case are all that it depends on. */
const PDFS = Array.from({ length: 6 }, (_, index) => ({
  name: `certificato_00000${index + 1}.pdf`,
  content: Buffer.from(`%PDF-1.4 ${'synthetic '.repeat(index * 40)}${index}`),
}));
const ROWS = PDFS.map(({ name, content }, index): OutcomeRow => ({
  ...{ row: index + 1, taxCode: null, outcome: 'NULLO', certificateNumber: `N-${index}`, issuedOn: '2026-02-09' },
  ...{ pdfName: name, pdfSha256: sha256Of(content), flags: [], errorCode: null },
}));
const MOST_PDF_BYTES = 64 * 1024;
const BOUNDS = { maximumPdfBytes: MOST_PDF_BYTES, maximumUnpackedBytes: 100 * MOST_PDF_BYTES };
const MOST_ARCHIVE_BYTES = 1024 * 1024;
const NAMES = [
  '',
  '..',
  '../x.pdf',
  '/etc/passwd',
  'a/b.pdf',
  'C:\\x.pdf',
  'CERTIFICATO_000001.PDF',
  '\0',
  'certificato_000002.pdf',
];

/** Damaged archives of certificates: either every PDF that the rows name comes out, true to its hash, or a defect. */
export const archiveTarget: FuzzTarget = {
  name: 'archive',
  extension: 'zip',
  make: (random) => Promise.resolve(random.chance(0.05) ? oddZip(entriesOf(random)) : damagedArchive(random)),
  async check(bytes, random) {
    const inMemory = await verdictOf(bytes, random, MOST_ARCHIVE_BYTES);
    if (random.chance(0.1)) {
      const onDisk = await verdictOf(bytes, random, 100);
      holds(onDisk === inMemory, 'an archive is the same in memory and on the disk', () => [inMemory, onDisk]);
    }
    return { tags: [`archive ${inMemory}`] };
  },
  expected: ['whole', 'ARCHIVE_INCOMPLETE', 'ARCHIVE_MISMATCH', 'PDF_HASH_MISMATCH'].map((tag) => `archive ${tag}`),
};

async function verdictOf(bytes: Buffer, random: SeededRandom, memoryBytes: number): Promise<string> {
  let archive: SpooledArchive | undefined;
  try {
    const content = Readable.from(inRandomChunks(bytes, random), { objectMode: false });
    archive = await spoolArchive(content, { directory: tmpdir(), maximumBytes: MOST_ARCHIVE_BYTES, memoryBytes });
    const found = new Map<number, Buffer>();
    for await (const checked of checkedPdfs(archive.zip, ROWS, BOUNDS))
      for (const { row, content: pdf } of checked) found.set(row.row, pdf);
    const isWhole = PDFS.every(({ content: pdf }, index) => found.get(index + 1)?.equals(pdf));
    holds(isWhole && found.size === PDFS.length, 'what is taken in is every PDF, as it was', () => [...found.keys()]);
    return 'whole';
  } catch (error) {
    if (error instanceof AnswerDefect) return error.trouble;
    throw error;
  } finally {
    await archive?.close();
  }
}

function entriesOf(random: SeededRandom): OddEntry[] {
  return PDFS.map((entry) => ({ ...entry, deflated: random.chance(0.5) }));
}

/** Something wrong with what it says of its files, with its bytes, or with both. */
function damagedArchive(random: SeededRandom): Buffer {
  const entries = entriesOf(random);
  if (random.chance(0.6)) {
    const at = random.below(entries.length);
    const entry = entries[at];
    if (entry) entries[at] = { ...entry, ...random.pick(ODDITIES)(random) };
  }
  if (random.chance(0.2)) entries.splice(random.below(entries.length), random.below(2), { ...random.pick(entries) });
  let bytes = oddZip(
    entries,
    random.chance(0.1) ? { entries: random.below(70_000) & 0xffff, disk: random.below(2) } : {},
  );
  if (random.chance(0.7)) bytes = mutateBytes(bytes, random);
  return bytes;
}

const ODDITIES: readonly ((random: SeededRandom) => Partial<OddEntry>)[] = [
  (random) => ({ name: random.pick(NAMES) }),
  (random) => ({ localName: random.pick(NAMES) }),
  (random) => ({ bytes: random.pick([0, 1, 1_000, MOST_PDF_BYTES + 1, 0xfffffffe, 0xffffffff]) }),
  (random) => ({ position: random.pick([0, 1, 100, 0xfffffffe, 0xffffffff]) }),
  (random) => ({ method: random.pick([0, 8, 9, 14, 99]) }),
  (random) => ({ flags: random.below(0x10000) }),
  (random) => ({ extra: Buffer.alloc(random.below(64), random.below(256)) }),
  (random) => ({ content: Buffer.alloc(random.below(300_000)), deflated: true }),
];
