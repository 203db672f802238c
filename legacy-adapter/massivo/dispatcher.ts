import type { Logger } from 'pino';
import type { Clock } from '../../schema/kernel/clock.js';
import type { BatchClaimStore, ClaimedBatch } from './batches/batch-claim.store.js';
import { markEnded, markSent } from './batches/batch-progress.store.js';
import { keepingClaim } from './batches/claim-lease.js';
import type { OfficeActs } from './batches/office-acts.js';
import { ClaimRevoked } from './batches/massivo-batch.errors.js';
import type { MassivoSettings } from './massivo-settings.js';
import { UnwritableValue } from './records/record-lines.js';
import { requestContent, RowsMissing, type RequestContentDependencies } from './request-content.js';
import { DropAreaError } from './transport/drop-area.errors.js';
import type { DropArea, SendingClaim } from './transport/drop-area.port.js';

export interface DispatcherDependencies extends RequestContentDependencies {
  clock: Clock;
  dropArea: DropArea;
  claims: BatchClaimStore;
  acts: OfficeActs;
  mayCallMassivo: () => Promise<boolean>;
  logger: Logger;
  settings: MassivoSettings;
}

/** Puts queued batches into their office's drop area: at least once on the way, exactly once in effect. */
export class Dispatcher {
  readonly #parts: DispatcherDependencies;

  constructor(parts: DispatcherDependencies) {
    this.#parts = parts;
  }

  /** Sends the office what it may be sent, a bounded number of files; returns how many. */
  async sendTo(officeCode: string, signal: AbortSignal): Promise<number> {
    const { claims, mayCallMassivo, settings } = this.#parts;
    let sent = 0;
    for (let step = 0; step < settings.stepsAtOffice && !signal.aborted; step += 1) {
      if (!(await mayCallMassivo())) break;
      const claim = await claims.claimForSending(officeCode);
      if (!claim) break;
      if (await this.#send(claim, signal)) sent += 1;
    }
    return sent;
  }

  /** Whether the file lies at the office now. Throws when the office's drop area is to blame. */
  async #send(claim: ClaimedBatch, signal: AbortSignal): Promise<boolean> {
    const { claims, dropArea, logger } = this.#parts;
    const { id: batchId, officeCode, fileName: name } = claim;
    const bytes = requestContent(this.#parts, claim);
    const file = { officeCode, name, bytes, claim: this.#sendingClaim(claim), signal };
    try {
      const result = await keepingClaim({ claims, claim }, () => dropArea.put(file));
      logger.info({ batchId, officeCode, result, attempt: claim.attempts }, 'massivo file sent');
      return true;
    } catch (error) {
      if (error instanceof ClaimRevoked) logger.info({ batchId, officeCode }, 'claim revoked, nothing sent');
      else await this.#failed(claim, error);
      return false;
    }
  }

  #sendingClaim(claim: ClaimedBatch): SendingClaim {
    const { acts, clock } = this.#parts;
    return {
      hold: (act) => acts.hold(claim, act),
      publish: (act) => acts.publish(claim, act, (sql) => markSent(sql, { id: claim.id, now: clock.now() })),
    };
  }

  /** What no second attempt can mend goes to an operator; the rest is tried again when the office has had a rest. */
  async #failed(claim: ClaimedBatch, error: unknown): Promise<void> {
    const { claims, clock, logger, settings } = this.#parts;
    const { id: batchId, officeCode, attempts } = claim;
    const lasting = lastingTrouble(error);
    logger.warn({ batchId, officeCode, trouble: lasting ?? passingTrouble(error) }, 'massivo file not sent');
    if (lasting === null) {
      const againInMs = Math.min(settings.restMs * 2 ** Math.min(attempts - 1, 10), settings.longestRestMs);
      await claims.release(claim, { againInMs, trouble: passingTrouble(error) });
      throw error;
    }
    await claims.whileHeld(claim, ['QUEUED'], (sql) =>
      markEnded(sql, { id: batchId, now: clock.now(), state: 'FAILED', trouble: lasting }),
    );
  }
}

function lastingTrouble(error: unknown): string | null {
  if (error instanceof DropAreaError && error.trouble === 'NAME_TAKEN') return 'NAME_TAKEN';
  if (error instanceof UnwritableValue) return `UNWRITABLE ${error.field}`;
  return error instanceof RowsMissing ? 'ROWS_MISSING' : null;
}

function passingTrouble(error: unknown): string {
  return error instanceof DropAreaError ? `DROP_AREA_${error.trouble}` : 'SENDING_FAILED';
}
