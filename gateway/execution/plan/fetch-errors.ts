import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import { DomainError } from '../../../schema/kernel/domain-error.js';
import type { PlacePath } from './entity-path.js';

/** What a subgraph wrote of an error, as an error of the answer. */
export function subgraphError(
  error: GraphQLFormattedError,
  subgraph: string,
  path: PlacePath | undefined,
): GraphQLError {
  const { message, extensions } = error;
  return new GraphQLError(message || `Error while fetching subquery from service "${subgraph}"`, {
    ...(path && { path }),
    // In-process it is the error itself, with its cause, which is for the log alone.
    ...(error instanceof Error && { originalError: error }),
    extensions: { ...extensions, code: extensions?.code ?? 'DOWNSTREAM_SERVICE_ERROR', serviceName: subgraph },
  });
}

/** What was thrown instead of an answer; a `DomainError` stays what it is, inside. */
export function fetchFailure(thrown: unknown, subgraph?: string): GraphQLError {
  const error = thrown instanceof Error ? thrown : new Error('A fetch failed.', { cause: thrown });
  const extensions = error instanceof GraphQLError ? error.extensions : {};
  return new GraphQLError(error.message, {
    originalError: error,
    extensions: { ...extensions, ...(subgraph !== undefined && { serviceName: subgraph }) },
  });
}

/** What other subgraphs answered of the entities is no object where one must be, so that it cannot be sent to this one. */
export function wrongKeys(subgraph: string): DomainError {
  return new DomainError('SUBGRAPH_UNAVAILABLE', {
    message: `The ${subgraph} subgraph cannot be asked: others answered with keys of another type.`,
    messageIt: `Il servizio ${subgraph} non può essere interrogato: gli altri hanno risposto con chiavi di tipo diverso.`,
    details: { subgraph, fault: 'wrong-keys' },
  });
}

/** The answer is a graph's, but not to what was asked. */
export function wrongAnswer(subgraph: string, fault: 'no-data' | 'wrong-entities' | 'wrong-type'): DomainError {
  return new DomainError('SUBGRAPH_UNAVAILABLE', {
    message: `The ${subgraph} subgraph does not answer what it was asked (${fault}).`,
    messageIt: `Il servizio ${subgraph} non risponde a quanto richiesto (${fault}).`,
    details: { subgraph, fault },
  });
}
