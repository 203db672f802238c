import type { ReactElement } from 'react';
import { Field } from '../../components/field.js';
import { useText } from '../../language/use-text.js';

const LONGEST_REASON = 1_000;

export interface ReasonFieldProps {
  value: string;
  onChange(reason: string): void;
  error?: string | null;
  label?: string;
}

/** every change has a reason, kept in the log for good. */
export function ReasonField({ value, onChange, error, label }: ReasonFieldProps): ReactElement {
  const { text } = useText();
  return (
    <Field label={label ?? text('transition.reason')} hint={text('transition.reason.hint')} error={error}>
      {(ids) => (
        <textarea
          {...ids}
          name="reason"
          className="form-control"
          rows={2}
          required
          maxLength={LONGEST_REASON}
          value={value}
          onChange={({ target }) => onChange(target.value)}
        />
      )}
    </Field>
  );
}
