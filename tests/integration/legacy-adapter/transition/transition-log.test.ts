import pg from 'pg';
import { nextRecord } from '../../../../legacy-adapter/transition/transition-log.rules.js';
import { signReceipt } from '../../../../schema/kernel/log-receipt.rules.js';
import { logKey } from '../../../testkit/log-key.js';
import { createLegacyWorld, MILANO, ROMA, type LegacyWorld } from '../../../testkit/legacy-world.js';

let world: LegacyWorld;
let owner: pg.Client;

beforeAll(async () => {
  world = await createLegacyWorld();
  owner = new pg.Client({ connectionString: world.test.ownerUrl });
  await owner.connect();
});

beforeEach(async () => {
  await world.reset();
  for (const officeCode of [ROMA, MILANO]) {
    world.clock.advance(1_000);
    const { version } = await world.transition.present({});
    await world.transition.change({ officeCode, to: 'DRAINING', reason: 'so', expectedVersion: version }, 'alice');
  }
});

afterAll(async () => {
  await owner.end();
  await world.drop();
});

/** What somebody who owns the database could do, having first dropped the guard. */
async function tamper(statement: string): Promise<void> {
  await owner.query('ALTER TABLE legacy.transition_log DISABLE TRIGGER USER');
  await owner.query(statement);
  await owner.query('ALTER TABLE legacy.transition_log ENABLE TRIGGER USER');
}

describe('the log', () => {
  it('R-22 is intact, and its head is the receipt of the latest change', async () => {
    expect(await world.transition.isLogIntact()).toBe(true);
    const [latest] = await world.transition.changes({ take: 1, after: null });
    const { seq, hash } = await lastRecord();
    expect(latest?.receipt).toBe(signReceipt({ seq, hash }, logKey));
  });

  it.each([
    "UPDATE legacy.transition_log SET entry = '{}'",
    'DELETE FROM legacy.transition_log',
    'TRUNCATE legacy.transition_log',
    'ALTER TABLE legacy.transition_log DISABLE TRIGGER ALL',
    'DROP TRIGGER transition_log_append_only ON legacy.transition_log',
    'SET session_replication_role = replica',
  ])('R-22 is not for the product to change: %s', async (statement) => {
    await expect(world.database.query(statement)).rejects.toMatchObject({ code: '42501' });
    expect(await world.transition.isLogIntact()).toBe(true);
  });

  it.each([
    "UPDATE legacy.transition_log SET entry = '{}'",
    'DELETE FROM legacy.transition_log',
    'TRUNCATE legacy.transition_log',
  ])('R-22 is guarded against its owner, too: %s', async (statement) => {
    await expect(owner.query(statement)).rejects.toThrow('the transition log is append-only');
    expect(await world.transition.isLogIntact()).toBe(true);
  });

  it.each([
    ['changed', `UPDATE legacy.transition_log SET entry = replace(entry, 'alice', 'bruno') WHERE seq = 2`],
    [
      'changed and hashed again',
      `UPDATE legacy.transition_log SET entry = replace(entry, 'alice', 'bruno'),
         hash = sha256(previous_hash || convert_to(replace(entry, 'alice', 'bruno'), 'UTF8')) WHERE seq = 3`,
    ],
    ['redated', `UPDATE legacy.transition_log SET at = at - interval '1 day' WHERE seq = 2`],
    ['cut in the middle', 'DELETE FROM legacy.transition_log WHERE seq = 2'],
    ['cut at the end', 'DELETE FROM legacy.transition_log WHERE seq = 3'],
    ['emptied', 'TRUNCATE legacy.transition_log'],
    [
      'reordered',
      `UPDATE legacy.transition_log l SET entry = o.entry, at = o.at, previous_hash = o.previous_hash, hash = o.hash
         FROM legacy.transition_log o WHERE l.seq IN (2, 3) AND o.seq = 5 - l.seq`,
    ],
  ])('R-22 shows that it was %s', async (_, statement) => {
    await tamper(statement);
    expect(await world.transition.isLogIntact()).toBe(false);
  });

  it('R-22 is verified page by page', async () => {
    const { seq, hash } = await lastRecord();
    const records = [nextRecord({ seq, hash }, world.clock.now(), { action: 'PINNED', version: null })];
    while (records.length < 1_200) records.push(nextRecord(records.at(-1)!, world.clock.now(), { action: 'PINNED' }));
    await world.database.query(
      `INSERT INTO legacy.transition_log (seq, at, entry, previous_hash, hash, receipt)
       SELECT * FROM unnest($1::int[], $2::timestamptz[], $3::text[], $4::bytea[], $5::bytea[], $6::text[])`,
      [
        records.map((record) => record.seq),
        records.map((record) => record.at),
        records.map((record) => record.entry),
        records.map((record) => record.previousHash),
        records.map((record) => record.hash),
        records.map((record) => signReceipt(record, logKey)),
      ],
    );
    expect(await world.transition.isLogIntact()).toBe(true);
    await tamper(`UPDATE legacy.transition_log SET entry = replace(entry, 'PINNED', 'INSTALLED') WHERE seq = 1100`);
    expect(await world.transition.isLogIntact()).toBe(false);
  });
});

async function lastRecord(): Promise<{ seq: number; hash: Buffer }> {
  const found = await world.database.one<{ seq: number; hash: Buffer }>(
    'SELECT seq, hash FROM legacy.transition_log ORDER BY seq DESC LIMIT 1',
  );
  if (!found) throw new Error('an empty log');
  return found;
}
