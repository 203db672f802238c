import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { openDatabase, type Database } from '../../../schema/kernel/database.js';
import { openKeyRing, type KeyRing } from '../../../schema/kernel/keys/key-ring.js';
import { rotateKeys, type RotationOptions } from '../../../schema/kernel/keys/key-rotation.js';
import { keyStatus, retireKeys } from '../../../schema/kernel/keys/key-status.js';
import { resealAll } from '../../../schema/kernel/keys/reseal.js';
import { packageRoot } from '../../../schema/kernel/package-root.js';
import type { PersonalDataKey } from '../../../schema/kernel/personal-data.js';
import { SEALED_TABLES } from '../../../subgraphs/sealed-tables.js';
import { sealContact } from '../../../subgraphs/agreements/contact-person/contact-record.js';
import { acceptedSubjects } from '../../../subgraphs/certificates/issuing/accepted-subject.store.js';
import { createTestDatabase, type TestDatabase } from '../../testkit/database.js';
import { eventually } from '../../testkit/product.js';
import { insertAcceptedRequest, testVault } from '../../testkit/requests.js';

/** The key of `testVault`, with which values were sealed before keys were wrapped. */
const MASTER_A: PersonalDataKey = { id: 1, key: Buffer.alloc(32, 7) };
const MASTER_B: PersonalDataKey = { id: 2, key: Buffer.alloc(32, 8) };
const written = (...keys: PersonalDataKey[]): string =>
  keys.map(({ id, key }) => `${id}:${Buffer.from(key).toString('base64')}`).join(',');

describe('the keys of personal data (R-60)', () => {
  let db: TestDatabase;
  let owner: Database;
  const rings: KeyRing[] = [];

  beforeEach(async () => {
    db = await createTestDatabase();
    owner = openDatabase({ url: db.ownerUrl, poolSize: 4 });
  });
  afterEach(async () => {
    await Promise.all(rings.splice(0).map((ring) => ring.stop()));
    await owner.close();
    await db.drop();
  });

  const ring = async (...masters: PersonalDataKey[]): Promise<KeyRing> => {
    const opened = await openKeyRing({ database: db.database, masters });
    rings.push(opened);
    return opened;
  };
  const rotation = (...masters: PersonalDataKey[]): RotationOptions => ({
    database: owner,
    masters,
    tables: SEALED_TABLES,
  });
  const run = (masters: string, ...args: string[]): ChildProcess =>
    spawn(process.execPath, [path.join(packageRoot(), 'dist/gateway/keys/main.js'), ...args], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        PATH: process.env['PATH'] ?? '',
        DATABASE_URL: db.appUrl,
        DATABASE_OWNER_URL: db.ownerUrl,
        PERSONAL_DATA_KEYS: masters,
      },
    });
  const ended = async (child: ChildProcess): Promise<{ code: number | null; said: string }> => {
    let said = '';
    child.stdout?.setEncoding('utf8').on('data', (text: string) => (said += text));
    child.stderr?.setEncoding('utf8').on('data', (text: string) => (said += text));
    const [code] = (await once(child, 'close')) as [number | null];
    return { code, said };
  };
  const request = async (items = 3): Promise<string> =>
    (await insertAcceptedRequest(db.database, testVault(), { items })).id;
  /** What does not open, or is not under the current key; the tests' requests have hashes in clear. */
  const leftOver = (vault: KeyRing['vault']) => {
    const tables = SEALED_TABLES.filter(({ plainWithoutKey }) => !plainWithoutKey);
    return resealAll({ database: db.database, vault, tables, dryRun: true });
  };

  it('knows every column of sealed values that the database has', async () => {
    const columns = await owner.rows<{ name: string }>(
      `SELECT table_schema || '.' || table_name || '.' || column_name AS name FROM information_schema.columns
       WHERE table_schema IN ('agreements', 'certificates', 'gateway', 'legacy')
         AND (column_name LIKE '%sealed%' OR column_name = 'content_hash') AND data_type = 'bytea'
       ORDER BY 1`,
    );
    const known = SEALED_TABLES.map(({ table, sealedColumn }) => `${table}.${sealedColumn}`).sort();
    expect(known).toEqual(columns.map(({ name }) => name));
  });

  it('rotates beside writers, is killed in the middle, goes on, and then needs the new master key alone', async () => {
    const first = await ring(MASTER_A, MASTER_B);
    const ids = [await request(2_500), await request(2_500)];
    const contact = '018f0000-0000-7000-8000-000000000001';
    const record = { surname: 'Bianchi', givenName: 'Ada', taxCode: 'BNCDAA80A41H501C', email: 'ada@example.it' };
    const { keyId, sealed } = sealContact(testVault(), contact, record as never);
    await db.database.query(
      `INSERT INTO agreements.contact_person (id, side, person_key, key_id, sealed) VALUES ($1, 'OFFICE', 'k', $2, $3)`,
      [contact, keyId, sealed],
    );

    let isWriting = true;
    const writing = (async () => {
      while (isWriting) ids.push((await insertAcceptedRequest(db.database, first.vault, { items: 2 })).id);
    })();
    const held = await holdLastItem();
    const killed = run(written(MASTER_B, MASTER_A), 'rotate');
    await eventually(itemKeys, (keys) => keys.has(4)); // 1 and 2: those of the configuration; 3: the first of its own
    killed.kill('SIGKILL');
    await once(killed, 'close');
    expect((await itemKeys()).has(1)).toBe(true);
    await held.letGo();

    const { code, said } = await ended(run(written(MASTER_B, MASTER_A), 'rotate'));
    isWriting = false;
    await writing;
    expect({ code, said }).toMatchObject({ code: 0, said: expect.stringContaining('going on with data key 4') });
    expect(said).toMatch(/100\.0 % \d+\/\d+ rows, \d+ sealed anew/);

    expect(await retireKeys(rotation(MASTER_B, MASTER_A))).toEqual({ retired: [1, 2, 3], needed: [] });
    const { masters } = await keyStatus(rotation(MASTER_B, MASTER_A));
    expect(masters).toContainEqual({ id: 1, isConfigured: true, isNeeded: false });

    const onlyB = await ring(MASTER_B);
    expect(await leftOver(onlyB.vault)).toMatchObject({ values: 0, damaged: 0, lost: new Map() });
    for (const requestId of ids) {
      const rows = await acceptedSubjects(db.database, onlyB.vault, { requestId, firstSeq: 1, lastSeq: 2 });
      expect(rows.map(({ subject }) => subject.surname)).not.toContain('');
    }
    await expect(ring(MASTER_A)).rejects.toThrow(
      'Data key 4, which seals personal data, is wrapped by master key 2, which is not in PERSONAL_DATA_KEYS',
    );
  });

  it('waits for transactions that have sealed with the older key and come to light later', async () => {
    const { vault } = await ring(MASTER_A);
    const late = await owner.pool.connect();
    try {
      await late.query('BEGIN');
      await insertAcceptedRequest(
        { query: (text: string, params: unknown[]) => late.query(text, params) } as never,
        vault,
        { items: 2 },
      );
      let waited = 0;
      const report = await rotateKeys({
        ...rotation(MASTER_A),
        onStep: (step) => {
          if (step === 'WAITING' && (waited += 1) === 1) void late.query('COMMIT');
        },
      });
      expect(report).toMatchObject({ isComplete: true, damaged: 0 });
      expect(waited).toBeGreaterThan(0);
    } finally {
      late.release();
    }
    expect((await leftOver(vault)).values).toBe(0);
  });

  it('seals nothing with a key that a running process has no master key for', async () => {
    await ring(MASTER_A);
    await expect(rotateKeys(rotation(MASTER_B, MASTER_A))).rejects.toThrow('do not have master key 2');
    expect((await keyStatus(rotation(MASTER_A))).dataKeys.find(({ state }) => state === 'CURRENT')?.id).toBe(2);
  });

  it('a dry run changes nothing', async () => {
    await ring(MASTER_A);
    await request();
    const report = await rotateKeys({ ...rotation(MASTER_A), dryRun: true });
    expect(report).toMatchObject({ resealed: 2, keyId: 2 }); // the subjects, and the hash that lies in clear
    expect([...(await itemKeys())]).toEqual([1]);
    expect((await keyStatus(rotation(MASTER_A))).dataKeys.map(({ id }) => id)).toEqual([1, 2]);
  });

  it('a key that is lost costs the values under it and nothing else', async () => {
    const lost = await ring(MASTER_A);
    const { id: lostId } = await insertAcceptedRequest(db.database, lost.vault, { items: 1 });
    await rings.pop()?.stop();
    // The way out when the current key cannot be opened: a rotation with another master key.
    await expect(ring(MASTER_B)).rejects.toThrow('is wrapped by master key 1, which is not in PERSONAL_DATA_KEYS');
    const report = await rotateKeys(rotation(MASTER_B));
    expect(report).toMatchObject({ resealed: 1, isComplete: true, lost: new Map([[2, 1]]) }); // the hash in clear
    const { vault } = await ring(MASTER_B);
    const { id } = await insertAcceptedRequest(db.database, vault, { items: 1 });
    expect(await acceptedSubjects(db.database, vault, { requestId: id, firstSeq: 1, lastSeq: 1 })).toHaveLength(1);
    await expect(
      acceptedSubjects(db.database, vault, { requestId: lostId, firstSeq: 1, lastSeq: 1 }),
    ).rejects.toMatchObject({ code: 'PERSONAL_DATA_KEY_MISSING', details: { keyId: 2 } });
    expect(await retireKeys(rotation(MASTER_B))).toMatchObject({ needed: [2] });
  });

  it('the product may not change or delete its own keys', async () => {
    await ring(MASTER_A);
    for (const text of ['DELETE FROM keys.data_key', 'UPDATE keys.data_key SET wrapped = NULL']) {
      await expect(db.database.query(text)).rejects.toMatchObject({ code: '42501' });
    }
  });

  async function itemKeys(): Promise<Set<number>> {
    const rows = await owner.rows<{ id: number }>(
      'SELECT DISTINCT key_id AS id FROM certificates.certificate_item WHERE key_id IS NOT NULL',
    );
    return new Set(rows.map(({ id }) => id));
  }

  /** Somebody else has a row of the second page in hand: the rotation gets no further. */
  async function holdLastItem(): Promise<{ letGo(): Promise<void> }> {
    const client = await owner.pool.connect();
    await client.query('BEGIN');
    await client.query(
      `SELECT FROM certificates.certificate_item WHERE key_id = 1 ORDER BY request_id, line OFFSET 70 LIMIT 1 FOR UPDATE`,
    );
    return {
      async letGo() {
        await client.query('ROLLBACK');
        client.release();
      },
    };
  }
});
