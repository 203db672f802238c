import { useState, type ReactElement } from 'react';
import {
  ConsoleTransitionDocument,
  TransitionDryRunDocument,
} from '../../../../../schema/client/operations.generated.js';
import { FailureNotice } from '../../components/failure-notice.js';
import { Loading } from '../../components/loading.js';
import { useLiveQuery } from '../../graph/use-live-query.js';
import { useQuestion } from '../../graph/use-question.js';
import { useText } from '../../language/use-text.js';
import type { Acknowledged } from './acknowledgement.js';
import { ChangeDraftForm } from './change-draft-form.js';
import { ChangeProposal } from './change-proposal.js';
import { inputOf, type ChangeDraft } from './change.rules.js';
import type { Proposal } from './dry-run-report.js';
import { FlagState } from './flag-state.js';
import { idsOf, type Scope } from './scope.rules.js';

const EVERY_MS = 5_000;

/** A change of one scope: what holds there now, the form, and once there is one its dry run. */
export function ScopedChange({ scope, onDone }: { scope: Scope; onDone(done: Acknowledged): void }): ReactElement {
  const { text } = useText();
  const answer = useLiveQuery({ query: ConsoleTransitionDocument, variables: idsOf(scope), everyMs: EVERY_MS });
  const [proposal, setProposal] = useState<Proposal | null>(null);
  const question = useQuestion(TransitionDryRunDocument);
  const flag = answer.data?.transition;
  if (!flag) {
    return answer.failure ? <FailureNotice failure={answer.failure} onRetry={answer.refresh} /> : <Loading />;
  }
  const propose = async (draft: ChangeDraft): Promise<void> => {
    const input = inputOf(draft, flag.version);
    setProposal(null);
    const data = await question.ask({ input });
    if (data?.transitionDryRun.refusal?.code === 'STALE_VERSION') answer.refresh();
    if (data !== null) setProposal({ input, run: data.transitionDryRun });
  };
  return (
    <div>
      {scope.kind !== 'everybody' && <FlagState scope={scope} flag={flag} />}
      <ChangeDraftForm
        scope={scope}
        flag={flag}
        isAsking={question.isAsking}
        onPropose={(draft) => void propose(draft)}
        onEdit={() => setProposal(null)}
      />
      {question.failure && <FailureNotice failure={question.failure} />}
      {question.isAsking && <Loading />}
      <div role="status">{proposal && <span className="visually-hidden">{text('transition.dryRun.ready')}</span>}</div>
      {proposal && (
        <ChangeProposal proposal={proposal} version={flag.version} onDone={onDone} onStale={answer.refresh} />
      )}
    </div>
  );
}
