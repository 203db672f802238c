import type { MassivoBatchFilter, MassivoBatchState } from '../../../../../schema/client/operations.generated.js';
import { parseIpaCode, parseOfficeCode } from '../../../../../schema/identifiers.js';

export const BATCH_STATES: readonly MassivoBatchState[] = [
  'QUEUED',
  'SENT',
  'ACKNOWLEDGED',
  'FAILED',
  'REFUSED',
  'COMPLETED',
  'ABANDONED',
];

/** What the list is narrowed to, apart from office and body: a state, what is late, or what has a bad answer. */
export type Situation = MassivoBatchState | 'ALL' | 'OVERDUE' | 'QUARANTINED';
export const SITUATIONS: readonly Situation[] = ['ALL', 'OVERDUE', 'QUARANTINED', ...BATCH_STATES];

/** What the address says, so that a list can be bookmarked and sent to a colleague. */
export interface BatchView {
  situation: Situation;
  officeCode: string | null;
  ipaCode: string | null;
  /** Cursor; `null`: the first page. */
  after: string | null;
}

/** Whatever in the address makes no sense does not narrow the list. */
export function viewOf(address: URLSearchParams): BatchView {
  const wanted = address.get('show');
  return {
    situation: SITUATIONS.find((known) => known === wanted) ?? 'ALL',
    officeCode: parseOfficeCode(address.get('office') ?? ''),
    ipaCode: parseIpaCode(address.get('body') ?? ''),
    after: address.get('after'),
  };
}

export function addressOf({ situation, officeCode, ipaCode, after }: BatchView): URLSearchParams {
  const named = { show: situation === 'ALL' ? null : situation, office: officeCode, body: ipaCode, after };
  return new URLSearchParams(Object.entries(named).filter((entry): entry is [string, string] => entry[1] !== null));
}

/** `officeCode` of an operator overrides the address: the graph would refuse any other. */
export function filterOf(view: BatchView, ownOffice: string | null): MassivoBatchFilter {
  const officeCode = ownOffice ?? view.officeCode;
  return {
    ...(officeCode !== null && { officeCode }),
    ...(view.ipaCode !== null && { ipaCode: view.ipaCode }),
    ...situationFilter(view.situation),
  };
}

function situationFilter(situation: Situation): MassivoBatchFilter {
  switch (situation) {
    case 'ALL':
      return {};
    case 'OVERDUE':
      return { overdue: true };
    case 'QUARANTINED':
      return { quarantined: true };
    default:
      return { state: situation };
  }
}
