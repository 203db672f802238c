import { appendFileSync } from 'node:fs';
import type { WitnessEntry } from './auditor/evidence.js';

/** Keeps what clients and operators were told, as they were told it, where no fault of the run can reach it. */
export class Witness {
  readonly file: string;
  readonly #told = new Set<string>();

  constructor(file: string) {
    this.file = file;
    appendFileSync(file, '');
  }

  note(entry: WitnessEntry): void {
    appendFileSync(this.file, `${JSON.stringify(entry)}\n`);
    if (entry.kind === 'acknowledged' || entry.kind === 'refused') this.#told.add(entry.clientRequestId);
  }

  /** How many requests have had an answer. */
  answered(): number {
    return this.#told.size;
  }
}
