import { useState } from 'react';
import { useMutation, type AnyVariables, type TypedDocumentNode } from 'urql';
import { failureOf, type Failure } from './failure.rules.js';

export interface Action<Data, Variables> {
  /** The answer; `null` when it was refused, and then `failure` says why. */
  run(variables: Variables): Promise<Data | null>;
  failure: Failure | null;
  isRunning: boolean;
  /** Forgets the failure, such as when its form is closed. */
  reset(): void;
}

/** An operation that changes something. What the page shows of it is asked for again by whoever shows it. */
export function useAction<Data, Variables extends AnyVariables>(
  document: TypedDocumentNode<Data, Variables>,
): Action<Data, Variables> {
  const [{ fetching }, execute] = useMutation<Data, Variables>(document);
  const [failure, setFailure] = useState<Failure | null>(null);
  return {
    async run(variables) {
      setFailure(null);
      const { data, error } = await execute(variables);
      if (error !== undefined) setFailure(failureOf(error, navigator.onLine));
      return error === undefined ? (data ?? null) : null;
    },
    failure,
    isRunning: fetching,
    reset: () => setFailure(null),
  };
}
