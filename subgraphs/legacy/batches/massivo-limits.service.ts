import type { MassivoBatches } from '../../../legacy-adapter/index.js';
import { parseOfficeCode } from '../../../schema/identifiers.js';
import type { Database } from '../../../schema/kernel/database.js';
import { DomainError } from '../../../schema/kernel/domain-error.js';
import { requireOperatorOrOperations } from '../../shared/authorization.rules.js';
import { namingInput } from '../../shared/naming-input.js';
import type { LegacyContext } from '../legacy-context.js';
import type { MassivoLimitsInput } from './massivo-batch.input.js';
import { officeExists } from './office.read-model.js';

/** What offices let themselves be sent. */
export class MassivoLimitsService {
  readonly #database: Database;
  readonly #batches: MassivoBatches;

  constructor({ database, batches }: { database: Database; batches: MassivoBatches }) {
    this.#database = database;
    this.#batches = batches;
  }

  /** Sets what is named and leaves the rest; returns the code of the office. For its operators and operations. */
  async set(code: string, input: MassivoLimitsInput, context: LegacyContext): Promise<string> {
    const officeCode = parseOfficeCode(code) ?? '';
    requireOperatorOrOperations(context, officeCode);
    if (!(await officeExists(this.#database, officeCode))) throw new DomainError('NOT_FOUND');
    const present = await context.loaders.limits.load(officeCode);
    if (!present) throw new Error('an office without limits, not even those that hold where nothing was set');
    const limits = {
      officeCode,
      maximumRows: input.maximumRows ?? present.maximumRows,
      minimumRows: input.minimumRows ?? present.minimumRows,
      concurrentBatches: input.concurrentBatches ?? present.concurrentBatches,
      dailyRows: named(input.dailyRows, present.dailyRows),
      queuedMinutes: named(input.queuedMinutes, present.queuedMinutes),
      acknowledgementMinutes: named(input.acknowledgementMinutes, present.acknowledgementMinutes),
      outcomeMinutes: named(input.outcomeMinutes, present.outcomeMinutes),
      incompleteMinutes: named(input.incompleteMinutes, present.incompleteMinutes),
    };
    await namingInput('limits', () => this.#batches.setLimits(limits));
    context.loaders.limits.clear(officeCode);
    return officeCode;
  }
}

/** Null is a value of its own here: it takes away what there is. */
const named = (wanted: number | null | undefined, present: number | null): number | null =>
  wanted === undefined ? present : wanted;
