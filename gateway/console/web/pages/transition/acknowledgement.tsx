import type { ReactElement } from 'react';
import type { TransitionChangeMutation } from '../../../../../schema/client/operations.generated.js';
import { saveFile } from '../../components/save-file.js';
import { useText } from '../../language/use-text.js';
import { receiptFileName } from './receipts.rules.js';
import { scopeText } from './scope-text.js';

export type AcknowledgedChange = TransitionChangeMutation['changeTransition'];

/** What the service has acknowledged. */
export type Acknowledged =
  { kind: 'change'; change: AcknowledgedChange } | { kind: 'extension'; lastDay: string } | { kind: 'confirmation' };

export function Acknowledgement({ done }: { done: Acknowledged }): ReactElement {
  const { text, day } = useText();
  return (
    <div className="alert alert-success">
      {done.kind === 'change' && <ChangeAcknowledgement change={done.change} />}
      {done.kind === 'extension' && text('transition.done.extension', { lastDay: day(done.lastDay) })}
      {done.kind === 'confirmation' && text('transition.done.confirmation')}
    </div>
  );
}

function ChangeAcknowledgement({ change }: { change: AcknowledgedChange }): ReactElement {
  const writing = useText();
  const { text } = writing;
  const { status, from, to, receipt } = change;
  const save = (given: string): void =>
    saveFile(receiptFileName(given), new Blob([`${JSON.stringify(change, null, 2)}\n`], { type: 'application/json' }));
  return (
    <>
      <p className="fw-semibold mb-1" data-change-status={status}>
        {text(`transition.done.${status}`)}
      </p>
      <p className="mb-1">
        {text('transition.done.change', {
          scope: scopeText(change, writing),
          from: text(`transition.state.${from}`),
          to: text(`transition.state.${to}`),
        })}
      </p>
      {receipt !== null && (
        <>
          <p className="mb-1">{text('transition.receipt.about')}</p>
          <p className="console-code mb-2" data-receipt>
            {receipt}
          </p>
          <button type="button" className="btn btn-outline-primary btn-sm" onClick={() => save(receipt)}>
            {text('transition.receipt.download')}
          </button>
        </>
      )}
    </>
  );
}
