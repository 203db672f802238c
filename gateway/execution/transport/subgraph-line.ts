import type { TransportFigures } from '../../telemetry/transport-gauges.js';
import { ConcurrencyLimit } from './concurrency-limit.js';
import type { HttpConnections } from './http-connections.js';
import { HttpExchange, type ExchangeResult } from './http-exchange.js';
import type { HttpFailure } from './http-failure.rules.js';
import { RetryBudget } from './retry-budget.js';
import type { SharedFetch } from './shared-fetch.js';
import {
  readAnswer,
  type AnswerFault,
  type HttpAnswer,
  type ReadAnswer,
  type TextWish,
} from './subgraph-answer.rules.js';
import { SubgraphCircuit, type Passage } from './subgraph-circuit.js';

/** How a subgraph is protected from us, and we from it. */
export interface SubgraphLimits {
  /** Fetches that are under way at once. */
  concurrency: number;
  /** Fetches that may wait for one of those to end. */
  queue: number;
  /** Failures of transport in a row that open the circuit. */
  circuitFailures: number;
  /** First pause of an open circuit; doubled with each probe that fails, up to `circuitLongestRestMs`. */
  circuitRestMs: number;
  circuitLongestRestMs: number;
}

export type LineFigures = Omit<TransportFigures, 'subgraph'>;

export interface SubgraphLineParts {
  connections: HttpConnections;
  path: string;
  maxResponseBytes: number;
  limits: SubgraphLimits;
  onRetried: () => void;
}

export interface Message {
  body: string;
  /** Made for each attempt. */
  headers: () => string[];
  /** Whether it may be sent twice: a mutation may have been carried out although its answer was lost. */
  repeatable: boolean;
}

export type Fault = AnswerFault | HttpFailure | 'circuit-open' | 'overloaded';

interface FaultOutcome {
  kind: 'fault';
  fault: Fault;
  status: number | null;
  again: 'never' | 'soon' | 'at-once';
}

export type Outcome =
  | { kind: 'answer'; http: HttpAnswer; read: Extract<ReadAnswer, { fault: null }>; asTexts: TextWish }
  | FaultOutcome
  | { kind: 'stopped' }
  /** Of our own. */
  | { kind: 'mistake'; error: unknown };

type Done = (outcome: Outcome) => void;

const STOPPED: Outcome = { kind: 'stopped' };

/** Wait before the second attempt, at random so that gateways do not come back all at once. */
const RETRY_AFTER_MS = { least: 20, most: 120 };

/** The way to one subgraph: a place among those that are under way, the circuit breaker, and a second attempt. */
export class SubgraphLine {
  readonly #parts: SubgraphLineParts;
  readonly #limit: ConcurrencyLimit;
  readonly #circuit: SubgraphCircuit;
  readonly #budget = new RetryBudget();

  constructor(parts: SubgraphLineParts) {
    const { concurrency, queue, circuitFailures, circuitRestMs, circuitLongestRestMs } = parts.limits;
    this.#parts = parts;
    this.#limit = new ConcurrencyLimit({ atOnce: concurrency, queue });
    this.#circuit = new SubgraphCircuit({
      failures: circuitFailures,
      restMs: circuitRestMs,
      longestRestMs: circuitLongestRestMs,
    });
  }

  get figures(): LineFigures {
    return { circuit: this.#circuit.state, underWay: this.#limit.underWay, waiting: this.#limit.waiting };
  }

  /**
   * Sends it, and once more when that may help; calls `done` once. What is ordinary (there is a place, the circuit is
   * closed, the first attempt is answered) is done by callbacks, without a promise.
   */
  send(fetch: SharedFetch, message: Message, done: Done): void {
    this.#budget.asked();
    this.#attempt(fetch, message, (first) => {
      if (this.#maySendAgain(first, message)) void this.#sendAgain(fetch, message, first).then(done);
      else done(first);
    });
  }

  #maySendAgain(first: Outcome, { repeatable }: Message): first is FaultOutcome {
    if (first.kind !== 'fault' || first.again === 'never' || !repeatable) return false;
    return this.#circuit.state === 'closed' && this.#budget.take();
  }

  async #sendAgain(fetch: SharedFetch, message: Message, first: FaultOutcome): Promise<Outcome> {
    // In either case not from within the connection's own callback.
    await (first.again === 'soon' ? pause(fetch) : null);
    if (fetch.isOver) return STOPPED;
    const second = await new Promise<Outcome>((resolve) => this.#attempt(fetch, message, resolve));
    const wasRefused = second.kind === 'fault' && (second.fault === 'circuit-open' || second.fault === 'overloaded');
    if (!wasRefused) this.#parts.onRetried();
    return wasRefused ? first : second;
  }

  #attempt(fetch: SharedFetch, message: Message, done: Done): void {
    if (this.#limit.enter()) return this.#attemptInPlace(fetch, message, done);
    void this.#turn(fetch).then((turn) => {
      if (turn === 'mine') this.#attemptInPlace(fetch, message, done);
      else done(turn === 'full' ? refused('overloaded') : STOPPED);
    });
  }

  /** Has a place, which is free again when `done` is called. */
  #attemptInPlace(fetch: SharedFetch, message: Message, done: Done): void {
    const passage = this.#circuit.enter();
    fetch.isProbe = passage !== null && !this.#circuit.isEveryday(passage);
    if (passage === null) {
      this.#limit.leave();
      return done(refused('circuit-open'));
    }
    this.#exchange(fetch, message, (result) => {
      fetch.onOver = null;
      const outcome = this.#outcome(fetch, result, passage);
      // A probe that ended without a verdict would keep the circuit from ever being tried again.
      if (fetch.isProbe) passage.failed();
      this.#limit.leave();
      done(outcome);
    });
  }

  #turn(fetch: SharedFetch): Promise<'mine' | 'full' | 'stopped'> {
    return new Promise((resolve) => {
      const turn = (): void => {
        fetch.onOver = null;
        resolve('mine');
      };
      if (!this.#limit.wait(turn)) return resolve('full');
      fetch.onOver = () => {
        this.#limit.giveUp(turn);
        resolve('stopped');
      };
    });
  }

  #exchange(fetch: SharedFetch, { body, headers }: Message, done: (result: ExchangeResult) => void): void {
    const { connections, path, maxResponseBytes } = this.#parts;
    const exchange = new HttpExchange({ path, headers, body, maxResponseBytes }, connections, done);
    fetch.onOver = () => exchange.stop();
    exchange.start();
  }

  /** Must not throw: undici would take it for a failure of the connection. */
  #outcome(fetch: SharedFetch, result: ExchangeResult, passage: Passage): Outcome {
    try {
      return this.#judge(fetch, result, passage);
    } catch (error) {
      return { kind: 'mistake', error };
    }
  }

  #judge(fetch: SharedFetch, result: ExchangeResult, passage: Passage): Outcome {
    if (result.kind === 'stopped') {
      // Whoever stopped waiting for his own reasons has learnt nothing about the subgraph.
      if (fetch.hasTimedOut) passage.failed();
      return result;
    }
    if (result.kind === 'failure') {
      const { failure: fault, closed, error } = result;
      if (fault === 'unexpected') return { kind: 'mistake', error };
      (fault === 'too-large' ? passage.succeeded : passage.failed)();
      const again = fault !== 'connection' ? 'never' : closed ? 'at-once' : 'soon';
      return { kind: 'fault', fault, status: null, again };
    }
    const { http } = result;
    const { asTexts } = fetch;
    const read = readAnswer(http, asTexts);
    if (read.fault === null || http.status < 500) passage.succeeded();
    else passage.failed();
    if (read.fault === null) return { kind: 'answer', http, read, asTexts };
    return { kind: 'fault', fault: read.fault, status: http.status, again: read.passing ? 'soon' : 'never' };
  }
}

function refused(fault: 'circuit-open' | 'overloaded'): Outcome {
  return { kind: 'fault', fault, status: null, again: 'never' };
}

function pause(fetch: SharedFetch): Promise<void> {
  return new Promise((resolve) => {
    const { least, most } = RETRY_AFTER_MS;
    const timer = setTimeout(resolve, least + Math.random() * (most - least));
    fetch.onOver = () => {
      clearTimeout(timer);
      resolve();
    };
  });
}
