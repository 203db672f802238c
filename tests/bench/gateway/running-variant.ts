import { isDeepStrictEqual } from 'node:util';
import { memoryMb } from '../process-usage.js';
import { LoadGenerator, quantile, type Check, type Length } from './load.js';
import { requestBody, type Question } from './questions.js';
import { startProcess, type Start, type StartedProcess } from '../../testkit/started-process.js';
import { threadSeconds } from './thread-time.js';

/** One round of one variant. */
export interface Measured {
  /** Milliseconds of CPU of the gateway's process a request. */
  cpu: number;
  /** Of the whole round. */
  cpuSeconds: number;
  requestsASecond: number;
  p50: number;
  p99: number;
}

export interface VariantOptions {
  start: Start;
  headers: Readonly<Record<string, string>>;
  concurrency: number;
  /** Whether its answers must be the judge's to the byte; else they must say the same. */
  exact: boolean;
}

const NEWLINE = 10;

/** A gateway in a process of its own, and the client that asks it. */
export class RunningVariant {
  readonly #process: StartedProcess;
  readonly #load: LoadGenerator;
  readonly #exact: boolean;
  readonly #bodies = new Map<Question, Buffer[]>();
  /** The answers as this variant writes them, once they were found to be right. */
  readonly #answers = new Map<Question, Buffer[]>();
  #asked = 0;

  private constructor(process: StartedProcess, load: LoadGenerator, exact: boolean) {
    this.#process = process;
    this.#load = load;
    this.#exact = exact;
  }

  static async start({ start, headers, concurrency, exact }: VariantOptions): Promise<RunningVariant> {
    const process = await startProcess(start);
    const url = /http\S+/.exec(process.readyLine)?.[0];
    if (url === undefined) throw new Error(`${start.args.join(' ')} said ${process.readyLine}`);
    return new RunningVariant(process, new LoadGenerator({ url, headers, concurrency }), exact);
  }

  get pid(): number {
    return this.#process.pid;
  }

  get peakMb(): number {
    return memoryMb(this.pid).peak;
  }

  /** Asks with each of the variables once. @throws Error at the first answer that is not right. */
  async verify(question: Question, right: readonly string[]): Promise<void> {
    const bodies = question.variables.map((variables) => Buffer.from(requestBody(question, variables)));
    this.#bodies.set(question, bodies);
    const answers: Buffer[] = [];
    const check: Check = (answer, place) => {
      if (!this.#isRight(answer, right[place] ?? '')) {
        throw new Error(`${question.name} ${place}: ${answer.toString().slice(0, 2_000)} instead of ${right[place]}`);
      }
      answers[place] = answer;
    };
    await this.#load.run(bodies, { from: 0, length: { requests: bodies.length }, check });
    this.#answers.set(question, answers);
  }

  /** Every answer must be the one that `verify` has found right, to the byte. */
  async round(question: Question, length: Length): Promise<Measured> {
    const answers = this.#answers.get(question) ?? [];
    const check: Check = (answer, place) => {
      if (!answers[place]?.equals(answer))
        throw new Error(`${question.name} ${place}: ${answer.toString().slice(0, 500)}`);
    };
    const before = threadSeconds(this.pid);
    const round = await this.#load.run(this.#bodies.get(question) ?? [], { from: this.#asked, length, check });
    const used = threadSeconds(this.pid) - before;
    const count = round.latencies.length;
    this.#asked += count;
    return {
      cpu: (used * 1_000) / count,
      cpuSeconds: used,
      requestsASecond: count / round.seconds,
      p50: quantile(round.latencies, 0.5),
      p99: quantile(round.latencies, 0.99),
    };
  }

  async stop(): Promise<void> {
    await this.#load.close();
    await this.#process.stop();
  }

  #isRight(answer: Buffer, right: string): boolean {
    if (!this.#exact) return isDeepStrictEqual(JSON.parse(answer.toString()), JSON.parse(right));
    // ApolloServer ends its answers with a line feed.
    const text = answer.at(-1) === NEWLINE ? answer.subarray(0, -1) : answer;
    return text.equals(Buffer.from(right));
  }
}
