import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { bridgeVerdict } from './bridge-request.js';
import { outcomeVerdict } from './outcome-target.js';
import { OutcomeFile } from '../../legacy-adapter/massivo/records/outcome-reader.js';
import { OutcomeFileDefect } from '../../legacy-adapter/massivo/records/outcome-reader.js';
import { DEFAULT_HEADER, headerLine } from '../testkit/massivo-generator.js';

/** Files that would take all memory if any part of them were kept, made as they are read. */
export interface Giant {
  name: string;
  megabytes: number;
  expected: string;
  /** Reads it to its verdict; `peek` is called now and then on the way. */
  read(peek: () => void): Promise<string>;
}

const BLOCK = Buffer.alloc(64 * 1024, 'A');
const LINE_OF_BLOCKS = 1_600;
const OUTCOME_HEADER = 'R;1.0;2026-000001;SIC-1;2026-02-09T10:00:00+01:00;2026-02-09T11:00:00+01:00;COMPLETATA;;\r\n';
const NO_HASH = '0'.repeat(64);
const ROWS_A_BLOCK = 500;
/** More than six digits can number: it ends at the first row that has none. */
const OUTCOME_ROWS = 10_000_000;
const MOST_ROWS = 999_999;

export const GIANTS: readonly Giant[] = [
  {
    name: 'request: 100 MB in one line that is no record',
    megabytes: 100,
    expected: 'FIR-001',
    read: async (peek) => (await bridgeVerdict(longLine('', `\r\nC;9;${NO_HASH}\r\n`, peek))).code,
  },
  {
    name: 'request: 100 MB in one row',
    megabytes: 100,
    expected: 'TES-003',
    read: async (peek) =>
      (await bridgeVerdict(longLine(`${headerLine(DEFAULT_HEADER)}\r\nS;000001;`, `\r\nC;9;${NO_HASH}\r\n`, peek)))
        .code,
  },
  {
    name: 'outcome: 100 MB in its header',
    megabytes: 100,
    expected: 'CORRUPT',
    read: async (peek) => (await outcomeVerdict(longLine('R;1.0;', '\r\n', peek))).kind,
  },
  {
    name: 'outcome: 100 MB in one row',
    megabytes: 100,
    expected: 'CORRUPT',
    read: async (peek) => (await outcomeVerdict(longLine(`${OUTCOME_HEADER}E;000001;`, '\r\n', peek))).kind,
  },
  {
    name: 'outcome: 10,000,000 rows where 999,999 have numbers',
    megabytes: 60,
    expected: 'CORRUPT at row 1000000',
    read: readManyRows,
  },
];

/** What a giant came to, and by how many bytes more than before were held while it was read. */
export async function measureGiant(giant: Giant): Promise<{ verdict: string; heldMore: number }> {
  const before = heldBytes();
  let highest = before;
  const verdict = await giant.read(() => (highest = Math.max(highest, heldBytes())));
  return { verdict, heldMore: highest - before };
}

async function* longLine(start: string, end: string, peek: () => void): AsyncGenerator<Uint8Array> {
  yield Buffer.from(start);
  for (let index = 1; index <= LINE_OF_BLOCKS; index += 1) {
    if (index % 400 === 0) peek();
    yield BLOCK;
  }
  yield Buffer.from(end);
}

async function readManyRows(peek: () => void): Promise<string> {
  let rows = 0;
  try {
    const file = await OutcomeFile.open(manyRows(peek));
    for await (const batch of file.batches()) rows += batch.length;
    return 'COMPLETE';
  } catch (error) {
    if (!(error instanceof OutcomeFileDefect)) throw error;
    return `${error.kind} at row ${rows > MOST_ROWS - 1_000 ? MOST_ROWS + 1 : rows}`;
  }
}

async function* manyRows(peek: () => void): AsyncGenerator<Uint8Array> {
  yield Buffer.from(OUTCOME_HEADER);
  for (let row = 1; row <= OUTCOME_ROWS; row += ROWS_A_BLOCK) {
    if ((row - 1) % 250_000 === 0) peek();
    const numbers = Array.from({ length: ROWS_A_BLOCK }, (_, index) => String(row + index).padStart(6, '0'));
    yield Buffer.from(numbers.map((number) => `E;${number};;NULLO;N-${number};2026-02-09;;;;\r\n`).join(''));
  }
}

let collect: (() => void) | undefined;

/** What the process holds after a collection, buffers among it. */
export function heldBytes(): number {
  if (!collect) {
    setFlagsFromString('--expose-gc');
    collect = runInNewContext('gc') as () => void;
  }
  collect();
  const { heapUsed, arrayBuffers, external } = process.memoryUsage();
  return heapUsed + Math.max(arrayBuffers, external);
}
