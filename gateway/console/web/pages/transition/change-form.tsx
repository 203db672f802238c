import { useState, type ReactElement } from 'react';
import { useText } from '../../language/use-text.js';
import type { Acknowledged } from './acknowledgement.js';
import { ScopeChoice } from './scope-choice.js';
import { ScopedChange } from './scoped-change.js';
import { EVERYBODY, scopeCode, type Scope } from './scope.rules.js';

export interface ChangeFormProps {
  /** Counts the changes made here, so that a form is empty after each. */
  changes: number;
  onDone(done: Acknowledged): void;
}

/** A change of the flag: for whom, to what, why, when; its dry run; its confirmation. */
export function ChangeForm({ changes, onDone }: ChangeFormProps): ReactElement {
  const { text } = useText();
  const [scope, setScope] = useState<Scope | null>(EVERYBODY);
  return (
    <section className="console-transition-section" aria-labelledby="change">
      <h2 id="change" className="h4">
        {text('transition.change')}
      </h2>
      <p>{text('transition.change.intro')}</p>
      <ScopeChoice onChoose={setScope} />
      {scope && <ScopedChange key={`${changes} ${scope.kind} ${scopeCode(scope)}`} scope={scope} onDone={onDone} />}
    </section>
  );
}
