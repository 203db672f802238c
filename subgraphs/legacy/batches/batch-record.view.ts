import type {
  MassivoBatch,
  MassivoBatchEvent as StoredEvent,
  OfficeHealth,
  QuarantinedAnswer as StoredAnswer,
} from '../../../legacy-adapter/index.js';
import { massivoTrouble } from '../../../schema/massivo-troubles.js';
import type {
  MassivoBatchAbandonment,
  MassivoBatchEvent,
  MassivoTrouble,
  QuarantinedAnswer,
} from './batch-record.type.js';

/** What is on record of batches, as the graph shows it. Operators' names are for operators and operations. */

const LATE_OUTCOME = 'LATE_OUTCOME';

export function troubleView(trouble: string): MassivoTrouble {
  const known = massivoTrouble(trouble);
  return { ...known, detail: trouble.slice(known.code.length).trim() || null };
}

/** What is wrong with a batch now. Of an abandoned one an operator's reason is told, which is no trouble; a late outcome is. */
export function presentTrouble({ state, lastError }: Pick<MassivoBatch, 'state' | 'lastError'>): MassivoTrouble | null {
  if (lastError === null) return null;
  if (state !== 'ABANDONED') return troubleView(lastError);
  return lastError.startsWith(LATE_OUTCOME) ? troubleView(LATE_OUTCOME) : null;
}

/** What keeps an office from being sent a waiting batch, or its answer from being found; null when nothing does. */
export function officeTrouble(
  { state, trouble, notices }: Pick<OfficeHealth, 'state' | 'trouble' | 'notices'>,
  batch: Pick<MassivoBatch, 'state'>,
): string | null {
  const isSending = batch.state === 'QUEUED';
  if (state !== 'CLOSED') {
    if (trouble !== null && trouble !== 'OTHER') return `DROP_AREA_${trouble}`;
    return isSending ? 'SENDING_FAILED' : 'COLLECTING_FAILED';
  }
  const isTruncated = notices.some(({ kind }) => kind === 'TRUNCATED_LISTING');
  return isTruncated && !isSending ? 'LISTING_TRUNCATED' : null;
}

export function eventView(event: StoredEvent, seesNames: boolean): MassivoBatchEvent {
  const { at, kind, state, attempt, fileName, trouble, by, reason } = event;
  const shown = { at, kind, state, attempt, fileName, reason };
  return { ...shown, trouble: trouble === null ? null : troubleView(trouble), by: seesNames ? by : null };
}

export function answerView({ trouble, ...answer }: StoredAnswer): QuarantinedAnswer {
  const { fileName, since, lastSeenAt, resolvedAt, resolution } = answer;
  return { fileName, since, lastSeenAt, resolvedAt, resolution, trouble: troubleView(trouble) };
}

export function abandonmentView({ at, by, reason }: StoredEvent, seesNames: boolean): MassivoBatchAbandonment {
  return { at, reason, by: seesNames ? by : null };
}
