import { Pool } from 'undici';

/** One request, as it is posted. */
export interface Asked {
  body: Buffer;
}

/** What became of a request; times on `performance.now()`'s clock. */
export interface Outcome<Request extends Asked> {
  request: Request;
  /** When it was due, and is counted from: a client that is late itself makes nothing look better. */
  due: number;
  sent: number;
  ended: number;
  status: number;
  /** Empty when there was none. */
  answer: Buffer;
}

export interface SteadyLoadOptions<Request extends Asked> {
  url: string;
  headers: Readonly<Record<string, string>>;
  requestsASecond: number;
  /** The request with this number, from 0. */
  requestOf(number: number): Request;
  onOutcome(outcome: Outcome<Request>): void;
}

const MOST_CONNECTIONS = 128;
/** A request without an answer is one that has failed. */
const DEADLINE_MS = 30_000;
const TICK_MS = 1;

/** Asks at a steady rate, whatever becomes of the requests before: those who wait do not hold up those who come. */
export class SteadyLoad<Request extends Asked> {
  readonly #options: SteadyLoadOptions<Request>;
  readonly #pool: Pool;
  readonly #path: string;
  readonly #underWay = new Set<Promise<void>>();
  readonly #begin = performance.now();
  #number = 0;
  #timer: NodeJS.Timeout | undefined;

  private constructor(options: SteadyLoadOptions<Request>) {
    const { origin, pathname } = new URL(options.url);
    this.#options = options;
    this.#path = pathname;
    this.#pool = new Pool(origin, { connections: MOST_CONNECTIONS, pipelining: 1, bodyTimeout: DEADLINE_MS });
  }

  static start<Request extends Asked>(options: SteadyLoadOptions<Request>): SteadyLoad<Request> {
    const load = new SteadyLoad(options);
    load.#tick();
    return load;
  }

  /** Resolves when the last request has ended. */
  async stop(): Promise<void> {
    clearTimeout(this.#timer);
    await Promise.all(this.#underWay);
    await this.#pool.close();
  }

  #tick(): void {
    const now = performance.now();
    for (let due = this.#nextDue(); due <= now; due = this.#nextDue()) {
      const asked = this.#ask(this.#options.requestOf(this.#number), due);
      this.#number += 1;
      this.#underWay.add(asked);
      void asked.finally(() => this.#underWay.delete(asked));
    }
    this.#timer = setTimeout(() => this.#tick(), TICK_MS);
  }

  #nextDue(): number {
    return this.#begin + (this.#number * 1_000) / this.#options.requestsASecond;
  }

  async #ask(request: Request, due: number): Promise<void> {
    const sent = performance.now();
    const { status, answer } = await this.#post(request.body).catch((error: unknown) => ({
      status: 0,
      answer: Buffer.from(String(error)),
    }));
    this.#options.onOutcome({ request, due, sent, ended: performance.now(), status, answer });
  }

  async #post(body: Buffer): Promise<{ status: number; answer: Buffer }> {
    const { statusCode, body: answer } = await this.#pool.request({
      path: this.#path,
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json', ...this.#options.headers },
      headersTimeout: DEADLINE_MS,
      body,
    });
    return { status: statusCode, answer: Buffer.from(await answer.arrayBuffer()) };
  }
}
