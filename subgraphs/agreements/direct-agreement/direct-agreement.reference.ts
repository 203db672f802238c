import type { AgreementsContext } from '../agreements-context.js';
import { findAgreement } from './direct-agreement.service.js';
import type { DirectAgreement } from './direct-agreement.type.js';

export async function directAgreementByKey(
  { id }: { id: string },
  context: AgreementsContext,
): Promise<DirectAgreement | null> {
  return findAgreement(id, context);
}
