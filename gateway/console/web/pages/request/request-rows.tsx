import { useEffect, useRef, useState, type ReactElement } from 'react';
import {
  ConsoleRequestRowsDocument,
  type CertificateItemStatus,
  type ConsoleRequestRowsQuery,
} from '../../../../../schema/client/operations.generated.js';
import { CursorPages } from '../../components/cursor-pages.js';
import { DataTable, type Column } from '../../components/data-table.js';
import { FailureNotice } from '../../components/failure-notice.js';
import { Loading } from '../../components/loading.js';
import { useLiveQuery } from '../../graph/use-live-query.js';
import { useLanguage } from '../../language/language-provider.js';
import { useText } from '../../language/use-text.js';
import type { ShownRequest } from './shown-request.type.js';

type Row = NonNullable<ConsoleRequestRowsQuery['certificateRequest']>['items']['nodes'][number];

const ROWS_A_PAGE = 50;
/** Rows are opened one by one to be shown, so they are asked for less often than the counts. */
const FRESH_AFTER_MS = 5_000;
const STATUSES: readonly CertificateItemStatus[] = [
  ...(['ACCEPTED', 'QUEUED', 'SENT', 'UNDER_REVIEW'] as const),
  ...(['ISSUED', 'REJECTED', 'FAILED', 'ABANDONED'] as const),
];

/** Every row with what became of it. What a certificate says is not shown: reading it is recorded (R-60). */
export function RequestRows({ request: { id, counts } }: { request: ShownRequest }): ReactElement {
  const { text } = useText();
  const [status, setStatus] = useState<CertificateItemStatus | null>(null);
  const [after, setAfter] = useState<string | null>(null);
  useEffect(() => setAfter(null), [id, status]);
  const { data, failure, isLoading, refresh } = useLiveQuery({
    query: ConsoleRequestRowsDocument,
    variables: { id, first: ROWS_A_PAGE, after, status },
    ...(counts.open > 0 && { everyMs: FRESH_AFTER_MS }),
  });
  useLastLook(counts.open, refresh);
  const items = data?.certificateRequest?.items;
  const title = text('request.rows.title');
  return (
    <section aria-labelledby="rows-title">
      <h2 id="rows-title" className="h4">
        {title}
      </h2>
      <div className="mb-3">
        <label htmlFor="row-status" className="active position-static mb-2">
          {text('request.rows.filter')}
        </label>
        <select
          id="row-status"
          className="form-select"
          value={status ?? ''}
          onChange={({ target }) => setStatus(STATUSES.find((known) => known === target.value) ?? null)}
        >
          <option value="">{text('request.rows.all')}</option>
          {STATUSES.map((known) => (
            <option key={known} value={known}>
              {text(`request.status.${known}`)}
            </option>
          ))}
        </select>
      </div>
      {failure && <FailureNotice failure={failure} onRetry={refresh} />}
      {isLoading && <Loading />}
      {items && (
        <>
          <p role="status">{text('request.rows.count', { total: items.totalCount })}</p>
          {items.nodes.length > 0 && <RowTable title={title} rows={items.nodes} />}
          <CursorPages list={title} page={items.pageInfo} isFirst={after === null} onTurn={setAfter} />
        </>
      )}
    </section>
  );
}

function RowTable({ title, rows }: { title: string; rows: readonly Row[] }): ReactElement {
  const { text, whole } = useText();
  const { language } = useLanguage();
  const columns: Column<Row>[] = [
    { title: text('request.rows.row'), cell: ({ row }) => whole(row) },
    { title: text('request.rows.subject'), cell: ({ subject }) => nameOf(subject) },
    { title: text('request.rows.status'), cell: ({ status }) => text(`request.status.${status}`) },
    {
      title: text('request.rows.detail'),
      cell: ({ rejection, flags }) => {
        if (!rejection) return flags.map((flag) => text(`request.flag.${flag}`)).join(', ');
        const { code, field } = rejection;
        const sentence = language === 'it' ? rejection.messageIt : rejection.message;
        return `${code}${field ? `, ${text('request.rows.field', { field })}` : ''}: ${sentence}`;
      },
    },
  ];
  return <DataTable caption={title} columns={columns} rows={rows} keyOf={({ id }) => id} hasHiddenCaption />;
}

const nameOf = (subject: Row['subject']): string =>
  subject?.entityName ?? [subject?.surname, subject?.name].filter(Boolean).join(' ');

/** Once more when the last row has come to its end, since nothing is asked for regularly then. */
function useLastLook(open: number, refresh: () => void): void {
  const before = useRef(open);
  useEffect(() => {
    if (before.current > 0 && open === 0) refresh();
    before.current = open;
  }, [open, refresh]);
}
