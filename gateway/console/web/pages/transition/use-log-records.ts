import { useClient } from 'urql';
import { TransitionLogRecordsDocument } from '../../../../../schema/client/operations.generated.js';
import { failureOf, type Failure } from '../../graph/failure.rules.js';
import type { LogRecord } from './log-audit.rules.js';

const PAGE = 100;

/** A log that could not be read to its end. */
export class LogUnreadable extends Error {
  constructor(readonly failure: Failure) {
    super(failure.code);
  }
}

/** The records of the log from the first on, page by page, always of the service itself. Throws `LogUnreadable`. */
export function useLogRecords(): () => AsyncGenerator<LogRecord[]> {
  const client = useClient();
  return async function* () {
    let after: string | null = null;
    do {
      const variables: { first: number; after: string | null } = { first: PAGE, after };
      const answer = await client
        .query(TransitionLogRecordsDocument, variables, { requestPolicy: 'network-only' })
        .toPromise();
      if (answer.error) throw new LogUnreadable(failureOf(answer.error, navigator.onLine));
      const page = answer.data?.transitionLogRecords;
      yield page?.nodes ?? [];
      after = page?.pageInfo.hasNextPage ? page.pageInfo.endCursor : null;
    } while (after !== null);
  };
}
