import type { SeededRandom } from '../testkit/seeded-random.js';
import { OFFICES } from './parties.js';

/** What the emulator's control file can hold for an office (`npm run emulator -- control --help`). */
export type OfficeFaults = Record<string, unknown>;
export interface OfficeControl {
  seed: number;
  offices: Record<string, OfficeFaults>;
}

const FILE_CODES = [
  'AUT-001', 'FIR-001', 'OBB-001', 'TES-001', 'TES-002', 'TES-003', 'TES-004', 'TES-005', 'TES-006', 'AUT-002', 'DIS-001',
  'SIC-001',
]; // prettier-ignore
const CRASH_STEPS = [
  'received', 'taken', 'ack-renamed', 'acknowledged', 'processing', 'processed', 'zip-renamed', 'outcome-renamed',
]; // prettier-ignore

/** Every fault of the protocol page, each with a probability for a file; most leave most files alone. */
const FAULTS: readonly ((random: SeededRandom) => OfficeFaults)[] = [
  (random) => ({ ackDelayMs: 200 + random.below(3_000), processDelayMs: 200 + random.below(4_000) }),
  (random) => ({ noAnswer: { probability: share(random, 0.9), answers: some(random, ['ack', 'outcome']) } }),
  (random) => ({
    duplicateAnswer: {
      probability: share(random, 0.9),
      answers: some(random, ['ack', 'zip', 'outcome']),
      afterMs: 300,
    },
  }),
  (random) => ({
    reorder: { probability: share(random, 0.9), what: some(random, ['outcome-before-ack', 'outcome-before-zip']) },
  }),
  (random) => ({
    cutFile: {
      probability: share(random, 0.8),
      answers: some(random, ['ack', 'zip', 'outcome']),
      ...(random.chance(0.6) && { completeAfterMs: 300 + random.below(3_000) }),
    },
  }),
  (random) => ({ wrongHash: { probability: share(random, 0.6), what: some(random, ['file', 'pdf']) } }),
  (random) => ({ lieRows: { probability: share(random, 0.6), how: some(random, ['missing', 'extra', 'doubled']) } }),
  (random) => ({ refuseWith: { probability: share(random, 0.25), code: random.pick(FILE_CODES) } }),
  (random) => ({ switchedOff: share(random, 0.2) }),
  (random) => ({ failProcessing: share(random, 0.5) }),
  (random) => ({ readOnly: random.chance(0.4) ? 1 : share(random, 0.6) }),
  (random) => ({ noSpace: share(random, 0.8) }),
  (random) => ({ crashBetweenSteps: { probability: share(random, 0.15), steps: some(random, CRASH_STEPS) } }),
];

/** What the offices are told from now on: about half of them something, the others nothing. */
export function drawOfficeControl(random: SeededRandom, seed: number): OfficeControl {
  const troubled = OFFICES.filter(() => random.chance(0.5));
  const offices = troubled.map((officeCode) => {
    const faults = Array.from({ length: 1 + random.below(3) }, () => random.pick(FAULTS)(random));
    return [officeCode, Object.assign({}, ...faults) as OfficeFaults] as const;
  });
  return { seed, offices: Object.fromEntries(offices) };
}

function share(random: SeededRandom, most: number): number {
  return Math.round((0.05 + random.next() * (most - 0.05)) * 100) / 100;
}

/** At least one of them. */
function some(random: SeededRandom, values: readonly string[]): string[] {
  const drawn = values.filter(() => random.chance(0.5));
  return drawn.length > 0 ? drawn : [random.pick(values)];
}
