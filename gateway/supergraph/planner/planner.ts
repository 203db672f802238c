import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import type { QueryPlan } from '@apollo/query-planner';
import { DomainError } from '../../../schema/kernel/domain-error.js';
import { packageRoot } from '../../../schema/kernel/package-root.js';
import type { PlannerReply, PlannerRequest, PlanQuestion, SupergraphFacts } from './planner-message.type.js';

/** A supergraph that was loaded; plans are asked for with it. */
export interface PlannedSupergraph extends SupergraphFacts {
  readonly number: number;
  readonly text: string;
}

type Reply = Exclude<PlannerReply, { kind: 'failed' }>;
/** Spread over the kinds: without it the union would lose its members' own fields. */
type WithoutCall<Request> = Request extends unknown ? Omit<Request, 'call'> : never;

interface Question {
  request: WithoutCall<PlannerRequest>;
  timeoutMs: number;
  resolve(reply: Reply): void;
  reject(error: Error): void;
}

/** Nothing asks for more at once but an attack; each waits for those before it. */
const MOST_WAITING = 500;
/** The largest plan of the product takes 0.05 s; what takes this long would never end. */
const PLAN_TIMEOUT_MS = 20_000;
const LOAD_TIMEOUT_MS = 120_000;
/** A plan that explodes takes down this thread, and never the gateway. */
const MOST_MEGABYTES = 2_048;
/**
 * Three semi-spaces of 2 MB instead of 16: with the product's graph loaded the process is 22 MB smaller, for no more CPU.
 */
const YOUNG_MEGABYTES = 6;
/** Once a graph's operations are known nothing is planned any more. Starting again takes as long as a load at first. */
const IDLE_MS = 30_000;
/** Compiled, also where the rest runs from its sources: a thread has no loader for them. */
const WORKER = import.meta.url.endsWith('.js')
  ? fileURLToPath(new URL('./planner-worker.js', import.meta.url))
  : path.join(packageRoot(), 'dist', 'gateway', 'supergraph', 'planner', 'planner-worker.js');

/**
 * Checks supergraphs and plans operations in a thread of its own: loading the product's graph takes 1.2 s of CPU at
 * first and 0.6 s later, a plan 2 ms and up to 0.05 s, in which the gateway goes on answering. A thread that dies or does
 * not come back is replaced, and told again what it had loaded. One that has nothing to plan ends, which gives back all
 * that it holds, and another is started for the next question.
 */
export class Planner {
  #worker: Worker | undefined;
  #isClosed = false;
  #lastCall = 0;
  #lastSupergraph = 0;
  readonly #idleMs: number;
  #idle: NodeJS.Timeout | undefined;
  /** Of the threads that were told to. */
  readonly #ending = new Set<Promise<unknown>>();
  /** The first one is with the thread, the others wait here: so each has its whole time. */
  readonly #questions: Question[] = [];
  readonly #loading = new Map<number, Promise<SupergraphFacts>>();
  #timer: NodeJS.Timeout | undefined;

  /** `idleMs`: how long a thread is kept that has nothing to plan. */
  constructor({ idleMs = IDLE_MS }: { idleMs?: number } = {}) {
    this.#idleMs = idleMs;
  }

  /** Whether there is a thread now. */
  get isRunning(): boolean {
    return this.#worker !== undefined;
  }

  /** Starts the thread ahead of the first question. */
  warmUp(): void {
    this.#running().unref();
  }

  /** @throws Error that says what is wrong with the supergraph. */
  async load(text: string): Promise<PlannedSupergraph> {
    const number = ++this.#lastSupergraph;
    return { ...(await this.#load(number, text)), number, text };
  }

  /**
   * @throws DomainError SERVICE_BUSY with too many waiting, QUERY_TOO_COSTLY when no plan is found within the limits.
   * @throws Error when the planner cannot plan the operation.
   */
  async plan({ number, text }: PlannedSupergraph, question: PlanQuestion): Promise<QueryPlan> {
    if (this.#questions.length >= MOST_WAITING) throw new DomainError('SERVICE_BUSY');
    const asked = { request: { kind: 'plan' as const, supergraph: number, question }, timeoutMs: PLAN_TIMEOUT_MS };
    const reply = await this.#ask(asked);
    if (reply.kind === 'planned') return reply.plan;
    await this.#loadAgain(number, text);
    const again = await this.#ask(asked);
    if (again.kind === 'planned') return again.plan;
    throw new DomainError('SERVICE_BUSY');
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    clearTimeout(this.#timer);
    this.#endThread();
    for (const { reject } of this.#questions.splice(0)) reject(new DomainError('SERVICE_BUSY'));
    await Promise.all(this.#ending);
  }

  async #load(supergraph: number, sdl: string): Promise<SupergraphFacts> {
    const reply = await this.#ask({ request: { kind: 'load', supergraph, sdl }, timeoutMs: LOAD_TIMEOUT_MS });
    if (reply.kind !== 'loaded') throw new Error('The planner did not load the supergraph.');
    return reply.facts;
  }

  /** Once for all who have found it missing. */
  #loadAgain(supergraph: number, sdl: string): Promise<SupergraphFacts> {
    const known = this.#loading.get(supergraph);
    if (known) return known;
    const loading = this.#load(supergraph, sdl).finally(() => this.#loading.delete(supergraph));
    this.#loading.set(supergraph, loading);
    return loading;
  }

  #ask(asked: Pick<Question, 'request' | 'timeoutMs'>): Promise<Reply> {
    return new Promise((resolve, reject) => {
      this.#questions.push({ ...asked, resolve, reject });
      if (this.#questions.length === 1) this.#next();
    });
  }

  #next(): void {
    clearTimeout(this.#idle);
    const [question] = this.#questions;
    if (!question) {
      if (this.#worker) this.#idle = setTimeout(() => this.#endThread(), this.#idleMs).unref();
      return;
    }
    try {
      const worker = this.#running();
      // A process that has nothing else to do may end; one that waits for a plan may not.
      worker.ref();
      const failure = new DomainError('QUERY_TOO_COSTLY');
      this.#timer = setTimeout(() => this.#replace(worker, failure), question.timeoutMs);
      worker.postMessage({ ...question.request, call: ++this.#lastCall });
    } catch (error) {
      this.#end((ended) => ended.reject(error as Error));
    }
  }

  #running(): Worker {
    if (this.#isClosed) throw new DomainError('SERVICE_BUSY');
    if (this.#worker) return this.#worker;
    const worker = new Worker(WORKER, {
      // It has no use for the secrets that the environment holds, and must not be told to report usage.
      env: { APOLLO_TELEMETRY_DISABLED: 'true' },
      execArgv: [],
      resourceLimits: { maxOldGenerationSizeMb: MOST_MEGABYTES, maxYoungGenerationSizeMb: YOUNG_MEGABYTES },
    });
    worker.on('message', (reply: PlannerReply) => this.#settle(worker, reply));
    worker.on('error', (cause) => this.#replace(worker, endOf(cause)));
    worker.on('exit', () => this.#replace(worker, new DomainError('SERVICE_BUSY')));
    this.#worker = worker;
    return worker;
  }

  #settle(worker: Worker, reply: PlannerReply): void {
    if (reply.call !== this.#lastCall || this.#worker !== worker) return;
    if (this.#questions.length === 1) worker.unref();
    this.#end(({ resolve, reject }) => {
      if (reply.kind !== 'failed') resolve(reply);
      else reject(reply.isTooCostly ? new DomainError('QUERY_TOO_COSTLY') : new Error(reply.message));
    });
  }

  /** The next question starts another thread, which loads what it is asked about. */
  #replace(worker: Worker, error: Error): void {
    if (this.#worker !== worker) return;
    this.#endThread();
    this.#end(({ reject }) => reject(error));
  }

  #endThread(): void {
    clearTimeout(this.#idle);
    const worker = this.#worker;
    if (!worker) return;
    this.#worker = undefined;
    const ending: Promise<unknown> = worker.terminate().finally(() => this.#ending.delete(ending));
    this.#ending.add(ending);
  }

  /** Ends the question that is with the thread, and sends the next. */
  #end(end: (question: Question) => void): void {
    clearTimeout(this.#timer);
    const question = this.#questions.shift();
    if (question) end(question);
    this.#next();
  }
}

/** Whoever asked for what no memory suffices for is told so; anything else that ends the thread is our own fault. */
function endOf(cause: Error & { code?: string }): Error {
  if (cause.code === 'ERR_WORKER_OUT_OF_MEMORY') return new DomainError('QUERY_TOO_COSTLY', { cause });
  return new Error(`The planner has ended: ${cause.message}`, { cause });
}
