import { isDeepStrictEqual } from 'node:util';
import { cpuSeconds } from '../process-usage.js';
import { quantile } from './load.js';
import { ProductClients } from './product-clients.js';
import { PRODUCT_OPERATIONS, type ProductOperation } from './product-operations.js';
import { startProductWorld, type ProductVariant, type ProductWorld } from './product-world.js';
import { table } from './report.js';
import { threadSeconds } from './thread-time.js';

export interface ProductRounds {
  build: string;
  rounds: number;
  concurrency: number;
  /** Of a round. */
  seconds: number;
  /** Requests one after the other, at the end. */
  alone: number;
}

interface Round {
  /** Milliseconds of CPU a request. */
  gateway: number;
  subgraphs: number;
  database: number;
  p50: number;
}

interface Measured {
  about: string;
  rounds: Round[];
  /** Milliseconds of each request while there was no other. */
  alone: readonly number[];
}

interface Running {
  variant: ProductVariant;
  clients: ProductClients;
}

const WARM_UP_ROUNDS = 2;
const HEAD = ['Operation', 'Variant', 'Gateway', 'Subgraphs', 'PostgreSQL', 'p50, ms', 'Alone: p50', 'p99, ms'];

/** The product's own graph on its real database, in three ways that are asked in turns; prints a table. */
export async function compareProduct(options: ProductRounds): Promise<void> {
  const world = await startProductWorld(options.build);
  try {
    const { concurrency, rounds, seconds } = options;
    const size = `${concurrency} callers side by side, median of ${rounds} rounds of ${seconds} s`;
    process.stdout.write(`\n**The product on its database**: CPU in ms a request; ${size}\n\n`);
    const rows: string[][] = [];
    for (const operation of PRODUCT_OPERATIONS) {
      for (const measured of await measure(world, operation, options)) rows.push(rowOf(operation, measured));
      process.stderr.write(`${operation.file} measured\n`);
    }
    process.stdout.write(`${table(HEAD, rows)}\n`);
  } finally {
    await world.stop();
  }
}

async function measure(
  { variants, postmaster }: ProductWorld,
  operation: ProductOperation,
  { rounds, concurrency, seconds, alone }: ProductRounds,
): Promise<Measured[]> {
  const running: Running[] = [];
  for (const variant of variants) {
    running.push({ variant, clients: await ProductClients.of(operation, { variant, concurrency }) });
  }
  await compareAnswers(operation, running);
  const measured: Measured[] = variants.map(({ about }) => ({ about, rounds: [], alone: [] }));
  for (let round = -WARM_UP_ROUNDS; round < rounds; round += 1) {
    for (const [place, one] of running.entries()) {
      const result = await oneRound(one, { seconds, postmaster });
      if (round >= 0) measured[place]?.rounds.push(result);
    }
  }
  const result: Measured[] = [];
  for (const [place, { clients }] of running.entries()) {
    const one = measured[place];
    if (one) result.push({ ...one, alone: await clients.askAlone(alone) });
    await clients.close();
  }
  return result;
}

/** All of them must say the same to each caller. */
async function compareAnswers({ file }: ProductOperation, running: readonly Running[]): Promise<void> {
  const [first, ...others] = running;
  const right = await first?.clients.answers();
  for (const { variant, clients } of others) {
    if (!isDeepStrictEqual(await clients.answers(), right))
      throw new Error(`${file}: ${variant.about} answers otherwise than ${first?.variant.about}`);
  }
}

async function oneRound(
  { variant: { gateway, subgraphs }, clients }: Running,
  { seconds, postmaster }: { seconds: number; postmaster: number },
): Promise<Round> {
  const used = (): readonly [gateway: number, subgraphs: number, database: number] => [
    threadSeconds(gateway),
    subgraphs.reduce((sum, pid) => sum + threadSeconds(pid), 0),
    cpuSeconds(postmaster),
  ];
  const before = used();
  const latencies = await clients.ask(seconds);
  const after = used();
  const each = (place: 0 | 1 | 2): number => ((after[place] - before[place]) * 1_000) / latencies.length;
  return { gateway: each(0), subgraphs: each(1), database: each(2), p50: quantile(latencies, 0.5) };
}

function rowOf({ file, about }: ProductOperation, { about: variant, rounds, alone }: Measured): string[] {
  const of = (pick: (round: Round) => number): number => quantile(rounds.map(pick), 0.5);
  const subgraphs = of((round) => round.subgraphs);
  return [
    `${file}: ${about}`,
    variant,
    of(({ gateway }) => gateway).toFixed(2),
    subgraphs === 0 ? '' : subgraphs.toFixed(2),
    of(({ database }) => database).toFixed(1),
    of(({ p50 }) => p50).toFixed(1),
    quantile(alone, 0.5).toFixed(1),
    quantile(alone, 0.99).toFixed(1),
  ];
}
