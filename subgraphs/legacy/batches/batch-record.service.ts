import type { MassivoBatch } from '../../../legacy-adapter/index.js';
import type { LegacyContext } from '../legacy-context.js';
import type { MassivoBatchAbandonment, MassivoBatchEvent, QuarantinedAnswer } from './batch-record.type.js';
import { abandonmentView, answerView, eventView } from './batch-record.view.js';

/** What is on record of a batch; whoever has the batch may read it, operators' names excepted (R-61). */
export class BatchRecordService {
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
