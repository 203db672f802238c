import { addDays, dayOf, type IsoDay } from '../../../schema/kernel/clock.js';
import type { SubjectFacts } from './subject-facts.read-model.js';

/** Why an item stays although its person asks for its erasure. */
export type RetentionGround = 'IN_PROCESS' | 'CERTIFICATE_VALID' | 'WITHIN_RETENTION';

export const GROUND_SENTENCES: Readonly<Record<RetentionGround, { message: string; messageIt: string }>> = {
  IN_PROCESS: {
    message: 'The request is still being dealt with; art. 17(3)(b) GDPR.',
    messageIt: 'La richiesta è ancora in lavorazione; art. 17, par. 3, lett. b), GDPR.',
  },
  CERTIFICATE_VALID: {
    message: 'The certificate is still valid and can be relied on; art. 17(3)(b) GDPR.',
    messageIt: 'Il certificato è ancora valido e può essere utilizzato; art. 17, par. 3, lett. b), GDPR.',
  },
  WITHIN_RETENTION: {
    message: 'The retention period is not over; art. 17(3)(b) and (e) GDPR.',
    messageIt: 'Il periodo di conservazione non è trascorso; art. 17, par. 3, lett. b) ed e), GDPR.',
  },
};

/**
 * Whether the purpose of an item is over, so that it may be erased: its request is at an end as a whole (while one item
 * is under way, the file that it went out in is made again from all of them), its certificate is expired or revoked, and
 * the retention, counted from its end, has passed. @returns the ground on which it stays; null: it may go.
 */
export function retentionGround(
  facts: Pick<SubjectFacts, 'requestEnded' | 'status' | 'underReview' | 'endedAt' | 'expiresOn' | 'revokedAt'>,
  { today, retentionDays }: { today: IsoDay; retentionDays: number },
): RetentionGround | null {
  const { requestEnded, status, underReview, endedAt, expiresOn, revokedAt } = facts;
  if (!requestEnded || status === null || underReview || endedAt === null) return 'IN_PROCESS';
  if (expiresOn !== null && revokedAt === null && expiresOn >= today) return 'CERTIFICATE_VALID';
  return addDays(dayOf(endedAt), retentionDays) >= today ? 'WITHIN_RETENTION' : null;
}
