import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { copyRows } from '../../../schema/kernel/copy.js';
import {
  isConnectionLoss,
  isLockTimeout,
  isStatementTimeout,
  isUniqueViolation,
  openDatabase,
} from '../../../schema/kernel/database.js';
import { createTestDatabase, type TestDatabase } from '../../testkit/database.js';

const OFFICE = { code: 'PROC-H501', name: 'Roma', district: 'Roma', region: 'Lazio', belfiore: 'H501' };
const LOCK = 7_001;

let test: TestDatabase;
let owner: pg.Client;

beforeAll(async () => {
  test = await createTestDatabase();
  owner = new pg.Client({ connectionString: test.ownerUrl });
  await owner.connect();
  await owner.query('CREATE TABLE agreements.note (id int PRIMARY KEY, text text, day date, count bigint)');
});

afterAll(async () => {
  await owner.end();
  await test.drop();
});

beforeEach(() => owner.query('TRUNCATE agreements.note; TRUNCATE agreements.prosecutor_office CASCADE'));

const insert = 'INSERT INTO agreements.note (id, text) VALUES ($1, $2)';
const notes = () => test.database.rows<{ id: number }>('SELECT id FROM agreements.note ORDER BY id');

/** Ends server sessions the way a failover would, and waits until they are gone. */
async function terminate(applicationName: string): Promise<void> {
  await owner.query(
    'SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = current_database() AND application_name = $1',
    [applicationName],
  );
}

/** Waits until that many of an application's statements are running on the server. */
async function running(applicationName: string, statements: number): Promise<void> {
  const count = "SELECT count(*)::int AS n FROM pg_stat_activity WHERE application_name = $1 AND state = 'active'";
  for (let waited = 0; waited < 30_000; waited += 20) {
    const { rows } = await owner.query<{ n: number }>(count, [applicationName]);
    if (rows[0]?.n === statements) return;
    await sleep(20);
  }
  throw new Error(`${statements} statements of ${applicationName} are not running`);
}

describe('a transaction', () => {
  it('keeps everything or nothing', async () => {
    await test.database.transaction(async (sql) => {
      await sql.query(insert, [1, 'a']);
      await sql.query(insert, [2, 'b']);
    });
    const refusal = new Error('changed my mind');
    const failed = test.database.transaction(async (sql) => {
      await sql.query(insert, [3, 'c']);
      throw refusal;
    });
    await expect(failed).rejects.toBe(refusal);
    expect(await notes()).toEqual([{ id: 1 }, { id: 2 }]);
  });

  it('says so when a swallowed error has undone it', async () => {
    const swallowed = test.database.transaction(async (sql) => {
      await sql.query(insert, [1, 'a']);
      await sql.query(insert, [1, 'again']).catch(() => undefined);
    });
    await expect(swallowed).rejects.toThrow(/rolled back/);
    expect(await notes()).toEqual([]);
  });

  it('has the settings it asks for, for itself alone, in one round trip', async () => {
    const seen: string[] = [];
    const stop = test.database.onStatement((text) => seen.push(text));
    const inside = await test.database.transaction(
      (sql) =>
        sql.one(
          `SELECT current_setting('transaction_isolation') AS isolation, current_setting('lock_timeout') AS lock,
             current_setting('statement_timeout') AS statement, current_setting('synchronous_commit') AS commit`,
        ),
      { isolation: 'SERIALIZABLE', lockTimeoutMs: 1500, statementTimeoutMs: 2500, synchronousCommit: true },
    );
    stop();
    expect(inside).toEqual({ isolation: 'serializable', lock: '1500ms', statement: '2500ms', commit: 'on' });
    expect(seen).toHaveLength(3);
    expect(await test.database.one("SELECT current_setting('lock_timeout') AS lock")).toEqual({ lock: '0' });
  });

  it('waits for a lock only as long as it may', async () => {
    await test.database.transaction(async (holder) => {
      await holder.query('SELECT pg_advisory_xact_lock($1)', [LOCK]);
      const waiter = test.database.transaction((sql) => sql.query('SELECT pg_advisory_xact_lock($1)', [LOCK]), {
        lockTimeoutMs: 50,
      });
      const error: unknown = await waiter.catch((reason: unknown) => reason);
      expect([isLockTimeout(error), isStatementTimeout(error), isConnectionLoss(error)]).toEqual([true, false, false]);
    });
  });

  it('lets a statement run only as long as it may', async () => {
    const slow = test.database.transaction((sql) => sql.query('SELECT pg_sleep(10)'), { statementTimeoutMs: 50 });
    const error: unknown = await slow.catch((reason: unknown) => reason);
    expect([isStatementTimeout(error), isLockTimeout(error)]).toEqual([true, false]);
  });

  it('gives its connection back, broken or not', async () => {
    const small = openDatabase({ url: test.appUrl, poolSize: 1, applicationName: 'small' });
    const cut = small.transaction(async (sql) => {
      await terminate('small');
      await sql.query('SELECT 1');
    });
    const error: unknown = await cut.catch((reason: unknown) => reason);
    expect(isConnectionLoss(error)).toBe(true);
    expect(await small.one('SELECT 1 AS one')).toEqual({ one: 1 });
    await small.close();
  });
});

describe('reading', () => {
  it('gives days as they are written and counts as numbers', async () => {
    await owner.query("INSERT INTO agreements.note VALUES (1, 'a', '2026-03-29', 9007199254740991)");
    const row = await test.database.one('SELECT day, count FROM agreements.note');
    expect(row).toEqual({ day: '2026-03-29', count: Number.MAX_SAFE_INTEGER });
    await owner.query('UPDATE agreements.note SET count = 9007199254740992');
    await expect(test.database.one('SELECT count FROM agreements.note')).rejects.toThrow(RangeError);
  });

  it('gives one row, none, or an error when there are more', async () => {
    expect(await test.database.one('SELECT 1 AS n WHERE false')).toBeUndefined();
    await expect(test.database.one('SELECT generate_series(1, 2)')).rejects.toThrow(/One row was expected, 2 came/);
  });

  it('gives Prisma instants in UTC, whatever the server thinks its time zone is', async () => {
    await owner.query(`ALTER DATABASE ${owner.escapeIdentifier(owner.database ?? '')} SET TimeZone = 'Europe/Rome'`);
    const roman = openDatabase({ url: test.appUrl, poolSize: 1 });
    const [row] = await roman.prisma.$queryRaw<{ at: Date }[]>`SELECT '2026-07-01T00:00:00Z'::timestamptz AS at`;
    expect(row?.at.toISOString()).toBe('2026-07-01T00:00:00.000Z');
    await roman.close();
  });
});

describe('the statement listener', () => {
  it('sees every statement: plain, Prisma’s, a transaction’s and COPY, and none after it has left', async () => {
    const seen: string[] = [];
    const stop = test.database.onStatement((text) => seen.push(text));
    await test.database.rows('SELECT 1');
    await test.database.prisma.prosecutorOffice.create({ data: OFFICE });
    await test.database.transaction((sql) =>
      copyRows(sql.client, { table: 'agreements.note', columns: [{ name: 'id', type: 'int4' }] }, [[[7]]]),
    );
    stop();
    await test.database.rows('SELECT 2');

    const firstWords = seen.map((text) => text.trimStart().split(' ')[0]);
    expect(firstWords).toEqual(['SELECT', 'INSERT', 'BEGIN', 'COPY', 'COMMIT']);
    expect(seen.join()).not.toContain('PROC-H501');
  });

  it('counts a Prisma transaction in full', async () => {
    const seen: string[] = [];
    const stop = test.database.onStatement((text) => seen.push(text));
    await test.database.prisma.$transaction(async (prisma) => {
      await prisma.prosecutorOffice.create({ data: OFFICE });
      await prisma.prosecutorOffice.count();
    });
    stop();
    expect(seen.map((text) => text.split(' ')[0])).toEqual(['BEGIN', 'INSERT', 'SELECT', 'COMMIT']);
  });
});

describe('an error', () => {
  it('says that a row is there already, in SQL and in Prisma alike', async () => {
    await test.database.prisma.prosecutorOffice.create({ data: OFFICE });
    const errors: unknown[] = await Promise.all([
      test.database.prisma.prosecutorOffice.create({ data: OFFICE }).catch((error: unknown) => error),
      test.database
        .query('INSERT INTO agreements.prosecutor_office SELECT * FROM agreements.prosecutor_office')
        .catch((error: unknown) => error),
    ]);
    for (const error of errors) {
      expect(isUniqueViolation(error)).toBe(true);
      expect(isUniqueViolation(error, 'prosecutor_office_pkey')).toBe(true);
      expect(isUniqueViolation(error, 'another_key')).toBe(false);
      expect(isConnectionLoss(error)).toBe(false);
    }
  });

  it('R-60 never quotes what was sent', async () => {
    const secret = 'RSSMRA80A01H501U';
    await test.database.query(insert, [1, secret]);
    await owner.query('CREATE UNIQUE INDEX IF NOT EXISTS note_text ON agreements.note (text)');
    const { database } = test;
    const errors = await Promise.all(
      [
        database.query(insert, [2, secret]),
        database.query('SELECT $1::text::int', [secret]),
        database.prisma.$queryRaw`SELECT ${secret}::text::int`,
        database.prisma.prosecutorOffice.create({ data: { ...OFFICE, code: secret, pilot: secret as never } }),
        database.transaction((sql) =>
          copyRows(sql.client, { table: 'agreements.note', columns: [{ name: 'text', type: 'text' }] }, [[[secret]]]),
        ),
      ].map((attempt) =>
        attempt.then(
          () => undefined,
          (error: unknown) => error,
        ),
      ),
    );
    for (const error of errors) {
      expect(error).toBeInstanceOf(Error);
      const { stack, ...rest } = error as Error & Record<string, unknown>;
      expect(`${String(error)} ${stack} ${JSON.stringify(rest)}`).not.toContain(secret);
    }
  });

  it('says that the database is not to be reached, in SQL and in Prisma alike', async () => {
    const url = new URL(test.appUrl);
    url.port = '1'; // reserved: nothing listens there
    const nowhere = openDatabase({ url: url.toString() });
    const errors: unknown[] = await Promise.all([
      nowhere.rows('SELECT 1').catch((error: unknown) => error),
      nowhere.transaction((sql) => sql.rows('SELECT 1')).catch((error: unknown) => error),
      nowhere.prisma.prosecutorOffice.findMany().catch((error: unknown) => error),
    ]);
    expect(errors.map(isConnectionLoss)).toEqual([true, true, true]);
    await nowhere.close();
  });

  it('says that the database went away during a statement', async () => {
    const victim = openDatabase({ url: test.appUrl, applicationName: 'victim' });
    const statements = [victim.query('SELECT pg_sleep(10)'), victim.prisma.$queryRaw`SELECT pg_sleep(10)::text`];
    const errors = Promise.all(statements.map((statement) => statement.catch((error: unknown) => error)));
    await running('victim', 2);
    await terminate('victim');
    expect((await errors).map(isConnectionLoss)).toEqual([true, true]);
    await victim.close();
  });
});

describe('notifications', () => {
  it('arrive while listened to, and go on after the connection was lost', async () => {
    const database = openDatabase({ url: test.appUrl, applicationName: 'listener' });
    const heard: (string | undefined)[] = [];
    const stop = await database.listen('news', (payload) => heard.push(payload));
    const notify = (payload: string) => test.database.query("SELECT pg_notify('news', $1)", [payload]);
    const until = async (count: number) => {
      for (let waited = 0; heard.length < count && waited < 30_000; waited += 20) await sleep(20);
    };

    await notify('first');
    await until(1);
    await terminate('listener listen');
    await until(2); // an empty notification: something may have been missed
    await notify('second');
    await until(3);
    expect(heard).toEqual(['first', undefined, 'second']);

    await stop();
    await notify('third');
    await database.close();
    expect(heard).toHaveLength(3);
  });

  it('come to every channel and handler, also when listening begins while connecting', async () => {
    const database = openDatabase({ url: test.appUrl });
    const heard: string[] = [];
    await Promise.all([
      database.listen('one', (payload) => heard.push(`a ${payload}`)),
      database.listen('one', (payload) => heard.push(`b ${payload}`)),
      database.listen('two', (payload) => heard.push(`c ${payload}`)),
    ]);
    await test.database.query("SELECT pg_notify('one', '1'), pg_notify('two', '2')");
    for (let waited = 0; heard.length < 3 && waited < 30_000; waited += 20) await sleep(20);
    expect(heard.sort()).toEqual(['a 1', 'b 1', 'c 2']);
    await database.close();
  });
});

describe('closing', () => {
  it('waits for what is under way, then cuts it off', async () => {
    const patient = openDatabase({ url: test.appUrl, applicationName: 'patient' });
    await owner.query('SELECT pg_advisory_lock($1)', [LOCK]);
    const waiting = patient.rows('SELECT pg_advisory_xact_lock($1)', [LOCK]);
    await running('patient', 1);
    const closing = patient.close();
    await owner.query('SELECT pg_advisory_unlock($1)', [LOCK]);
    await closing;
    expect(await waiting).toHaveLength(1);

    const hasty = openDatabase({ url: test.appUrl, applicationName: 'hasty' });
    const endless = hasty.rows('SELECT pg_sleep(20)').catch((error: unknown) => error);
    await running('hasty', 1);
    await hasty.close(100);
    expect(isConnectionLoss(await endless)).toBe(true);
  });
});
