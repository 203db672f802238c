import type { AnswerName } from '../drop/request-name.rules.js';
import type { AnswerFault, BookEntry, ProcessedEntry, ProcessingEntry, ReceivedEntry } from './book-entries.js';

/** How an answer last went out. Times are monotonic milliseconds of this process. */
export interface AnswerState {
  readonly atMs: number;
  readonly faults: readonly AnswerFault[];
  readonly repeated: boolean;
  /** It went out cut short and was completed since: it is not cut again. */
  readonly completed: boolean;
}

/** A file that has been taken in and whose answers are not all given. */
export interface OpenReceipt {
  readonly received: ReceivedEntry;
  readonly receivedMs: number;
  processing?: ProcessingEntry;
  processed?: ProcessedEntry;
  readonly answers: Map<AnswerName, AnswerState>;
  readonly crashes: Set<string>;
}

/**
 * What of the books is needed at hand: the open receipts whole, of the closed ones only who sent which requestId and
 * which name under which SIC protocol.
 */
export class BookIndex {
  readonly #open = new Map<string, Map<number, OpenReceipt>>();
  readonly #officeOf = new Map<number, string>();
  readonly #protocolOfRequest = new Map<string, string>();
  readonly #protocolOfName = new Map<string, string>();
  #lastReceipt = 0;

  nextReceipt(): number {
    return this.#lastReceipt + 1;
  }

  /** The offices with open receipts. */
  offices(): string[] {
    return [...this.#open.keys()];
  }

  /** The open receipts of an office, in the order of arrival. */
  openReceipts(officeCode: string): OpenReceipt[] {
    return [...(this.#open.get(officeCode)?.values() ?? [])];
  }

  find(receipt: number): OpenReceipt | undefined {
    return this.#open.get(this.#officeOf.get(receipt) ?? '')?.get(receipt);
  }

  /** The SIC protocol under which this body's requestId, or this file name, was accepted before. */
  earlierProtocol(request: {
    ipaCode: string;
    requestId: string;
    officeCode: string;
    file: string;
  }): string | undefined {
    return this.#protocolOfRequest.get(requestKey(request)) ?? this.#protocolOfName.get(nameKey(request));
  }

  /** Takes an entry in; `atMs` is its time on this process's monotonic clock. */
  apply(entry: BookEntry, atMs: number): void {
    if (entry.step === 'received') {
      this.#receive(entry, atMs);
      return;
    }
    const open = this.find(entry.receipt);
    if (!open) return;
    switch (entry.step) {
      case 'processing':
        open.processing = entry;
        break;
      case 'processed':
        open.processed = entry;
        break;
      case 'answered':
        open.answers.set(entry.answer, {
          atMs,
          faults: entry.faults,
          repeated: entry.repeated,
          completed: wasCut(open.answers.get(entry.answer)) && !entry.faults.includes('cutFile'),
        });
        break;
      case 'crash':
        open.crashes.add(entry.crash);
        break;
      case 'closed':
        this.#close(entry.receipt);
        break;
    }
  }

  #receive(entry: ReceivedEntry, atMs: number): void {
    this.#lastReceipt = Math.max(this.#lastReceipt, entry.receipt);
    this.#officeOf.set(entry.receipt, entry.officeCode);
    const ofOffice = this.#open.get(entry.officeCode) ?? new Map<number, OpenReceipt>();
    this.#open.set(entry.officeCode, ofOffice);
    ofOffice.set(entry.receipt, { received: entry, receivedMs: atMs, answers: new Map(), crashes: new Set() });
    if (entry.errorCode) return;
    this.#protocolOfRequest.set(requestKey(entry), entry.sicProtocol);
    this.#protocolOfName.set(nameKey(entry), entry.sicProtocol);
  }

  #close(receipt: number): void {
    const officeCode = this.#officeOf.get(receipt) ?? '';
    this.#officeOf.delete(receipt);
    const ofOffice = this.#open.get(officeCode);
    ofOffice?.delete(receipt);
    if (ofOffice?.size === 0) this.#open.delete(officeCode);
  }
}

const wasCut = (state: AnswerState | undefined): boolean =>
  state !== undefined && (state.completed || state.faults.includes('cutFile'));

const requestKey = (entry: { ipaCode: string; requestId: string }): string => `${entry.ipaCode}|${entry.requestId}`;
const nameKey = (entry: { officeCode: string; file: string }): string => `${entry.officeCode}|${entry.file}`;
