import { isUuid } from '../../../schema/kernel/identity.js';
import { DomainError } from '../../../schema/kernel/domain-error.js';
import type { MassivoBatch } from '../../../legacy-adapter/index.js';
import { isReaderOf } from '../../shared/authorization.rules.js';
import type { LegacyContext } from '../legacy-context.js';

/** A batch by its key, for whoever may read it: another subgraph's reference opens no side door. */
export async function massivoBatchById({ id }: { id: string }, context: LegacyContext): Promise<MassivoBatch | null> {
  const batch = isUuid(id) ? await context.loaders.batch.load(id.toLowerCase()) : null;
  if (batch && !(await isReaderOf(context, batch))) throw new DomainError('FORBIDDEN');
  return batch;
}
