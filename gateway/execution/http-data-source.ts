import { setTimeout as sleep } from 'node:timers/promises';
import type { GraphQLDataSource } from '@apollo/gateway';
import { DomainError } from '../../schema/kernel/domain-error.js';
import { bearer, CORRELATION_HEADER, DEADLINE_HEADER } from '../../schema/kernel/subgraph-http.js';
import type { ActorToken } from './actor-token.js';
import { callOf, isMutation, type FetchOptions, type GraphCall } from './graph-call.js';
import { httpFailure, type HttpFailure } from './http-failure.rules.js';
import type { HttpPools } from './http-pools.js';
import { readAnswer, type AnswerFault, type GraphAnswer } from './subgraph-answer.rules.js';

export interface HttpDataSourceParts {
  name: string;
  url: string;
  pools: HttpPools;
  /** Longest time of one fetch, a second attempt included. */
  timeoutMs: number;
  /** Signs who is calling; `null` for subgraphs that are not ours. */
  actorToken: ActorToken | null;
}

type Attempt = { answer: GraphAnswer } | { fault: AnswerFault | HttpFailure; status: number | null; passing: boolean };

/** Wait before the second attempt, at random so that gateways do not come back all at once. */
const RETRY_AFTER_MS = { least: 20, most: 120 };

/** Fetches from a subgraph over HTTP, on kept-alive connections. */
export class HttpDataSource implements GraphQLDataSource {
  readonly #parts: HttpDataSourceParts;
  readonly #origin: string;
  readonly #path: string;

  constructor(parts: HttpDataSourceParts) {
    const { origin, pathname, search } = new URL(parts.url);
    this.#parts = parts;
    this.#origin = origin;
    this.#path = pathname + search;
  }

  async process(options: FetchOptions): ReturnType<GraphQLDataSource['process']> {
    const call = callOf(options);
    const { query = '', variables, operationName } = options.request;
    const body = JSON.stringify({ query, variables, ...(operationName && { operationName }) });
    const { name, timeoutMs } = this.#parts;
    return call.deadline.limit(timeoutMs, { subgraph: name }, async (signal) => {
      let attempt = await this.#attempt(body, this.#headers(call), signal);
      // A mutation may have been carried out although its answer was lost: only its caller can know what to do.
      if ('fault' in attempt && attempt.passing && !isMutation(query)) {
        await sleep(RETRY_AFTER_MS.least + Math.random() * (RETRY_AFTER_MS.most - RETRY_AFTER_MS.least), null, {
          signal,
        });
        // Signed anew: the first token may have been taken.
        attempt = await this.#attempt(body, this.#headers(call), signal);
      }
      if ('answer' in attempt) {
        call.deprecation ??= attempt.answer.extensions?.deprecation ?? null;
        return attempt.answer;
      }
      throw subgraphUnavailable(name, attempt.fault, attempt.status);
    });
  }

  #headers({ actor, correlationId, deadline }: GraphCall): Record<string, string> {
    const { actorToken, name, timeoutMs } = this.#parts;
    return {
      'content-type': 'application/json',
      accept: 'application/json, application/graphql-response+json',
      [CORRELATION_HEADER]: correlationId,
      [DEADLINE_HEADER]: String(Math.ceil(Math.min(timeoutMs, deadline.remainingMs))),
      ...(actorToken && { authorization: bearer(actorToken(actor, name)) }),
    };
  }

  async #attempt(body: string, headers: Record<string, string>, signal: AbortSignal): Promise<Attempt> {
    try {
      const pool = this.#parts.pools.for(this.#origin);
      const response = await pool.request({ method: 'POST', path: this.#path, headers, body, signal });
      const contentType = String(response.headers['content-type'] ?? '');
      const read = readAnswer({ status: response.statusCode, contentType, text: await response.body.text() });
      return read.fault === null ? read : { ...read, status: response.statusCode };
    } catch (error) {
      if (signal.aborted) throw signal.reason;
      const fault = httpFailure(error);
      if (fault === 'unexpected') throw error;
      return { fault, status: null, passing: fault === 'connection' };
    }
  }
}

/** Tells which subgraph and what was wrong with its answer, never what the answer was. */
export function subgraphUnavailable(subgraph: string, fault: string, status: number | null = null): DomainError {
  return new DomainError('SUBGRAPH_UNAVAILABLE', {
    message: `The ${subgraph} subgraph does not answer as a graph (${status === null ? fault : `${fault}, HTTP ${status}`}).`,
    messageIt: `Il servizio ${subgraph} non risponde correttamente (${status === null ? fault : `${fault}, HTTP ${status}`}).`,
    details: { subgraph, fault },
  });
}
