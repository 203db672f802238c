import type { IsoDay } from '../../../schema/kernel/clock.js';
import { DomainError, HELP_DESK } from '../../../schema/kernel/domain-error.js';

/** An operator wants something done with massivo where it is CLOSED. */
export function massivoDismissed(lastDay: IsoDay): DomainError {
  return new DomainError('MASSIVO_DISMISSED', {
    rule: 'R-20',
    message: 'Massivo is closed: no file is sent, answered or given up any more.',
    messageIt: 'Il massivo è chiuso: i lotti non si inviano, non si raccolgono e non si abbandonano più.',
    details: { lastDay, guide: HELP_DESK.url },
  });
}
