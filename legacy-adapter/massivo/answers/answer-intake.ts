import type { Readable } from 'node:stream';
import type { Logger } from 'pino';
import { ERROR_CODES, isErrorCode } from '../../../schema/error-codes.js';
import type { Clock } from '../../../schema/kernel/clock.js';
import type { ItemOutcomes } from '../../contract.js';
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
  async takeIn(claim: ClaimedBatch, seen: SeenAnswers, signal: AbortSignal): Promise<boolean> {
    const defects: AnswerDefect[] = [];
    const unlessDefective = async <T>(step: Promise<T>): Promise<T | undefined> =>
      step.catch((error: unknown) => {
        if (!(error instanceof AnswerDefect)) throw error;
        defects.push(error);
        return undefined;
      });
    if (seen.has('ack')) await unlessDefective(this.#takeAcknowledgement(claim, signal));
    const outcome = seen.has('outcome') ? await unlessDefective(this.#takeOutcome(claim, signal)) : 'ABSENT';
    if (outcome === 'ENDED') return true;
    // An outcome that is there, though not good yet, says more than a refusal.
    const isRefusalNext = outcome === 'ABSENT' && seen.has('err');
    if (isRefusalNext && (await unlessDefective(this.#takeRefusal(claim, signal))) === 'ENDED') return true;
    const defect = defects.find(({ isPassing }) => !isPassing) ?? defects[0];
    if (defect) throw defect;
    return false;
  }

  async #takeAcknowledgement(claim: ClaimedBatch, signal: AbortSignal): Promise<void> {
    const content = await this.#open(claim, 'ack', signal);
    if (!content) return;
    const { sicProtocol } = await readReceipt('ACKNOWLEDGEMENT', content, claim.fileRequestId);
    await this.#acknowledge(claim, sicProtocol);
    await this.#moveToDone(claim, ['ack'], signal);
  }

  async #takeRefusal(claim: ClaimedBatch, signal: AbortSignal): Promise<'ENDED' | 'GOES_ON'> {
    const content = await this.#open(claim, 'err', signal);
    if (!content) return 'GOES_ON';
    const receipt = await readReceipt('REFUSAL', content, claim.fileRequestId);
    const code = receipt.errorCode ?? PROCESSING_FAILED;
    const goesOn = code === ALREADY_RECEIVED;
    if (goesOn) await this.#acknowledge(claim, firstProtocolIn(receipt));
    else await this.#end(claim, code);
    await this.#moveToDone(claim, ['err'], signal);
    return goesOn ? 'GOES_ON' : 'ENDED';
  }

  async #takeOutcome(claim: ClaimedBatch, signal: AbortSignal): Promise<'ENDED' | 'ABSENT'> {
    const content = await this.#open(claim, 'outcome', signal);
    if (!content) return 'ABSENT';
    const match = new OutcomeMatch(claim.rows);
    const { requestId, state, sicProtocol, errorCode } = await readOutcome(content, match);
    if (requestId !== claim.fileRequestId) throw new AnswerDefect('OUTCOME_MISMATCH', { about: 'requestId' });
    switch (state) {
      case 'COMPLETATA':
      case 'COMPLETATA_CON_SCARTI':
        await this.#compare(claim, match);
        await this.#complete(claim, { match, sicProtocol }, signal);
        break;
      case 'FALLITA':
        await this.#end(claim, errorCode ?? PROCESSING_FAILED);
        break;
      case 'RICEVUTA':
      case 'RIFIUTATA':
        throw new AnswerDefect('OUTCOME_MISMATCH', { about: 'state' });
    }
    await this.#moveToDone(claim, ['outcome', 'certificates', 'ack', 'err'], signal);
    return 'ENDED';
  }

  /** Every row that was sent, and no other, about the same person. */
  async #compare(claim: ClaimedBatch, match: OutcomeMatch): Promise<void> {
    let row = 0;
    for await (const { taxCode } of rowsOf(claim, this.#parts.itemOutcomes)) match.compare((row += 1), taxCode);
    const mismatch = match.mismatch();
    if (mismatch) throw new AnswerDefect('OUTCOME_MISMATCH', { about: mismatch });
  }

  /** The items' ends and the batch's in one transaction, after the archive has been brought here. */
  async #complete(
    claim: ClaimedBatch,
    { match, sicProtocol }: { match: OutcomeMatch; sicProtocol: string },
    signal: AbortSignal,
  ): Promise<void> {
    const { claims, clock, settings, logger } = this.#parts;
    const rows = [...match.rows.values()];
    const archive = rowsByPdf(rows).size > 0 ? await this.#bringArchive(claim, signal) : null;
    try {
      const ended = await claims.whileHeld(claim, AWAITING, async (sql) => {
        const pdfs = archive ? checkedPdfs(archive.zip, rows, settings.maximumPdfBytes) : noPdfs();
        const outcomes = itemOutcomes({ rows, firstSeq: claim.firstSeq }, pdfs);
        const taken = await this.#parts.itemOutcomes.takeIn(sql, rangeOf(claim), outcomes);
        await markCompleted(sql, { id: claim.id, now: clock.now(), sicProtocol });
        return taken;
      });
      logger.info({ batchId: claim.id, officeCode: claim.officeCode, items: ended }, 'massivo outcome taken in');
    } finally {
      await archive?.close();
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
    const state = isErrorCode(code) && !ERROR_CODES[code].retryable ? 'REFUSED' : 'FAILED';
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

async function* noPdfs(): AsyncGenerator<CheckedPdf, void, void> {
  // Nothing was issued, so there is no archive.
}
