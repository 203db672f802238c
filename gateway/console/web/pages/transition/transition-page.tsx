import { useRef, useState, type ReactElement } from 'react';
import { flushSync } from 'react-dom';
import { ConsoleTransitionDocument } from '../../../../../schema/client/operations.generated.js';
import { FailureNotice } from '../../components/failure-notice.js';
import { Loading } from '../../components/loading.js';
import { PageHeading } from '../../components/page-heading.js';
import { useLiveQuery } from '../../graph/use-live-query.js';
import { useText } from '../../language/use-text.js';
import { useSession } from '../../session/session-provider.js';
import { Acknowledgement, type Acknowledged } from './acknowledgement.js';
import { ChangeForm } from './change-form.js';
import { ChangeLog } from './change-log.js';
import { DoubtNotice } from './doubt-notice.js';
import { ExtensionForm } from './extension-form.js';
import { FlagState } from './flag-state.js';
import { keepReceipt } from './kept-log.js';
import { LogVerification } from './log-verification.js';
import { OwnValues } from './own-values.js';
import { PendingChanges } from './pending-changes.js';
import { idsOf, scopeOf } from './scope.rules.js';
import './transition.css';

const EVERY_MS = 5_000;

/** The switch: for operations; operators see what holds for their office. */
export function TransitionPage(): ReactElement {
  const { text } = useText();
  const { persona } = useSession();
  const isOperations = persona.role === 'operations';
  const scope = scopeOf(persona);
  const answer = useLiveQuery({ query: ConsoleTransitionDocument, variables: idsOf(scope), everyMs: EVERY_MS });
  const [done, setDone] = useState<Acknowledged | null>(null);
  const [changes, setChanges] = useState(0);
  const told = useRef<HTMLDivElement>(null);
  const acknowledge = (acknowledged: Acknowledged): void => {
    if (acknowledged.kind === 'change' && acknowledged.change.receipt) keepReceipt(acknowledged.change.receipt);
    flushSync(() => setDone(acknowledged));
    setChanges((count) => count + 1);
    answer.refresh();
    told.current?.focus();
  };
  const flag = answer.data?.transition;
  return (
    <>
      <PageHeading title={text('transition.title')}>
        <p className="lead mb-0">{text(isOperations ? 'transition.intro' : 'transition.intro.operator')}</p>
      </PageHeading>
      <div ref={told} tabIndex={-1} role="status" data-acknowledged={done?.kind}>
        {done && <Acknowledgement done={done} />}
      </div>
      {answer.failure && <FailureNotice failure={answer.failure} onRetry={answer.refresh} />}
      {answer.isLoading && <Loading />}
      {flag && (
        <>
          {flag.doubtful && <DoubtNotice flag={flag} canConfirm={isOperations} onDone={acknowledge} />}
          <FlagState scope={scope} flag={flag} />
          <PendingChanges flag={flag} canDecide={isOperations} onDone={acknowledge} onStale={answer.refresh} />
          <OwnValues flag={flag} canClear={isOperations} onDone={acknowledge} onStale={answer.refresh} />
        </>
      )}
      {flag && isOperations && (
        <>
          <ChangeForm changes={changes} onDone={acknowledge} />
          <ExtensionForm flag={flag} onDone={acknowledge} />
          <ChangeLog changes={changes} />
          <LogVerification />
        </>
      )}
    </>
  );
}
