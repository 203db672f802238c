import { useState, type ReactElement } from 'react';
import { TransitionCancelDocument } from '../../../../../schema/client/operations.generated.js';
import { ConfirmationDialog } from '../../components/confirmation-dialog.js';
import { useAction } from '../../graph/use-action.js';
import { useText } from '../../language/use-text.js';
import type { Acknowledged } from './acknowledgement.js';
import type { PendingChange } from './change.rules.js';
import { ReasonField } from './reason-field.js';
import { scopeText } from './scope-text.js';

export interface CancellationDialogProps {
  change: PendingChange;
  onDone(done: Acknowledged): void;
  onStale(): void;
  onClose(): void;
}

/** Takes back a change that still waits, with a reason. */
export function CancellationDialog({ change, onDone, onStale, onClose }: CancellationDialogProps): ReactElement {
  const writing = useText();
  const { text } = writing;
  const [reason, setReason] = useState('');
  const cancellation = useAction(TransitionCancelDocument);
  const cancel = async (): Promise<void> => {
    const data = await cancellation.run({ id: change.id, reason: reason.trim() });
    if (data === null) return onStale();
    onClose();
    onDone({ kind: 'change', change: data.cancelTransitionChange });
  };
  return (
    <ConfirmationDialog
      title={text('transition.cancel.title', {
        scope: scopeText(change, writing),
        to: text(`transition.state.${change.to}`),
      })}
      confirm={text('transition.cancel')}
      isDangerous
      isBlocked={reason.trim() === ''}
      isRunning={cancellation.isRunning}
      failure={cancellation.failure}
      onConfirm={() => void cancel()}
      onCancel={onClose}
    >
      <ReasonField value={reason} onChange={setReason} />
    </ConfirmationDialog>
  );
}
