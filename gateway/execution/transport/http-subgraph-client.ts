import { bearer, CORRELATION_HEADER, DEADLINE_HEADER } from '../../../schema/kernel/subgraph-http.js';
import type { TransportFigures } from '../../telemetry/transport-gauges.js';
import type { ActorToken } from '../actor-token.js';
import type { GraphCall } from '../graph-call.js';
import type { SubgraphAnswer, SubgraphClient, SubgraphQuery } from '../subgraph-client.port.js';
import { identityOf } from './actor-identity.js';
import { FetchesUnderWay } from './fetches-under-way.js';
import { HttpConnections } from './http-connections.js';
import type { FetchMeter } from './measured-client.js';
import { QueryTexts, type QueryText } from './query-texts.js';
import { SharedFetch, Waiter, type Question } from './shared-fetch.js';
import { keyOf, offer, sameUnderWay, withdraw, type MutationCount } from './sharing.js';
import { subgraphTooSlow, subgraphUnavailable } from './subgraph-unavailable.errors.js';
import { SubgraphLine, type Outcome, type SubgraphLimits } from './subgraph-line.js';

export interface HttpSubgraphClientParts {
  name: string;
  url: string;
  /** Longest time of one fetch, a second attempt included. */
  timeoutMs: number;
  connectTimeoutMs: number;
  maxResponseBytes: number;
  limits: SubgraphLimits;
  /** Signs who is calling; `null` for subgraphs that are not ours. */
  actorToken: ActorToken | null;
  /** Keeps to its schema, so that its entities may be passed on unread. */
  trusted: boolean;
  mutations: MutationCount;
  meter: FetchMeter;
  onShared?: () => void;
  onRetried?: () => void;
}

interface Sent {
  text: QueryText;
  query: SubgraphQuery;
  call: GraphCall;
}

/** A sharer may have so much less of its time, as a part of it, than it would have had alone. */
const SLACK = 0.1;

/** Fetches from a subgraph over HTTP, on kept-alive connections. */
export class HttpSubgraphClient implements SubgraphClient {
  readonly #parts: HttpSubgraphClientParts;
  readonly #connections: HttpConnections;
  readonly #line: SubgraphLine;
  readonly #texts = new QueryTexts();
  readonly #underWay: FetchesUnderWay;
  #closed: Promise<void> | null = null;

  constructor(parts: HttpSubgraphClientParts) {
    const { name, url, timeoutMs, connectTimeoutMs, maxResponseBytes, limits, onRetried = () => undefined } = parts;
    const { origin, pathname, search } = new URL(url);
    this.#parts = parts;
    this.#connections = new HttpConnections(origin, { connectTimeoutMs, maxResponseBytes });
    const path = pathname + search;
    this.#line = new SubgraphLine({ connections: this.#connections, path, maxResponseBytes, limits, onRetried });
    this.#underWay = new FetchesUnderWay(timeoutMs, (fetch) => fetch.timeOut(subgraphTooSlow(name)));
  }

  get figures(): TransportFigures {
    return { subgraph: this.#parts.name, ...this.#line.figures };
  }

  /** The ordinary way from here to the answer is calls and callbacks: this promise is the only one. */
  ask(query: SubgraphQuery, call: GraphCall): Promise<SubgraphAnswer> {
    const { name, trusted, meter, onShared } = this.#parts;
    const startedAt = performance.now();
    const { reason } = call.deadline;
    if (reason !== null || this.#closed !== null) {
      meter.failed(startedAt);
      return Promise.reject(reason ?? subgraphUnavailable(name, 'stopping'));
    }
    return new Promise((resolve, reject) => {
      const question = this.#questionOf(query, call, startedAt);
      const text = this.#texts.of(query);
      const slackMs = (question.endsAt - startedAt) * SLACK;
      const shared = query.kind === 'query' ? sameUnderWay(text, question, slackMs) : null;
      const asTexts = trusted && (query.skeleton ?? query.entitiesAsText);
      const waiter = new Waiter({ call, asTexts, startedAt, meter }, resolve, reject);
      if (shared === null) return this.#send(new SharedFetch(question, startedAt, waiter), { text, query, call });
      shared.join(waiter);
      onShared?.();
    });
  }

  /** Takes no more; what is under way goes on for so long at most, then fails. Closes the connections. */
  close(drainMs: number): Promise<void> {
    this.#closed ??= this.#drain(drainMs);
    return this.#closed;
  }

  async #drain(drainMs: number): Promise<void> {
    const left = await this.#underWay.drain(drainMs);
    for (const fetch of left) fetch.fail(subgraphUnavailable(this.#parts.name, 'stopping'));
    await this.#connections.close();
  }

  #questionOf(query: SubgraphQuery, { actor, deadline }: GraphCall, now: number): Question {
    const { timeoutMs, mutations } = this.#parts;
    return {
      variables: query.variables,
      key: keyOf(query.variables),
      identity: identityOf(actor),
      endsAt: now + Math.min(timeoutMs, deadline.remainingMs),
      epoch: mutations.value,
    };
  }

  #send(fetch: SharedFetch, { text, query, call }: Sent): void {
    const isQuery = query.kind === 'query';
    this.#underWay.add(fetch);
    if (isQuery) offer(text, fetch);
    fetch.onEnd = () => {
      if (isQuery) withdraw(text, fetch);
      else this.#parts.mutations.ended();
      this.#underWay.ended(fetch);
    };
    const body = `${text.head}${query.variables}}`;
    const message = { body, headers: () => this.#headers(call, fetch.question), repeatable: isQuery };
    this.#line.send(fetch, message, (outcome) => this.#tell(fetch, outcome));
  }

  /** Tells whoever waits; what was stopped has been told already. */
  #tell(fetch: SharedFetch, outcome: Outcome): void {
    if (outcome.kind === 'answer') fetch.answer(outcome.http, outcome.read, outcome);
    else if (outcome.kind === 'fault') {
      fetch.fail(subgraphUnavailable(this.#parts.name, outcome.fault, outcome.status));
    } else if (outcome.kind === 'mistake') fetch.fail(outcome.error);
  }

  /** Signed anew each time: the first token may have been taken. */
  #headers({ actor, correlationId }: GraphCall, { endsAt }: Question): string[] {
    const { actorToken, name } = this.#parts;
    const leftMs = Math.max(1, Math.ceil(endsAt - performance.now()));
    const accept = 'application/json, application/graphql-response+json';
    const headers = ['content-type', 'application/json', 'accept', accept];
    headers.push(CORRELATION_HEADER, correlationId, DEADLINE_HEADER, String(leftMs));
    if (actorToken !== null) headers.push('authorization', bearer(actorToken(actor, name)));
    return headers;
  }
}
