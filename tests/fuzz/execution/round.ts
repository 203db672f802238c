import type { SeededRandom } from '../../testkit/seeded-random.js';
import { caseRandom } from '../fuzz-case.js';
import { invented, isBesideAnswer, nulledPositions } from './answer-positions.js';
import { compare, type Difference, type DifferenceKind } from './comparison.js';
import { countGraph, countOperation, countPlan, countResolved } from './coverage.js';
import type { Answer, Executor, ExecutorFactory, TestOperation } from './executor.js';
import { generateFaults } from './fault-generator.js';
import { isKnownToJudge } from './fault.js';
import { generateSubgraphs } from './graph-generator.js';
import { judgeOf } from './judge-executor.js';
import { attempt, judged } from './judgement.js';
import { generateOperation } from './operation-generator.js';
import { plannerOf } from './shared-planner.js';
import { makeSupergraph, NotComposable, type TestSupergraph } from './supergraph.js';
import type { Tally } from './tally.js';
import { operationOf, type TestCase } from './test-case.js';

export interface RoundOrder {
  readonly seed: number;
  /** Which supergraph of the seed; also the seed of its data. */
  readonly round: number;
  /** Operations to execute on it. */
  readonly operations: number;
  readonly executors: readonly ExecutorFactory[];
}

export interface FoundDifference {
  readonly executor: string;
  readonly difference: Pick<Difference, 'detail'> & { readonly kind: DifferenceKind | 'less-than-apollo' };
  readonly case: TestCase;
}

/** Executions of one document: each with variables and labels of its own, the last ones with faults. */
const REPETITIONS = 4;
const FAULTLESS = 2;
/** How often the labels change between two executions of a document: each set of them is planned anew. */
const OTHER_LABELS = 0.2;

/** One supergraph, and operations on it by all executors, held against the judge. */
export async function runRound(
  { seed, round, operations, executors }: RoundOrder,
  tally: Tally,
): Promise<FoundDifference[]> {
  const random = caseRandom(seed, round, 'make');
  const supergraph = composed(random, { seed: round, tally });
  if (!supergraph) return [];
  countGraph(supergraph, tally);
  const bench = new Bench(supergraph, tally);
  await bench.start(executors);
  for (let done = 0; done < operations;) {
    const generated = generateOperation(supergraph.apiSchema, random);
    if (!generated) {
      tally.add('operations thrown away');
      done += 1;
      continue;
    }
    let labels = someLabels(supergraph, random);
    for (let left = Math.min(REPETITIONS, operations - done); left > 0; left -= 1, done += 1) {
      if (random.chance(OTHER_LABELS)) labels = someLabels(supergraph, random);
      const { text, operationName } = generated;
      const plain: TestCase = {
        ...{
          subgraphs: supergraph.subgraphs,
          seed: round,
          text,
          labels,
          faults: [],
          variables: generated.variables(random),
        },
        ...(operationName !== undefined && { operationName }),
      };
      const isFaultless = left > REPETITIONS - FAULTLESS;
      await bench.run(isFaultless ? plain : await bench.withFaults(plain, random));
    }
  }
  return bench.found;
}

function someLabels({ facts }: TestSupergraph, random: SeededRandom): string[] {
  return [...facts.labels].filter(() => random.chance(0.5));
}

function composed(random: SeededRandom, { seed, tally }: { seed: number; tally: Tally }): TestSupergraph | null {
  try {
    const supergraph = makeSupergraph(generateSubgraphs(random), seed);
    tally.add('supergraphs');
    return supergraph;
  } catch (error) {
    if (!(error instanceof NotComposable)) throw error;
    tally.add('supergraphs thrown away');
    return null;
  }
}

class Bench {
  readonly found: FoundDifference[] = [];
  readonly #supergraph: TestSupergraph;
  readonly #tally: Tally;
  readonly #judge: Executor;
  #executors: Executor[] = [];

  constructor(supergraph: TestSupergraph, tally: Tally) {
    this.#supergraph = supergraph;
    this.#tally = tally;
    this.#judge = judgeOf(supergraph);
  }

  async start(factories: readonly ExecutorFactory[]): Promise<void> {
    this.#executors = await Promise.all(factories.map((factory) => factory(this.#supergraph)));
  }

  async withFaults(plain: TestCase, random: SeededRandom): Promise<TestCase> {
    const operation = operationOf(plain);
    const answer = await this.#judge.execute(operation);
    const { document } = operation;
    return { ...plain, faults: generateFaults(this.#supergraph, { answer, document }, random) };
  }

  async run(testCase: TestCase): Promise<void> {
    const operation = operationOf(testCase);
    const tally = this.#tally;
    tally.add('operations');
    const supergraph = this.#supergraph;
    const expected = await this.#judge.execute(operation);
    const answers = new Map<string, Answer>();
    for (const executor of this.#executors) {
      const answer = await attempt(executor, operation);
      const difference = judged({ supergraph, operation, expected }, answer);
      if (difference) this.#note(executor, difference, testCase);
      else tally.add(`${executor.name} as the judge`);
      if (!difference && !('kind' in answer) && hasErrorBeside(answer)) tally.add(`${executor.name}: error beside`);
      if ('kind' in answer || answer.plannerFailure !== undefined) continue;
      answers.set(executor.name, answer);
      if (executor.name !== 'ours') continue;
      tally.add(answer.handedOver === undefined ? 'compiled' : `handed to Apollo: ${answer.handedOver}`);
      countOperation(operation, answer, tally);
      countResolved(expected, { facts: supergraph.facts, types: supergraph.fullSchema }, tally);
    }
    this.#againstApollo({ testCase, operation, expected, answers });
    this.#countPlan(operation);
  }

  /** Where the judge cannot know how much must be left, nothing may be lost that Apollo keeps on the same plan. */
  #againstApollo({ testCase, operation, expected, answers }: Comparison): void {
    const [ours, apollo] = [answers.get('ours'), answers.get('apollo')];
    // Of entities that cannot be had Apollo is no measure: it sends the half of what is required, or takes for a field
    // what the plan has asked for another subgraph. The judge has a say in them all the same.
    const isOpen = testCase.faults.some(
      ({ kind, ...fault }) =>
        kind === 'tamper' || kind === 'entity' || (kind === 'subgraph' && 'call' in fault && fault.call !== undefined),
    );
    if (!ours || !apollo || isOpen || isKnownToJudge(operation.faults)) return;
    if (compare(expected, apollo, operation) || compare(expected, ours, operation)) return;
    const lost = invented(ours.data, apollo.data);
    // Where it has an error of its own, the concrete type is not known: Apollo then leaves out what depends on it.
    // The null goes up to where one may be, the place that counts.
    const isTold = [...nulledPositions(ours)].some((position) => lost?.startsWith(`${placeOf(position)}:`));
    if (lost === null || isTold) return;
    const executor = this.#executors.find(({ name }) => name === 'ours')!;
    this.#note(executor, { kind: 'less-than-apollo', detail: lost }, testCase);
  }

  #note({ name }: Executor, difference: FoundDifference['difference'], testCase: TestCase): void {
    const { kind, detail } = difference;
    this.#tally.add(
      kind === 'planner' ? `the planner fails: ${detail.split('\n')[0]}` : `difference of ${name}: ${kind}`,
    );
    this.found.push({ executor: name, difference, case: testCase });
  }

  #countPlan({ text, operationName, labels }: TestOperation): void {
    try {
      countPlan(
        plannerOf(this.#supergraph).plan({ text, operationName: operationName ?? null, activeLabels: [...labels] }),
        this.#tally,
      );
    } catch {
      this.#tally.add('operations that cannot be planned as they are');
    }
  }
}

/** Of a field that only the plan has asked of the object. */
function hasErrorBeside(answer: Answer): boolean {
  return [...nulledPositions(answer)].some((position) => isBesideAnswer(answer.data, position));
}

function placeOf(position: string): string {
  const path = JSON.parse(position) as readonly (string | number)[] | string;
  return typeof path === 'string' ? path : path.join('.');
}

interface Comparison {
  testCase: TestCase;
  operation: TestOperation;
  expected: Answer;
  answers: ReadonlyMap<string, Answer>;
}
