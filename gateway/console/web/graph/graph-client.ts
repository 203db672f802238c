import { authExchange } from '@urql/exchange-auth';
import { cacheExchange, Client, fetchExchange } from 'urql';
import type { Session } from '../session/session.js';

/** Longer than the gateway's own deadline (30 s), so that its sentence arrives first. */
const DEADLINE_MS = 40_000;

/** The graph for one signed-in user, or for nobody: another user gets another client, with nothing of the former's. */
export function createGraphClient(session: Session): Client {
  return new Client({
    url: '/graphql',
    // Queries in URLs are refused.
    preferGetMethod: false,
    requestPolicy: 'cache-and-network',
    fetch: (input, init) => fetch(input, { ...init, signal: withDeadline(init?.signal) }),
    exchanges: [cacheExchange, authExchange(authOf(session)), fetchExchange],
  });
}

export function withDeadline(signal: AbortSignal | null | undefined, ms = DEADLINE_MS): AbortSignal {
  const deadline = AbortSignal.timeout(ms);
  return signal ? AbortSignal.any([signal, deadline]) : deadline;
}

function authOf(session: Session): Parameters<typeof authExchange>[0] {
  return async (helpers) => {
    let token = await session.accessToken();
    return {
      addAuthToOperation: (operation) =>
        token === null ? operation : helpers.appendHeaders(operation, { authorization: `Bearer ${token}` }),
      willAuthError: () => token !== null && session.tokenEndsSoon(),
      didAuthError: (error) =>
        token !== null && error.graphQLErrors.some(({ extensions }) => extensions['code'] === 'UNAUTHENTICATED'),
      refreshAuth: async () => {
        token = await session.renew();
      },
    };
  };
}
