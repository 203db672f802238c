import { useRef, useState, type ReactElement } from 'react';
import { flushSync } from 'react-dom';
import { Link, useParams } from 'react-router-dom';
import { ConsoleBatchDocument } from '../../../../../schema/client/operations.generated.js';
import { FailureNotice } from '../../components/failure-notice.js';
import { Loading } from '../../components/loading.js';
import { PageHeading } from '../../components/page-heading.js';
import { useLiveQuery } from '../../graph/use-live-query.js';
import { useText } from '../../language/use-text.js';
import { BatchActions, type DoneAction } from './batch-actions.js';
import { BatchFacts } from './batch-facts.js';
import { BatchHistory } from './batch-history.js';
import { BatchQuarantine } from './batch-quarantine.js';
import './batches.css';

const EVERY_MS = 3_000;

/** One batch: where it stands, what can be done with it, what has happened to it. */
export function BatchPage(): ReactElement {
  const { text } = useText();
  const { id = '' } = useParams();
  const answer = useLiveQuery({ query: ConsoleBatchDocument, variables: { id }, everyMs: EVERY_MS });
  const [done, setDone] = useState<DoneAction | null>(null);
  const told = useRef<HTMLDivElement>(null);
  const acknowledge = (action: DoneAction): void => {
    flushSync(() => setDone(action));
    answer.refresh();
    told.current?.focus();
  };
  const batch = answer.data?.massivoBatch;
  return (
    <>
      <PageHeading title={text('batches.one.title', { id: id.slice(-6) })}>
        <Link to="/batches">{text('batches.one.back')}</Link>
      </PageHeading>
      <div ref={told} tabIndex={-1} role="status" data-done={done?.action}>
        {done && <p className="alert alert-success">{text(`batches.done.${done.action}`)}</p>}
      </div>
      {answer.failure && <FailureNotice failure={answer.failure} onRetry={answer.refresh} />}
      {answer.isLoading && <Loading />}
      {answer.data && !batch && <p className="alert alert-warning">{text('batches.one.missing')}</p>}
      {batch && (
        <>
          <BatchFacts batch={batch} />
          <BatchActions batch={batch} onDone={acknowledge} onRefused={answer.refresh} />
          <BatchQuarantine batch={batch} />
          <BatchHistory batch={batch} />
        </>
      )}
    </>
  );
}
