import { once } from 'node:events';
import type { PersonalDataVault } from '../../../schema/kernel/personal-data.js';
import { openContent } from '../../../subgraphs/certificates/issuing/certificate-content.js';
import { createIssuingWorker } from '../../../subgraphs/certificates/issuing/issuing-worker.js';
import {
  ATTEMPTS_BEFORE_GIVING_UP,
  ITEMS_A_TURN,
  LEASE_MS,
} from '../../../subgraphs/certificates/issuing/issuing.service.js';
import { verifyStatement } from '../../../subgraphs/certificates/issuing/statement.js';
import { certificatesOfLines } from '../../../subgraphs/certificates/documents/certificate-facts.read-model.js';
import { flagged, issueAll, issuingWorld, type IssuingWorld } from '../../testkit/certificates.js';
import { createTestDatabase, type TestDatabase } from '../../testkit/database.js';
import {
  deltasOf,
  insertAcceptedRequest,
  tallyOf,
  testVault,
  type AcceptedRequestOptions,
} from '../../testkit/requests.js';

describe('issuing on the direct channel', () => {
  let db: TestDatabase;
  let world: IssuingWorld;
  beforeAll(async () => {
    db = await createTestDatabase();
  });
  afterAll(() => db.drop());
  beforeEach(async () => {
    await db.database.query('DELETE FROM certificates.issuing_job');
    await db.database.query('DELETE FROM certificates.issuing_turn');
    world = issuingWorld(db.database);
  });

  const request = (options: Partial<AcceptedRequestOptions> = {}): ReturnType<typeof insertAcceptedRequest> =>
    insertAcceptedRequest(db.database, world.vault, { items: 5, ...options });

  it('R-34 every accepted item reaches one end, and the counts agree', async () => {
    const { id } = await request({ items: 1_203, refusedLines: [1, 2, 600, 1_203] });
    expect(await issueAll(world)).toBe(3);
    const tally = await tallyOf(db.database, id);
    expect(tally).toMatchObject({ issued: 1_199, rejected: 4, failed: 0, certificates: 1_199, jobs: 0 });
    expect(await deltasOf(db.database, id)).toEqual({
      issued: 1_199,
      rejected: 4,
      failed: 0,
      abandoned: 0,
      underReview: 0,
    });
  });

  it('R-35 a certificate has number, dates, code and a statement that verifies', async () => {
    const { id, subjects } = await request({
      items: 3,
      subject: (line) => (line === 2 ? { surname: 'POSITIVE' } : {}),
    });
    await issueAll(world);
    const certificates = await certificatesOfLines(db.database, { requestId: id, firstLine: 1, lastLine: 10 });
    expect(certificates.map(({ line }) => line)).toEqual([1, 2, 3]);
    for (const certificate of certificates) {
      const { number, line, signature, verificationCode } = certificate;
      expect(number).toMatch(/^AD-H501-2026-\d{8}$/);
      expect(verificationCode).toMatch(/^[0-9A-Z]{4}(-[0-9A-Z]{4}){3}$/);
      expect(certificate).toMatchObject({ issuedOn: '2026-02-09', expiresOn: '2026-08-09', language: 'it' });
      const content = openContent(world.vault, number, certificate.content);
      expect(content).toMatchObject({ outcome: line === 2 ? 'POSITIVE' : 'NIL', flags: [] });
      const subject = subjects.get(line);
      if (!subject) throw new Error(`no subject for line ${line}`);
      expect(verifyStatement({ ...certificate, subject, content }, signature, world.statementKey)).toBe(true);
    }
  });

  it('R-30 issues in German at Bolzano where it was asked for', async () => {
    const { id } = await request({ items: 1, german: true, officeCode: 'PROC-A952' });
    await issueAll(world);
    const [certificate] = await certificatesOfLines(db.database, { requestId: id, firstLine: 1, lastLine: 2 });
    expect(certificate).toMatchObject({ language: 'de', officeCode: 'PROC-A952' });
    expect(certificate?.number).toMatch(/^AD-A952-/);
  });

  it('R-33 a flagged outcome waits for a person, the rest goes on', async () => {
    const subject = (line: number): { surname?: string } => (line === 2 ? { surname: flagged('HOMONYM') } : {});
    const { id } = await request({ items: 3, subject });
    await issueAll(world);
    expect(await tallyOf(db.database, id)).toMatchObject({ issued: 2, underReview: 1, certificates: 2, jobs: 0 });
    expect(await deltasOf(db.database, id)).toMatchObject({ issued: 2, underReview: 1 });
  });

  it('R-60 of what a certificate says of the person nothing lies in clear', async () => {
    const { id } = await request({ items: 1 });
    await issueAll(world);
    const row = await db.database.one<{ text: string }>(
      `SELECT to_jsonb(certificate)::text AS text FROM certificates.certificate WHERE request_id = $1`,
      [id],
    );
    expect(row?.text).not.toMatch(/NIL|NULLO|outcome/);
  });

  it('two workers at once issue each item once', async () => {
    const requests = [await request({ items: 1_300 }), await request({ items: 1_300, ipaCode: 'c_g482', seed: 2 })];
    const workers = [createIssuingWorker(world), createIssuingWorker({ ...world, vault: testVault() })];
    const drain = async (worker: (typeof workers)[number]): Promise<void> => {
      while (await worker.runOnce());
    };
    await Promise.all([...workers, ...workers].map(drain));
    for (const { id } of requests) {
      expect(await tallyOf(db.database, id)).toMatchObject({ issued: 1_300, certificates: 1_300, jobs: 0 });
      expect(await deltasOf(db.database, id)).toMatchObject({ issued: 1_300 });
    }
    expect(world.failures).toEqual([]);
  });

  it("R-13 one body's 2,000 rows do not hold back another's 10", async () => {
    const large = await request({ items: 2_000 });
    await createIssuingWorker(world).runOnce();
    const small = await request({ items: 10, ipaCode: 'c_g482', seed: 2, submittedAt: world.clock.now() });
    await createIssuingWorker(world).runOnce();
    expect(await tallyOf(db.database, small.id)).toMatchObject({ issued: 10, jobs: 0 });
    expect(await tallyOf(db.database, large.id)).toMatchObject({ issued: ITEMS_A_TURN, jobs: 1 });
  });

  it('many requests of one body do not hold back the one of another', async () => {
    for (let index = 0; index < 8; index += 1) await request({ items: 2, seed: index });
    const other = await request({ items: 2, ipaCode: 'c_g482', seed: 20, submittedAt: world.clock.now() });
    const worker = createIssuingWorker(world);
    await worker.runOnce();
    await worker.runOnce();
    expect(await tallyOf(db.database, other.id)).toMatchObject({ issued: 2, jobs: 0 });
  });

  it('a turn that dies in the middle leaves nothing behind, and another takes it up after the lease', async () => {
    const { id } = await request({ items: 4 });
    const dying = createIssuingWorker({ ...world, database: failingAtCommit(world) });
    await dying.runOnce();
    expect(await tallyOf(db.database, id)).toMatchObject({ issued: 0, certificates: 0, jobs: 1 });
    // As after kill -9: the claim is still there and nobody lets it go.
    await db.database.query(
      'UPDATE certificates.issuing_job SET claimed_until = $2, not_before = $3 WHERE request_id = $1',
      [id, new Date(world.clock.now().getTime() + LEASE_MS), world.clock.now()],
    );
    expect(await createIssuingWorker(world).runOnce()).toBe(false);
    world.clock.advance(LEASE_MS);
    expect(await issueAll(world)).toBe(1);
    expect(await tallyOf(db.database, id)).toMatchObject({ issued: 4, certificates: 4, jobs: 0 });
  });

  it('a worker that comes back after its lease writes nothing', async () => {
    const { id } = await request({ items: 4 });
    const slow = { entered: new AbortController(), go: new AbortController() };
    const sleeper = issuingWorld(db.database);
    sleeper.register.interference = async () => {
      slow.entered.abort();
      await once(slow.go.signal, 'abort');
    };
    const asleep = createIssuingWorker(sleeper).runOnce();
    if (!slow.entered.signal.aborted) await once(slow.entered.signal, 'abort');
    world.clock.advance(LEASE_MS);
    await issueAll(world);
    slow.go.abort();
    await asleep;
    expect(sleeper.failures).toEqual(['CLAIM_LOST']);
    expect(await tallyOf(db.database, id)).toMatchObject({ issued: 4, certificates: 4, jobs: 0 });
    expect(await deltasOf(db.database, id)).toMatchObject({ issued: 4 });
  });

  it('an item that does not open ends FAILED after some attempts, and the rest is issued', async () => {
    const { id } = await request({ items: 6, sealedApart: true });
    await db.database.query(
      `UPDATE certificates.certificate_item SET sealed = set_byte(sealed, 30, (get_byte(sealed, 30) + 1) % 256)
       WHERE request_id = $1 AND line = 3`,
      [id],
    );
    for (let attempt = 1; attempt < ATTEMPTS_BEFORE_GIVING_UP; attempt += 1) {
      await issueAll(world);
      expect(await tallyOf(db.database, id)).toMatchObject({ issued: 0, jobs: 1 });
      world.clock.advance(60_000);
    }
    await issueAll(world);
    expect(await tallyOf(db.database, id)).toMatchObject({ issued: 5, failed: 1, certificates: 5, jobs: 0 });
    const end = await db.database.one(
      'SELECT line, code FROM certificates.item_end WHERE request_id = $1 AND status = $2',
      [id, 'FAILED'],
    );
    expect(end).toEqual({ line: 3, code: 'SIC-001' });
    expect(world.failures).toEqual(Array.from({ length: ATTEMPTS_BEFORE_GIVING_UP - 1 }, () => 'ITEM_UNREADABLE'));
  });

  it('a key that is not configured fails no item, however often it is tried', async () => {
    const { id } = await request({ items: 2 });
    const unable = { ...world, vault: { hasKey: () => false } as unknown as PersonalDataVault };
    for (let attempt = 0; attempt < ATTEMPTS_BEFORE_GIVING_UP + 2; attempt += 1) {
      await createIssuingWorker(unable).runOnce();
      world.clock.advance(60_000);
    }
    expect(await tallyOf(db.database, id)).toMatchObject({ issued: 0, failed: 0, jobs: 1 });
    expect(new Set(world.failures)).toEqual(new Set(['KEY_NOT_CONFIGURED']));
    await issueAll(world);
    expect(await tallyOf(db.database, id)).toMatchObject({ issued: 2, jobs: 0 });
  });

  it('a register that cannot be asked is asked again later and later; no item fails', async () => {
    const { id } = await request({ items: 2 });
    world.register.interference = () => Promise.reject(new TypeError('register down'));
    await issueAll(world);
    expect(await issueAll(world)).toBe(0);
    world.clock.advance(1_000);
    expect(await issueAll(world)).toBe(1);
    world.clock.advance(1_000);
    expect(await issueAll(world)).toBe(0);
    const job = await db.database.one(
      'SELECT attempts, last_error FROM certificates.issuing_job WHERE request_id = $1',
      [id],
    );
    expect(job).toEqual({ attempts: 2, last_error: 'TypeError' });
    world.register.interference = null;
    world.clock.advance(60_000);
    await issueAll(world);
    expect(await tallyOf(db.database, id)).toMatchObject({ issued: 2, failed: 0, jobs: 0 });
  });

  it('a number that an office has used already is drawn anew', async () => {
    const { id } = await request({ items: 2 });
    const drawn = await db.database.one<{ next: number }>(
      `SELECT nextval('certificates.certificate_number') + 1 AS next`,
    );
    const taken = `AD-H501-2026-${String(drawn?.next).padStart(8, '0')}`;
    await db.database.query(
      `INSERT INTO certificates.certificate (number, request_id, line, verification_code, kind, office_code, language,
         issued_on, expires_on, key_id, sealed, signature)
       VALUES ($1, gen_random_uuid(), 1, 'AAAA-AAAA-AAAA-AAAA', 'SELECTIVE', 'PROC-H501', 'it', '2026-02-09', '2026-08-09', 1, '', '')`,
      [taken],
    );
    await issueAll(world);
    expect(world.failures).toEqual(['NUMBER_TAKEN']);
    world.clock.advance(1_000);
    await issueAll(world);
    expect(await tallyOf(db.database, id)).toMatchObject({ issued: 2, certificates: 2, jobs: 0 });
  });

  it('starts, is woken by news, and stops with its turns done', async () => {
    const worker = createIssuingWorker(world);
    await worker.start();
    const { id } = await request({ items: 700 });
    await db.database.query(`SELECT pg_notify('issuing', '')`);
    while ((await tallyOf(db.database, id)).issued < 700) await new Promise((resolve) => setTimeout(resolve, 5));
    await worker.stop();
    const later = await request({ items: 1, seed: 9 });
    await db.database.query(`SELECT pg_notify('issuing', '')`);
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(await tallyOf(db.database, later.id)).toMatchObject({ issued: 0, jobs: 1 });
  });

  it('stopping does not wait for a register that hangs, and gives the job back', async () => {
    const { id } = await request({ items: 1 });
    const entered = new AbortController();
    world.register.interference = async () => {
      entered.abort();
      await new Promise(() => undefined);
    };
    const worker = createIssuingWorker(world, { lanes: 1 });
    await worker.start();
    if (!entered.signal.aborted) await once(entered.signal, 'abort');
    await worker.stop();
    const job = await db.database.one(
      'SELECT attempts, claimed_until FROM certificates.issuing_job WHERE request_id = $1',
      [id],
    );
    expect(job).toEqual({ attempts: 0, claimed_until: null });
  });
});

/** A database whose transactions do everything and then, as when the process is killed, never commit. */
function failingAtCommit({ database }: IssuingWorld): IssuingWorld['database'] {
  return {
    ...database,
    transaction: (run, options) =>
      database.transaction(async (sql) => {
        await run(sql);
        throw new Error('killed');
      }, options),
  };
}
