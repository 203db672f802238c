import type { ConsoleOfficeHealthQuery } from '../../../../../schema/client/operations.generated.js';

type Office = Pick<ConsoleOfficeHealthQuery['prosecutorOffices'][number], 'massivoHealth' | 'massivoOverdue'>;

export function lateBatches({ massivoOverdue }: Pick<Office, 'massivoOverdue'>): number {
  return (massivoOverdue ?? []).reduce((sum, { batches }) => sum + batches, 0);
}

/** Not reached, late, or with something in its folders that should not be there. */
export function needsAttention(office: Office): boolean {
  const { massivoHealth: health } = office;
  const isWell = health === null || (health.state === 'CLOSED' && health.notices.length === 0);
  return !isWell || lateBatches(office) > 0;
}
