import type { ReactElement } from 'react';
import { PageHeading } from '../../components/page-heading.js';
import { useText } from '../../language/use-text.js';
import { useSession } from '../../session/session-provider.js';
import { RequestList } from './request-list.js';
import { UploadForm } from './upload-form.js';

/** Where a body sends its files and finds its requests. */
export function RequestsPage(): ReactElement {
  const { text } = useText();
  const { ipaCode } = useSession().persona;
  return (
    <>
      <PageHeading title={text('request.title')}>
        <p className="lead">{text('request.intro')}</p>
      </PageHeading>
      <UploadForm />
      {ipaCode === null ? <p>{text('request.noBody.text')}</p> : <RequestList ipaCode={ipaCode} />}
    </>
  );
}
