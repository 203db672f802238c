import { Pool } from 'undici';

/** A client that keeps a fixed number of requests under way, each on a kept-alive connection of its own. */
export interface LoadOptions {
  /** `http://host:port/graphql` */
  url: string;
  concurrency: number;
  headers?: Readonly<Record<string, string>>;
}

/** How long a round is: so many requests, or as many as can be asked in so many seconds. */
export type Length = { requests: number } | { seconds: number };

export interface Round {
  /** Milliseconds of each request. */
  latencies: number[];
  /** Of the whole round. */
  seconds: number;
}

/** Looks at the answer to one of the bodies. @throws Error when it is not the right one. */
export type Check = (answer: Buffer, place: number) => void;

export class LoadGenerator {
  readonly #pool: Pool;
  readonly #path: string;
  readonly #options: LoadOptions;

  constructor(options: LoadOptions) {
    const { origin, pathname } = new URL(options.url);
    this.#options = options;
    this.#path = pathname;
    this.#pool = new Pool(origin, { connections: options.concurrency, pipelining: 1 });
  }

  /** Asks again and again, each time with the next of the bodies, from where the last round has ended. */
  async run(
    bodies: readonly Buffer[],
    { from, length, check }: { from: number; length: Length; check: Check },
  ): Promise<Round> {
    const latencies: number[] = [];
    let next = from;
    const begin = performance.now();
    const goesOn = (): boolean =>
      'requests' in length ? next < from + length.requests : performance.now() - begin < length.seconds * 1_000;
    const client = async (): Promise<void> => {
      while (goesOn()) {
        const place = next % bodies.length;
        next += 1;
        const start = performance.now();
        const answer = await this.ask(bodies[place] as Buffer);
        latencies.push(performance.now() - start);
        check(answer, place);
      }
    };
    await Promise.all(Array.from({ length: this.#options.concurrency }, client));
    return { latencies, seconds: (performance.now() - begin) / 1_000 };
  }

  /** @throws Error when the answer is not one with 200. */
  async ask(body: Buffer): Promise<Buffer> {
    const { statusCode, body: answer } = await this.#pool.request({
      path: this.#path,
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json', ...this.#options.headers },
      body,
    });
    const bytes = Buffer.from(await answer.arrayBuffer());
    if (statusCode !== 200) throw new Error(`${this.#options.url}: ${statusCode} ${bytes.toString().slice(0, 500)}`);
    return bytes;
  }

  close(): Promise<void> {
    return this.#pool.close();
  }
}

/** Of numbers, the one below which the share `share` of them lies. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((one, other) => one - other);
  const value = sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
  if (value === undefined) throw new Error('nothing was measured');
  return value;
}
