import {
  useLayoutEffect,
  useId,
  useRef,
  useState,
  type FormEvent,
  type ReactElement,
  type ReactNode,
  type RefObject,
} from 'react';
import type { Failure } from '../graph/failure.rules.js';
import { useText } from '../language/use-text.js';
import { FailureNotice } from './failure-notice.js';
import { Field } from './field.js';
import './forms.css';

export interface ConfirmationDialogProps {
  title: string;
  confirm: string;
  /** What must be typed first; `null`: nothing. */
  word?: string | null;
  isDangerous?: boolean;
  /** Nothing can be confirmed (yet); what stands in the dialog says why. */
  isBlocked?: boolean;
  isRunning: boolean;
  failure: Failure | null;
  onConfirm(): void;
  onCancel(): void;
  children: ReactNode;
}

/** Asks before something is done. In the page while it is open; Escape and "cancel" close it and give the focus back. */
export function ConfirmationDialog(props: ConfirmationDialogProps): ReactElement {
  const { title, confirm, word = null, isDangerous = false, isBlocked = false, isRunning, failure } = props;
  const { text } = useText();
  const dialog = useOpenDialog();
  const id = useId();
  const [typed, setTyped] = useState('');
  const [isWrong, setWrong] = useState(false);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const isTyped = word === null || typed.trim() === word;
    setWrong(!isTyped);
    if (isTyped && !isBlocked && !isRunning) props.onConfirm();
  };
  return (
    <dialog ref={dialog} className="console-dialog" aria-labelledby={id} onClose={props.onCancel}>
      <form onSubmit={submit} noValidate>
        <h2 id={id} className="h4">
          {title}
        </h2>
        {props.children}
        {word !== null && (
          <Field label={text('dialog.word', { word })} error={isWrong ? text('dialog.word.wrong', { word }) : null}>
            {(ids) => (
              <input
                {...ids}
                type="text"
                name="word"
                className="form-control"
                autoComplete="off"
                spellCheck={false}
                value={typed}
                onChange={({ target }) => setTyped(target.value)}
              />
            )}
          </Field>
        )}
        {failure && <FailureNotice failure={failure} />}
        <div className="d-flex flex-wrap gap-3 mt-4">
          <button
            type="submit"
            name="confirm"
            className={`btn ${isDangerous ? 'btn-danger' : 'btn-primary'}`}
            disabled={isBlocked || isRunning}
          >
            {confirm}
          </button>
          <button type="button" className="btn btn-outline-primary" onClick={() => dialog.current?.close()}>
            {text('dialog.cancel')}
          </button>
        </div>
      </form>
    </dialog>
  );
}

function useOpenDialog(): RefObject<HTMLDialogElement> {
  const dialog = useRef<HTMLDialogElement>(null);
  useLayoutEffect(() => {
    const shown = dialog.current;
    shown?.showModal();
    return () => shown?.close();
  }, []);
  return dialog;
}
