import { dayOf, type Clock } from '../../schema/kernel/clock.js';
import type { Database } from '../../schema/kernel/database.js';
import { parseReceipt } from '../../schema/kernel/log-receipt.rules.js';
import { changingFlag } from './flag-access.js';
import type { HeadWitness } from './head-witness.port.js';
import { assertReason } from './proposal.rules.js';
import { notifyOfChange } from './transition-change.store.js';
import { advanceVersion, confirmIncarnation, doubtFlag, readFlagForDecision } from './transition-flag.store.js';
import { hashAt, logHead, type TransitionLog } from './transition-log.store.js';
import { calendarState, effectiveState, limitOn, doubtState, mostRestrictive } from './transition-state.rules.js';
import { nothingToConfirm, staleVersion } from './transition.errors.js';

export interface ConfirmationRequest {
  reason: string;
  /** The version that the operator saw. */
  expectedVersion: number;
}

/** Who the log names where a process remembered what the database does not know. */
const WITNESS = 'witness';

/** a database that is, or may be, an older copy counts as DRAINING until an operator confirms it. */
export class TransitionDoubtService {
  readonly #database: Database;
  readonly #clock: Clock;
  readonly #log: TransitionLog;

  constructor({ database, clock, log }: { database: Database; clock: Clock; log: TransitionLog }) {
    this.#database = database;
    this.#clock = clock;
    this.#log = log;
  }

  /** The operator's word that this copy is the one to go on with. Throws NOTHING_TO_CONFIRM, STALE_VERSION. */
  async confirm({ reason, expectedVersion }: ConfirmationRequest, by: string): Promise<void> {
    assertReason(reason);
    await changingFlag(this.#database, async (sql) => {
      const now = this.#clock.now();
      const { calendar, values } = await readFlagForDecision(sql, { officeCode: '', ipaCode: '' });
      if (calendar.version !== expectedVersion) throw staleVersion(calendar.version);
      if (!calendar.doubtful) throw nothingToConfirm();
      await confirmIncarnation(sql);
      const version = await advanceVersion(sql);
      const day = dayOf(now);
      await this.#log.append(sql, now, {
        ...{ action: 'CONFIRMED', actor: by, reason, version },
        from: mostRestrictive(values.global, limitOn(day, calendar)),
        to: effectiveState(values, calendarState(day, calendar.lastDay), doubtState(false)).state,
      });
      await notifyOfChange(sql, 'APPLIED');
    });
  }

  /**
   * Compares the log with what the witness remembers, and puts the flag in doubt where the log does not have it. Then
   * the witness remembers the head of now. A log without a record is not in doubt: it has just been laid down.
   */
  async compare(witness: HeadWitness): Promise<void> {
    const beginning = await hashAt(this.#database, 1);
    if (beginning === null) return;
    const kept = await witness.last(beginning);
    const remembered = kept === null ? null : parseReceipt(kept);
    if (remembered) {
      const hash = await hashAt(this.#database, remembered.seq);
      if (hash !== remembered.hash.toString('hex')) return this.#doubt(remembered.seq);
    }
    const head = await logHead(this.#database);
    if (head?.receipt && head.seq !== remembered?.seq) await witness.keep(beginning, head.receipt);
  }

  async #doubt(seq: number): Promise<void> {
    await changingFlag(this.#database, async (sql) => {
      const now = this.#clock.now();
      if (!(await doubtFlag(sql, now))) return;
      const reason = `a newer record ${seq} is remembered outside the database`;
      const version = await advanceVersion(sql);
      await this.#log.append(sql, now, { action: 'DOUBTED', actor: WITNESS, reason, to: 'DRAINING', version });
      await notifyOfChange(sql, 'APPLIED');
    });
  }
}
