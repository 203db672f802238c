import type { Language } from '../language/catalogue.js';

/** What has gone wrong, in words that a user can act on. */
export interface Failure {
  /** Code of the service's table; of the console itself: OFFLINE, TIMEOUT, UNREACHABLE. */
  code: string;
  sentence: Readonly<Record<Language, string>>;
  remedy: Readonly<Record<Language, string>> | null;
  /** To be quoted to the help desk. */
  correlationId: string | null;
  retryable: boolean;
  /** The rest of what the service said, such as `legal` or `violations`. */
  details: Readonly<Record<string, unknown>>;
}

const own = (code: string, en: string, it: string): Failure => ({
  code,
  sentence: { en, it },
  remedy: { en: 'Try again in a while.', it: 'Riprovare tra qualche minuto.' },
  ...{ correlationId: null, retryable: true, details: {} },
});

const OFFLINE = own('OFFLINE', 'This browser is offline.', 'Il browser non è connesso alla rete.');
const TIMEOUT = own('TIMEOUT', 'The service did not answer in time.', 'Il servizio non ha risposto in tempo.');
const UNREACHABLE = own('UNREACHABLE', 'The service cannot be reached.', 'Il servizio non è raggiungibile.');

/** Of an error of urql: the first error of the graph, or else why the graph was not reached. */
export interface GraphError {
  graphQLErrors: readonly { message: string; extensions?: Readonly<Record<string, unknown>> }[];
  networkError?: Error | undefined;
}

export function failureOf(error: GraphError, isOnline: boolean): Failure {
  const [first] = error.graphQLErrors;
  if (first !== undefined) return serviceFailure({ message: first.message, ...first.extensions });
  return networkFailure(error.networkError, isOnline);
}

/** Of a `fetch` that has thrown. */
export function networkFailure(error: Error | undefined, isOnline: boolean): Failure {
  if (!isOnline) return OFFLINE;
  return error?.name === 'TimeoutError' ? TIMEOUT : UNREACHABLE;
}

/** Of the body of an error: `extensions` of the graph, or what the file routes answer with (api.md, "HTTP"). */
export function serviceFailure(body: Readonly<Record<string, unknown>>): Failure {
  const { code, message, messageIt, remedy, remedyIt, correlationId, retryable, ...details } = body;
  if (typeof code !== 'string' || typeof message !== 'string') return UNREACHABLE;
  return {
    code,
    sentence: { en: message, it: textOf(messageIt) ?? message },
    remedy: textOf(remedy) === null ? null : { en: textOf(remedy) ?? '', it: textOf(remedyIt) ?? textOf(remedy) ?? '' },
    correlationId: textOf(correlationId),
    retryable: retryable === true,
    details,
  };
}

const textOf = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null);
