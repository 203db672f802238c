import { isConnectionLoss, isLockTimeout, type Database } from '../../schema/kernel/database.js';
import { AnswerDefect } from './answers/answer-defect.js';
import { AnswerIntake, type AnswerIntakeDependencies, type SeenAnswers } from './answers/answer-intake.js';
import { viewOffice, type OfficeView } from './answers/office-folders.js';
import {
  findFiles,
  listAwaited,
  noteLateOutcome,
  reportOverdue,
  type AwaitedBatch,
} from './batches/answer-watch.store.js';
import type { ClaimedBatch } from './batches/batch-claim.store.js';
import { keepingClaim } from './batches/claim-lease.js';
import { ClaimRevoked } from './batches/massivo-batch.errors.js';
import { asDropAreaError, DropAreaError } from './transport/drop-area.errors.js';

export interface CollectorDependencies extends AnswerIntakeDependencies {
  database: Database;
  mayCallMassivo: () => Promise<boolean>;
}

/** Batches looked after at one office in one round. */
const MOST_AWAITED = 1_000;
/** Batches whose answer is known to be unfinished; older ones are forgotten first. */
const MOST_UNFINISHED = 10_000;

/** Fetches the offices' answers: acknowledgements, refusals, outcomes. */
export class Collector {
  readonly #parts: CollectorDependencies;
  readonly #intake: AnswerIntake;
  readonly #unfinishedSince = new Map<string, Date>();
  readonly #foreignAt = new Map<string, number>();

  constructor(parts: CollectorDependencies) {
    this.#parts = parts;
    this.#intake = new AnswerIntake(parts);
  }

  /** Takes in what the office has answered, a bounded number of batches; returns how many were looked at. */
  async collectFrom(officeCode: string, signal: AbortSignal): Promise<number> {
    const { database, clock, dropArea, mayCallMassivo, settings } = this.#parts;
    if (!(await mayCallMassivo())) return 0;
    const awaited = await listAwaited(database, officeCode, clock.now(), MOST_AWAITED);
    const view = await viewOffice(dropArea, { officeCode, awaited: awaited.map(({ fileName }) => fileName) }, signal);
    let taken = 0;
    for (const batch of awaited) {
      const seen = view.answers.get(batch.fileName);
      if (!seen || signal.aborted || taken >= settings.stepsAtOffice) continue;
      if (!(await mayCallMassivo())) return taken;
      if (await this.#collect(batch, seen, signal)) taken += 1;
    }
    const unknown = await this.#clearAway(officeCode, view.others, signal);
    this.#reportForeign(officeCode, view.foreign + unknown);
    return taken;
  }

  /** Makes visible what has been waited for too long. */
  async reportOverdue(): Promise<void> {
    const { database, clock, logger, settings } = this.#parts;
    const now = clock.now().getTime();
    const overdue = await reportOverdue(database, {
      acknowledgementSince: new Date(now - settings.acknowledgementDeadlineMs),
      outcomeSince: new Date(now - settings.outcomeDeadlineMs),
    });
    for (const { id, officeCode, lastError } of overdue) {
      logger.warn({ batchId: id, officeCode, trouble: lastError }, 'massivo answer overdue');
    }
  }

  async #collect({ id }: AwaitedBatch, seen: SeenAnswers, signal: AbortSignal): Promise<boolean> {
    const { claims, settings } = this.#parts;
    const claim = await claims.claimForCollecting(id);
    if (!claim) return false;
    try {
      const ended = await keepingClaim({ claims, claim, leaseMs: settings.leaseMs }, () =>
        this.#intake.takeIn(claim, seen, signal),
      );
      this.#unfinishedSince.delete(id);
      if (!ended) await claims.release(claim, { againInMs: 0 });
      return true;
    } catch (error) {
      if (error instanceof ClaimRevoked) return false;
      if (error instanceof AnswerDefect) return await this.#setAside(claim, error);
      // Longer than the office rests, so that one answer that always fails does not keep the others from being read.
      await claims.release(claim, { againInMs: settings.quarantineMs, trouble: troubleOf(error) });
      throw error;
    }
  }

  /** Waits for an answer that may still be finished, with a deadline; any other defect is reported at once. */
  async #setAside(claim: ClaimedBatch, defect: AnswerDefect): Promise<boolean> {
    const { claims, clock, logger, settings } = this.#parts;
    const { id: batchId, officeCode, lastError } = claim;
    const now = clock.now();
    const since = this.#unfinishedSince.get(batchId) ?? now;
    this.#unfinishedSince.set(batchId, since);
    const [oldest] = this.#unfinishedSince.keys();
    if (this.#unfinishedSince.size > MOST_UNFINISHED && oldest !== undefined) this.#unfinishedSince.delete(oldest);
    const isWaitedFor = defect.isPassing && now.getTime() - since.getTime() < settings.incompleteDeadlineMs;
    const againInMs = defect.isPassing ? settings.answerAgainMs : settings.quarantineMs;
    await claims.release(claim, { againInMs, trouble: isWaitedFor ? undefined : defect.message });
    if (!isWaitedFor && lastError !== defect.message) {
      logger.warn({ batchId, officeCode, trouble: defect.message }, 'massivo answer not taken in');
    }
    return true;
  }

  /**
   * Second answers to what has ended go to `done/`; those to what was abandoned too, and are noted. Returns how
   * many are none of ours.
   */
  async #clearAway(officeCode: string, others: OfficeView['others'], signal: AbortSignal): Promise<number> {
    if (others.length === 0 || signal.aborted) return 0;
    const { database, dropArea, logger } = this.#parts;
    const names = [...new Set(others.map(({ requestName }) => requestName))];
    const known = new Map((await findFiles(database, officeCode, names)).map((file) => [file.fileName, file]));
    for (const { folder, name, requestName } of others) {
      const file = known.get(requestName);
      if (!file || file.fate === 'OPEN') continue;
      if (file.fate === 'ABANDONED' && folder === 'out') await noteLateOutcome(database, file.id);
      await dropArea.take({ officeCode, folder, name }, signal);
      logger.info({ batchId: file.id, officeCode, folder, fate: file.fate }, 'massivo answer kept apart');
    }
    return others.filter(({ requestName }) => !known.has(requestName)).length;
  }

  /** Told when the number changes; names are not logged, they could hold anything. */
  #reportForeign(officeCode: string, foreign: number): void {
    if ((this.#foreignAt.get(officeCode) ?? 0) === foreign) return;
    this.#foreignAt.set(officeCode, foreign);
    this.#parts.logger.warn({ officeCode, foreign }, 'foreign entries in the drop area, left alone');
  }
}

/** A lock or the database itself was not to be had: nothing is wrong with the answer. */
function troubleOf(error: unknown): string | undefined {
  if (isLockTimeout(error) || isConnectionLoss(error)) return undefined;
  const known = asDropAreaError(error);
  return known instanceof DropAreaError ? `DROP_AREA_${known.trouble}` : 'COLLECTING_FAILED';
}
