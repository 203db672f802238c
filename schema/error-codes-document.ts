import { ERROR_CODES, type ErrorCodeEntry } from './error-codes.js';
import { ROW_CODES } from './row-codes.js';

const HEAD = `# Error codes

Generated from \`error-codes.ts\` and \`row-codes.ts\`; do not edit. Every error carries its code, the rule behind it, a sentence in
English and in Italian, what to do, the help desk and a correlation id (R-16).

| Code | Rule | HTTP | Again? | Meaning | Significato | What to do |
|---|---|---|---|---|---|---|
`;

const ROWS_HEAD = `
## Codes of single rows

A refused row never sinks the others (R-31). A row has one code, the first in this order: NOM-001, NOM-004, NOM-002, NOM-003, MIN-001, NOM-005.

| Code | Meaning | Significato |
|---|---|---|
`;

/** The table of codes for readers. */
export function errorCodesDocument(): string {
  const codes = Object.entries(ERROR_CODES).map(([code, entry]) => codeLine(code, entry));
  const rows = Object.entries(ROW_CODES).map(([code, { message, messageIt }]) => line([code, message, messageIt]));
  return HEAD + codes.join('') + ROWS_HEAD + rows.join('');
}

function codeLine(code: string, { rule, httpStatus, retryable, message, messageIt, remedy }: ErrorCodeEntry): string {
  return line([`\`${code}\``, rule, String(httpStatus), retryable ? 'yes' : 'no', message, messageIt, remedy]);
}

const line = (cells: readonly string[]): string =>
  `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |\n`;
