import { useState } from 'react';
import { useClient, type AnyVariables, type TypedDocumentNode } from 'urql';
import { failureOf, type Failure } from './failure.rules.js';

export interface Question<Data, Variables> {
  /** The answer, always of the service itself; `null` when there was none, and then `failure` says why. */
  ask(variables: Variables): Promise<Data | null>;
  failure: Failure | null;
  isAsking: boolean;
  /** Forgets the failure. */
  reset(): void;
}

/** An operation that reads when it is told to, such as a dry run. */
export function useQuestion<Data, Variables extends AnyVariables>(
  document: TypedDocumentNode<Data, Variables>,
): Question<Data, Variables> {
  const client = useClient();
  const [failure, setFailure] = useState<Failure | null>(null);
  const [isAsking, setAsking] = useState(false);
  return {
    async ask(variables) {
      setFailure(null);
      setAsking(true);
      const { data, error } = await client
        .query(document, variables, { requestPolicy: 'network-only' })
        .toPromise()
        .finally(() => setAsking(false));
      if (error !== undefined) setFailure(failureOf(error, navigator.onLine));
      return error === undefined ? (data ?? null) : null;
    },
    failure,
    isAsking,
    reset: () => setFailure(null),
  };
}
