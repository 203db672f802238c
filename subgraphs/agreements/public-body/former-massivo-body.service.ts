import type { Clock } from '../../../schema/kernel/clock.js';
import { requireOperations } from '../../shared/authorization.rules.js';
import type { AgreementsContext } from '../agreements-context.js';
import { refusedInput } from '../text-input.rules.js';
import type { FormerMassivoBodyInput } from './former-massivo-body.input.js';
import { readFormerBody } from './former-massivo-body.rules.js';
import type { FormerMassivoBodyStore } from './former-massivo-body.store.js';
import type { FormerMassivoBodyResult } from './former-massivo-body.type.js';

/** Rows of one call; each costs one short transaction. */
const MOST_ROWS = 500;

/** The register of former massivo bodies, as a deployment brings it along. */
export class FormerMassivoBodyService {
  readonly #clock: Clock;
  readonly #register: FormerMassivoBodyStore;

  constructor({ clock, register }: { clock: Clock; register: FormerMassivoBodyStore }) {
    this.#clock = clock;
    this.#register = register;
  }

  async import(
    rows: readonly FormerMassivoBodyInput[],
    context: AgreementsContext,
  ): Promise<FormerMassivoBodyResult[]> {
    requireOperations(context);
    if (rows.length > MOST_ROWS) {
      throw refusedInput('R-12', 'rows', { en: `At most ${MOST_ROWS} rows.`, it: `Al massimo ${MOST_ROWS} righe.` });
    }
    const results: FormerMassivoBodyResult[] = [];
    for (const row of rows) results.push(await this.#importRow(row));
    context.forgetLoaded();
    return results;
  }

  async #importRow(given: FormerMassivoBodyInput): Promise<FormerMassivoBodyResult> {
    const { row, ipaCode } = given;
    const body = readFormerBody(given);
    if ('message' in body) return { row, ipaCode, status: 'REFUSED', problem: body };
    const written = await this.#register.record(body, this.#clock.now());
    if (typeof written === 'object') return { row, ipaCode, status: 'REFUSED', problem: written };
    return { row, ipaCode: body.ipaCode, status: written, problem: null };
  }
}
