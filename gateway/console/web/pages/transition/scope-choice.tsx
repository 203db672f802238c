import { useState, type ReactElement } from 'react';
import { ConsoleOfficesDocument } from '../../../../../schema/client/operations.generated.js';
import { parseIpaCode } from '../../../../../schema/identifiers.js';
import { Choice } from '../../components/choice.js';
import { Field } from '../../components/field.js';
import { useLiveQuery } from '../../graph/use-live-query.js';
import { useText } from '../../language/use-text.js';
import { EVERYBODY, type Scope } from './scope.rules.js';

const KINDS = ['everybody', 'office', 'body'] as const;

/** For whom: everybody, one office, one body by its IPA code. */
export function ScopeChoice({ onChoose }: { onChoose(scope: Scope | null): void }): ReactElement {
  const { text } = useText();
  const [kind, setKind] = useState<Scope['kind']>('everybody');
  const choose = (chosen: Scope['kind']): void => {
    setKind(chosen);
    onChoose(chosen === 'everybody' ? EVERYBODY : null);
  };
  return (
    <>
      <Choice
        legend={text('transition.change.scope')}
        options={KINDS.map((value) => ({ value, label: text(`transition.change.scope.${value}`) }))}
        chosen={kind}
        onChoose={choose}
      />
      {kind === 'office' && <OfficeField onChoose={onChoose} />}
      {kind === 'body' && <BodyField onChoose={onChoose} />}
    </>
  );
}

function OfficeField({ onChoose }: { onChoose(scope: Scope | null): void }): ReactElement {
  const { text } = useText();
  const offices = useLiveQuery({ query: ConsoleOfficesDocument, variables: {} });
  const choose = (officeCode: string): void => onChoose(officeCode === '' ? null : { kind: 'office', officeCode });
  return (
    <Field label={text('transition.office')}>
      {(ids) => (
        <select {...ids} name="office" className="form-select" onChange={({ target }) => choose(target.value)}>
          <option value="">{text('transition.office.choose')}</option>
          {offices.data?.prosecutorOffices.map(({ code, name }) => (
            <option key={code} value={code}>
              {name} ({code})
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}

function BodyField({ onChoose }: { onChoose(scope: Scope | null): void }): ReactElement {
  const { text } = useText();
  const [error, setError] = useState<string | null>(null);
  // Looked up when the field is left: half a code would only be refused.
  const choose = (typed: string): void => {
    const ipaCode = parseIpaCode(typed);
    setError(ipaCode === null && typed.trim() !== '' ? text('transition.body.invalid') : null);
    onChoose(ipaCode === null ? null : { kind: 'body', ipaCode });
  };
  return (
    <Field label={text('transition.body.code')} hint={text('transition.body.hint')} error={error}>
      {(ids) => (
        <input
          {...ids}
          type="text"
          name="body"
          className="form-control"
          autoComplete="off"
          spellCheck={false}
          onBlur={({ target }) => choose(target.value)}
        />
      )}
    </Field>
  );
}
