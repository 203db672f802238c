import { readFileSync } from 'node:fs';
import path from 'node:path';
import { addDays, type IsoDay } from '../../schema/kernel/clock.js';
import type { Database } from '../../schema/kernel/database.js';
import { packageRoot } from '../../schema/kernel/package-root.js';
import type { RunningProduct } from '../testkit/product.js';
import { SeededRandom } from '../testkit/seeded-random.js';

const QUERY = readFileSync(path.join(packageRoot(), 'schema/operations/migration-progress.graphql'), 'utf8');

export interface DashboardVariables {
  filter?: { officeCode?: string; district?: string; region?: string; bodyType?: 'PA' | 'GPS' };
  asOf?: IsoDay;
}

/** What the answer says of the part that the raw tables are asked about. */
export interface DashboardAnswer {
  bodiesTotal: number;
  volumes: { from: IsoDay; to: IsoDay; channel: string; requests: number; subjects: number }[];
  turnaround: { channel: string; items: number; p50Minutes: number; p95Minutes: number }[];
  rejections: { code: string; count: number }[];
}

/** Asks for the whole dashboard over HTTP, one question after the other on one connection. */
export class Dashboard {
  readonly #url: string;
  readonly #token: string;

  constructor(url: string, token: string) {
    this.#url = url;
    this.#token = token;
  }

  static async of(product: RunningProduct): Promise<Dashboard> {
    return new Dashboard(product.url, await product.token('ops:alice'));
  }

  /** @returns the answer and how long it took, in milliseconds, to its last byte. */
  async ask(variables: DashboardVariables): Promise<{ answer: DashboardAnswer; took: number }> {
    const start = performance.now();
    const response = await fetch(`${this.#url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${this.#token}` },
      body: JSON.stringify({ query: QUERY, variables }),
    });
    const text = await response.text();
    const took = performance.now() - start;
    const { data, errors } = JSON.parse(text) as { data?: { migrationProgress: DashboardAnswer }; errors?: unknown };
    if (!data || errors) throw new Error(`the dashboard was not answered: ${text.slice(0, 500)}`);
    return { answer: data.migrationProgress, took };
  }

  async times(questions: readonly DashboardVariables[]): Promise<number[]> {
    const times: number[] = [];
    for (const variables of questions) times.push((await this.ask(variables)).took);
    return times;
  }
}

/** Filters of every kind in turns, each with another day of the two years. */
export async function rotatingQuestions(
  database: Database,
  { count, seed, today }: { count: number; seed: number; today: IsoDay },
): Promise<DashboardVariables[]> {
  const random = new SeededRandom(seed);
  const offices = await database.rows<{ code: string; district: string; region: string }>(
    'SELECT code, district, region FROM agreements.prosecutor_office ORDER BY code',
  );
  return Array.from({ length: count }, (_, index): DashboardVariables => {
    const { code, district, region } = random.pick(offices);
    const bodyType = random.chance(0.5) ? ('PA' as const) : ('GPS' as const);
    const filters = [{}, { officeCode: code }, { district }, { region }, { bodyType }, { region, bodyType }];
    const filter = filters[index % filters.length] ?? {};
    return { filter, asOf: addDays(today, -random.below(index % 3 === 0 ? 30 : 700)) };
  });
}

/** The nearest rank, in milliseconds. */
export function percentile(times: readonly number[], hundredths: number): number {
  const sorted = [...times].sort((one, other) => one - other);
  return sorted[Math.ceil((sorted.length * hundredths) / 100) - 1] ?? Number.NaN;
}
