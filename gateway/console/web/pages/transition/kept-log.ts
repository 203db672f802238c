import { receiptLines, withReceipt } from './receipts.rules.js';

/**
 * What this browser knows of the log, so that the service need not be trusted: the public key, kept since it was
 * first seen, and the receipts of whoever worked here. Nothing secret, and kept over a sign-out.
 */
const KEY = 'casellario.log-key';
const RECEIPTS = 'casellario.log-receipts';

export const keptKey = (): string | null => localStorage.getItem(KEY);

export function keepKey(pem: string): void {
  localStorage.setItem(KEY, pem);
}

export const keptReceipts = (): string[] => receiptLines(localStorage.getItem(RECEIPTS) ?? '');

export function keepReceipt(receipt: string): void {
  localStorage.setItem(RECEIPTS, withReceipt(keptReceipts(), receipt).join('\n'));
}
