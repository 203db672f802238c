import { createHash } from 'node:crypto';
import { copyRows, type CopyColumn, type CopyRow } from '../../../schema/kernel/copy.js';
import { isConnectionLoss, isUniqueViolation, openDatabase, type Database } from '../../../schema/kernel/database.js';
import pg from 'pg';
import { createTestDatabase, type TestDatabase } from '../../testkit/database.js';

const COLUMNS: CopyColumn[] = [
  { name: 'small', type: 'int2' },
  { name: 'number', type: 'int4' },
  { name: 'large', type: 'int8' },
  { name: 'name', type: 'text' },
  { name: 'id', type: 'uuid' },
  { name: 'sealed', type: 'bytea' },
  { name: 'at', type: 'timestamptz' },
  { name: 'flag', type: 'bool' },
  { name: 'day', type: 'date' },
];
const TABLE = 'certificates.copied';

let test: TestDatabase;
let database: Database;

beforeAll(async () => {
  test = await createTestDatabase();
  database = test.database;
  const owner = new pg.Client({ connectionString: test.ownerUrl });
  await owner.connect();
  await owner.query(`CREATE TABLE ${TABLE} (${COLUMNS.map(({ name, type }) => `${name} ${type}`).join(', ')})`);
  await owner.query('CREATE TABLE certificates.keyed (number int PRIMARY KEY, name text)');
  await owner.end();
});

afterAll(() => test.drop());

beforeEach(() => database.query(`DELETE FROM ${TABLE}`));

const copy = (batches: Iterable<CopyRow[]> | AsyncIterable<CopyRow[]>, columns = COLUMNS, table = TABLE) =>
  database.transaction((sql) => copyRows(sql.client, { table, columns }, batches));

const NAMED: CopyColumn[] = [
  { name: 'number', type: 'int4' },
  { name: 'name', type: 'text' },
];

describe('binary COPY', () => {
  it('writes every type at its limits, and NULL in every column, as PostgreSQL reads them', async () => {
    const id = '0F5E9a3c-1b2d-4c6e-8f70-a1B2c3D4e5f6';
    const rows: CopyRow[] = [
      [-32768, -2147483648, -9223372036854775808n, '', id, Buffer.alloc(0), new Date(-1), false, '0001-01-01'],
      [
        32767,
        2147483647,
        9223372036854775807n,
        'Nicolò 日本 🙂\t\n\\',
        id,
        Buffer.from([0, 255, 10]),
        new Date(0),
        true,
        '9999-12-31',
      ],
      [
        0,
        0,
        Number.MAX_SAFE_INTEGER,
        'a'.repeat(300),
        id,
        Buffer.alloc(300_000, 7),
        new Date('2026-08-05T21:59:59.999Z'),
        true,
        '2000-02-29',
      ],
      [
        -1,
        -1,
        -4294967297,
        'à'.repeat(39),
        id,
        Buffer.from('x'),
        new Date('1999-12-31T23:59:59.999Z'),
        false,
        '1999-12-31',
      ],
      COLUMNS.map(() => null),
    ];
    expect(await copy([rows])).toBe(5);

    const read = await database.rows(
      `SELECT small, number, large::text, name, id::text, sealed, at, flag, day FROM ${TABLE} ORDER BY ctid`,
    );
    const written = rows.map(([small, number, large, name, uuid, sealed, at, flag, day]) => ({
      ...{ small, number, large: large === null ? null : String(large), name },
      ...{ id: uuid === null ? null : id.toLowerCase(), sealed, at, flag, day },
    }));
    expect(read).toEqual(written);
  });

  it('carries two hundred thousand rows through one buffer, each byte in its place', async () => {
    const total = 200_000;
    const nameOf = (number: number) => `riga ${number} ${'è'.repeat(number % 50)}`;
    async function* batches(): AsyncGenerator<CopyRow[]> {
      for (let from = 0; from < total; from += 500) {
        yield Array.from({ length: 500 }, (_, index) => [from + index, nameOf(from + index)]);
      }
    }
    const before = process.memoryUsage();
    expect(await copy(batches(), NAMED)).toBe(total);
    const after = process.memoryUsage();
    expect(after.arrayBuffers - before.arrayBuffers).toBeLessThan(8 * 1024 * 1024); // the data are 19 MB

    const hash = createHash('md5');
    for (let number = 0; number < total; number += 1) hash.update(`${number}${nameOf(number)}`);
    const stored = await database.one<{ md5: string }>(
      `SELECT md5(string_agg(number || name, '' ORDER BY number)) AS md5 FROM ${TABLE}`,
    );
    expect(stored?.md5).toBe(hash.digest('hex'));
  });

  it('writes nothing when there is nothing, or only empty portions', async () => {
    expect(await copy([])).toBe(0);
    expect(await copy([[], []])).toBe(0);
  });

  it('leaves nothing behind when its rows end in an error, and the connection goes on', async () => {
    async function* broken(): AsyncGenerator<CopyRow[]> {
      for (let number = 0; number < 20_000; number += 1000) yield Array.from({ length: 1000 }, () => [number, 'riga']);
      throw new Error('the upload was cut');
    }
    await expect(
      database.transaction(async (sql) => {
        await sql.query('SAVEPOINT before_copy');
        await copyRows(sql.client, { table: TABLE, columns: NAMED }, broken()).finally(async () => {
          await sql.query('ROLLBACK TO before_copy');
          expect(await sql.rows(`SELECT 1 FROM ${TABLE}`)).toEqual([]);
        });
      }),
    ).rejects.toThrow('the upload was cut');
    expect(await database.one(`SELECT count(*) AS rows FROM ${TABLE}`)).toEqual({ rows: 0 });
  });

  it.each([
    ['int2', 40_000],
    ['int4', 1.5],
    ['int8', 2n ** 63n],
    ['text', 5],
    ['uuid', '0f5e9a3c-1b2d-4c6e-8f70-a1b2c3d4e5fg'],
    ['bytea', 'text'],
    ['timestamptz', new Date(Number.NaN)],
    ['bool', 1],
    ['date', '2026-02-30'],
  ] as const)('refuses a value that is no %s, naming the column and not the value', async (type, value) => {
    const columns: CopyColumn[] = [{ name: COLUMNS.find((column) => column.type === type)?.name ?? '', type }];
    const error: unknown = await copy([[[value]]], columns).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(TypeError);
    expect((error as Error).message).toBe(`column ${columns[0]?.name} takes ${type} or null`);
  });

  it('refuses a row of another length', async () => {
    await expect(copy([[[1]]], NAMED)).rejects.toThrow('a row has 1 values for 2 columns');
  });

  it('tells the server’s refusal, also when it comes in the middle of a long copy', async () => {
    function* repeated(): Generator<CopyRow[]> {
      for (let portion = 0; portion < 400; portion += 1) {
        yield Array.from({ length: 1000 }, (_, index) => [portion < 5 ? portion * 1000 + index : 1, 'x'.repeat(100)]);
      }
    }
    const error: unknown = await copy(repeated(), NAMED, 'certificates.keyed').catch((reason: unknown) => reason);
    expect(isUniqueViolation(error, 'keyed_pkey')).toBe(true);
    expect(await database.one('SELECT 1 AS one')).toEqual({ one: 1 });
  });

  it('ends when the connection is lost', async () => {
    const victim = openDatabase({ url: test.appUrl, applicationName: 'copy victim' });
    async function* endless(): AsyncGenerator<CopyRow[]> {
      for (let portion = 0; ; portion += 1) {
        if (portion === 20) {
          await database.query(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE application_name = 'copy victim'",
          );
        }
        yield Array.from({ length: 1000 }, (_, index) => [index, 'x'.repeat(100)]);
      }
    }
    const error: unknown = await victim
      .transaction((sql) => copyRows(sql.client, { table: TABLE, columns: NAMED }, endless()))
      .catch((reason: unknown) => reason);
    expect(isConnectionLoss(error)).toBe(true);
    await victim.close();
  });
});
