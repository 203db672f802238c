import type { AgreementsContext } from '../agreements-context.js';
import type { PurposeRow } from './purpose.loader.js';

export async function purposeByKey(
  { code }: { code: string },
  { loaders }: AgreementsContext,
): Promise<PurposeRow | null> {
  return loaders.purpose.load(code);
}
