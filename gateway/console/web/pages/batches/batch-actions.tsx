import { useState, type ReactElement } from 'react';
import {
  BatchAbandonDocument,
  BatchRecollectDocument,
  BatchRetryDocument,
  type MassivoBatchAction,
} from '../../../../../schema/client/operations.generated.js';
import { ConfirmationDialog } from '../../components/confirmation-dialog.js';
import { Field } from '../../components/field.js';
import { useAction } from '../../graph/use-action.js';
import { useText } from '../../language/use-text.js';
import type { ShownBatch } from './shown-batch.js';

/** Of the history of batches. */
const LONGEST_REASON = 200;
const TYPED_DIGITS = 6;

export interface DoneAction {
  action: MassivoBatchAction;
}

export interface BatchActionsProps {
  batch: ShownBatch;
  onDone(done: DoneAction): void;
  /** The batch may have moved on since it was shown. */
  onRefused(): void;
}

/** What can be done with the batch now: only what its state allows is offered. */
export function BatchActions({ batch, onDone, onRefused }: BatchActionsProps): ReactElement {
  const { text } = useText();
  const [asked, setAsked] = useState<MassivoBatchAction | null>(null);
  return (
    <section aria-labelledby="actions" className="mt-4">
      <h2 id="actions" className="h4">
        {text('batches.actions')}
      </h2>
      {batch.legalActions.length === 0 && <p>{text('batches.actions.none')}</p>}
      <div className="d-flex flex-wrap gap-3">
        {batch.legalActions.map((action) => (
          <button
            key={action}
            type="button"
            className={`btn ${action === 'ABANDON' ? 'btn-outline-danger' : 'btn-outline-primary'}`}
            data-action={action}
            onClick={() => setAsked(action)}
          >
            {text(`batches.action.${action}`)}
          </button>
        ))}
      </div>
      {asked && (
        <ActionDialog
          batch={batch}
          action={asked}
          onDone={(done) => {
            setAsked(null);
            onDone(done);
          }}
          onRefused={onRefused}
          onClose={() => setAsked(null)}
        />
      )}
    </section>
  );
}

interface ActionDialogProps extends BatchActionsProps {
  action: MassivoBatchAction;
  onClose(): void;
}

function ActionDialog({ batch, action, onDone, onRefused, onClose }: ActionDialogProps): ReactElement {
  const { text } = useText();
  const [reason, setReason] = useState('');
  const handling = useHandling(action);
  const isAbandoning = action === 'ABANDON';
  const act = async (): Promise<void> => {
    if (await handling.run({ id: batch.id, reason: reason.trim() })) onDone({ action });
    else onRefused();
  };
  return (
    <ConfirmationDialog
      title={text(`batches.action.${action}`)}
      confirm={text(`batches.action.${action}`)}
      word={isAbandoning ? batch.id.slice(-TYPED_DIGITS) : null}
      isDangerous={isAbandoning}
      isBlocked={isAbandoning && reason.trim() === ''}
      isRunning={handling.isRunning}
      failure={handling.failure}
      onConfirm={() => void act()}
      onCancel={onClose}
    >
      <p>{text(`batches.action.${action}.text`, { rows: batch.rows, file: batch.fileName })}</p>
      <Field
        label={text(isAbandoning ? 'batches.reason' : 'batches.reason.optional')}
        hint={text('batches.reason.hint')}
      >
        {(ids) => (
          <textarea
            {...ids}
            name="reason"
            className="form-control"
            rows={2}
            maxLength={LONGEST_REASON}
            value={reason}
            onChange={({ target }) => setReason(target.value)}
          />
        )}
      </Field>
    </ConfirmationDialog>
  );
}

interface Handling {
  /** `null` when it was refused. */
  run(variables: { id: string; reason: string }): Promise<unknown>;
  failure: ReturnType<typeof useAction>['failure'];
  isRunning: boolean;
}

function useHandling(action: MassivoBatchAction): Handling {
  const retry = useAction(BatchRetryDocument);
  const recollect = useAction(BatchRecollectDocument);
  const abandon = useAction(BatchAbandonDocument);
  // An empty reason is none; where one is needed the dialog asks for it.
  const optional = ({ id, reason }: { id: string; reason: string }) => ({ id, reason: reason === '' ? null : reason });
  switch (action) {
    case 'RETRY':
      return { ...retry, run: (variables) => retry.run(optional(variables)) };
    case 'RECOLLECT':
      return { ...recollect, run: (variables) => recollect.run(optional(variables)) };
    case 'ABANDON':
      return abandon;
  }
}
