import type { ReactElement } from 'react';
import { ConsoleBatchCountsDocument } from '../../../../../schema/client/operations.generated.js';
import { FailureNotice } from '../../components/failure-notice.js';
import { Loading } from '../../components/loading.js';
import { useLiveQuery } from '../../graph/use-live-query.js';
import { useText } from '../../language/use-text.js';
import type { BatchView, Situation } from './batch-filter.rules.js';

const SHOWN = [
  ['queued', 'QUEUED'],
  ['sent', 'SENT'],
  ['acknowledged', 'ACKNOWLEDGED'],
  ['failed', 'FAILED'],
  ['overdue', 'OVERDUE'],
  ['quarantined', 'QUARANTINED'],
] as const satisfies [string, Situation][];
const EVERY_MS = 5_000;

export interface BatchCountsProps {
  view: BatchView;
  ownOffice: string | null;
  onShow(changes: Partial<BatchView>): void;
}

/** How many are in flight, stuck, or have an answer in quarantine; each narrows the list. */
export function BatchCounts({ view, ownOffice, onShow }: BatchCountsProps): ReactElement {
  const { text, whole } = useText();
  const officeCode = ownOffice ?? view.officeCode;
  const answer = useLiveQuery({
    query: ConsoleBatchCountsDocument,
    variables: officeCode === null ? {} : { officeCode },
    everyMs: EVERY_MS,
  });
  const counts = answer.data;
  return (
    <section aria-labelledby="counts">
      <h2 id="counts" className="h4">
        {text('batches.counts')}
      </h2>
      {answer.failure && <FailureNotice failure={answer.failure} onRetry={answer.refresh} />}
      {answer.isLoading && <Loading />}
      {counts && (
        <ul className="console-batches-counts">
          {SHOWN.map(([name, situation]) => (
            <li key={name}>
              <button
                type="button"
                className="console-batches-count"
                aria-pressed={view.situation === situation}
                data-count={situation}
                onClick={() => onShow({ situation: view.situation === situation ? 'ALL' : situation })}
              >
                <strong>{whole(counts[name].totalCount)}</strong> {text(`batches.situation.${situation}`)}
              </button>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
