import { useId, type ReactElement, type ReactNode } from 'react';
import './forms.css';

/** What ties a control to its label, hint and error. */
export interface FieldIds {
  id: string;
  'aria-describedby': string | undefined;
  'aria-invalid': boolean;
}

export interface FieldProps {
  label: string;
  hint?: string | undefined;
  /** Announced when it appears. */
  error?: string | null | undefined;
  children(ids: FieldIds): ReactNode;
}

/** A labelled control of a form. */
export function Field({ label, hint, error, children }: FieldProps): ReactElement {
  const id = useId();
  const described = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(' ');
  return (
    <div className="mb-3">
      <label className="console-label" htmlFor={id}>
        {label}
      </label>
      {children({ id, 'aria-describedby': described === '' ? undefined : described, 'aria-invalid': Boolean(error) })}
      {hint && (
        <small id={`${id}-hint`} className="console-hint">
          {hint}
        </small>
      )}
      {error && (
        <p id={`${id}-error`} role="alert" className="console-field-error">
          {error}
        </p>
      )}
    </div>
  );
}
