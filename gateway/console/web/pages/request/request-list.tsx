import { useState, type ReactElement } from 'react';
import { Link } from 'react-router-dom';
import {
  ConsoleRequestsDocument,
  type ConsoleRequestsQuery,
} from '../../../../../schema/client/operations.generated.js';
import { CursorPages } from '../../components/cursor-pages.js';
import { DataTable, type Column } from '../../components/data-table.js';
import { FailureNotice } from '../../components/failure-notice.js';
import { Loading } from '../../components/loading.js';
import { useLiveQuery } from '../../graph/use-live-query.js';
import { useText } from '../../language/use-text.js';

type ListedRequest = ConsoleRequestsQuery['certificateRequests']['nodes'][number];

const ROWS_A_PAGE = 20;
const EVERY_MS = 15_000;

/** The requests of a body, the latest first. */
export function RequestList({ ipaCode }: { ipaCode: string }): ReactElement {
  const { text, whole, share, instant } = useText();
  const [after, setAfter] = useState<string | null>(null);
  const { data, failure, isLoading, refresh } = useLiveQuery({
    query: ConsoleRequestsDocument,
    variables: { ipaCode, first: ROWS_A_PAGE, after },
    everyMs: EVERY_MS,
  });
  const requests = data?.certificateRequests;
  const columns: Column<ListedRequest>[] = [
    {
      title: text('request.column.submitted'),
      cell: ({ id, submittedAt }) => <Link to={`/request/${id}`}>{instant(submittedAt)}</Link>,
    },
    { title: text('request.column.client'), cell: ({ clientRequestId }) => shortened(clientRequestId) },
    { title: text('request.column.kind'), cell: ({ kind }) => text(`request.kind.${kind}`) },
    { title: text('request.column.channel'), cell: ({ channel }) => text(`request.channel.${channel}`) },
    { title: text('request.column.rows'), cell: ({ counts }) => whole(counts.total), isNumber: true },
    { title: text('request.column.progress'), cell: ({ progress }) => share(progress), isNumber: true },
  ];
  const title = text('request.list.title', { ipaCode });
  return (
    <section aria-labelledby="requests-title">
      <h2 id="requests-title" className="h4">
        {title}
      </h2>
      {failure && <FailureNotice failure={failure} onRetry={refresh} />}
      {isLoading && <Loading />}
      {requests && requests.totalCount === 0 && <p>{text('request.list.none')}</p>}
      {requests && requests.totalCount > 0 && (
        <>
          <p>{text('request.list.count', { total: requests.totalCount })}</p>
          <DataTable caption={title} columns={columns} rows={requests.nodes} keyOf={({ id }) => id} hasHiddenCaption />
          <CursorPages list={title} page={requests.pageInfo} isFirst={after === null} onTurn={setAfter} />
        </>
      )}
    </section>
  );
}

/** A SHA-256 tells nobody more than its beginning does. */
const shortened = (id: string): string => (/^[0-9a-f]{64}$/.test(id) ? `${id.slice(0, 12)}…` : id);
