import { databaseForCall } from '../../../schema/kernel/database-call.js';
import { openDatabase, type Database } from '../../../schema/kernel/database.js';
import { createTestDatabase, type TestDatabase } from '../../testkit/database.js';
import { eventually } from '../../testkit/product.js';

const SLEEP = 'SELECT pg_sleep(600) /* of a call */';

describe('the database for one call', () => {
  let db: TestDatabase;
  let small: Database;
  beforeAll(async () => {
    db = await createTestDatabase();
    small = openDatabase({ url: db.appUrl, poolSize: 1, statementTimeoutMs: 600_000 });
  });
  afterAll(async () => {
    await small.close();
    await db.drop();
  });

  const running = async (): Promise<number> => {
    const rows = await db.database.rows(
      `SELECT pid FROM pg_stat_activity WHERE state = 'active' AND query LIKE '%of a call%' AND pid <> pg_backend_pid()`,
    );
    return rows.length;
  };

  it('cancels on the server what runs when the call is given up, and serves the next one', async () => {
    const call = new AbortController();
    const sleeping = databaseForCall(small, call.signal).rows(SLEEP);
    await eventually(running, (count) => count === 1);
    call.abort();
    await expect(sleeping).rejects.toMatchObject({ code: 'DEADLINE_EXCEEDED' });
    await eventually(running, (count) => count === 0);
    // The only connection of the pool: another one, since a late cancellation must strike nobody.
    expect(await databaseForCall(small, new AbortController().signal).one('SELECT 1 AS one')).toEqual({ one: 1 });
  });

  it('sends nothing for a call that was given up before', async () => {
    const given = databaseForCall(small, AbortSignal.abort());
    for (const sent of [given.rows(SLEEP), given.query(SLEEP), given.one(SLEEP)]) {
      await expect(sent).rejects.toMatchObject({ code: 'DEADLINE_EXCEEDED' });
    }
    expect(await running()).toBe(0);
  });

  it('R-23 leaves a transaction whole, whatever becomes of its caller', async () => {
    const call = new AbortController();
    const database = databaseForCall(small, call.signal);
    const decided = await database.transaction(async (sql) => {
      await sql.query('CREATE TEMPORARY TABLE decided (value integer) ON COMMIT DELETE ROWS');
      call.abort();
      await sql.query('INSERT INTO decided VALUES ($1)', [7]);
      return sql.one('SELECT value FROM decided');
    });
    expect(decided).toEqual({ value: 7 });
  });

  it('is the database itself where nobody can give up', () => {
    expect(databaseForCall(small, undefined)).toBe(small);
  });

  it('hands errors of statements on as they are', async () => {
    const { signal } = new AbortController();
    await expect(databaseForCall(small, signal).rows('SELECT 1/0')).rejects.toMatchObject({ code: '22012' });
  });
});
