import type { Logger } from 'pino';
import type { Clock } from '../../../schema/kernel/clock.js';
import type { Database } from '../../../schema/kernel/database.js';
import type { CircuitChange, CircuitStateName } from './office-breaker.js';
import { confirmHealth, tellHealth, withdrawHealth, type ToldHealth } from './office-health.store.js';

/** Which of an office's circuits: the office's own, or the one of a single way to it. */
export type CircuitPart = 'office' | 'sending' | 'collecting';

const WORST_FIRST: readonly CircuitStateName[] = ['OPEN', 'HALF_OPEN', 'CLOSED'];

/**
 * Makes the state of this worker's circuits visible wherever the graph is answered: a log line and a row at each
 * change, nothing while all is well. What could not be written is written at the next `confirm`.
 */
export class OfficeHealthReport {
  readonly #parts: { database: Database; clock: Clock; logger: Logger; worker: string };
  readonly #circuits = new Map<string, Map<CircuitPart, CircuitStateName>>();
  readonly #troubled = new Map<string, ToldHealth>();
  readonly #unwritten = new Set<string>();
  #writing: Promise<void> = Promise.resolve();

  constructor(parts: { database: Database; clock: Clock; logger: Logger; worker: string }) {
    this.#parts = parts;
  }

  /** For the `onChange` of the breakers of one part. */
  readonly changed =
    (part: CircuitPart) =>
    ({ officeCode, state, trouble }: CircuitChange): void => {
      const circuits = this.#circuits.get(officeCode) ?? new Map<CircuitPart, CircuitStateName>();
      this.#circuits.set(officeCode, circuits.set(part, state));
      const now = WORST_FIRST.find((worst) => [...circuits.values()].includes(worst)) ?? 'CLOSED';
      this.#log({ officeCode, part, state, trouble });
      if (now === 'CLOSED') this.#troubled.delete(officeCode);
      else {
        const since = this.#troubled.get(officeCode)?.since ?? this.#parts.clock.now();
        this.#troubled.set(officeCode, { officeCode, state: now, since, trouble });
      }
      this.#unwritten.add(officeCode);
      this.#write();
    };

  /** Says that the worker is alive; to be called every few seconds. */
  async confirm(): Promise<void> {
    this.#write();
    await this.#writing;
    if (this.#troubled.size > 0) await confirmHealth(this.#parts.database, this.#parts.worker);
  }

  /** The worker stops: it says nothing of any office any more. */
  async withdraw(): Promise<void> {
    await this.#writing;
    this.#unwritten.clear();
    if (this.#circuits.size > 0) await withdrawHealth(this.#parts.database, this.#parts.worker);
  }

  /** A probe that fails is no news: opening and closing are. */
  #log({ officeCode, part, state, trouble }: CircuitChange & { part: CircuitPart }): void {
    const { logger } = this.#parts;
    if (state === 'CLOSED') logger.info({ officeCode, part, circuit: state }, 'massivo office is well again');
    else if (this.#troubled.has(officeCode))
      logger.debug({ officeCode, part, circuit: state, trouble }, 'massivo office');
    else logger.warn({ officeCode, part, circuit: state, trouble }, 'massivo office is left alone');
  }

  /** What changes while one is being written goes together with the next, so that the last word is written last. */
  #write(): void {
    this.#writing = this.#writing.then(async () => {
      const { database, worker } = this.#parts;
      const changed = [...this.#unwritten];
      if (changed.length === 0) return;
      this.#unwritten.clear();
      const told = changed.flatMap((officeCode) => this.#troubled.get(officeCode) ?? []);
      const well = changed.filter((officeCode) => !this.#troubled.has(officeCode));
      await tellHealth(database, worker, { told, well }).catch(() => {
        for (const officeCode of changed) this.#unwritten.add(officeCode);
      });
    });
  }
}
