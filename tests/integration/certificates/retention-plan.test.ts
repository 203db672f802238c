import { FixedClock } from '../../../schema/kernel/clock.js';
import { openDatabase, type Sql } from '../../../schema/kernel/database.js';
import { eraseDocuments } from '../../../subgraphs/certificates/retention/retention.store.js';
import { createTestDatabase, type TestDatabase } from '../../testkit/database.js';

const CERTIFICATES = 30_000;
const A_DAY = 1_000;
const LIMIT = 100;

interface PlanNode {
  'Node Type': string;
  'Relation Name'?: string;
  'Actual Rows': number;
  'Actual Loops': number;
  'Rows Removed by Filter'?: number;
  Plans?: PlanNode[];
}

let db: TestDatabase;
beforeAll(async () => {
  db = await createTestDatabase();
  for (let from = 1; from <= CERTIFICATES; from += 10_000) {
    await db.database.query(
      `INSERT INTO certificates.certificate (number, request_id, line, verification_code, kind, office_code, language,
         issued_on, expires_on, key_id, sealed, signature)
       SELECT 'AD-' || n, gen_random_uuid(), 1, 'V' || n, 'CASELLARIO_GENERAL', 'PROC-H501', 'it',
         '2026-01-01'::date + n / ${A_DAY}, '2026-12-01', 1, '\\x01', '\\x02' FROM generate_series($1::int, $1 + 9999) n`,
      [from],
    );
  }
});
afterAll(() => db.drop());

/** The plan of the statement that finds what is due, run and taken back. */
async function planOfBatch(): Promise<PlanNode> {
  let plan: PlanNode | undefined;
  const clock = new FixedClock('2026-12-31T10:00:00Z');
  const erasure = { issuedBefore: '2026-07-04', limit: LIMIT, at: clock.now(), day: '2026-12-31', retentionDays: 180 };
  await db.database
    .transaction(async (sql) => {
      const explaining: Sql = {
        ...sql,
        rows: async <Row>(text: string, values?: readonly unknown[]): Promise<Row[]> => {
          const [found] = await sql.rows<{ 'QUERY PLAN': [{ Plan: PlanNode }] }>(
            `EXPLAIN (ANALYZE, FORMAT JSON) ${text}`,
            values,
          );
          plan = found?.['QUERY PLAN'][0].Plan;
          return [];
        },
      };
      await eraseDocuments(explaining, erasure);
      throw new Error('taken back');
    })
    .catch(() => undefined);
  if (!plan) throw new Error('no plan');
  return plan;
}

function* nodesOf(node: PlanNode): Generator<PlanNode> {
  yield node;
  for (const inner of node.Plans ?? []) yield* nodesOf(inner);
}

/** Rows read of the table, those thrown away included. */
const rowsRead = (plan: PlanNode): number[] =>
  [...nodesOf(plan)]
    .filter((node) => node['Relation Name'] === 'certificate' && node['Node Type'].includes('Scan'))
    .map((node) => (node['Actual Rows'] + (node['Rows Removed by Filter'] ?? 0)) * node['Actual Loops']);

describe('R-62 a batch reads what it erases and no more', () => {
  it.each(['without statistics', 'with them'])('R-62 %s, though thirty days are due', async (statistics) => {
    if (statistics === 'with them') await analyse();
    const plan = await planOfBatch();
    expect([...nodesOf(plan)].filter((node) => /Seq Scan|Sort/.test(node['Node Type']))).toEqual([]);
    expect(Math.max(...rowsRead(plan))).toBeLessThanOrEqual(2 * LIMIT);
  });
});

/** The product's role may not: tables are analysed by their owner, or by autovacuum. */
async function analyse(): Promise<void> {
  const owner = openDatabase({ url: db.ownerUrl, poolSize: 1 });
  await owner.query('ANALYZE certificates.certificate');
  await owner.close();
}
