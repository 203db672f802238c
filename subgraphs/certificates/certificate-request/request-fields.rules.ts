import { refusedField } from '../../shared/input-check.js';
import { inputProblem, textProblem, type InputProblem } from '../../shared/input-problem.rules.js';

const CLIENT_REQUEST_ID = /^[\x21-\x7e](?:[\x20-\x7e]{0,198}[\x21-\x7e])?$/;
/** A protocol number as massivo's header can carry it. */
const PROTOCOL_NUMBER = /^[A-Za-z0-9](?:[A-Za-z0-9 ./_-]{0,48}[A-Za-z0-9])?$/;

/** What is wrong with the sender's own id of a request: 1 to 200 printable ASCII characters. */
export function clientRequestIdProblem(text: string): InputProblem | null {
  const tooLong = textProblem(text, { longest: 200 });
  if (tooLong) return tooLong;
  if (CLIENT_REQUEST_ID.test(text.trim())) return null;
  return inputProblem(
    'WRONG_CHARACTER',
    'clientRequestId must be 1 to 200 printable ASCII characters.',
    'clientRequestId deve contenere da 1 a 200 caratteri ASCII stampabili.',
  );
}

/** The sender's own id of a request. @throws BAD_USER_INPUT with the field */
export function parseClientRequestId(text: string | undefined, field: string): string {
  const problem = clientRequestIdProblem(text ?? '');
  if (problem) throw refusedField(field, problem, 'R-32');
  return text?.trim() ?? '';
}

/** What is wrong with a number of the protocol, mandatory for every request. */
export function protocolNumberProblem(text: string): InputProblem | null {
  const bounds = textProblem(text, { longest: 50 });
  if (bounds) return bounds;
  if (PROTOCOL_NUMBER.test(text.trim())) return null;
  return inputProblem(
    'WRONG_CHARACTER',
    'A protocol number is letters and digits with blanks, full stops, slashes, dashes or underscores between them.',
    'Il numero di protocollo contiene lettere e cifre, con spazi, punti, barre, trattini o trattini bassi in mezzo.',
  );
}
