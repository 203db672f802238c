import type { ReactElement } from 'react';
import { Link, useParams } from 'react-router-dom';
import { ConsoleRequestDocument } from '../../../../../schema/client/operations.generated.js';
import { FailureNotice } from '../../components/failure-notice.js';
import { Loading } from '../../components/loading.js';
import { PageHeading } from '../../components/page-heading.js';
import { useLiveQuery } from '../../graph/use-live-query.js';
import { useText } from '../../language/use-text.js';
import { AbandonedSubjects } from './abandoned-subjects.js';
import { RequestDownloads } from './request-downloads.js';
import { RequestProgress } from './request-progress.js';
import { RequestRows } from './request-rows.js';
import type { ShownRequest } from './shown-request.type.js';

const EVERY_MS = 2_000;

/** One request: its channel, how far it is, its rows, its files. */
export function RequestPage(): ReactElement {
  const { text } = useText();
  const { id = '' } = useParams();
  const answer = useLiveQuery({ query: ConsoleRequestDocument, variables: { id }, everyMs: EVERY_MS });
  const request = answer.data?.certificateRequest;
  return (
    <>
      <PageHeading title={text('request.one.title', { reference: request?.protocolNumber ?? id.slice(0, 8) })}>
        <Link to="/request">{text('request.one.back')}</Link>
      </PageHeading>
      {answer.failure && <FailureNotice failure={answer.failure} onRetry={answer.refresh} />}
      {answer.isLoading && <Loading />}
      {request === null && answer.failure === null && <p>{text('request.one.missing')}</p>}
      {request && (
        <>
          <EndOfMassivo request={request} />
          <RequestProgress request={request} />
          <AbandonedSubjects request={request} onResubmitted={answer.refresh} />
          <RequestDownloads request={request} />
          <RequestFacts request={request} />
          <RequestRows request={request} />
        </>
      )}
    </>
  );
}

/** The warning that a massivo request comes with. */
function EndOfMassivo({ request: { deprecation } }: { request: ShownRequest }): ReactElement | null {
  const { text, day } = useText();
  if (!deprecation) return null;
  const { lastDay, daysLeft, guide } = deprecation;
  return (
    <div className="alert alert-warning">
      <p className="fw-semibold mb-1">{text('request.deprecation.title')}</p>
      <p className="mb-1">{text('request.deprecation.text', { lastDay: day(lastDay), daysLeft })}</p>
      <a href={guide}>{text('request.deprecation.guide')}</a>
    </div>
  );
}

function RequestFacts({ request }: { request: ShownRequest }): ReactElement {
  const { text, day, instant } = useText();
  const { protocolNumber, protocolDate, office, resubmits, resubmissions } = request;
  const facts: [string, string][] = [
    [text('request.one.id'), request.id],
    [text('request.column.client'), request.clientRequestId],
    [text('request.column.submitted'), instant(request.submittedAt)],
    [text('request.column.kind'), text(`request.kind.${request.kind}`)],
    [text('request.one.purpose'), request.purpose.code],
    [text('request.one.protocol'), text('request.one.protocolOf', { number: protocolNumber, day: day(protocolDate) })],
    [text('request.one.office'), `${office.name} (${office.code})`],
    [text('request.column.channel'), text(`request.channel.${request.channel}`)],
  ];
  return (
    <section className="mb-5" aria-labelledby="facts-title">
      <h2 id="facts-title" className="h4">
        {text('request.one.facts')}
      </h2>
      <dl className="row mb-0">
        {facts.map(([name, value]) => (
          <div key={name} className="col-12 col-md-6 mb-2">
            <dt>{name}</dt>
            <dd className="mb-0">{value}</dd>
          </div>
        ))}
        {resubmits && <OtherRequests name={text('request.one.resubmits')} ids={[resubmits.id]} />}
        {resubmissions.length > 0 && (
          <OtherRequests name={text('request.one.resubmissions')} ids={resubmissions.map((other) => other.id)} />
        )}
      </dl>
    </section>
  );
}

function OtherRequests({ name, ids }: { name: string; ids: readonly string[] }): ReactElement {
  return (
    <div className="col-12 mb-2">
      <dt>{name}</dt>
      {ids.map((id) => (
        <dd key={id} className="mb-0">
          <Link to={`/request/${id}`}>{id}</Link>
        </dd>
      ))}
    </div>
  );
}
