import { keepKey, keepReceipt, keptKey, keptReceipts } from './kept-log.js';
import { LogAudit, type LogFinding, type LogRecord } from './log-audit.rules.js';
import { readLogKey } from './log-receipt.rules.js';
import { receiptLines } from './receipts.rules.js';

export interface VerificationOrder {
  /** A key that the operator has pasted; empty: the kept one, and without one the served one, which is kept from then on. */
  pem: string;
  /** Receipts that the operator has pasted, one a line. */
  receipts: string;
  /** The key as the service gives it. */
  served: string | null;
  pages: AsyncIterable<readonly LogRecord[]>;
  onProgress(records: number): void;
}

export type Verdict =
  | { kind: 'INTACT'; records: number; receipts: number; keyId: string; isKeyNew: boolean; isServedKeyOther: boolean }
  | { kind: 'FAULT'; finding: LogFinding; at: string | null }
  /** What was given as a key is none, or this browser knows no Ed25519. */
  | { kind: 'KEY_INVALID' };

/**
 * Verifies the log as the service gives it with a key and receipts that it did not come along with. The receipt of
 * the last record is kept, so that whoever cuts or rewrites the log later is found out next time.
 */
export async function verifyLog({ pem, receipts, served, pages, onProgress }: VerificationOrder): Promise<Verdict> {
  const known = pem.trim() === '' ? keptKey() : pem;
  const text = known ?? served ?? '';
  const key = await readLogKey(text);
  if (key === null) return { kind: 'KEY_INVALID' };
  const compared = [...new Set([...receiptLines(receipts), ...keptReceipts()])];
  const audit = await LogAudit.begin({ keys: [key], receipts: compared });
  const last = await takeAll(audit, pages, onProgress);
  const finding = audit.end() ?? endFinding(last);
  if (finding) return { kind: 'FAULT', finding, at: last?.seq === finding.seq ? last.at : null };
  if (known === null) keepKey(text);
  if (last?.receipt) keepReceipt(last.receipt);
  return {
    ...{ kind: 'INTACT', records: audit.length, receipts: compared.length, keyId: key.id },
    ...{ isKeyNew: known === null, isServedKeyOther: (await readLogKey(served ?? ''))?.id !== key.id },
  };
}

/** The last record that was looked at. */
async function takeAll(
  audit: LogAudit,
  pages: VerificationOrder['pages'],
  onProgress: VerificationOrder['onProgress'],
): Promise<LogRecord | null> {
  let last: LogRecord | null = null;
  for await (const page of pages) {
    for (const record of page) {
      last = record;
      if (!(await audit.take(record))) return last;
    }
    onProgress(audit.length);
  }
  return last;
}

/** The log of a running service has a first record, and its last one is signed. */
function endFinding(last: LogRecord | null): LogFinding | null {
  if (last === null) return { fault: 'CUT', seq: 1 };
  return last.receipt === null ? { fault: 'SIGNATURE_INVALID', seq: last.seq } : null;
}
