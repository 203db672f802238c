import { setTimeout as sleep } from 'node:timers/promises';
import type { AttackCase } from './attack-case.js';
import type { AttackWorld } from './attack-world.js';

export interface LatencyPair {
  quietMs: number;
  attackedMs: number;
}

export interface LatencyReport {
  pairs: LatencyPair[];
  /** Median of the pairs' quotients. */
  ratio: number;
}

const PAIRS = 10;
/** Queries of one half of a pair; its figure is their median. */
const QUERIES = 30;
const ATTACKS_A_SECOND = 10;

/** How long a normal query takes, by turns without an attack and under one of a bounded rate. */
export async function measureLatency(world: AttackWorld, cases: readonly AttackCase[]): Promise<LatencyReport> {
  const pairs: LatencyPair[] = [];
  await half(world, []);
  for (let n = 0; n < PAIRS; n += 1) {
    const quietMs = await half(world, []);
    const attackedMs = await half(
      world,
      cases.filter((_case, index) => index % PAIRS === n),
    );
    pairs.push({ quietMs, attackedMs });
  }
  return { pairs, ratio: median(pairs.map(({ quietMs, attackedMs }) => attackedMs / quietMs)) };
}

async function half(world: AttackWorld, cases: readonly AttackCase[]): Promise<number> {
  let running = true;
  const attack = (async () => {
    const fired: Promise<unknown>[] = [];
    for (let n = 0; running && cases.length > 0; n += 1) {
      fired.push(cases[n % cases.length]?.fire(world).catch(() => undefined) ?? Promise.resolve());
      await sleep(1_000 / ATTACKS_A_SECOND);
    }
    await Promise.all(fired);
  })();
  const times: number[] = [];
  for (let n = 0; n < QUERIES; n += 1) {
    const start = performance.now();
    const { codes } = await world.graph({
      as: 'ops:alice',
      query: '{ transition { state lastDay } purposes { code } }',
    });
    if (codes.length > 0) throw new Error(`a normal query was refused: ${codes.join(' ')}`);
    times.push(performance.now() - start);
    await sleep(50);
  }
  running = false;
  await attack;
  return median(times);
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? 0;
  return sorted.length % 2 ? upper : ((sorted[middle - 1] ?? 0) + upper) / 2;
}
