import { useEffect, useState, type ReactElement } from 'react';
import {
  TransitionApproveDocument,
  TransitionDryRunDocument,
} from '../../../../../schema/client/operations.generated.js';
import { ConfirmationDialog } from '../../components/confirmation-dialog.js';
import { Loading } from '../../components/loading.js';
import { useAction } from '../../graph/use-action.js';
import { useQuestion } from '../../graph/use-question.js';
import { useText } from '../../language/use-text.js';
import type { Acknowledged } from './acknowledgement.js';
import { courseOnceApproved, inputOfPending, type PendingChange } from './change.rules.js';
import { DryRunReport, type DryRun } from './dry-run-report.js';
import { closingWord, scopeText } from './scope-text.js';
import { scopeOf } from './scope.rules.js';

export interface ApprovalDialogProps {
  change: PendingChange;
  version: number;
  onDone(done: Acknowledged): void;
  onStale(): void;
  onClose(): void;
}

/** The second person sees what the change would do now, and what the first one gave as reason. */
export function ApprovalDialog({ change, version, onDone, onStale, onClose }: ApprovalDialogProps): ReactElement {
  const writing = useText();
  const { text } = writing;
  const [input] = useState(() => inputOfPending(change, { version, now: new Date() }));
  const [run, setRun] = useState<DryRun | null>(null);
  const question = useQuestion(TransitionDryRunDocument);
  const approval = useAction(TransitionApproveDocument);
  useEffect(() => {
    void question.ask({ input }).then((data) => setRun(data?.transitionDryRun ?? null));
  }, []);
  const approve = async (): Promise<void> => {
    const data = await approval.run({ id: change.id });
    if (data === null) return onStale();
    onClose();
    onDone({ kind: 'change', change: data.approveTransitionChange });
  };
  const { by, reason, to } = change;
  return (
    <ConfirmationDialog
      title={text('transition.approve.title')}
      confirm={text('transition.approve')}
      word={to === 'CLOSED' ? closingWord(scopeOf(change), writing) : null}
      isDangerous={to === 'CLOSED'}
      isBlocked={run === null || run.refusal !== null}
      isRunning={approval.isRunning}
      failure={approval.failure ?? question.failure}
      onConfirm={() => void approve()}
      onCancel={onClose}
    >
      <p>
        {text('transition.approve.question', {
          ...{ scope: scopeText(change, writing), to: text(`transition.state.${to}`) },
          ...{ by, reason },
        })}
      </p>
      {run ? (
        <DryRunReport run={run} input={input} course={courseOnceApproved(input)} />
      ) : (
        question.isAsking && <Loading />
      )}
    </ConfirmationDialog>
  );
}
