import { LoadGenerator } from './load.js';
import { operationBodies, type ProductOperation } from './product-operations.js';
import type { ProductVariant } from './product-world.js';

/** Clients of one variant that ask the same operation side by side, each in a name of its own. */
export class ProductClients {
  readonly #clients: readonly { body: Buffer; load: LoadGenerator }[];

  private constructor(clients: readonly { body: Buffer; load: LoadGenerator }[]) {
    this.#clients = clients;
  }

  /**
   * As many callers as clients, or variables as many: queries under way are shared only by the same caller for the same
   * variables, so that the subgraphs execute each of them.
   */
  static async of(
    operation: ProductOperation,
    { variant, concurrency }: { variant: ProductVariant; concurrency: number },
  ): Promise<ProductClients> {
    const bodies = await operationBodies(operation, concurrency);
    const clients = bodies.map(async (body, caller) => {
      const headers = await variant.headers(operation.persona, caller);
      return { body, load: new LoadGenerator({ url: variant.url, headers, concurrency: 1 }) };
    });
    return new ProductClients(await Promise.all(clients));
  }

  /** @returns the answers of all of them, asked one after the other. @throws Error at one with errors. */
  async answers(): Promise<unknown[]> {
    const answers: unknown[] = [];
    for (const { body, load } of this.#clients) {
      answers.push((JSON.parse(withoutErrors(await load.ask(body)).toString()) as { data: unknown }).data);
    }
    return answers;
  }

  /** Asks for so many seconds, all of them side by side. @returns the milliseconds of each request. */
  async ask(seconds: number): Promise<number[]> {
    const end = performance.now() + seconds * 1_000;
    const latencies: number[] = [];
    await Promise.all(
      this.#clients.map(async (client) => {
        while (performance.now() < end) latencies.push(await this.#timed(client));
      }),
    );
    return latencies;
  }

  /** Asks so many times, one after the other. */
  async askAlone(requests: number): Promise<number[]> {
    const latencies: number[] = [];
    for (let place = 0; place < requests; place += 1) {
      const client = this.#clients[place % this.#clients.length];
      if (client) latencies.push(await this.#timed(client));
    }
    return latencies;
  }

  async close(): Promise<void> {
    await Promise.all(this.#clients.map(({ load }) => load.close()));
  }

  async #timed({ body, load }: { body: Buffer; load: LoadGenerator }): Promise<number> {
    const start = performance.now();
    withoutErrors(await load.ask(body));
    return performance.now() - start;
  }
}

function withoutErrors(answer: Buffer): Buffer {
  if (answer.includes('"errors"')) throw new Error(answer.toString().slice(0, 500));
  return answer;
}
