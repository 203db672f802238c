import { createRequire } from 'node:module';
import pg from 'pg';
import type { SentStatement } from './statement-recorder.js';

/** How the driver writes a value for the server; it has no types of its own. */
const { prepareValue } = createRequire(import.meta.url)('pg/lib/utils.js') as {
  prepareValue: (value: unknown) => string | Buffer | null;
};

/** A table with more rows is never read from end to end, whatever is asked. */
const LARGE_TABLE_ROWS = 10_000;
/** Five pages of the largest size may be sorted, because sorting so few costs nothing. */
const MOST_SORTED_ROWS = 500;
/** A plan for any values cannot know how many rows these have; it must read by index, if not by the best one. */
const MOST_READ_FOR_ANY_VALUES = 15_000;

/** How a statement may run. */
export interface PlanBounds {
  /** Rows that may be looked at in large tables, those thrown away again included. */
  mostRowsRead: number;
  /** Sorts more than a page on purpose: no index can have the order. */
  maySort?: boolean;
}

interface PlanNode {
  'Node Type': string;
  'Relation Name'?: string;
  'Index Name'?: string;
  'Actual Rows'?: number;
  'Actual Loops'?: number;
  'Rows Removed by Filter'?: number;
  'Rows Removed by Index Recheck'?: number;
  'Rows Removed by Join Filter'?: number;
  Plans?: PlanNode[];
}

/** Runs statements as they were sent and looks at their plans; what they write is taken back. */
export class PlanJudge {
  readonly #client: pg.Client;
  #large: ReadonlySet<string> = new Set();

  constructor(url: string) {
    this.#client = new pg.Client({ connectionString: url, options: '-c TimeZone=UTC' });
  }

  async open(): Promise<void> {
    await this.#client.connect();
    // Plans of one worker: two cores are busy with other tests, and a plan must be good without a second one.
    await this.#client.query('SET max_parallel_workers_per_gather = 0; SET jit = off');
    const { rows } = await this.#client.query<{ name: string }>(
      `SELECT relname AS name FROM pg_class WHERE relkind = 'r' AND reltuples > ${LARGE_TABLE_ROWS}
         AND relnamespace::regnamespace::text IN ('agreements', 'certificates', 'legacy')`,
    );
    this.#large = new Set(rows.map(({ name }) => name));
  }

  /** The tables that the rules are about. */
  get largeTables(): readonly string[] {
    return [...this.#large].sort();
  }

  close(): Promise<void> {
    return this.#client.end();
  }

  /** What is wrong with the plan for these values, and with the one that serves any values; empty when nothing is. */
  async faultsOf(statement: SentStatement, bounds: PlanBounds): Promise<string[]> {
    if (!/^\s*(SELECT|WITH|INSERT|UPDATE|DELETE)\b/i.test(statement.text)) return [];
    // Rows that are given need no plan.
    if (/^\s*INSERT\b/i.test(statement.text) && !/\bSELECT\b/i.test(statement.text)) return [];
    const ofValues = this.#faultsIn(await this.#takenBack(() => this.#custom(statement)), bounds);
    const mostRowsRead = Math.max(bounds.mostRowsRead, MOST_READ_FOR_ANY_VALUES);
    const ofAny = this.#faultsIn(await this.#takenBack(() => this.#generic(statement)), { ...bounds, mostRowsRead });
    return [
      ...ofValues.map((fault) => `plan for the values: ${fault}\n${shortened(statement.text)}`),
      ...ofAny.map((fault) => `plan for any values: ${fault}\n${shortened(statement.text)}`),
    ];
  }

  async #takenBack(explain: () => Promise<PlanNode>): Promise<PlanNode> {
    await this.#client.query('BEGIN');
    try {
      return await explain();
    } finally {
      await this.#client.query('ROLLBACK');
    }
  }

  async #custom({ text, values }: SentStatement): Promise<PlanNode> {
    const { rows } = await this.#client.query<QueryPlan>(`${EXPLAIN} ${text}`, [...values]);
    return planOf(rows);
  }

  /** What PostgreSQL may fall back to once a prepared statement has run five times. */
  async #generic({ text, values }: SentStatement): Promise<PlanNode> {
    await this.#client.query(`PREPARE judged AS ${text}`);
    try {
      await this.#client.query(`SET LOCAL plan_cache_mode = force_generic_plan`);
      const written = values.map((value) => literal(value)).join(', ');
      const { rows } = await this.#client.query<QueryPlan>(`${EXPLAIN} EXECUTE judged${written && `(${written})`}`);
      return planOf(rows);
    } finally {
      await this.#client.query('DEALLOCATE judged').catch(() => undefined);
    }
  }

  #faultsIn(plan: PlanNode, { mostRowsRead, maySort = false }: PlanBounds): string[] {
    const nodes = flattened(plan);
    const faults = nodes
      .filter((node) => node['Node Type'] === 'Seq Scan' && this.#isLarge(node))
      .map((node) => `reads all of ${node['Relation Name']}`);
    for (const node of maySort ? [] : nodes.filter((each) => each['Node Type'] === 'Sort')) {
      const sorted = Math.max(0, ...(node.Plans ?? []).map((input) => rowsOf(input) / (input['Actual Loops'] || 1)));
      // Small tables have no index to follow, and need none.
      if (sorted > MOST_SORTED_ROWS && flattened(node).some((input) => this.#isLarge(input)))
        faults.push(`sorts ${Math.round(sorted)} rows`);
    }
    const read = nodes.filter((node) => this.#isLarge(node)).reduce((sum, node) => sum + rowsRead(node), 0);
    if (read > mostRowsRead) faults.push(`looks at ${Math.round(read)} rows, more than ${mostRowsRead}`);
    return faults;
  }

  #isLarge(node: PlanNode): boolean {
    return this.#large.has(node['Relation Name'] ?? '');
  }
}

const EXPLAIN = 'EXPLAIN (ANALYZE, TIMING OFF, BUFFERS OFF, SUMMARY OFF, FORMAT JSON)';

interface QueryPlan {
  'QUERY PLAN': [{ Plan: PlanNode }];
}

function planOf(rows: readonly QueryPlan[]): PlanNode {
  const [row] = rows;
  if (!row) throw new Error('EXPLAIN said nothing');
  return row['QUERY PLAN'][0].Plan;
}

function flattened(node: PlanNode): PlanNode[] {
  return [node, ...(node.Plans ?? []).flatMap(flattened)];
}

/** Rows that came out of a node, over all its loops. */
const rowsOf = (node: PlanNode): number => (node['Actual Rows'] ?? 0) * (node['Actual Loops'] ?? 0);

/** Rows that a scan had in hand, those that it threw away included. */
function rowsRead(node: PlanNode): number {
  if (node['Node Type'] === 'Bitmap Index Scan' || !/Scan$/.test(node['Node Type'])) return 0;
  const removed = (node['Rows Removed by Filter'] ?? 0) + (node['Rows Removed by Index Recheck'] ?? 0);
  return rowsOf(node) + removed * (node['Actual Loops'] ?? 0);
}

function literal(value: unknown): string {
  const prepared = prepareValue(value);
  if (prepared === null) return 'NULL';
  return pg.escapeLiteral(Buffer.isBuffer(prepared) ? `\\x${prepared.toString('hex')}` : String(prepared));
}

const shortened = (text: string): string => text.replace(/\s+/g, ' ').trim().slice(0, 600);
