import { useState, type FormEvent, type ReactElement } from 'react';
import type { TransitionState } from '../../../../../schema/client/operations.generated.js';
import { Choice } from '../../components/choice.js';
import { Field } from '../../components/field.js';
import { useText } from '../../language/use-text.js';
import { possibleTargets, type ChangeDraft, type Flag } from './change.rules.js';
import { ReasonField } from './reason-field.js';
import { instantInRome } from './rome-time.rules.js';
import type { Scope } from './scope.rules.js';

export interface ChangeDraftFormProps {
  scope: Scope;
  flag: Flag;
  isAsking: boolean;
  onPropose(draft: ChangeDraft): void;
  /** What was proposed is no longer what is filled in. */
  onEdit(): void;
}

export function ChangeDraftForm({ scope, flag, isAsking, onPropose, onEdit }: ChangeDraftFormProps): ReactElement {
  const { text } = useText();
  const [chosen, setChosen] = useState<TransitionState | null>(null);
  const [reason, setReason] = useState('');
  const [time, setTime] = useState('');
  const [force, setForce] = useState(false);
  const [isTried, setTried] = useState(false);
  const edit =
    <Value,>(set: (value: Value) => void) =>
    (value: Value): void => {
      set(value);
      onEdit();
    };
  const targets = possibleTargets(scope, flag, time === '' ? null : time.slice(0, 'yyyy-mm-dd'.length));
  const to = targets.find((target) => target === chosen) ?? (targets.length === 1 ? targets[0] : undefined);
  const propose = (event: FormEvent): void => {
    event.preventDefault();
    setTried(true);
    if (to === undefined || reason.trim() === '') return;
    onPropose({ scope, to, reason, force, at: time === '' ? null : instantInRome(time) });
  };
  return (
    <form onSubmit={propose} noValidate>
      <Choice
        legend={text('transition.change.to')}
        options={targets.map((value) => ({ value, label: text(`transition.change.to.${value}`) }))}
        chosen={to ?? null}
        error={isTried && to === undefined ? text('transition.change.to.missing') : null}
        onChoose={edit<TransitionState>(setChosen)}
      />
      <ReasonField
        value={reason}
        onChange={edit(setReason)}
        error={isTried && reason.trim() === '' ? text('transition.reason.missing') : null}
      />
      <TimeField value={time} onChange={edit(setTime)} />
      {to === 'CLOSED' && <ForceField isForced={force} onChange={edit(setForce)} />}
      <button type="submit" name="dry-run" className="btn btn-primary mb-3" disabled={isAsking}>
        {text('transition.dryRun')}
      </button>
    </form>
  );
}

function TimeField({ value, onChange }: { value: string; onChange(time: string): void }): ReactElement {
  const { text } = useText();
  return (
    <Field label={text('transition.at')} hint={text('transition.at.hint')}>
      {(ids) => (
        <input
          {...ids}
          type="datetime-local"
          name="at"
          className="form-control"
          value={value}
          onChange={({ target }) => onChange(target.value)}
        />
      )}
    </Field>
  );
}

function ForceField({ isForced, onChange }: { isForced: boolean; onChange(force: boolean): void }): ReactElement {
  const { text } = useText();
  return (
    <div className="form-check mb-3">
      <input
        id="force"
        type="checkbox"
        name="force"
        checked={isForced}
        onChange={({ target }) => onChange(target.checked)}
      />
      <label htmlFor="force">{text('transition.force')}</label>
    </div>
  );
}
