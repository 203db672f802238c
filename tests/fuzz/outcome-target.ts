import { isDeepStrictEqual } from 'node:util';
import { firstProtocolIn } from '../../legacy-adapter/massivo/answers/receipt-answer.js';
import {
  OUTCOME_STATES,
  ROW_OUTCOMES,
  type OutcomeClosing,
  type OutcomeHeader,
  type OutcomeRow,
} from '../../legacy-adapter/massivo/records/massivo-record.type.js';
import { OutcomeFile, OutcomeFileDefect, parseReceipt } from '../../legacy-adapter/massivo/records/outcome-reader.js';
import { writeOutcomeFile } from '../../legacy-adapter/massivo/records/outcome-writer.js';
import { allBytes } from '../testkit/byte-sources.js';
import { closingOf } from './closing-record.js';
import { holds, inOnePiece, inRandomChunks, type CaseResult, type FuzzTarget } from './fuzz-case.js';
import { damagedOutcome, damagedReceipt, soundOutcome, soundReceipt } from './outcome-files.js';

/** What the bridge makes of an outcome file. */
export type OutcomeVerdict =
  | { kind: 'COMPLETE'; header: OutcomeHeader; rows: OutcomeRow[]; closing: OutcomeClosing }
  | { kind: 'INCOMPLETE' | 'CORRUPT'; line: number };

const KINDS = ['COMPLETE', 'INCOMPLETE', 'CORRUPT'] as const;

/** Damaged outcome files. There is no second reader of these: what is accepted is worked out anew instead. */
export const outcomeTarget: FuzzTarget = {
  name: 'outcome',
  extension: 'txt',
  make: (random) => (random.chance(0.05) ? soundOutcome(random) : damagedOutcome(random)),
  async check(bytes, random) {
    const verdict = await outcomeVerdict(inOnePiece(bytes));
    const again = await outcomeVerdict(inRandomChunks(bytes, random));
    holds(isDeepStrictEqual(verdict, again), 'the verdict does not depend on the chunks', () => [verdict, again]);
    const tags = [`outcome ${verdict.kind}`];
    if (verdict.kind !== 'COMPLETE') return { tags };
    assertTrue(bytes, verdict);
    const { errorCode } = verdict.header;
    tags.push(`state ${verdict.header.state}`, ...(errorCode ? [`told ${errorCode}`] : []));
    tags.push(...verdict.rows.map(({ outcome }) => `row ${outcome}`));
    const written = await allBytes(writeOutcomeFile(verdict.header, verdict.rows));
    const reread = await outcomeVerdict(inOnePiece(written));
    holds(
      isDeepStrictEqual(withoutClosing(reread), withoutClosing(verdict)),
      'what is written is what was read',
      () => reread,
    );
    return { tags };
  },
  expected: [
    ...KINDS.map((kind) => `outcome ${kind}`),
    ...['COMPLETATA', 'COMPLETATA_CON_SCARTI', 'FALLITA'].map((state) => `state ${state}`),
    ...ROW_OUTCOMES.map((outcome) => `row ${outcome}`),
    'told SIC-001',
  ],
};

/** Damaged acknowledgements and refusals. */
export const receiptTarget: FuzzTarget = {
  name: 'receipt',
  extension: 'ack',
  make: (random) => Promise.resolve(random.chance(0.05) ? soundReceipt(random) : damagedReceipt(random)),
  check: (bytes) => Promise.resolve(checkReceipt(bytes)),
  expected: [...KINDS.map((kind) => `receipt ${kind}`), 'told RICEVUTA', 'told RIFIUTATA', 'told TES-004'],
};

export async function outcomeVerdict(source: AsyncIterable<Uint8Array>): Promise<OutcomeVerdict> {
  try {
    const file = await OutcomeFile.open(source);
    const rows: OutcomeRow[] = [];
    for await (const batch of file.batches()) rows.push(...batch);
    return { kind: 'COMPLETE', header: file.header, rows, closing: file.closing };
  } catch (error) {
    if (!(error instanceof OutcomeFileDefect)) throw error;
    holds(KINDS.includes(error.kind), 'a defect has a documented kind', () => error.kind);
    return { kind: error.kind, line: error.line };
  }
}

/** What counts as complete has the counts and the hash that it claims, and each row once; worked out here once more. */
function assertTrue(bytes: Buffer, { header, rows, closing }: Extract<OutcomeVerdict, { kind: 'COMPLETE' }>): void {
  const body = bytes.subarray(0, bytes.indexOf('\nF;', 0, 'latin1') + 1);
  const { counts, sha256 } = closingOf(body, 'F');
  const told = [closing.positive, closing.nil, closing.discarded].map(String);
  holds(isDeepStrictEqual(told, counts) && closing.sha256 === sha256, 'counts and hash are true', () => [
    counts,
    sha256,
  ]);
  holds(new Set(rows.map(({ row }) => row)).size === rows.length, 'no row stands twice', () => rows.length);
  holds(OUTCOME_STATES.includes(header.state), 'the state is one of the protocol', () => header.state);
}

/** The number of a row may have been written otherwise; the hash is then another. */
function withoutClosing(verdict: OutcomeVerdict): unknown {
  return verdict.kind === 'COMPLETE' ? [verdict.header, verdict.rows] : verdict;
}

function checkReceipt(bytes: Buffer): CaseResult {
  const verdict = parseReceipt(bytes);
  holds(
    isDeepStrictEqual(verdict, parseReceipt(Buffer.from(bytes))),
    'a receipt is read the same twice',
    () => verdict,
  );
  const tags = [`receipt ${verdict.kind}`];
  if (verdict.kind !== 'COMPLETE') return { tags };
  const { header } = verdict;
  const protocol = firstProtocolIn(header);
  holds(
    protocol === null || /^\S{1,64}$/.test(protocol),
    'the protocol of the first reception is one word',
    () => protocol,
  );
  tags.push(`told ${header.state}`, ...(header.errorCode ? [`told ${header.errorCode}`] : []));
  return { tags };
}
