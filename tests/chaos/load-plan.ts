import type { SeededRandom } from '../testkit/seeded-random.js';
import type { ChaosSize } from './chaos-size.js';
import { PARTIES, type Party } from './parties.js';

/** A request that a client will make, whatever comes in between. */
export interface PlannedRequest {
  atMs: number;
  party: Party;
  channel: 'MASSIVO' | 'DIRECT_AGREEMENT';
  purposeCode: string;
  clientRequestId: string;
  /** `GRAPH`: one call; `FILE`: a massivo file. */
  way: 'GRAPH' | 'FILE';
  rows: number;
  personSeed: number;
  /** How the client behaves: gives up on an answer too soon, asks twice at once, or asks again much later. */
  manner: 'PATIENT' | 'HASTY' | 'TWICE' | 'AGAIN_LATER';
}

const MASSIVO_SHARE = 0.55;
const LARGEST_IN_GRAPH = 250;
/** The last requests come shortly before the storm ends. */
const LAST_REQUEST = 0.92;
/** Shares of the storm in which the plan has massivo OPEN; most of its requests come then, the others at any time. */
const OPEN_SHARES = [
  [0, 0.26],
  [0.4, 0.8],
] as const;
const ANY_TIME_SHARE = 0.25;

export function planLoad(random: SeededRandom, seed: number, size: ChaosSize): PlannedRequest[] {
  return Array.from({ length: size.requests }, (_, index) => {
    const channel = random.chance(MASSIVO_SHARE) ? 'MASSIVO' : 'DIRECT_AGREEMENT';
    const purpose = channel === 'MASSIVO' ? 'massivoPurpose' : 'directPurpose';
    const party = random.pick(PARTIES.filter((one) => one[purpose] !== null));
    const rows = rowsOf(random, size);
    return {
      atMs: Math.round(whenAsked(random, channel) * size.stormMs),
      party,
      channel,
      purposeCode: party[purpose] ?? '',
      clientRequestId: `chaos-${seed}-${String(index + 1).padStart(4, '0')}`,
      way: rows <= LARGEST_IN_GRAPH && random.chance(0.5) ? 'GRAPH' : 'FILE',
      rows,
      personSeed: seed * 10_000 + index,
      manner: mannerOf(random.next()),
    };
  });
}

function whenAsked(random: SeededRandom, channel: PlannedRequest['channel']): number {
  if (channel === 'DIRECT_AGREEMENT' || random.chance(ANY_TIME_SHARE)) return random.next() * LAST_REQUEST;
  const open = OPEN_SHARES.reduce((sum, [from, until]) => sum + until - from, 0);
  let at = random.next() * open;
  for (const [from, until] of OPEN_SHARES) {
    if (at < until - from) return from + at;
    at -= until - from;
  }
  return 0;
}

function rowsOf(random: SeededRandom, { rows: [small, middling, large] }: ChaosSize): number {
  const draw = random.next();
  const [least, most] = draw < 0.55 ? small : draw < 0.88 ? middling : large;
  return least + random.below(most - least + 1);
}

function mannerOf(draw: number): PlannedRequest['manner'] {
  if (draw < 0.12) return 'HASTY';
  if (draw < 0.22) return 'TWICE';
  return draw < 0.32 ? 'AGAIN_LATER' : 'PATIENT';
}
