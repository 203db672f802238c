import type { ReactElement, ReactNode } from 'react';
import './forms.css';

/** A few facts with their names; `undefined` ones are left out. */
export function Facts({ facts }: { facts: readonly { name: string; value: ReactNode; key?: string }[] }): ReactElement {
  return (
    <dl className="console-facts">
      {facts
        .filter(({ value }) => value !== undefined && value !== null)
        .map(({ name, value, key }) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd data-fact={key}>{value}</dd>
          </div>
        ))}
    </dl>
  );
}
