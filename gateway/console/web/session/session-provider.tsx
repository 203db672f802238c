import { createContext, useContext, useSyncExternalStore, type ReactElement, type ReactNode } from 'react';
import type { Session, SessionState } from './session.js';

const SessionContext = createContext<Session | null>(null);

export function SessionProvider({ session, children }: { session: Session; children: ReactNode }): ReactElement {
  return <SessionContext.Provider value={session}>{children}</SessionContext.Provider>;
}

export function useSession(): Session & SessionState {
  const session = useContext(SessionContext);
  if (session === null) throw new Error('useSession outside of SessionProvider');
  const state = useSyncExternalStore(session.subscribe, session.state);
  return { ...session, ...state };
}
