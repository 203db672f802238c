import type { ReactElement } from 'react';
import type { TransitionState } from '../../../../../schema/client/operations.generated.js';
import { useText } from '../../language/use-text.js';

const COLOURS: Readonly<Record<TransitionState, string>> = {
  OPEN: 'console-state-open',
  DRAINING: 'console-state-draining',
  CLOSED: 'console-state-closed',
};

export function StateBadge({ state }: { state: TransitionState }): ReactElement {
  const { text } = useText();
  return (
    <span className={`console-state ${COLOURS[state]}`} data-state={state}>
      {text(`transition.state.${state}`)}
    </span>
  );
}
