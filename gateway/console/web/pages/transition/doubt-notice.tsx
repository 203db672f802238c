import { useState, type ReactElement } from 'react';
import { TransitionConfirmDocument } from '../../../../../schema/client/operations.generated.js';
import { ConfirmationDialog } from '../../components/confirmation-dialog.js';
import { useAction } from '../../graph/use-action.js';
import { useText } from '../../language/use-text.js';
import type { Acknowledged } from './acknowledgement.js';
import type { Flag } from './change.rules.js';
import { ReasonField } from './reason-field.js';

export interface DoubtNoticeProps {
  flag: Flag;
  canConfirm: boolean;
  onDone(done: Acknowledged): void;
}

/** the database may be an older copy; operations confirm that it is the one to go on with. */
export function DoubtNotice({ flag, canConfirm, onDone }: DoubtNoticeProps): ReactElement {
  const { text, day, whole } = useText();
  // The version that was on the screen when the question was asked.
  const [asked, setAsked] = useState<number | null>(null);
  const [reason, setReason] = useState('');
  const confirmation = useAction(TransitionConfirmDocument);
  const confirm = async (expectedVersion: number): Promise<void> => {
    if (await confirmation.run({ reason: reason.trim(), expectedVersion })) onDone({ kind: 'confirmation' });
  };
  return (
    <div className="alert alert-danger" role="alert" data-doubt>
      <p className="fw-semibold mb-1">{text('transition.doubt.title')}</p>
      <p>{text('transition.doubt.text')}</p>
      {canConfirm && (
        <button type="button" className="btn btn-danger" onClick={() => setAsked(flag.version)}>
          {text('transition.doubt.confirm')}
        </button>
      )}
      {asked !== null && (
        <ConfirmationDialog
          title={text('transition.doubt.confirm')}
          confirm={text('transition.doubt.confirm')}
          word={text('transition.word.everybody.confirm')}
          isDangerous
          isBlocked={reason.trim() === ''}
          isRunning={confirmation.isRunning}
          failure={confirmation.failure}
          onConfirm={() => void confirm(asked)}
          onCancel={() => setAsked(null)}
        >
          <p>{text('transition.doubt.question', { lastDay: day(flag.lastDay), version: whole(asked) })}</p>
          <ReasonField value={reason} onChange={setReason} />
        </ConfirmationDialog>
      )}
    </div>
  );
}
