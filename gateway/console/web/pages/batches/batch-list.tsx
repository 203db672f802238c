import type { ReactElement } from 'react';
import { Link } from 'react-router-dom';
import { ConsoleBatchesDocument, type ConsoleBatchesQuery } from '../../../../../schema/client/operations.generated.js';
import { CursorPages } from '../../components/cursor-pages.js';
import { DataTable, type Column } from '../../components/data-table.js';
import { FailureNotice } from '../../components/failure-notice.js';
import { Loading } from '../../components/loading.js';
import { useLiveQuery } from '../../graph/use-live-query.js';
import type { Language } from '../../language/catalogue.js';
import { useLanguage } from '../../language/language-provider.js';
import { useText } from '../../language/use-text.js';
import type { WayOfWriting } from '../../language/way-of-writing.js';
import { filterOf, type BatchView } from './batch-filter.rules.js';

type ListedBatch = ConsoleBatchesQuery['massivoBatches']['nodes'][number];

const PAGE = 20;
const EVERY_MS = 5_000;

export interface BatchListProps {
  view: BatchView;
  ownOffice: string | null;
  onTurn(after: string | null): void;
}

/** The batches of the view, newest first. */
export function BatchList({ view, ownOffice, onTurn }: BatchListProps): ReactElement {
  const writing = useText();
  const { text, whole } = writing;
  const { language } = useLanguage();
  const answer = useLiveQuery({
    query: ConsoleBatchesDocument,
    variables: { first: PAGE, after: view.after, filter: filterOf(view, ownOffice) },
    everyMs: EVERY_MS,
  });
  const batches = answer.data?.massivoBatches;
  return (
    <>
      {answer.failure && <FailureNotice failure={answer.failure} onRetry={answer.refresh} />}
      {answer.isLoading && <Loading />}
      <p role="status" data-total={batches?.totalCount}>
        {batches && text('batches.found', { count: batches.totalCount, number: whole(batches.totalCount) })}
      </p>
      {batches && batches.nodes.length > 0 && (
        <DataTable
          caption={text('batches.list')}
          hasHiddenCaption
          columns={columnsOf(writing, language)}
          rows={batches.nodes}
          keyOf={({ id }) => id}
        />
      )}
      {batches && (
        <CursorPages
          list={text('batches.list')}
          page={{ hasNextPage: batches.pageInfo.hasNextPage, endCursor: batches.pageInfo.endCursor }}
          isFirst={view.after === null}
          onTurn={onTurn}
        />
      )}
    </>
  );
}

function columnsOf({ text, whole, instant }: WayOfWriting, language: Language): Column<ListedBatch>[] {
  return [
    { title: text('batches.file'), cell: ({ id, fileName }) => <Link to={`/batches/${id}`}>{fileName}</Link> },
    { title: text('batches.state'), cell: (batch) => <Situation batch={batch} text={text} /> },
    { title: text('batches.body'), cell: ({ publicBody: { ipaCode, name } }) => name ?? ipaCode },
    { title: text('batches.office'), cell: ({ office }) => office.code },
    { title: text('batches.rows'), isNumber: true, cell: ({ rows }) => whole(rows) },
    { title: text('batches.sentAt'), cell: ({ sentAt }) => (sentAt === null ? '–' : instant(sentAt)) },
    {
      title: text('batches.trouble'),
      cell: ({ trouble }) =>
        trouble === null ? '–' : `${trouble.code}: ${language === 'it' ? trouble.messageIt : trouble.message}`,
    },
  ];
}

function Situation({ batch, text }: { batch: ListedBatch; text: WayOfWriting['text'] }): ReactElement {
  const { state, overdue, quarantine } = batch;
  const quarantined = quarantine.filter(({ resolvedAt }) => resolvedAt === null).length;
  return (
    <>
      {text(`batches.situation.${state}`)}
      {overdue && <div className="console-batches-late">{text(`batches.overdue.${overdue.kind}`)}</div>}
      {quarantined > 0 && <div className="console-batches-late">{text('batches.quarantined', { quarantined })}</div>}
    </>
  );
}
