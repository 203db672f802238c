import { isoDayOf, parseDay } from '../../../schema/kernel/day-number.rules.js';
import {
  FIELD_SEPARATOR,
  MASSIVO_VERSION,
  OUTCOME_FLAGS,
  OUTCOME_STATES,
  ROW_OUTCOMES,
  type OutcomeFlagCode,
  type OutcomeHeader,
  type OutcomeRow,
} from './massivo-record.type.js';

/** The records of outcome files, strictly: what does not hold in every field is no record (`null`). */

const FLAG_ORDER = Object.keys(OUTCOME_FLAGS) as OutcomeFlagCode[];
const TIMESTAMP = /^(\d{4}-\d{2}-\d{2})T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:Z|[+-](?:0\d|1[0-4]):[0-5]\d)$/;
const ERROR_CODE = /^[A-Z]{3}-\d{3}$/;
const SHA256 = /^[0-9a-f]{64}$/;
const ROW = /^\d{6}$/;
const TAX_CODE = /^(?:[A-Z0-9]{16}|\d{11})$/;
/** A discarded row echoes what the request had, right or wrong. */
const ECHOED_TEXT = /^.{1,64}$/;
/** The sender's own identifier may hold blanks; parts of a split request have a suffix. */
const REQUEST_ID = /^\S(?:.{0,78}\S)?$/;
const IDENTIFIER = /^[^\s;]{1,64}$/;
/** One name, not a path and not hidden; control characters never come as far as here. */
const FILE_NAME = /^(?!\.)[^/\\:\s]{1,128}$/;
const MAX_MESSAGE_LENGTH = 1_000;

/** Reads an `R` record. */
export function parseOutcomeHeader(text: string): OutcomeHeader | null {
  const fields = text.split(FIELD_SEPARATOR);
  if (fields.length !== 9 || fields[0] !== 'R' || fields[1] !== MASSIVO_VERSION) return null;
  const [
    ,
    ,
    requestId = '',
    sicProtocol = '',
    receivedAt = '',
    processedAt = '',
    stateText,
    errorCode = '',
    message = '',
  ] = fields;
  const state = OUTCOME_STATES.find((known) => known === stateText);
  if (!state) return null;
  const isRefusal = state === 'RIFIUTATA';
  const holds =
    (REQUEST_ID.test(requestId) || (isRefusal && !requestId)) &&
    (IDENTIFIER.test(sicProtocol) || (isRefusal && !sicProtocol)) &&
    isTimestamp(receivedAt) &&
    (!processedAt || isTimestamp(processedAt)) &&
    (ERROR_CODE.test(errorCode) || (!isRefusal && !errorCode)) &&
    message.length <= MAX_MESSAGE_LENGTH;
  if (!holds) return null;
  const optional = { processedAt: processedAt || null, errorCode: errorCode || null, message: message || null };
  return { requestId, sicProtocol, receivedAt, state, ...optional };
}

/** Reads an `E` record. */
export function parseOutcomeRow(text: string): OutcomeRow | null {
  const fields = text.split(FIELD_SEPARATOR);
  if (fields.length !== 10 || fields[0] !== 'E') return null;
  const [, rowText = '', taxCode, outcomeText, number, issueDate, pdfName, pdfSha256, flagsText = '', errorCode] =
    fields;
  const outcome = ROW_OUTCOMES.find((known) => known === outcomeText);
  const flags = parseFlags(flagsText);
  const issuedOn = issueDate ? parseIssueDate(issueDate) : null;
  if (!outcome || !flags || issuedOn === undefined || !ROW.test(rowText) || Number(rowText) === 0) return null;
  const row: OutcomeRow = {
    row: Number(rowText),
    taxCode: taxCode || null,
    outcome,
    certificateNumber: number || null,
    issuedOn,
    pdfName: pdfName || null,
    pdfSha256: pdfSha256 || null,
    flags,
    errorCode: errorCode || null,
  };
  return isOutcomeRow(row) ? row : null;
}

/**
 * Whether the values of an outcome row hold, each and together: a discarded row has a code and no certificate; any
 * other has number and day of issue, unless a flag leaves it to a person; a PDF has its hash.
 */
export function isOutcomeRow(row: OutcomeRow): boolean {
  const holds =
    (row.taxCode === null || (row.outcome === 'SCARTATO' ? ECHOED_TEXT : TAX_CODE).test(row.taxCode)) &&
    (row.certificateNumber === null || IDENTIFIER.test(row.certificateNumber)) &&
    (row.issuedOn === null || parseIssueDate(row.issuedOn) !== undefined) &&
    (row.pdfName === null ? row.pdfSha256 === null : FILE_NAME.test(row.pdfName) && SHA256.test(row.pdfSha256 ?? '')) &&
    (row.errorCode === null || ERROR_CODE.test(row.errorCode));
  if (!holds) return false;
  const isIssued = row.certificateNumber !== null && row.issuedOn !== null;
  if (row.outcome === 'SCARTATO')
    return row.errorCode !== null && row.certificateNumber === null && row.pdfName === null;
  return isIssued || row.flags.length > 0;
}

/** Flags in the protocol's order; `null` when one is unknown or stands twice. */
function parseFlags(text: string): OutcomeFlagCode[] | null {
  if (!text) return [];
  const given = text.split(',');
  const flags = FLAG_ORDER.filter((flag) => given.includes(flag));
  return flags.length === given.length ? flags : null;
}

function parseIssueDate(text: string): string | undefined {
  const day = text.includes('-') ? parseDay(text) : undefined;
  return day === undefined ? undefined : isoDayOf(day);
}

function isTimestamp(text: string): boolean {
  const [, day = ''] = TIMESTAMP.exec(text) ?? [];
  return parseDay(day) !== undefined;
}
