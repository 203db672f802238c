import type { Pool } from 'undici';
import { bearer, CORRELATION_HEADER, DEADLINE_HEADER } from '../../../schema/kernel/subgraph-http.js';
import type { TransportFigures } from '../../telemetry/transport-gauges.js';
import type { ActorToken } from '../actor-token.js';
import type { GraphCall } from '../graph-call.js';
import type { SubgraphAnswer, SubgraphClient, SubgraphQuery } from '../subgraph-client.port.js';
import { identityOf } from './actor-identity.js';
import type { HttpPools } from './http-pools.js';
import { QueryTexts } from './query-texts.js';
import { SharedFetch, Waiter } from './shared-fetch.js';
import { offer, sameUnderWay, withdraw, type MutationCount, type Question } from './sharing.js';
import { subgraphTooSlow, subgraphUnavailable } from './subgraph-unavailable.errors.js';
import { SubgraphLine, type SubgraphLimits } from './subgraph-line.js';

export interface HttpSubgraphClientParts {
  name: string;
  url: string;
  pools: HttpPools;
  /** Longest time of one fetch, a second attempt included. */
  timeoutMs: number;
  maxResponseBytes: number;
  limits: SubgraphLimits;
  /** Signs who is calling; `null` for subgraphs that are not ours. */
  actorToken: ActorToken | null;
  /** Keeps to its schema, so that its entities may be passed on unread. */
  trusted: boolean;
  mutations: MutationCount;
  onShared?: () => void;
  onRetried?: () => void;
}

/** A sharer may have so much less of its time, as a part of it, than it would have had alone. */
const SLACK = 0.1;

/** Fetches from a subgraph over HTTP, on kept-alive connections. */
export class HttpSubgraphClient implements SubgraphClient {
  readonly #parts: HttpSubgraphClientParts;
  readonly #path: string;
  readonly #line: SubgraphLine;
  readonly #texts = new QueryTexts();
  readonly #fetches = new Set<SharedFetch>();
  #closed: Promise<void> | null = null;
  #onIdle: (() => void) | null = null;

  constructor(parts: HttpSubgraphClientParts) {
    const { name, url, pools, maxResponseBytes, limits, onRetried = () => undefined } = parts;
    const { origin, pathname, search } = new URL(url);
    this.#parts = parts;
    this.#path = pathname + search;
    const pool = (): Pool => pools.for(origin);
    this.#line = new SubgraphLine({ name, pool, path: this.#path, maxResponseBytes, limits, onRetried });
  }

  get figures(): TransportFigures {
    return { subgraph: this.#parts.name, ...this.#line.figures };
  }

  ask(query: SubgraphQuery, call: GraphCall): Promise<SubgraphAnswer> {
    const { deadline } = call;
    if (deadline.reason !== null) return Promise.reject(deadline.reason);
    const { name, trusted, onShared } = this.#parts;
    if (this.#closed !== null) return Promise.reject(subgraphUnavailable(name, 'stopping'));
    return new Promise((resolve, reject) => {
      const question = this.#questionOf(query, call);
      const shared =
        query.kind === 'query' ? sameUnderWay(question, (question.endsAt - performance.now()) * SLACK) : null;
      const waiter = new Waiter({ call, asTexts: trusted && query.entitiesAsText }, resolve, reject);
      if (shared !== null) {
        shared.join(waiter);
        onShared?.();
        return;
      }
      const fetch = new SharedFetch(question.identity, question.endsAt, question.epoch);
      fetch.join(waiter);
      void this.#run({ fetch, question, query, call });
    });
  }

  /** Takes no more; what is under way goes on for so long at most, then fails. */
  close(drainMs: number): Promise<void> {
    this.#closed ??= this.#drain(drainMs);
    return this.#closed;
  }

  async #drain(drainMs: number): Promise<void> {
    if (this.#fetches.size > 0) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, drainMs);
        this.#onIdle = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    for (const fetch of this.#fetches) fetch.fail(subgraphUnavailable(this.#parts.name, 'stopping'));
  }

  #questionOf(query: SubgraphQuery, { actor, deadline }: GraphCall): Question {
    const { timeoutMs, mutations } = this.#parts;
    return {
      text: this.#texts.of(query),
      variables: query.variables,
      identity: identityOf(actor),
      endsAt: performance.now() + Math.min(timeoutMs, deadline.remainingMs),
      epoch: mutations.value,
    };
  }

  /** Never rejects: whoever waits is told by the fetch. */
  async #run(job: { fetch: SharedFetch; question: Question; query: SubgraphQuery; call: GraphCall }): Promise<void> {
    const { fetch, question, query, call } = job;
    const { name, timeoutMs, mutations } = this.#parts;
    const isQuery = query.kind === 'query';
    this.#fetches.add(fetch);
    if (isQuery) offer(question, fetch);
    // Always the same time, so that Node keeps all of them in one list; whoever has less leaves by himself.
    const timer = setTimeout(() => fetch.timeOut(subgraphTooSlow(name)), timeoutMs);
    fetch.onEnd = () => {
      clearTimeout(timer);
      if (isQuery) withdraw(question, fetch);
      else mutations.ended();
      this.#fetches.delete(fetch);
      if (this.#fetches.size === 0) this.#onIdle?.();
    };
    const body = `${question.text.head}${query.variables}}`;
    try {
      const outcome = await this.#line.send(fetch, {
        body,
        headers: () => this.#headers(call, fetch),
        repeatable: isQuery,
      });
      if (outcome.kind === 'answer') fetch.answer(outcome.http, outcome.read, outcome);
      else if (outcome.kind === 'fault') fetch.fail(subgraphUnavailable(name, outcome.fault, outcome.status));
    } catch (error) {
      fetch.fail(error);
    }
  }

  /** Signed anew each time: the first token may have been taken. */
  #headers({ actor, correlationId }: GraphCall, { endsAt }: SharedFetch): string[] {
    const { actorToken, name } = this.#parts;
    const leftMs = Math.max(1, Math.ceil(endsAt - performance.now()));
    const headers = [
      ...['content-type', 'application/json', 'accept', 'application/json, application/graphql-response+json'],
      ...[CORRELATION_HEADER, correlationId, DEADLINE_HEADER, String(leftMs)],
    ];
    if (actorToken !== null) headers.push('authorization', bearer(actorToken(actor, name)));
    return headers;
  }
}
