import { createReadStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { Evidence, OutcomeEntry, ProcessedEntry, ReceiptEntry } from './evidence.js';

type FromBooks = Pick<Evidence, 'receipts' | 'processed' | 'outcomes'>;

/** Reads the emulator's books: `books.jsonl` and `rows/<sicProtocol>.jsonl` in its state directory. */
export async function readBooks(stateDir: string): Promise<FromBooks> {
  const receipts: ReceiptEntry[] = [];
  const processed: ProcessedEntry[] = [];
  for await (const entry of entriesOf(path.join(stateDir, 'books.jsonl'))) {
    if (entry['step'] === 'received') receipts.push(receiptOf(entry));
    if (entry['step'] === 'processed') {
      processed.push({ sicProtocol: text(entry['sicProtocol']), state: text(entry['state']) });
    }
  }
  return { receipts, processed, outcomes: await outcomesOf(path.join(stateDir, 'rows')) };
}

async function outcomesOf(folder: string): Promise<OutcomeEntry[]> {
  const outcomes: OutcomeEntry[] = [];
  for (const name of await readdir(folder).catch(() => [])) {
    if (!name.endsWith('.jsonl')) continue;
    const sicProtocol = name.slice(0, -'.jsonl'.length);
    for await (const entry of entriesOf(path.join(folder, name))) {
      outcomes.push({
        sicProtocol,
        row: Number(entry['row']),
        outcome: text(entry['outcome']) as OutcomeEntry['outcome'],
        errorCode: textOrNull(entry['errorCode']),
        certificateNumber: textOrNull(entry['certificateNumber']),
      });
    }
  }
  return outcomes;
}

function receiptOf(entry: Record<string, unknown>): ReceiptEntry {
  return {
    officeCode: text(entry['officeCode']),
    file: text(entry['file']),
    takenAs: text(entry['takenAs']),
    sha256: text(entry['sha256']),
    ipaCode: text(entry['ipaCode']),
    requestId: text(entry['requestId']),
    sicProtocol: text(entry['sicProtocol']),
    errorCode: textOrNull(entry['errorCode']),
  };
}

/** One JSON object a line; a last line that a crash has cut short is no entry. */
async function* entriesOf(file: string): AsyncGenerator<Record<string, unknown>, void, void> {
  for await (const line of createInterface({ input: createReadStream(file), crlfDelay: Infinity })) {
    try {
      yield JSON.parse(line) as Record<string, unknown>;
    } catch {
      return;
    }
  }
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '');
const textOrNull = (value: unknown): string | null => (typeof value === 'string' ? value : null);
