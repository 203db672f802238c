import type { ReactElement } from 'react';
import { useNavigate } from 'react-router-dom';
import { ConsoleResubmitDocument } from '../../../../../schema/client/operations.generated.js';
import { FailureNotice } from '../../components/failure-notice.js';
import { useAction } from '../../graph/use-action.js';
import { useText } from '../../language/use-text.js';
import type { ShownRequest } from './shown-request.type.js';

export interface AbandonedSubjectsProps {
  request: ShownRequest;
  onResubmitted(): void;
}

/** What a forced closing gave up can be sent again onto the direct channel. */
export function AbandonedSubjects({ request, onResubmitted }: AbandonedSubjectsProps): ReactElement | null {
  const { text } = useText();
  const navigate = useNavigate();
  const resubmit = useAction(ConsoleResubmitDocument);
  if (request.counts.abandoned === 0) return null;
  const sendAgain = async (): Promise<void> => {
    const answer = await resubmit.run({ requestId: request.id });
    if (answer === null) return;
    onResubmitted();
    navigate(`/request/${answer.resubmitAbandoned.id}`);
  };
  return (
    <section className="mb-5" aria-labelledby="abandoned-title">
      <h2 id="abandoned-title" className="h4">
        {text('request.resubmit.title')}
      </h2>
      <p>{text('request.resubmit.text')}</p>
      <button type="button" className="btn btn-primary" disabled={resubmit.isRunning} onClick={() => void sendAgain()}>
        {text('request.resubmit.action')}
      </button>
      {resubmit.failure && <FailureNotice failure={resubmit.failure} />}
    </section>
  );
}
