import type { AgreementsContext } from '../agreements-context.js';
import type { PublicBodyRow } from './public-body.loader.js';

export async function publicBodyByKey(
  { ipaCode }: { ipaCode: string },
  { loaders }: AgreementsContext,
): Promise<PublicBodyRow | null> {
  return loaders.publicBody.load(ipaCode);
}
