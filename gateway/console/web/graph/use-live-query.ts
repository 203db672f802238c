import { useEffect, useRef } from 'react';
import { useQuery, type AnyVariables, type TypedDocumentNode } from 'urql';
import { failureOf, type Failure } from './failure.rules.js';

export interface LiveAnswer<Data> {
  /** The last good answer, kept while the next one is on its way. */
  data: Data | null;
  failure: Failure | null;
  /** Nothing is there to be shown yet. */
  isLoading: boolean;
  /** Asks again now. */
  refresh(): void;
}

export interface LiveOptions<Data, Variables> {
  query: TypedDocumentNode<Data, Variables>;
  variables: Variables;
  /** Asked again after so long while the page is in sight; left out: only once, and by `refresh`. */
  everyMs?: number;
  /** `true`: not asked at all, for now. */
  pause?: boolean;
}

/** An operation of which the answer is kept fresh, calmly: nothing is asked while nobody looks, or without a network. */
export function useLiveQuery<Data, Variables extends AnyVariables>(
  options: LiveOptions<Data, Variables>,
): LiveAnswer<Data> {
  const { query, variables, everyMs, pause = false } = options;
  const [{ data, error, fetching }, execute] = useQuery<Data, Variables>({ query, variables, pause } as never);
  const refresh = (): void => {
    execute({ requestPolicy: 'network-only' });
  };
  useInterval(refresh, pause ? undefined : everyMs);
  const failure = error === undefined ? null : failureOf(error, navigator.onLine);
  return { data: data ?? null, failure, isLoading: fetching && data === undefined, refresh };
}

/** Calls while the page is in sight and online; comes back from behind with a call at once when one was due. */
function useInterval(call: () => void, everyMs: number | undefined): void {
  const latest = useRef(call);
  latest.current = call;
  useEffect(() => {
    if (everyMs === undefined) return undefined;
    let last = performance.now();
    const tick = (): void => {
      const isDue = performance.now() - last >= everyMs;
      if (!isDue || document.hidden || !navigator.onLine) return;
      last = performance.now();
      latest.current();
    };
    const timer = setInterval(tick, Math.min(everyMs, 1_000));
    document.addEventListener('visibilitychange', tick);
    addEventListener('online', tick);
    return () => {
      clearInterval(timer);
      document.removeEventListener('visibilitychange', tick);
      removeEventListener('online', tick);
    };
  }, [everyMs]);
}
