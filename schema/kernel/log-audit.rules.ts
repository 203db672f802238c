import type { KeyObject } from 'node:crypto';
import { EMPTY_LOG, follows, type LogHead, type LogRecord } from './log-chain.rules.js';
import { isSignedBy, parseReceipt, type LogReceipt } from './log-receipt.rules.js';

/** A record as it is exported: the receipt is missing in those that were written before heads were signed. */
export interface AuditedRecord extends LogRecord {
  receipt: string | null;
}

export type LogFault =
  /** A record does not follow the one before it: changed, taken out, put in or reordered. */
  | 'CHAIN_BROKEN'
  /** A record is not signed although an earlier one is, or its signature is not of a known key. */
  | 'SIGNATURE_INVALID'
  /** A receipt that was handed out for this place has another hash: what is before it was written anew. */
  | 'REWRITTEN'
  /** The log ends before a receipt that was handed out. */
  | 'CUT'
  /** What was given as a receipt is not one, or no known key has signed it. */
  | 'RECEIPT_INVALID';

export interface LogFinding {
  fault: LogFault;
  /** The record or the receipt that shows it. */
  seq: number;
}

/**
 * Verifies a log record by record, against receipts that were kept elsewhere. Memory does not grow with the log.
 *
 *     const audit = new LogAudit({ publicKeys, receipts });
 *     for await (const record of records) if (!audit.take(record)) break;
 *     const finding = audit.end();
 */
export class LogAudit {
  readonly #publicKeys: readonly KeyObject[];
  readonly #receipts: readonly LogReceipt[];
  #head: LogHead = EMPTY_LOG;
  #signed = false;
  #finding: LogFinding | null = null;

  constructor({ publicKeys, receipts }: { publicKeys: readonly KeyObject[]; receipts: readonly string[] }) {
    this.#publicKeys = publicKeys;
    const parsed = receipts.map(parseReceipt);
    this.#receipts = parsed.filter((receipt) => receipt !== null);
    const bad = parsed.find((receipt) => receipt === null || !isSignedBy(receipt, publicKeys));
    if (bad !== undefined) this.#finding = { fault: 'RECEIPT_INVALID', seq: bad?.seq ?? 0 };
  }

  /** The last record that was found in order. */
  get head(): LogHead {
    return this.#head;
  }

  /** Takes the next record; `false` when there is no use in going on. */
  take(record: AuditedRecord): boolean {
    this.#finding ??= this.#faultOf(record);
    if (this.#finding) return false;
    this.#head = { seq: record.seq, hash: record.hash };
    this.#signed ||= record.receipt !== null;
    return true;
  }

  /** After the last record: what was found first, `null` when the log is the one that was written. */
  end(): LogFinding | null {
    const beyond = this.#receipts.find(({ seq }) => seq > this.#head.seq);
    return this.#finding ?? (beyond ? { fault: 'CUT', seq: beyond.seq } : null);
  }

  #faultOf(record: AuditedRecord): LogFinding | null {
    const { seq } = record;
    const known = this.#receipts.filter((receipt) => receipt.seq === this.#head.seq + 1);
    if (known.some(({ hash }) => !hash.equals(record.hash))) return { fault: 'REWRITTEN', seq: this.#head.seq + 1 };
    if (!follows(this.#head, record)) return { fault: 'CHAIN_BROKEN', seq };
    return this.#isSigned(record) ? null : { fault: 'SIGNATURE_INVALID', seq };
  }

  #isSigned({ seq, hash, receipt }: AuditedRecord): boolean {
    if (receipt === null) return !this.#signed;
    const parsed = parseReceipt(receipt);
    if (parsed === null || parsed.seq !== seq || !parsed.hash.equals(hash)) return false;
    return isSignedBy(parsed, this.#publicKeys);
  }
}
