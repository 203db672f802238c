import type { AgreementsContext } from '../agreements-context.js';
import type { ProsecutorOfficeRow } from './prosecutor-office.loader.js';

export async function prosecutorOfficeByKey(
  { code }: { code: string },
  { loaders }: AgreementsContext,
): Promise<ProsecutorOfficeRow | null> {
  return loaders.prosecutorOffice.load(code);
}
