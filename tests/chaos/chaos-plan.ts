import { SeededRandom } from '../testkit/seeded-random.js';
import type { ChaosSize } from './chaos-size.js';
import { planLoad, type PlannedRequest } from './load-plan.js';
import { drawOfficeControl, type OfficeControl } from './office-faults.js';
import { OFFICES } from './parties.js';

export const PROCESSES = ['gateway-1', 'gateway-2', 'worker-1', 'worker-2', 'emulator', 'database'] as const;
export type ProcessName = (typeof PROCESSES)[number];

export type Fault =
  /** kill -9, and started again after `forMs`. */
  | { kind: 'kill'; process: ProcessName; forMs: number }
  /** SIGSTOP, and SIGCONT after `forMs`. */
  | { kind: 'pause'; process: ProcessName; forMs: number }
  | { kind: 'full-disk'; forMs: number }
  | { kind: 'offices'; control: OfficeControl }
  | { kind: 'limits'; officeCode: string; maximumRows: number; concurrentBatches: number }
  | { kind: 'flag'; to: 'OPEN' | 'DRAINING' | 'CLOSED'; force: boolean; officeCode: string };

export interface PlannedFault {
  atMs: number;
  fault: Fault;
}

export interface ChaosPlan {
  seed: number;
  size: ChaosSize;
  /** In order of time. */
  faults: PlannedFault[];
  load: PlannedRequest[];
  /** The closing ends what is in flight as ABANDONED; else it waits until everything has ended. */
  forcedClosing: boolean;
}

/** When the closing is asked for, as a share of the storm. */
const CLOSING_SHARE = 0.88;

/** Everything that will be done in a run, and when: a pure function of the seed and the size. */
export function planChaos(seed: number, size: ChaosSize): ChaosPlan {
  // Spread: the first numbers drawn from 1, 2, 3 … are much alike.
  const random = new SeededRandom(Math.imul(seed, 0x9e37_79b1));
  const forcedClosing = seed % 2 === 1;
  const sleeper = random.chance(0.5) ? 1 : 2;
  const faults = [
    ...planKills(random, size, 3 - sleeper),
    ...planPauses(random, size, sleeper),
    ...planFullDisks(random, size),
    ...planOffices(random, seed, size),
    ...planLimits(random, size),
    ...planFlag(random, size, forcedClosing),
  ].sort((one, other) => one.atMs - other.atMs);
  return { seed, size, faults, load: planLoad(random, seed, size), forcedClosing };
}

/**
 * Spread over the storm, a slot each, so that none falls out and all of them can meet any other fault. One of the workers
 * is spared: it is to sleep through what happens and wake.
 */
function planKills(random: SeededRandom, { stormMs, kills }: ChaosSize, killable: number): PlannedFault[] {
  const of = (count: number, process: () => ProcessName, down: readonly [number, number]): PlannedFault[] =>
    slots(random, count, stormMs).map((atMs) => ({
      atMs,
      fault: { kind: 'kill', process: process(), forMs: between(random, down) },
    }));
  return [
    ...of(kills.worker, () => `worker-${killable === 1 ? 1 : 2}`, [100, 3_000]),
    ...of(kills.gateway, () => `gateway-${random.chance(0.5) ? 1 : 2}`, [100, 2_000]),
    ...of(kills.emulator, () => 'emulator', [100, 3_000]),
    ...of(kills.database, () => 'database', [50, 2_500]),
  ];
}

/**
 * The sleeper's first sleep outlasts its leases: it wakes with claims that others have taken since, in every other plan
 * after the closing. Its later sleeps come before or after, and are short.
 */
function planPauses(random: SeededRandom, { stormMs, pausesMs }: ChaosSize, sleeper: number): PlannedFault[] {
  const process: ProcessName = `worker-${sleeper === 1 ? 1 : 2}`;
  const [first, ...others] = pausesMs.map((length) => between(random, length));
  const beginsAt = CLOSING_SHARE * stormMs - (first ?? 0) * (random.chance(0.5) ? 0.7 + random.next() * 0.2 : 1.1);
  const pause = (atMs: number, forMs: number): PlannedFault => ({ atMs, fault: { kind: 'pause', process, forMs } });
  const before = Math.max(0, beginsAt - 1_000);
  return [
    ...(first === undefined ? [] : [pause(Math.max(500, Math.round(beginsAt)), first)]),
    ...others.map((forMs) => pause(Math.round(random.next() * Math.max(0, before - forMs)), forMs)),
  ];
}

function planFullDisks(random: SeededRandom, { stormMs, fullDisks }: ChaosSize): PlannedFault[] {
  return slots(random, fullDisks, stormMs).map((atMs) => ({
    atMs,
    fault: { kind: 'full-disk', forMs: between(random, [stormMs * 0.04, stormMs * 0.1]) },
  }));
}

function planOffices(random: SeededRandom, seed: number, { stormMs, officeFaultsEveryMs }: ChaosSize): PlannedFault[] {
  const changes = Math.floor(stormMs / officeFaultsEveryMs);
  return Array.from({ length: changes }, (_, index) => ({
    atMs: Math.round((index + 0.4 + random.next() * 0.5) * officeFaultsEveryMs),
    fault: { kind: 'offices', control: drawOfficeControl(random, seed) },
  }));
}

/** changed while files are under way. */
function planLimits(random: SeededRandom, { stormMs }: ChaosSize): PlannedFault[] {
  return slots(random, 3, stormMs).map((atMs) => ({
    atMs,
    fault: {
      kind: 'limits',
      officeCode: random.pick(OFFICES),
      maximumRows: 40 + random.below(160),
      concurrentBatches: 1 + random.below(8),
    },
  }));
}

/** OPEN → DRAINING → OPEN → DRAINING → CLOSED; in between one office alone drains. */
function planFlag(random: SeededRandom, { stormMs }: ChaosSize, force: boolean): PlannedFault[] {
  const at = (share: number): number => Math.round((share + random.next() * 0.05) * stormMs);
  const officeCode = random.pick(OFFICES.slice(0, 5));
  const flag = (atMs: number, to: 'OPEN' | 'DRAINING' | 'CLOSED', scope = ''): PlannedFault => ({
    atMs,
    fault: { kind: 'flag', to, force: to === 'CLOSED' && force, officeCode: scope },
  });
  return [
    flag(at(0.25), 'DRAINING'),
    flag(at(0.35), 'OPEN'),
    flag(at(0.45), 'DRAINING', officeCode),
    flag(at(0.58), 'OPEN', officeCode),
    flag(at(0.8), 'DRAINING'),
    flag(at(CLOSING_SHARE), 'CLOSED'),
  ];
}

/** One instant in each of `count` equal parts of the middle of the storm. */
function slots(random: SeededRandom, count: number, stormMs: number): number[] {
  const first = 0.06 * stormMs;
  const width = (0.9 * stormMs) / Math.max(1, count);
  return Array.from({ length: count }, (_, index) => Math.round(first + (index + random.next()) * width));
}

const between = (random: SeededRandom, [least, most]: readonly [number, number]): number =>
  Math.round(least + random.next() * (most - least));
