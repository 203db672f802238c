import { readFile } from 'node:fs/promises';
import { packageRoot } from '../../../schema/kernel/package-root.js';
import { compare } from '../../fuzz/execution/comparison.js';
import { EXECUTORS } from '../../fuzz/execution/executors.js';
import type { ExecutorFactory } from '../../fuzz/execution/executor.js';
import { knownCases, type KnownCase } from '../../fuzz/execution/known-cases.js';
import { differenceOn } from '../../fuzz/execution/minimal-case.js';
import { MUTANTS } from '../../fuzz/execution/mutants.js';
import { differencesOf, missingFeatures } from '../../fuzz/execution/report.js';
import { runRound, type FoundDifference } from '../../fuzz/execution/round.js';
import { Tally } from '../../fuzz/execution/tally.js';

/** `npm run fuzz:execution` runs 100,000 of these. */
const SEED = 20260209;
const OPERATIONS = 2_000;
const OPERATIONS_A_ROUND = 120;
/** Apollo's executor is not under test here: it runs in every fourth round, so that the comparison stays alive. */
const APOLLO_EACH = 4;

const ENOUGH_FOR_MUTANTS = 1_000;

const [ours, apollo] = [EXECUTORS.get('ours')!, EXECUTORS.get('apollo')!];

describe(`${OPERATIONS} random operations on random supergraphs, seed ${SEED}`, () => {
  it('are answered as graphql-js answers them on the merged schema', async () => {
    const tally = new Tally();
    const found: FoundDifference[] = [];
    for (let round = 0; tally.get('operations') < OPERATIONS; round += 1) {
      const executors = round % APOLLO_EACH === 0 ? [ours, apollo] : [ours];
      const operations = Math.min(OPERATIONS_A_ROUND, OPERATIONS - tally.get('operations'));
      found.push(...(await runRound({ seed: SEED, round, operations, executors }, tally)));
    }

    const isOurs = ({ executor, difference }: FoundDifference): boolean =>
      executor === 'ours' && difference.kind !== 'planner';
    const shown = found.filter(isOurs).map(brief);
    expect(shown.slice(0, 5)).toEqual([]);
    expect(differencesOf(tally, 'ours')).toEqual([]);
    const withoutPlan = tally.under('the planner fails: ').reduce((sum, [, count]) => sum + count, 0);
    expect(tally.get('ours as the judge') + withoutPlan).toBe(OPERATIONS);
    expect(withoutPlan).toBeLessThan(OPERATIONS / 100);
    expect(tally.get('apollo as the judge')).toBeGreaterThan(0);
    expect(tally.get('compiled')).toBeGreaterThan(OPERATIONS * 0.9);
    expect(missingFeatures(tally, ALWAYS_MET)).toEqual([]);
  });
});

/** Without the subgraphs: `npm run fuzz:execution -- --seed … --from …` makes the case again, and small. */
function brief({ difference, case: { seed, text, variables, faults } }: FoundDifference): object {
  return { round: seed, difference, text, variables, faults };
}

/** Few rounds need not meet what is rare; the whole run must. */
const ALWAYS_MET = [
  ...['graph: @requires', 'graph: @shareable', 'graph: nested key', 'graph: interface', 'graph: mutation'],
  ...[
    'operation: @skip',
    'operation: @include',
    'operation: named fragment',
    'operation: alias',
    'operation: mutation',
    'operation: introspection beside data',
  ],
  ...['operation: introspection of the schema', 'operation: variable left out', 'operation: without faults'],
  ...['graph: @requires of a union', 'graph: @fromContext', 'graph: @interfaceObject', 'graph: @override'],
  ...['resolved: @requires', 'resolved: field of an interface object', 'resolved: label that holds', 'resolved: enum'],
  ...['fault: throw', 'fault: wrong', 'fault: null', 'plan: Flatten', 'plan: Parallel', 'plan: Condition'],
];

describe('the judge is sharp', () => {
  it('finds executors with one mistake each', async () => {
    const mutants = [...MUTANTS].map(([name, make]): ExecutorFactory => {
      return async (supergraph) => ({ ...(await make(supergraph)), name });
    });
    const tally = new Tally();
    const missing = (): string[] => [...MUTANTS.keys()].filter((name) => differencesOf(tally, name).length === 0);
    for (let round = 0; missing().length > 0 && tally.get('operations') < ENOUGH_FOR_MUTANTS; round += 1)
      await runRound({ seed: SEED, round, operations: 100, executors: mutants }, tally);
    expect(missing()).toEqual([]);
  });

  it('takes an answer for equal that is', () => {
    const operation = { faults: [] } as never;
    const answer = { data: { a: 1 }, errors: [], run: { struck: new Set() } } as never;
    expect(compare(answer, answer, operation)).toBeNull();
  });
});

describe('cases that are kept', () => {
  let cases: KnownCase[] = [];
  beforeAll(async () => {
    cases = await knownCases();
  });

  it('are answered by ours as by the judge, where there is a plan', async () => {
    for (const known of cases) {
      const difference = await differenceOn(known, ours);
      const kind = difference === null || difference === 'invalid' ? difference : difference.kind;
      expect([known.name, kind]).toEqual([known.name, known.ours ?? null]);
    }
  });

  it("are still those where Apollo's executor differs, and how", async () => {
    for (const known of cases) {
      const difference = await differenceOn(known, apollo);
      const kind = difference === null || difference === 'invalid' ? difference : difference.kind;
      expect([known.name, kind]).toEqual([known.name, known.apollo]);
    }
  });

  it('are named in docs/conformance.md', async () => {
    const document = await readFile(`${packageRoot()}/docs/conformance.md`, 'utf8');
    expect(cases.filter(({ name }) => !document.includes(name)).map(({ name }) => name)).toEqual([]);
  });
});
