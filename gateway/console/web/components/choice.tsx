import { useId, type ReactElement } from 'react';
import './forms.css';

export interface ChoiceProps<Value extends string> {
  legend: string;
  options: readonly { value: Value; label: string }[];
  chosen: Value | null;
  /** Announced when it appears. */
  error?: string | null;
  onChoose(value: Value): void;
}

/** One of a few, all of them in sight. */
export function Choice<Value extends string>({
  legend,
  options,
  chosen,
  error,
  onChoose,
}: ChoiceProps<Value>): ReactElement {
  const id = useId();
  return (
    <fieldset className="mb-3">
      <legend className="console-label">{legend}</legend>
      {options.map(({ value, label }) => (
        <div key={value} className="form-check">
          <input
            type="radio"
            id={`${id}-${value}`}
            name={id}
            value={value}
            checked={chosen === value}
            onChange={() => onChoose(value)}
          />
          <label htmlFor={`${id}-${value}`}>{label}</label>
        </div>
      ))}
      {error && (
        <p role="alert" className="console-field-error">
          {error}
        </p>
      )}
    </fieldset>
  );
}
