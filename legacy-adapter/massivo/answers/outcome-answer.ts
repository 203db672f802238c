import type { Readable } from 'node:stream';
import type { OutcomeHeader } from '../records/massivo-record.type.js';
import { OutcomeFile, OutcomeFileDefect } from '../records/outcome-reader.js';
import { AnswerDefect } from './answer-defect.js';
import type { OutcomeMatch } from './outcome-match.rules.js';

/**
 * Reads an outcome file to its end, hash and counts checked, and lays its rows into `match`, which keeps no more of
 * them than were sent. Throws `AnswerDefect`.
 */
export async function readOutcome(content: Readable, match: OutcomeMatch): Promise<OutcomeHeader> {
  try {
    const file = await OutcomeFile.open(content);
    for await (const batch of file.batches()) {
      for (const row of batch) match.add(row);
    }
    return file.header;
  } catch (error) {
    if (!(error instanceof OutcomeFileDefect)) throw error;
    throw new AnswerDefect(`OUTCOME_${error.kind}`, { about: `line ${error.line}` });
  } finally {
    content.destroy();
  }
}
