import type { Readable } from 'node:stream';
import type { OutcomeHeader } from '../records/massivo-record.type.js';
import { inspectOutcomeFile, OutcomeFile, OutcomeFileDefect } from '../records/outcome-reader.js';
import { AnswerDefect } from './answer-defect.js';
import type { OutcomeMatch } from './outcome-match.rules.js';

/** The header of an outcome, and the hash by which its closing record knows it. */
export type ReadOutcome = OutcomeHeader & { sha256: string };

/**
 * Reads an outcome file to its end, hash and counts checked, and lays its rows into `match`, which keeps no more of
 * them than were sent. Throws `AnswerDefect`.
 */
export async function readOutcome(content: Readable, match: OutcomeMatch): Promise<ReadOutcome> {
  try {
    const file = await OutcomeFile.open(content);
    for await (const batch of file.batches()) {
      for (const row of batch) match.add(row);
    }
    return { ...file.header, sha256: file.closing.sha256 };
  } catch (error) {
    if (!(error instanceof OutcomeFileDefect)) throw error;
    throw new AnswerDefect(`OUTCOME_${error.kind}`, { about: `line ${error.line}` });
  } finally {
    content.destroy();
  }
}

/**
 * Whether an outcome that came after its batch was completed says the same as the first, known by its hash (hex). One
 * that is cut or cannot be read says something else.
 */
export async function repeatsOutcome(content: Readable, firstSha256: string): Promise<boolean> {
  try {
    const verdict = await inspectOutcomeFile(content);
    return verdict.kind === 'COMPLETE' && verdict.closing.sha256 === firstSha256;
  } finally {
    content.destroy();
  }
}
