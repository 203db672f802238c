import { useEffect, useState, type ReactElement } from 'react';
import { TransitionLogDocument, type TransitionLogQuery } from '../../../../../schema/client/operations.generated.js';
import { CursorPages } from '../../components/cursor-pages.js';
import { DataTable, type Column } from '../../components/data-table.js';
import { FailureNotice } from '../../components/failure-notice.js';
import { Loading } from '../../components/loading.js';
import { useLiveQuery } from '../../graph/use-live-query.js';
import { useText } from '../../language/use-text.js';
import type { WayOfWriting } from '../../language/way-of-writing.js';
import { scopeText } from './scope-text.js';

type LoggedChange = TransitionLogQuery['transitionLog']['nodes'][number];

const PAGE = 20;
const EVERY_MS = 15_000;

/** Every change that was asked for, latest first (R-22). */
export function ChangeLog({ changes }: { changes: number }): ReactElement {
  const writing = useText();
  const { text } = writing;
  const [after, setAfter] = useState<string | null>(null);
  const answer = useLiveQuery({
    query: TransitionLogDocument,
    variables: { first: PAGE, ...(after !== null && { after }) },
    everyMs: EVERY_MS,
  });
  const { refresh } = answer;
  useEffect(() => {
    if (changes > 0) refresh();
  }, [changes]);
  const log = answer.data?.transitionLog;
  return (
    <section className="console-transition-section" aria-labelledby="log">
      <h2 id="log" className="h4">
        {text('transition.log')}
      </h2>
      {answer.failure && <FailureNotice failure={answer.failure} onRetry={refresh} />}
      {answer.isLoading && <Loading />}
      {log && (
        <>
          <DataTable
            caption={text('transition.log.caption', { count: log.totalCount })}
            columns={columnsOf(writing)}
            rows={log.nodes}
            keyOf={({ id }) => id}
          />
          <CursorPages
            list={text('transition.log')}
            page={{ hasNextPage: log.pageInfo.hasNextPage, endCursor: log.pageInfo.endCursor }}
            isFirst={after === null}
            onTurn={setAfter}
          />
        </>
      )}
    </section>
  );
}

function columnsOf(writing: WayOfWriting): Column<LoggedChange>[] {
  const { text, instant, whole } = writing;
  return [
    { title: text('transition.when'), cell: ({ at }) => instant(at) },
    { title: text('transition.scope'), cell: (change) => scopeText(change, writing) },
    {
      title: text('transition.log.change'),
      cell: ({ from, to }) => `${text(`transition.state.${from}`)} → ${text(`transition.state.${to}`)}`,
    },
    { title: text('transition.log.status'), cell: ({ status }) => text(`transition.status.${status}`) },
    {
      title: text('transition.log.by'),
      cell: ({ by, approvedBy }) => (approvedBy === null ? by : text('transition.log.approvedBy', { by, approvedBy })),
    },
    { title: text('transition.reason'), cell: ({ reason }) => reason },
    {
      title: text('transition.version'),
      isNumber: true,
      cell: ({ version }) => (version === null ? '–' : whole(version)),
    },
  ];
}
