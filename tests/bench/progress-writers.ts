import { FixedClock, systemClock } from '../../schema/kernel/clock.js';
import type { Database, Sql } from '../../schema/kernel/database.js';
import { openDatabase } from '../../schema/kernel/database.js';
import { accept, end, insertProgressParties } from '../testkit/progress-history.js';
import { median, startBenchServer } from './running-bench.js';
import { ProgressFolding } from '../../subgraphs/certificates/migration-progress/progress-folding.service.js';

const WRITERS = 16;
const REQUESTS_A_WRITER = 40;
const ITEMS_A_REQUEST = 25;
/** Wanted: percent. */
const WANTED = 10;

/**
 * Sixteen writers at once stage, accept and answer requests through the product's stores, all at one office and of one
 * body, where a row that is updated by everybody would show; the worker folds meanwhile. In pairs, the order changing from
 * one to the next: with the counting as it is, and without it: its statements cut out, the triggers of the agreements
 * switched off. A pair on a busy machine says nothing; the median of many does.
 */
export async function measureWriters({ pairs, say }: { pairs: number; say: (line: string) => void }): Promise<void> {
  const server = await startBenchServer();
  try {
    await (await server.startProduct()).stop(); // its tables
    const owner = server.database;
    const pool = openDatabase({ url: server.url, poolSize: WRITERS + 2, statementTimeoutMs: 600_000 });
    await insertProgressParties(owner);
    await write(pool);
    say(`\n${WRITERS} writers, ${REQUESTS_A_WRITER} requests of ${ITEMS_A_REQUEST} items each: requests/s`);
    say('without counting   with counting   cost %');
    const costs: number[] = [];
    for (let pair = 0; pair < pairs; pair += 1) {
      const speed = { without: 0, with: 0 };
      for (const variant of pair % 2 === 0 ? (['without', 'with'] as const) : (['with', 'without'] as const)) {
        speed[variant] = await measure(owner, pool, variant);
      }
      costs.push((speed.without / speed.with - 1) * 100);
      say(
        `${speed.without.toFixed(0).padStart(16)}   ${speed.with.toFixed(0).padStart(13)}   ${costs.at(-1)?.toFixed(1)}`,
      );
    }
    say(`median of ${pairs} pairs: ${median(costs).toFixed(1)} % (wanted: less than ${WANTED} %)`);
    await pool.close();
  } finally {
    await server.stop();
  }
}

async function measure(owner: Database, pool: Database, variant: 'with' | 'without'): Promise<number> {
  const isCounting = variant === 'with';
  await owner.query(`ALTER TABLE certificates.certificate_request ${isCounting ? 'ENABLE' : 'DISABLE'} TRIGGER USER`);
  await owner.query('CHECKPOINT');
  const folding = new ProgressFolding({ database: owner, clock: systemClock });
  let writing = true;
  const folded = (async () => {
    while (writing) {
      await folding.fold();
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  })();
  const start = performance.now();
  await write(isCounting ? pool : withoutCounting(pool));
  const seconds = (performance.now() - start) / 1000;
  writing = false;
  await folded;
  return (WRITERS * REQUESTS_A_WRITER) / seconds;
}

async function write(database: Database): Promise<void> {
  const clock = new FixedClock(systemClock.now());
  const one = async (): Promise<void> => {
    for (let number = 0; number < REQUESTS_A_WRITER; number += 1) {
      const at = clock.now();
      const parties = { ipaCode: 'b_1', officeCode: 'PROC-A001', channel: 'DIRECT_AGREEMENT' as const };
      const request = await accept(database, {
        ...{ ...parties, accepted: ITEMS_A_REQUEST - 1, refused: ['NOM-001'], stagedAt: at, acceptedAt: at },
      });
      await end(database, request, { items: ITEMS_A_REQUEST, status: 'ISSUED', code: null, at });
    }
  };
  await Promise.all(Array.from({ length: WRITERS }, one));
}

/** What is written besides the deltas: the statement that the counting was wrapped around. */
const COUNTING =
  /^\s*WITH \w+ AS \(([\s\S]*?)( RETURNING id, submitted_at, accepted, refusals)?\)\s*INSERT INTO certificates\.progress_delta/;

function withoutCounting(database: Database): Database {
  const plain = (sql: Sql): Sql => ({
    ...sql,
    query(text, params = []) {
      const statement = COUNTING.exec(text)?.[1];
      if (statement === undefined) return sql.query(text, params);
      const used = Math.max(...[...statement.matchAll(/\$(\d+)/g)].map(([, number]) => Number(number)));
      return sql.query(statement, params.slice(0, used));
    },
  });
  return { ...database, transaction: (run, options) => database.transaction((sql) => run(plain(sql)), options) };
}
