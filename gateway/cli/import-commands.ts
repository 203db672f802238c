import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { CliFailure, usageFailure } from './cli-failure.js';
import { csvFields, dividerOf } from './csv.rules.js';
import { EXIT } from './exit-codes.js';
import { isSentence, readHeader, readRow, type RegisterHeader } from './former-bodies.rules.js';
import { pick, type Sentence } from './language.js';
import { OPERATIONS, type FormerBodyResult, type FormerBodyRow } from './operations.js';
import type { Session } from './session.js';

/** Rows of one call: each call is one transaction, and a register has some thousands. */
const ROWS_A_CALL = 100;
const LONGEST_LINE = 100_000;

interface Tally {
  RECORDED: number;
  CORRECTED: number;
  UNCHANGED: number;
  REFUSED: number;
}

/**
 * Imports the register of former massivo bodies: each row is judged on its own and reported. The same file again
 * changes nothing.
 *
 * @throws CliFailure PARTLY when rows were refused
 */
export async function importBodies(session: Session, file: string): Promise<void> {
  const tally: Tally = { RECORDED: 0, CORRECTED: 0, UNCHANGED: 0, REFUSED: 0 };
  const report = (result: FormerBodyResult): void => {
    tally[result.status] += 1;
    session.show(result, () => (result.status === 'UNCHANGED' ? [] : [resultLine(session, result)]));
  };
  let pending: FormerBodyRow[] = [];
  const send = async (): Promise<void> => {
    if (pending.length === 0) return;
    const rows = pending;
    pending = [];
    const client = await session.client();
    (await client.run(OPERATIONS.importBodies, { rows })).importFormerMassivoBodies.forEach(report);
  };
  for await (const entry of rowsOf(file)) {
    if ('ipaCode' in entry) pending.push(entry);
    else report(refusedRow(entry));
    if (pending.length === ROWS_A_CALL) await send();
  }
  await send();
  const { RECORDED: recorded, CORRECTED: corrected, UNCHANGED: unchanged, REFUSED: refused } = tally;
  session.note(
    session.say(
      `${recorded} recorded, ${corrected} corrected, ${unchanged} unchanged, ${refused} refused`,
      `${recorded} registrati, ${corrected} corretti, ${unchanged} invariati, ${refused} rifiutati`,
    ),
  );
  if (refused > 0) throw new CliFailure(EXIT.partly, [`${refused} rows were refused.`, `${refused} righe rifiutate.`]);
}

interface BadRow {
  row: number;
  problem: Sentence;
}

/** Rows in the file's order; numbers count its lines, the header being 1. */
async function* rowsOf(file: string): AsyncGenerator<FormerBodyRow | BadRow> {
  const stream = createReadStream(file, 'utf8');
  let header: RegisterHeader | null = null;
  let divider = ',';
  let row = 0;
  try {
    for await (const text of createInterface({ input: stream, crlfDelay: Infinity })) {
      row += 1;
      const line = row === 1 ? text.replace(/^\uFEFF/, '') : text;
      if (line.trim() === '') continue;
      if (row === 1) divider = dividerOf(line);
      const fields = line.length > LONGEST_LINE ? null : csvFields(line, divider);
      if (header === null) {
        header = headerOf(fields);
        continue;
      }
      const read = fields ? readRow(fields, row, header) : UNREADABLE;
      yield isSentence(read) ? { row, problem: read } : read;
    }
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (error instanceof CliFailure || code === undefined) throw error;
    throw usageFailure(`${file} cannot be read: ${code}.`, `${file} non è leggibile: ${code}.`);
  } finally {
    stream.destroy();
  }
  if (header === null) throw usageFailure('The file is empty.', 'Il file è vuoto.');
}

const UNREADABLE: Sentence = ['Not a line of CSV: check the quotes.', 'Non è una riga CSV: verificare le virgolette.'];

function headerOf(fields: readonly string[] | null): RegisterHeader {
  const header = fields ? readHeader(fields) : UNREADABLE;
  if (isSentence(header)) throw usageFailure(...header);
  return header;
}

function refusedRow({ row, problem: [message, messageIt] }: BadRow): FormerBodyResult {
  return { row, ipaCode: '', status: 'REFUSED', problem: { field: '', message, messageIt } };
}

function resultLine({ language }: Session, { row, ipaCode, status, problem }: FormerBodyResult): string {
  const why = problem ? `: ${problem.field} ${pick(language, [problem.message, problem.messageIt])}` : '';
  return `${row} ${status} ${ipaCode}${why}`;
}
