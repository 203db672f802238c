import { encode, isSignedBy, parseReceipt, sha256, type LogKey, type LogReceipt } from './log-receipt.rules.js';

/** A record as the graph gives it; hashes in hex. */
export interface LogRecord {
  seq: number;
  at: string;
  /** Canonical JSON, byte for byte as it is hashed. */
  entry: string;
  previousHash: string;
  hash: string;
  receipt: string | null;
}

/** As `schema/kernel/log-audit.rules.ts` names them. */
export type LogFault = 'CHAIN_BROKEN' | 'SIGNATURE_INVALID' | 'REWRITTEN' | 'CUT' | 'RECEIPT_INVALID';

export interface LogFinding {
  fault: LogFault;
  /** The record or the receipt that shows it. */
  seq: number;
}

/** The rest of the record may say what it will: its hash is what the next one builds on. */
type LogHead = Pick<LogRecord, 'seq' | 'hash'>;

const EMPTY_LOG: LogHead = { seq: 0, hash: '0'.repeat(64) };

/**
 * Verifies a log record by record in the browser, against keys and receipts that did not come along with it. Finds
 * what `LogAudit` of the kernel finds; a test holds the two against each other. Memory does not grow with the log.
 */
export class LogAudit {
  readonly #keys: readonly LogKey[];
  readonly #receipts: readonly LogReceipt[];
  #head: LogHead = EMPTY_LOG;
  #signed = false;
  #finding: LogFinding | null;

  private constructor(keys: readonly LogKey[], receipts: readonly LogReceipt[], finding: LogFinding | null) {
    this.#keys = keys;
    this.#receipts = receipts;
    this.#finding = finding;
  }

  static async begin({ keys, receipts }: { keys: readonly LogKey[]; receipts: readonly string[] }): Promise<LogAudit> {
    const good: LogReceipt[] = [];
    let finding: LogFinding | null = null;
    for (const text of receipts) {
      const receipt = parseReceipt(text);
      if (receipt !== null && (await isSignedBy(receipt, keys))) good.push(receipt);
      else finding ??= { fault: 'RECEIPT_INVALID', seq: receipt?.seq ?? 0 };
    }
    return new LogAudit(keys, good, finding);
  }

  /** Records found in order so far. */
  get length(): number {
    return this.#head.seq;
  }

  /** Takes the next record; `false` when there is no use in going on. */
  async take(record: LogRecord): Promise<boolean> {
    this.#finding ??= await this.#faultOf(record);
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

  async #faultOf(record: LogRecord): Promise<LogFinding | null> {
    const next = this.#head.seq + 1;
    const known = this.#receipts.filter(({ seq }) => seq === next);
    if (known.some(({ hash }) => hash !== record.hash)) return { fault: 'REWRITTEN', seq: next };
    if (!(await follows(this.#head, record))) return { fault: 'CHAIN_BROKEN', seq: record.seq };
    return (await this.#isSigned(record)) ? null : { fault: 'SIGNATURE_INVALID', seq: record.seq };
  }

  async #isSigned({ seq, hash, receipt }: LogRecord): Promise<boolean> {
    if (receipt === null) return !this.#signed;
    const parsed = parseReceipt(receipt);
    if (parsed === null || parsed.seq !== seq || parsed.hash !== hash) return false;
    return isSignedBy(parsed, this.#keys);
  }
}

/** No gap, the chain unbroken, the hash its own, and the columns beside the entry saying what the entry says. */
async function follows(head: LogHead, record: LogRecord): Promise<boolean> {
  if (record.seq !== head.seq + 1 || record.previousHash !== head.hash) return false;
  return record.hash === (await chainHash(head.hash, record.entry)) && agreesWithEntry(record);
}

function chainHash(previous: string, entry: string): Promise<string> {
  const before = Uint8Array.from(previous.match(/../g) ?? [], (digits) => Number.parseInt(digits, 16));
  const text = encode(entry);
  const bytes = new Uint8Array(before.length + text.length);
  bytes.set(before);
  bytes.set(text, before.length);
  return sha256(bytes);
}

function agreesWithEntry({ seq, at, entry }: LogRecord): boolean {
  try {
    const said = JSON.parse(entry) as { seq?: unknown; at?: unknown } | null;
    return said?.seq === seq && said.at === new Date(at).toISOString();
  } catch {
    return false;
  }
}
