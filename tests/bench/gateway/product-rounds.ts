import { isDeepStrictEqual } from 'node:util';
import { LoadGenerator, quantile, type Check } from './load.js';
import { operationBody, PRODUCT_OPERATIONS, type ProductOperation } from './product-operations.js';
import { startProductWorld, type ProductVariant, type ProductWorld } from './product-world.js';
import { table } from './report.js';
import { threadSeconds } from './thread-time.js';

export interface ProductRounds {
  build: string;
  rounds: number;
  concurrency: number;
  /** Requests of a round. */
  requests: number;
}

interface Round {
  /** Milliseconds of CPU a request. */
  gateway: number;
  subgraphs: number;
  p50: number;
}

const WARM_UP_ROUNDS = 3;

/** The product's own graph on its real database, in three ways that are asked in turns; prints a table. */
export async function compareProduct(options: ProductRounds): Promise<void> {
  const world = await startProductWorld(options.build);
  try {
    process.stdout.write('\n**The product on its database**: CPU, ms a request; PostgreSQL is not in it\n\n');
    const rows: string[][] = [];
    for (const operation of PRODUCT_OPERATIONS) {
      const measured = await measure(world, operation, options);
      for (const [{ about }, rounds] of measured) rows.push(rowOf(operation, about, rounds));
      process.stderr.write(`${operation.file} measured\n`);
    }
    process.stdout.write(`${table(['Operation', 'Variant', 'Gateway', 'Subgraph processes', 'p50, ms'], rows)}\n`);
  } finally {
    await world.stop();
  }
}

async function measure(
  world: ProductWorld,
  operation: ProductOperation,
  { rounds, concurrency, requests }: ProductRounds,
): Promise<ReadonlyMap<ProductVariant, Round[]>> {
  const body = await operationBody(operation);
  const headers = await world.headers(operation.persona);
  const loads = world.variants.map((variant) => ({
    variant,
    load: new LoadGenerator({ url: variant.url, headers, concurrency }),
  }));
  await compareAnswers(operation, loads, body);
  const measured = new Map<ProductVariant, Round[]>(world.variants.map((variant) => [variant, []]));
  for (let round = -WARM_UP_ROUNDS; round < rounds; round += 1) {
    for (const { variant, load } of loads) {
      const result = await oneRound(variant, load, { body, requests });
      if (round >= 0) measured.get(variant)?.push(result);
    }
  }
  await Promise.all(loads.map(({ load }) => load.close()));
  return measured;
}

/** All of them must say the same. */
async function compareAnswers(
  { file }: ProductOperation,
  loads: readonly { variant: ProductVariant; load: LoadGenerator }[],
  body: Buffer,
): Promise<void> {
  const answers: { about: string; data: unknown }[] = [];
  for (const { variant, load } of loads) {
    const answer = JSON.parse((await load.ask(body)).toString()) as { data?: unknown; errors?: unknown };
    if (answer.errors) throw new Error(`${file}, ${variant.about}: ${JSON.stringify(answer.errors)}`);
    answers.push({ about: variant.about, data: answer.data });
  }
  const [first, ...others] = answers;
  for (const { about, data } of others) {
    if (!isDeepStrictEqual(data, first?.data))
      throw new Error(`${file}: ${about} answers otherwise than ${first?.about}`);
  }
}

async function oneRound(
  { gateway, subgraphs }: ProductVariant,
  load: LoadGenerator,
  { body, requests }: { body: Buffer; requests: number },
): Promise<Round> {
  const used = (): [number, number] => [
    threadSeconds(gateway),
    subgraphs.reduce((sum, pid) => sum + threadSeconds(pid), 0),
  ];
  const check: Check = (answer) => {
    if (answer.includes('"errors"')) throw new Error(answer.toString().slice(0, 500));
  };
  const [gatewayBefore, subgraphsBefore] = used();
  const { latencies } = await load.run([body], { from: 0, count: requests, check });
  const [gatewayAfter, subgraphsAfter] = used();
  return {
    gateway: ((gatewayAfter - gatewayBefore) * 1_000) / requests,
    subgraphs: ((subgraphsAfter - subgraphsBefore) * 1_000) / requests,
    p50: quantile(latencies, 0.5),
  };
}

function rowOf({ file, about }: ProductOperation, variant: string, rounds: readonly Round[]): string[] {
  const of = (pick: (round: Round) => number): number => quantile(rounds.map(pick), 0.5);
  const subgraphs = of((round) => round.subgraphs);
  return [
    `${file}: ${about}`,
    variant,
    of(({ gateway }) => gateway).toFixed(2),
    subgraphs === 0 ? '' : subgraphs.toFixed(2),
    of(({ p50 }) => p50).toFixed(1),
  ];
}
