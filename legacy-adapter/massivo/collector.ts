import { isConnectionLoss, isLockTimeout, type Database } from '../../schema/kernel/database.js';
import { AnswerDefect } from './answers/answer-defect.js';
import { AnswerIntake, type AnswerIntakeDependencies, type SeenAnswers } from './answers/answer-intake.js';
import { viewOffice, type OfficeView } from './answers/office-folders.js';
import { repeatsOutcome } from './answers/outcome-answer.js';
import { findFiles, listAwaited, type AwaitedBatch, type KnownFile } from './batches/answer-watch.store.js';
import type { ClaimedBatch } from './batches/batch-claim.store.js';
import { noteLateOutcome, noteOtherOutcome } from './batches/batch-trouble.store.js';
import { keepingClaim } from './batches/claim-lease.js';
import { postponeLate } from './batches/late-answers.store.js';
import { ClaimRevoked } from './batches/massivo-batch.errors.js';
import { forgetIncomplete, forgetWatch, noteIncomplete, takeUnreported } from './batches/overdue.store.js';
import type { OfficeNotices } from './isolation/office-notices.js';
import { asDropAreaError, DropAreaError } from './transport/drop-area.errors.js';
import type { AnswerFile } from './transport/drop-area.port.js';

export interface CollectorDependencies extends AnswerIntakeDependencies {
  database: Database;
  mayCallMassivo: () => Promise<boolean>;
  notices: OfficeNotices;
}

/** Batches looked after at one office in one round. */
const MOST_AWAITED = 1_000;

/** Fetches the offices' answers: acknowledgements, refusals, outcomes. */
export class Collector {
  readonly #parts: CollectorDependencies;
  readonly #intake: AnswerIntake;

  constructor(parts: CollectorDependencies) {
    this.#parts = parts;
    this.#intake = new AnswerIntake(parts);
  }

  /** Takes in what the office has answered, a bounded number of batches; returns how many were looked at. */
  async collectFrom(officeCode: string, signal: AbortSignal): Promise<number> {
    const { database, clock, dropArea, mayCallMassivo, notices, settings } = this.#parts;
    if (!(await mayCallMassivo())) return 0;
    const awaited = await listAwaited(database, officeCode, clock.now(), MOST_AWAITED);
    const view = await viewOffice(dropArea, { officeCode, awaited: awaited.map(({ fileName }) => fileName) }, signal);
    let taken = 0;
    for (const batch of awaited) {
      const seen = view.answers.get(batch.fileName);
      // What was incomplete has gone again.
      if (!seen && batch.isWatched) await forgetIncomplete(database, batch.id);
      if (!seen || signal.aborted || taken >= settings.stepsAtOffice) continue;
      if (!(await mayCallMassivo())) return taken;
      if (await this.#collect(batch, seen, signal)) taken += 1;
    }
    const unknown = await this.#clearAway(officeCode, view.others, signal);
    const seen = { FOREIGN_ENTRIES: view.foreign + unknown, TRUNCATED_LISTING: view.truncated };
    if (!signal.aborted) await notices.note(officeCode, seen);
    if (awaited.length === 0 && !signal.aborted) await this.#postponeLate(officeCode);
    return taken;
  }

  /** Tells what has been waited for too long, once for each escalation. */
  async reportOverdue(): Promise<void> {
    const { database, clock, logger, mayCallMassivo, settings } = this.#parts;
    if (!(await mayCallMassivo())) return;
    const now = clock.now();
    for (const { id: batchId, officeCode, kind, since, escalation } of await takeUnreported(database, {
      ...settings,
      now,
    })) {
      const facts = { batchId, officeCode, trouble: kind, since, escalation };
      const what = kind === 'NOT_SENT' ? 'massivo file' : 'massivo answer';
      if (escalation === 1) logger.warn(facts, `${what} overdue`);
      else logger.error(facts, `${what} still overdue`);
    }
  }

  async #collect({ id, isWatched }: AwaitedBatch, seen: SeenAnswers, signal: AbortSignal): Promise<boolean> {
    const { claims, database, settings } = this.#parts;
    const claim = await claims.claimForCollecting(id);
    if (!claim) return false;
    try {
      const ended = await keepingClaim({ claims, claim }, () => this.#intake.takeIn(claim, seen, signal));
      if (isWatched) await forgetWatch(database, id);
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
    const { claims, clock, database, logger, settings } = this.#parts;
    const { id: batchId, officeCode, lastError } = claim;
    const now = clock.now();
    const waiting = defect.isPassing ? await noteIncomplete(database, batchId, { ...settings, now }) : null;
    const isWaitedFor = waiting !== null && now < waiting.until;
    const againInMs = defect.isPassing ? settings.answerAgainMs : settings.quarantineMs;
    await claims.release(claim, { againInMs, trouble: isWaitedFor ? undefined : defect.message });
    if (!isWaitedFor && lastError !== defect.message) {
      logger.warn({ batchId, officeCode, trouble: defect.message }, 'massivo answer not taken in');
    }
    return true;
  }

  /**
   * Second answers to what has ended go to `done/`; those to what was abandoned or refused too, and are noted.
   * Returns how many are none of ours.
   */
  async #clearAway(officeCode: string, others: OfficeView['others'], signal: AbortSignal): Promise<number> {
    if (others.length === 0 || signal.aborted) return 0;
    const { database, clock, dropArea, logger } = this.#parts;
    const names = [...new Set(others.map(({ requestName }) => requestName))];
    const known = new Map((await findFiles(database, officeCode, names)).map((file) => [file.fileName, file]));
    for (const { folder, name, requestName, kind } of others) {
      const file = known.get(requestName);
      if (!file || file.fate === 'OPEN' || file.fate === 'UNSENT') continue;
      const isLate = file.fate !== 'DONE' && folder === 'out';
      const isOther = kind === 'outcome' && (await this.#isOtherOutcome(file, { officeCode, folder, name }, signal));
      if (isLate) await noteLateOutcome(database, file.id, clock.now());
      if (isOther) await noteOtherOutcome(database, file.id, clock.now());
      await dropArea.take({ officeCode, folder, name }, signal);
      const told = { batchId: file.id, officeCode, folder, fate: file.fate };
      if (isOther) logger.warn(told, 'massivo outcome kept apart that says something else than the first');
      else if (isLate || file.fate === 'ABANDONED') logger.warn(told, 'late massivo answer kept apart');
      else logger.info(told, 'massivo answer kept apart');
    }
    return others.filter(({ requestName }) => (known.get(requestName)?.fate ?? 'UNSENT') === 'UNSENT').length;
  }

  /** whether an outcome, of a batch that has been completed, is another than the one that was taken in. */
  async #isOtherOutcome({ fate, outcomeSha256 }: KnownFile, place: AnswerFile, signal: AbortSignal): Promise<boolean> {
    if (fate !== 'DONE' || outcomeSha256 === null) return false;
    const content = await this.#parts.dropArea.open(place, signal);
    return content !== null && !(await repeatsOutcome(content, outcomeSha256));
  }

  /** looks for the outcomes of abandoned batches go on for some time, less often. */
  async #postponeLate(officeCode: string): Promise<void> {
    const { database, clock, settings } = this.#parts;
    const now = clock.now();
    const next = new Date(now.getTime() + settings.lateLookMs);
    const cutoff = new Date(now.getTime() - settings.lateOutcomeMs);
    await postponeLate(database, officeCode, { now, next, cutoff });
  }
}

/** A lock or the database itself was not to be had: nothing is wrong with the answer. */
function troubleOf(error: unknown): string | undefined {
  if (isLockTimeout(error) || isConnectionLoss(error)) return undefined;
  const known = asDropAreaError(error);
  return known instanceof DropAreaError ? `DROP_AREA_${known.trouble}` : 'COLLECTING_FAILED';
}
