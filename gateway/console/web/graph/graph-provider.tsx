import { useMemo, type ReactElement, type ReactNode } from 'react';
import { Provider } from 'urql';
import { useSession } from '../session/session-provider.js';
import type { Session } from '../session/session.js';
import { createGraphClient } from './graph-client.js';

/** A client of the graph of its own for each user, so that nothing one has read is shown to the next. */
export function GraphProvider({ session, children }: { session: Session; children: ReactNode }): ReactElement {
  const { persona } = useSession();
  // The persona is what makes a new client.
  const client = useMemo(() => createGraphClient(session), [session, persona.role, persona.name]);
  return <Provider value={client}>{children}</Provider>;
}
