import type { MassivoBatch } from '../../../legacy-adapter/index.js';
import type { LegacyContext } from '../legacy-context.js';
import type {
  MassivoBatchAbandonment,
  MassivoBatchEvent,
  MassivoTrouble,
  QuarantinedAnswer,
} from './batch-record.type.js';
import {
  abandonmentView,
  answerView,
  eventView,
  officeTrouble,
  presentTrouble,
  troubleView,
} from './batch-record.view.js';

const WAITING: ReadonlySet<MassivoBatch['state']> = new Set(['QUEUED', 'SENT', 'ACKNOWLEDGED']);

/** What is on record of a batch; whoever has the batch may read it, operators' names excepted (R-61). */
export class BatchRecordService {
  /** Its own trouble; while it waits and has none, what keeps the office, and then that it has waited too long. */
  async trouble(batch: MassivoBatch, { loaders }: LegacyContext): Promise<MassivoTrouble | null> {
    const own = presentTrouble(batch);
    if (own || !WAITING.has(batch.state)) return own;
    const [health, overdue] = await Promise.all([
      loaders.health.load(batch.officeCode),
      loaders.overdue.load(batch.id),
    ]);
    const code = (health && officeTrouble(health, batch)) ?? overdue?.kind;
    return code ? troubleView(code) : null;
  }

  async history({ id }: MassivoBatch, context: LegacyContext): Promise<MassivoBatchEvent[]> {
    const events = await context.loaders.batchEvents.load(id);
    return events.map((event) => eventView(event, seesNames(context)));
  }

  async quarantine({ id }: MassivoBatch, { loaders }: LegacyContext): Promise<QuarantinedAnswer[]> {
    return (await loaders.quarantine.load(id)).map(answerView);
  }

  async abandonment({ id, state }: MassivoBatch, context: LegacyContext): Promise<MassivoBatchAbandonment | null> {
    const event = state === 'ABANDONED' ? await context.loaders.abandonment.load(id) : null;
    return event && abandonmentView(event, seesNames(context));
  }
}

const seesNames = ({ actor }: LegacyContext): boolean => actor.kind === 'operator' || actor.kind === 'operations';
