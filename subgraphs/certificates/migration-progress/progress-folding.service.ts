import { today, type Clock } from '../../../schema/kernel/clock.js';
import type { Database, Sql } from '../../../schema/kernel/database.js';
import { byDay, RunningSums } from './progress-checkpoint.rules.js';
import { figuresBetween, insertCheckpoint, latestCheckpoint, placesWithFigures } from './progress-checkpoint.store.js';
import { foldDeltas, lockFigures, tryToLockFigures } from './progress-fold.store.js';

export interface ProgressFoldingParts {
  database: Database;
  clock: Clock;
  /** Deltas that are folded in one transaction. */
  deltasAtOnce?: number;
  /** Figures by day after which a checkpoint is made. */
  figuresACheckpoint?: number;
}

/** A statement of so many deltas takes 0.1 s on a busy machine. */
const DELTAS_AT_ONCE = 2_000;
/** Figures by day that are in memory at a time, unless one day has more. */
const FIGURES_AT_ONCE = 4_000;
/** A fold that goes on meanwhile takes far less than that. */
const LOCK_TIMEOUT_MS = 20_000;
const LIMITS = { lockTimeoutMs: LOCK_TIMEOUT_MS, statementTimeoutMs: 60_000, idleTimeoutMs: 60_000 };

/** Keeps reading quick however long history grows. Runs in the worker; several at a time take turns. */
export class ProgressFolding {
  readonly #parts: ProgressFoldingParts;

  constructor(parts: ProgressFoldingParts) {
    this.#parts = parts;
  }

  /** Folds what is open. @returns how many deltas: none as well while another process folds. */
  async fold(signal?: AbortSignal): Promise<number> {
    const { database, deltasAtOnce = DELTAS_AT_ONCE } = this.#parts;
    let all = 0;
    while (!signal?.aborted) {
      const folded = await database.transaction(
        async (sql) => ((await tryToLockFigures(sql)) ? foldDeltas(sql, deltasAtOnce) : 0),
        LIMITS,
      );
      all += folded;
      if (folded < deltasAtOnce) break;
    }
    return all;
  }

  /**
   * Adds up past days into checkpoints where enough has come together. They are made of figures by day alone, so that
   * losing them costs time and nothing else. @returns how many.
   */
  async makeCheckpoints(signal?: AbortSignal): Promise<number> {
    const { database } = this.#parts;
    let all = 0;
    for (const officeCode of await placesWithFigures(database)) {
      for (let made = 1; made > 0 && !signal?.aborted; all += made) {
        made = await database.transaction(async (sql) => this.#nextCheckpoints(sql, officeCode), LIMITS);
      }
    }
    return all;
  }

  /** The next ones of a place. Nobody folds meanwhile: a figure that came after the reading would be missing for ever. */
  async #nextCheckpoints(sql: Sql, officeCode: string): Promise<number> {
    await lockFigures(sql);
    const latest = await latestCheckpoint(sql, officeCode);
    const sums = new RunningSums(latest.parts, this.#parts.figuresACheckpoint);
    const least = Math.max(FIGURES_AT_ONCE, 2 * sums.dueAfter);
    const asked = { officeCode, after: latest.through, before: today(this.#parts.clock), least };
    let made = 0;
    let since = 0;
    for (const { day, figures } of byDay(await figuresBetween(sql, asked))) {
      for (const figure of figures) sums.add(figure);
      since += figures.length;
      if (since < sums.dueAfter) continue;
      await insertCheckpoint(sql, { officeCode, through: day, parts: sums.parts() });
      made += 1;
      since = 0;
    }
    return made;
  }
}
