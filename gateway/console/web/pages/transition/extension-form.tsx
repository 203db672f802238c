import { useState, type FormEvent, type ReactElement } from 'react';
import { TransitionExtendDocument } from '../../../../../schema/client/operations.generated.js';
import { ConfirmationDialog } from '../../components/confirmation-dialog.js';
import { Field } from '../../components/field.js';
import { useAction } from '../../graph/use-action.js';
import { useText } from '../../language/use-text.js';
import type { Acknowledged } from './acknowledgement.js';
import type { Flag } from './change.rules.js';

/** moves the last day later, by an act. */
export function ExtensionForm({ flag, onDone }: { flag: Flag; onDone(done: Acknowledged): void }): ReactElement {
  const { text, day } = useText();
  const [lastDay, setLastDay] = useState('');
  const [act, setAct] = useState('');
  const [isAsking, setAsking] = useState(false);
  const extension = useAction(TransitionExtendDocument);
  const isComplete = lastDay !== '' && act.trim() !== '';
  const [isTried, setTried] = useState(false);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setTried(true);
    setAsking(isComplete);
  };
  const extend = async (): Promise<void> => {
    const data = await extension.run({ lastDay, act: act.trim() });
    if (data === null) return;
    setAsking(false);
    setTried(false);
    setLastDay('');
    setAct('');
    onDone({ kind: 'extension', lastDay: data.extendTransition.lastDay });
  };
  return (
    <section className="console-transition-section" aria-labelledby="extension">
      <h2 id="extension" className="h4">
        {text('transition.extension')}
      </h2>
      <p>{text('transition.extension.intro', { lastDay: day(flag.lastDay) })}</p>
      <form onSubmit={submit} noValidate>
        <Field
          label={text('transition.extension.lastDay')}
          error={isTried && lastDay === '' ? text('transition.extension.missing') : null}
        >
          {(ids) => (
            <input
              {...ids}
              type="date"
              name="last-day"
              className="form-control"
              min={flag.lastDay}
              value={lastDay}
              onChange={({ target }) => setLastDay(target.value)}
            />
          )}
        </Field>
        <Field
          label={text('transition.extension.act')}
          error={isTried && act.trim() === '' ? text('transition.extension.missing') : null}
        >
          {(ids) => (
            <input
              {...ids}
              type="text"
              name="act"
              className="form-control"
              maxLength={1_000}
              value={act}
              onChange={({ target }) => setAct(target.value)}
            />
          )}
        </Field>
        <button type="submit" name="extend" className="btn btn-outline-primary">
          {text('transition.extension.submit')}
        </button>
      </form>
      {isAsking && (
        <ConfirmationDialog
          title={text('transition.extension.submit')}
          confirm={text('transition.extension.submit')}
          isRunning={extension.isRunning}
          failure={extension.failure}
          onConfirm={() => void extend()}
          onCancel={() => setAsking(false)}
        >
          <p>{text('transition.extension.question', { from: day(flag.lastDay), to: day(lastDay), act: act.trim() })}</p>
        </ConfirmationDialog>
      )}
    </section>
  );
}
