import type { Readable } from 'node:stream';
import type { Logger } from 'pino';
import { ERROR_CODES, isErrorCode } from '../../../schema/error-codes.js';
import { dayOf, type Clock } from '../../../schema/kernel/clock.js';
import { DomainError } from '../../../schema/kernel/domain-error.js';
import type { Sql } from '../../../schema/kernel/database.js';
import type { AcceptedSubject, ItemOutcomes, MassivoItemOutcome } from '../../contract.js';
import { recordEvent } from '../batches/batch-event.store.js';
import type { BatchClaimStore, ClaimedBatch } from '../batches/batch-claim.store.js';
import { markAcknowledged, markCompleted, markEnded } from '../batches/batch-progress.store.js';
import type { MassivoSettings } from '../massivo-settings.js';
import { rangeOf, rowsOf } from '../request-content.js';
import type { DropArea } from '../transport/drop-area.port.js';
import { AnswerDefect } from './answer-defect.js';
import { answerPlaces, type AnswerKind } from './answer-names.rules.js';
import { spoolArchive, type SpooledArchive } from './archive-spool.js';
import { checkedPdfs, rowsByPdf, type CheckedPdf } from './certificates-archive.js';
import { itemOutcomes } from './item-outcomes.js';
import { readOutcome } from './outcome-answer.js';
import { OutcomeMatch } from './outcome-match.rules.js';
import { firstProtocolIn, readReceipt } from './receipt-answer.js';

export interface AnswerIntakeDependencies {
  clock: Clock;
  dropArea: DropArea;
  itemOutcomes: ItemOutcomes;
  claims: BatchClaimStore;
  logger: Logger;
  settings: MassivoSettings;
}

/** The answers that were seen at the office. */
export type SeenAnswers = ReadonlySet<AnswerKind>;

/** A whole outcome, its rows still to be held against those that were sent. */
interface ReadRows {
  match: OutcomeMatch;
  sicProtocol: string;
  outcomeSha256: string;
}

const AWAITING = ['SENT', 'ACKNOWLEDGED'] as const;
/** The office has this request already: with a file of ours, a late acknowledgement. */
const ALREADY_RECEIVED = 'TES-004';
const PROCESSING_FAILED = 'SIC-001';

/**
 * Takes the answers to one claimed batch in. Every step is safe to repeat: it holds under the claim or not at all, and
 * files go to `done/` only after it is committed.
 */
export class AnswerIntake {
  readonly #parts: AnswerIntakeDependencies;

  constructor(parts: AnswerIntakeDependencies) {
    this.#parts = parts;
  }

  /**
   * Whether the batch has come to an end. Throws `AnswerDefect` for what is not good, after everything else that is
   * there has been taken in.
   */
  async takeIn(claimed: ClaimedBatch, seen: SeenAnswers, signal: AbortSignal): Promise<boolean> {
    const defects: AnswerDefect[] = [];
    const unlessDefective = async <T>(step: Promise<T>): Promise<T | undefined> =>
      step.catch((error: unknown) => {
        if (!(error instanceof AnswerDefect)) throw error;
        defects.push(error);
        return undefined;
      });
    const acknowledged = seen.has('ack') ? await unlessDefective(this.#takeAcknowledgement(claimed, signal)) : null;
    const claim = acknowledged ?? claimed;
    const leftOver = (['ack', 'err'] as const).filter((kind) => seen.has(kind) && !(kind === 'ack' && acknowledged));
    const outcome = seen.has('outcome') ? await unlessDefective(this.#takeOutcome(claim, leftOver, signal)) : 'ABSENT';
    if (outcome === 'ENDED') return true;
    // An outcome that is there, though not good yet, says more than a refusal.
    const isRefusalNext = outcome === 'ABSENT' && seen.has('err');
    if (isRefusalNext && (await unlessDefective(this.#takeRefusal(claim, signal))) === 'ENDED') return true;
    const defect = defects.find(({ isPassing }) => !isPassing) ?? defects[0];
    if (defect) throw defect;
    return false;
  }

  /**
   * The claim as it is after it; null when there was none. A second one under another protocol is about something else,
   * whatever its request id says.
   */
  async #takeAcknowledgement(claim: ClaimedBatch, signal: AbortSignal): Promise<ClaimedBatch | null> {
    const content = await this.#open(claim, 'ack', signal);
    if (!content) return null;
    const { sicProtocol } = await readReceipt('ACKNOWLEDGEMENT', content, claim.fileRequestId);
    const isOther = claim.sicProtocol !== null && sicProtocol !== claim.sicProtocol;
    if (isOther) throw new AnswerDefect('ACKNOWLEDGEMENT_MISMATCH', { about: 'sicProtocol' });
    await this.#acknowledge(claim, sicProtocol);
    await this.#moveToDone(claim, ['ack'], signal);
    return { ...claim, acknowledgedAt: claim.acknowledgedAt ?? this.#parts.clock.now(), sicProtocol };
  }

  /** A file is acknowledged or refused, never both: after the one the other ends no item, since an end is for good. */
  async #takeRefusal(claim: ClaimedBatch, signal: AbortSignal): Promise<'ENDED' | 'GOES_ON'> {
    const content = await this.#open(claim, 'err', signal);
    if (!content) return 'GOES_ON';
    const receipt = await readReceipt('REFUSAL', content, claim.fileRequestId);
    const code = receipt.errorCode ?? PROCESSING_FAILED;
    const goesOn = code === ALREADY_RECEIVED;
    if (claim.acknowledgedAt !== null && endsItems(code) && !goesOn)
      throw new AnswerDefect('REFUSAL_MISMATCH', { about: 'after the acknowledgement' });
    if (goesOn) await this.#acknowledge(claim, firstProtocolIn(receipt));
    else await this.#end(claim, code);
    await this.#moveToDone(claim, ['err'], signal);
    return goesOn ? 'GOES_ON' : 'ENDED';
  }

  /** With the outcome goes what else was seen and is of no more use. */
  async #takeOutcome(
    claim: ClaimedBatch,
    leftOver: readonly AnswerKind[],
    signal: AbortSignal,
  ): Promise<'ENDED' | 'ABSENT'> {
    const content = await this.#open(claim, 'outcome', signal);
    if (!content) return 'ABSENT';
    const match = new OutcomeMatch(claim.rows, dayOf(this.#parts.clock.now()));
    const { requestId, state, sicProtocol, errorCode, sha256 } = await readOutcome(content, match);
    if (requestId !== claim.fileRequestId) throw new AnswerDefect('OUTCOME_MISMATCH', { about: 'requestId' });
    switch (state) {
      case 'COMPLETATA':
      case 'COMPLETATA_CON_SCARTI':
        await this.#complete(claim, { match, sicProtocol, outcomeSha256: sha256 }, signal);
        break;
      case 'FALLITA':
        await this.#end(claim, errorCode ?? PROCESSING_FAILED);
        break;
      case 'RICEVUTA':
      case 'RIFIUTATA':
        throw new AnswerDefect('OUTCOME_MISMATCH', { about: 'state' });
    }
    await this.#moveToDone(claim, ['outcome', 'certificates', ...leftOver], signal);
    return 'ENDED';
  }

  /** Every row that was sent, and no other, about the same person; gives those persons, in the order of the rows. */
  async #compare(claim: ClaimedBatch, match: OutcomeMatch): Promise<AcceptedSubject[]> {
    const subjects: AcceptedSubject[] = [];
    for await (const chunk of rowsOf(claim, this.#parts.itemOutcomes)) {
      for (const subject of chunk) match.compare(subjects.push(subject), subject.taxCode);
    }
    const mismatch = match.mismatch();
    if (mismatch) throw new AnswerDefect('OUTCOME_MISMATCH', { about: mismatch });
    return subjects;
  }

  /** The items' ends and the batch's in one transaction, after the archive has been brought here. */
  async #complete(
    claim: ClaimedBatch,
    { match, sicProtocol, outcomeSha256 }: ReadRows,
    signal: AbortSignal,
  ): Promise<void> {
    const subjects = await this.#compare(claim, match);
    const { claims, clock, settings, logger } = this.#parts;
    const rows = [...match.rows.values()];
    const archive = rowsByPdf(rows).size > 0 ? await this.#bringArchive(claim, signal) : null;
    try {
      const ended = await claims.whileHeld(claim, AWAITING, async (sql) => {
        const pdfs = archive ? checkedPdfs(archive.zip, rows, settings) : noPdfs();
        const outcomes = itemOutcomes({ rows, firstSeq: claim.firstSeq, subjects }, pdfs);
        const taken = await this.#takeInItems(sql, claim, outcomes);
        await this.#noteOtherProtocol(sql, claim, sicProtocol);
        await markCompleted(sql, { id: claim.id, now: clock.now(), sicProtocol, outcomeSha256 });
        return taken;
      });
      logger.info({ batchId: claim.id, officeCode: claim.officeCode, items: ended }, 'massivo outcome taken in');
    } finally {
      await archive?.close();
    }
  }

  /** Rows, persons and hashes are what was sent for: an outcome under another protocol counts, and its history says so. */
  async #noteOtherProtocol(sql: Sql, claim: ClaimedBatch, sicProtocol: string): Promise<void> {
    if (claim.sicProtocol === null || claim.sicProtocol === sicProtocol) return;
    const { message: trouble } = new AnswerDefect('OUTCOME_MISMATCH', { about: 'sicProtocol' });
    await recordEvent(sql, [claim.id], { kind: 'TROUBLE', at: this.#parts.clock.now(), trouble });
  }

  /** The owner of the items may hold more against an answer than the adapter can know: a number given before. */
  async #takeInItems(sql: Sql, claim: ClaimedBatch, outcomes: AsyncIterable<MassivoItemOutcome[]>): Promise<number> {
    try {
      return await this.#parts.itemOutcomes.takeIn(sql, rangeOf(claim), outcomes);
    } catch (error) {
      const seqs = error instanceof DomainError ? error.details['seqs'] : undefined;
      if (!Array.isArray(seqs)) throw error;
      const rows = seqs.map((seq: number) => seq - claim.firstSeq + 1);
      throw new AnswerDefect('OUTCOME_MISMATCH', { about: 'number in use, or row without use', rows });
    }
  }

  async #bringArchive(claim: ClaimedBatch, signal: AbortSignal): Promise<SpooledArchive> {
    const { maximumArchiveBytes, spoolDirectory } = this.#parts.settings;
    const content = await this.#open(claim, 'certificates', signal);
    if (!content) throw new AnswerDefect('ARCHIVE_MISSING');
    return spoolArchive(content, { directory: spoolDirectory, maximumBytes: maximumArchiveBytes });
  }

  async #acknowledge(claim: ClaimedBatch, sicProtocol: string | null): Promise<void> {
    const { claims, clock, logger } = this.#parts;
    await claims.whileHeld(claim, AWAITING, (sql) =>
      markAcknowledged(sql, { id: claim.id, now: clock.now(), sicProtocol }),
    );
    logger.info({ batchId: claim.id, officeCode: claim.officeCode }, 'massivo file acknowledged');
  }

  /**
   * The office has ended the batch. A code that a later attempt may escape, or that nobody knows, leaves the items open
   * for an operator's retry (FAILED); any other ends them, since an item has one end and it cannot be taken back.
   */
  async #end(claim: ClaimedBatch, code: string): Promise<void> {
    const { claims, clock, logger, itemOutcomes: owner } = this.#parts;
    const state = endsItems(code) ? 'REFUSED' : 'FAILED';
    await claims.whileHeld(claim, AWAITING, async (sql) => {
      if (state === 'REFUSED') await owner.endOpen(sql, rangeOf(claim), 'FAILED', code);
      await markEnded(sql, { id: claim.id, now: clock.now(), state, trouble: code });
    });
    logger.warn({ batchId: claim.id, officeCode: claim.officeCode, state, code }, 'massivo file ended by the office');
  }

  async #open(claim: ClaimedBatch, kind: AnswerKind, signal: AbortSignal): Promise<Readable | null> {
    const { officeCode, fileName } = claim;
    return this.#parts.dropArea.open({ officeCode, ...answerPlaces(fileName)[kind] }, signal);
  }

  async #moveToDone(claim: ClaimedBatch, kinds: readonly AnswerKind[], signal: AbortSignal): Promise<void> {
    const { officeCode, fileName } = claim;
    const places = answerPlaces(fileName);
    for (const kind of kinds) await this.#parts.dropArea.take({ officeCode, ...places[kind] }, signal);
  }
}

/** Codes that no later attempt escapes; one that nobody knows is not among them. */
function endsItems(code: string): boolean {
  return isErrorCode(code) && !ERROR_CODES[code].retryable;
}

async function* noPdfs(): AsyncGenerator<CheckedPdf[], void, void> {
  // Nothing was issued, so there is no archive.
}
