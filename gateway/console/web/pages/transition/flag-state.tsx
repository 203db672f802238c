import type { ReactElement } from 'react';
import { Facts } from '../../components/facts.js';
import { useText } from '../../language/use-text.js';
import type { Flag } from './change.rules.js';
import type { Scope } from './scope.rules.js';
import { scopeCode } from './scope.rules.js';
import { StateBadge } from './state-badge.js';

/** What holds now in a scope, what decides it, until when. */
export function FlagState({ scope, flag }: { scope: Scope; flag: Flag }): ReactElement {
  const { text, day, whole } = useText();
  const code = scopeCode(scope) ?? '';
  return (
    <section aria-labelledby="flag-state" data-version={flag.version}>
      <h2 id="flag-state" className="h4">
        {text('transition.now', { scope: text(`transition.scope.${scope.kind}`, { code }) })}
      </h2>
      <Facts
        facts={[
          { name: text('transition.state'), value: <StateBadge state={flag.state} />, key: 'state' },
          { name: text('transition.decidedBy'), value: text(`transition.decidedBy.${flag.decidedBy}`) },
          { name: text('transition.lastDay'), value: day(flag.lastDay), key: 'lastDay' },
          { name: text('transition.daysLeft'), value: whole(flag.daysLeft), key: 'daysLeft' },
          { name: text('transition.opensOn'), value: day(flag.opensOn) },
          { name: text('transition.version'), value: whole(flag.version), key: 'version' },
        ]}
      />
      <p className="mt-2">{text(`transition.means.${flag.state}`)}</p>
    </section>
  );
}
