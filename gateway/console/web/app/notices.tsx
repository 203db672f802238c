import { useSyncExternalStore, type ReactElement } from 'react';
import { useText } from '../language/use-text.js';
import { useSession } from '../session/session-provider.js';

/** What concerns every page: no network, a sign-in that came to nothing. Announced when it appears. */
export function Notices(): ReactElement {
  const { text } = useText();
  const { trouble } = useSession();
  const isOnline = useSyncExternalStore(watchNetwork, () => navigator.onLine);
  return (
    <div role="status">
      {!isOnline && <p className="alert alert-warning">{text('shell.offline')}</p>}
      {trouble !== null && (
        <p className="alert alert-warning">
          {text(trouble === 'session-ended' ? 'shell.trouble.sessionEnded' : 'shell.trouble.signInFailed')}
        </p>
      )}
    </div>
  );
}

function watchNetwork(listener: () => void): () => void {
  addEventListener('online', listener);
  addEventListener('offline', listener);
  return () => {
    removeEventListener('online', listener);
    removeEventListener('offline', listener);
  };
}
