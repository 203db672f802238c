import { submissionPlace } from '../../../../legacy-adapter/massivo-work.js';
import { ChannelRoutingService } from '../../../../legacy-adapter/routing/channel-routing.service.js';
import { openDatabase } from '../../../../schema/kernel/database.js';
import { createTestDatabase } from '../../../testkit/database.js';
import {
  admitOnce,
  BODY_OF_ROMA,
  createLegacyWorld,
  massivoQuestion,
  MILANO,
  submissionOf,
  type LegacyWorld,
} from '../../../testkit/legacy-world.js';

let world: LegacyWorld;

beforeAll(async () => {
  world = await createLegacyWorld();
});

afterAll(() => world.drop());

afterEach(() => world.clock.set('2026-06-10T12:00:00+02:00'));

const entries = () => world.database.prisma.massivoSubmission.count();

describe('an admission', () => {
  it('R-23 writes the outbox entry of a massivo request, its contact sealed (R-60)', async () => {
    const question = massivoQuestion();
    const submission = submissionOf(question, { items: 450 });
    const decision = await admitOnce(world, question, submission);
    expect(decision).toMatchObject({
      channel: 'MASSIVO',
      line: 6,
      deprecation: { lastDay: '2026-08-05', daysLeft: 56 },
    });
    const { requestId } = submission;
    const entry = await world.database.prisma.massivoSubmission.findUniqueOrThrow({ where: { requestId } });
    expect(entry).toMatchObject({ kindCode: '28GEN', items: 450, plannedAt: null, agreementReference: '' });
    expect(entry.acceptedOn.toISOString().slice(0, 10)).toBe('2026-06-10');
    expect(entry.createdAt).toEqual(world.clock.now());
    const sealed = Buffer.from(entry.sealedContact);
    expect(world.vault.open(entry.keyId, sealed, submissionPlace(requestId))).toBe('RSSMRA80A01H501U');
    expect(() => world.vault.open(entry.keyId, sealed, submissionPlace('another'))).toThrow();
  });

  it.each([
    ['goes on the direct channel', massivoQuestion({ agreement: 'COVERING' }), 'DIRECT_AGREEMENT'],
    ['goes to the counter', massivoQuestion({ kind: 'PENDING_PROCEEDINGS' }), 'OFFICE_COUNTER'],
    ['is refused', massivoQuestion({ massivoUser: false }), null],
  ])('R-23 writes none when the request %s', async (_, question, channel) => {
    const before = await entries();
    expect((await admitOnce(world, question)).channel).toBe(channel);
    expect(await entries()).toBe(before);
  });

  it('R-25 keeps off massivo what was abandoned there, and needs no outbox entry for it', async () => {
    const before = await entries();
    const admit = (some: Parameters<typeof massivoQuestion>[0]) =>
      world.database.transaction((sql) =>
        world.routing.admit(sql, massivoQuestion({ ...some, keptOffMassivo: true }), null),
      );
    expect(await admit({ agreement: 'COVERING' })).toMatchObject({ channel: 'DIRECT_AGREEMENT', line: 5 });
    expect(await admit({})).toMatchObject({ channel: null, line: 6, refusal: 'AGREEMENT_REQUIRED' });
    expect(await entries()).toBe(before);
  });

  it('R-31 writes none when no item was accepted', async () => {
    const before = await entries();
    const question = massivoQuestion();
    expect((await admitOnce(world, question, submissionOf(question, { items: 0 }))).channel).toBe('MASSIVO');
    expect(await entries()).toBe(before);
  });

  it('R-23 leaves no trace when its transaction is rolled back', async () => {
    const before = await entries();
    const question = massivoQuestion();
    const rolledBack = world.database.transaction(async (sql) => {
      await world.routing.admit(sql, question, submissionOf(question));
      throw new Error('something else failed');
    });
    await expect(rolledBack).rejects.toThrow('something else failed');
    expect(await entries()).toBe(before);
  });

  it('R-01 R-21 refuses massivo from the day after the last, without anybody having changed the flag', async () => {
    world.clock.set('2026-08-05T23:59:59+02:00');
    expect(await admitOnce(world)).toMatchObject({ channel: 'MASSIVO', deprecation: { daysLeft: 0 } });
    world.clock.set('2026-08-06T00:00:00+02:00');
    expect(await admitOnce(world)).toMatchObject({ channel: null, refusal: 'MASSIVO_DISMISSED', line: 7 });
  });

  it('R-02 sends a covered request of an office that is not open yet to massivo while that lasts', async () => {
    world.clock.set('2026-02-04T12:00:00+01:00');
    const asked = massivoQuestion({ officeCode: MILANO, agreement: 'COVERING', pilotOffice: false });
    expect(await world.routing.ask(asked)).toMatchObject({ line: 6, channel: 'MASSIVO' });
    expect(await world.routing.ask({ ...asked, massivoUser: false })).toMatchObject({
      refusal: 'CHANNEL_NOT_YET_OPEN',
    });
    expect(await world.routing.ask({ ...asked, pilotOffice: true })).toMatchObject({ channel: 'DIRECT_AGREEMENT' });
  });

  it('R-21 sends a covered but pinned body to massivo, and back when it is unpinned', async () => {
    const covered = massivoQuestion({ agreement: 'COVERING' });
    await world.transition.pin({ ipaCode: BODY_OF_ROMA, pinned: true, reason: 'incident' }, 'alice');
    expect(await admitOnce(world, covered)).toMatchObject({ channel: 'MASSIVO', line: 4 });
    await world.transition.pin({ ipaCode: BODY_OF_ROMA, pinned: false, reason: 'over' }, 'alice');
    expect(await admitOnce(world, covered)).toMatchObject({ channel: 'DIRECT_AGREEMENT', line: 5 });
  });

  it('R-16 tells the notice of the day', async () => {
    expect(await world.routing.deprecation()).toEqual({
      since: '2026-02-05',
      lastDay: '2026-08-05',
      daysLeft: 56,
      guide: 'https://quicasellario.giustizia.it',
    });
  });
});

describe('without a flag to read', () => {
  const unavailable = { code: 'STORE_UNAVAILABLE', retryable: true };

  it('R-27 refuses when the database cannot be reached', async () => {
    const database = openDatabase({ url: 'postgres://nobody@127.0.0.1:1/none' });
    const routing = new ChannelRoutingService({ ...world, database });
    await expect(routing.ask(massivoQuestion())).rejects.toMatchObject(unavailable);
    await database.close();
  });

  it('R-27 refuses when the connection is lost in the middle of an admission', async () => {
    const question = massivoQuestion();
    const owner = openDatabase({ url: world.test.ownerUrl });
    const cut = world.database.transaction(async (sql) => {
      const session = await sql.one<{ pid: number }>('SELECT pg_backend_pid() AS pid');
      await owner.query('SELECT pg_terminate_backend($1)', [session?.pid]);
      await world.routing.admit(sql, question, submissionOf(question));
    });
    await expect(cut).rejects.toMatchObject(unavailable);
    await owner.close();
  });

  it('R-27 refuses when the store has no flag', async () => {
    const empty = await createTestDatabase();
    const routing = new ChannelRoutingService({ ...world, database: empty.database });
    await expect(admitOnce({ database: empty.database, routing })).rejects.toMatchObject(unavailable);
    await expect(routing.ask(massivoQuestion())).rejects.toMatchObject(unavailable);
    await empty.drop();
  });

  it('R-23 refuses to decide on a snapshot older than the lock', async () => {
    const question = massivoQuestion();
    const stale = world.database.transaction((sql) => world.routing.admit(sql, question, submissionOf(question)), {
      isolation: 'REPEATABLE READ',
    });
    await expect(stale).rejects.toMatchObject(unavailable);
  });
});
