import { parseReceipt } from './log-receipt.rules.js';

/** Receipts of a text, one a line; empty lines and lines that begin with # are passed over. */
export function receiptLines(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'));
}

/** Receipts that are kept; the newest, so that what is kept does not grow for ever. */
export const MOST_RECEIPTS = 1_000;

export function withReceipt(kept: readonly string[], receipt: string): string[] {
  return kept.includes(receipt) ? [...kept] : [...kept, receipt].slice(-MOST_RECEIPTS);
}

/** Name of the file of a receipt: `receipt-000042.json`. */
export function receiptFileName(receipt: string): string {
  return `receipt-${String(parseReceipt(receipt)?.seq ?? 0).padStart(6, '0')}.json`;
}
