import type { TransitionProposal } from '../../../../legacy-adapter/index.js';
import { newId } from '../../../../schema/kernel/identity.js';
import { SeededRandom } from '../../../testkit/seeded-random.js';
import {
  admitOnce,
  BODY_OF_MILANO,
  BODY_OF_ROMA,
  createLegacyWorld,
  massivoQuestion,
  MILANO,
  ROMA,
  type LegacyWorld,
} from '../../../testkit/legacy-world.js';

let world: LegacyWorld;

beforeAll(async () => {
  world = await createLegacyWorld();
});

beforeEach(async () => {
  await world.reset();
  await world.database.query('DELETE FROM agreements.direct_agreement');
  await world.database.query('DELETE FROM certificates.certificate_request');
});

afterAll(() => world.drop());

const dryRun = async (some: Partial<TransitionProposal> = {}) => {
  const { version } = await world.transition.present({});
  return world.transition.dryRun({ to: 'DRAINING', reason: 'test', expectedVersion: version, ...some }, 'alice');
};

interface Agreement {
  ipaCode: string;
  officeCode: string;
  status?: 'ACTIVE' | 'SUSPENDED' | 'SIGNED';
  startsOn?: string;
  endsOn?: string;
  renewsId?: string;
}

async function agreement(some: Agreement): Promise<string> {
  const id = newId(world.clock.now());
  const { ipaCode, officeCode, status = 'ACTIVE', startsOn = '2026-03-01', endsOn = '2027-02-28', renewsId } = some;
  await world.database.prisma.directAgreement.create({
    data: {
      ...{ id, ipaCode, officeCode, status, kinds: [], createdAt: world.clock.now(), renewsId: renewsId ?? null },
      ...{ startsOn: new Date(startsOn), endsOn: new Date(endsOn) },
    },
  });
  return id;
}

async function request(ipaCode: string, officeCode: string, some: object): Promise<void> {
  const id = newId(world.clock.now());
  await world.database.prisma.certificateRequest.create({
    data: {
      ...{ id, ipaCode, officeCode, clientRequestId: id, contentHash: Buffer.from(id), kind: 'ELECTORAL' },
      ...{ purposeCode: 'FIN-001', protocolNumber: '1', protocolDate: new Date('2026-05-01'), german: false },
      ...{ state: 'ACCEPTED', channel: 'MASSIVO', submittedAt: new Date('2026-05-01T10:00:00Z'), submittedBy: 'x' },
      ...{ signInMethod: 'SPID', signInLevel: 2, total: 10, accepted: 8, ...some },
    },
  });
}

describe('a dry run', () => {
  it('R-26 lists the bodies left without any channel, the largest volume of the last 90 days first', async () => {
    await request(BODY_OF_ROMA, ROMA, { accepted: 8 });
    await request(BODY_OF_MILANO, MILANO, { accepted: 300 });
    await request(BODY_OF_MILANO, MILANO, { accepted: 5, submittedAt: new Date('2026-03-12T00:00:00+01:00') });
    // None of these counts: too old, only staged, another channel.
    await request(BODY_OF_MILANO, MILANO, { accepted: 1_000, submittedAt: new Date('2026-03-11T23:59:59+01:00') });
    await request(BODY_OF_MILANO, MILANO, { accepted: 1_000, state: 'STAGED', channel: null });
    await request(BODY_OF_MILANO, MILANO, { accepted: 1_000, channel: 'OFFICE_COUNTER' });
    expect(await dryRun()).toEqual({
      refusal: null,
      bodiesWithoutChannel: [
        { ipaCode: BODY_OF_MILANO, subjectsLast90Days: 305 },
        { ipaCode: BODY_OF_ROMA, subjectsLast90Days: 8 },
      ],
      bodiesWithoutChannelCount: 2,
      ...{ openBatches: 0, openItems: 0, agreementsEndingBefore: 0 },
    });
  });

  it.each([
    ['in force', {}, 0],
    ['from its first day', { startsOn: '2026-06-10' }, 0],
    ['to its last day', { endsOn: '2026-06-10' }, 0],
    ['not yet in force', { startsOn: '2026-06-11' }, 1],
    ['past its last day', { endsOn: '2026-06-09' }, 1],
    ['suspended', { status: 'SUSPENDED' as const }, 1],
    ['only signed', { status: 'SIGNED' as const }, 1],
  ])('R-26 looks at the agreement of the body at that office: %s', async (_, some, stranded) => {
    await agreement({ ipaCode: BODY_OF_ROMA, officeCode: ROMA, ...some });
    expect((await dryRun({ officeCode: ROMA })).bodiesWithoutChannelCount).toBe(stranded);
    await agreement({ ipaCode: BODY_OF_MILANO, officeCode: ROMA });
    expect((await dryRun({ officeCode: MILANO })).bodiesWithoutChannelCount).toBe(1);
  });

  it('R-02 R-26 counts an agreement only where the direct channel is open already', async () => {
    world.clock.set('2026-02-01T12:00:00+01:00');
    const dates = { startsOn: '2026-01-01', endsOn: '2026-12-31' };
    await agreement({ ipaCode: BODY_OF_ROMA, officeCode: ROMA, ...dates });
    await agreement({ ipaCode: BODY_OF_MILANO, officeCode: MILANO, ...dates });
    expect((await dryRun()).bodiesWithoutChannel).toEqual([{ ipaCode: BODY_OF_MILANO, subjectsLast90Days: 0 }]);
  });

  it('R-26 looks at the scope of the change alone', async () => {
    expect((await dryRun({ officeCode: ROMA })).bodiesWithoutChannel).toMatchObject([{ ipaCode: BODY_OF_ROMA }]);
    expect((await dryRun({ ipaCode: BODY_OF_MILANO })).bodiesWithoutChannel).toMatchObject([
      { ipaCode: BODY_OF_MILANO },
    ]);
  });

  it('R-26 counts agreements in force that end before the last day and have nothing to follow them', async () => {
    await agreement({ ipaCode: BODY_OF_ROMA, officeCode: ROMA, endsOn: '2026-08-04' });
    const renewed = await agreement({ ipaCode: BODY_OF_MILANO, officeCode: MILANO, endsOn: '2026-07-31' });
    expect((await dryRun()).agreementsEndingBefore).toBe(2);
    const next = { startsOn: '2026-08-01', endsOn: '2027-07-31', renewsId: renewed };
    await agreement({ ipaCode: BODY_OF_MILANO, officeCode: MILANO, ...next });
    expect((await dryRun()).agreementsEndingBefore).toBe(1);
    expect((await dryRun({ officeCode: MILANO })).agreementsEndingBefore).toBe(0);
  });

  it('R-25 R-26 says what is in flight, and refuses what the change would be refused with', async () => {
    world.work.now = { batches: 2, submissions: 1, items: 451 };
    expect(await dryRun()).toMatchObject({ refusal: null, openBatches: 2, openItems: 451 });
    await world.transition.change({ officeCode: ROMA, to: 'DRAINING', reason: 'x', expectedVersion: 0 }, 'alice');
    expect(await dryRun({ officeCode: ROMA, to: 'CLOSED' })).toMatchObject({
      refusal: { code: 'IN_FLIGHT', rule: 'R-25', retryable: false, message: expect.stringContaining('451') },
    });
    expect(await dryRun({ officeCode: ROMA, to: 'CLOSED', force: true })).toMatchObject({ refusal: null });
  });

  it.each<[string, Partial<TransitionProposal>, string]>([
    ['R-22 a stale version', { expectedVersion: 9 }, 'STALE_VERSION'],
    ['R-22 a missing reason', { reason: '' }, 'BAD_USER_INPUT'],
    ['R-20 an illegal transition', { to: 'CLOSED' }, 'ILLEGAL_TRANSITION'],
    ['R-21 an unknown office', { officeCode: 'PROC-Z999' }, 'NOT_FOUND'],
  ])('R-26 says that %s would be refused', async (_, some, code) => {
    expect((await dryRun(some)).refusal).toMatchObject({ code, messageIt: expect.any(String) });
  });

  it('R-26 lists exactly those whom the change then leaves without a channel, with their volumes', async () => {
    const random = new SeededRandom(26);
    const { prisma } = world.database;
    const bodies = Array.from({ length: 30 }, (_, at) => ({
      ipaCode: `c_t${100 + at}`,
      officeCode: at % 2 ? ROMA : MILANO,
    }));
    const volumes = new Map<string, number>();
    for (const { ipaCode, officeCode } of bodies) {
      const some = { name: ipaCode, type: 'PA' as const, pec: 'a@pec.example.it', taxCode: '02438750586' };
      await prisma.publicBody.create({ data: { ipaCode, officeCode, ...some } });
      await prisma.formerMassivoBody.create({ data: { ipaCode, officeCode } });
      if (random.below(2) === 1) await agreement({ ipaCode, officeCode });
      for (let sent = random.below(4); sent > 0; sent -= 1) {
        const accepted = random.below(50);
        await request(ipaCode, officeCode, { accepted });
        volumes.set(ipaCode, (volumes.get(ipaCode) ?? 0) + accepted);
      }
    }
    const run = await dryRun();
    const { version } = await world.transition.present({});
    await world.transition.change({ to: 'DRAINING', reason: 'end', expectedVersion: version }, 'alice');
    const refused: string[] = [];
    const everybody = await prisma.formerMassivoBody.findMany();
    for (const { ipaCode, officeCode } of everybody) {
      const covered = (await prisma.directAgreement.count({ where: { ipaCode, officeCode } })) > 0;
      const question = massivoQuestion({ ipaCode, officeCode, agreement: covered ? 'COVERING' : 'NONE' });
      if ((await admitOnce(world, question)).refusal === 'MASSIVO_DISMISSED') refused.push(ipaCode);
    }
    expect(run.bodiesWithoutChannelCount).toBe(refused.length);
    expect(run.bodiesWithoutChannel.map(({ ipaCode }) => ipaCode).sort()).toEqual(refused.sort());
    for (const { ipaCode, subjectsLast90Days } of run.bodiesWithoutChannel) {
      expect(subjectsLast90Days).toBe(volumes.get(ipaCode) ?? 0);
    }
    await world.database.query(`DELETE FROM certificates.certificate_request WHERE ipa_code LIKE 'c_t%'`);
    await world.database.query(`DELETE FROM agreements.direct_agreement WHERE ipa_code LIKE 'c_t%'`);
    await world.database.query(`DELETE FROM agreements.former_massivo_body WHERE ipa_code LIKE 'c_t%'`);
    await world.database.query(`DELETE FROM agreements.public_body WHERE ipa_code LIKE 'c_t%'`);
  });

  it('R-24 R-26 does not ask for the approval that a global closing will wait for, and changes nothing', async () => {
    await world.transition.change({ to: 'DRAINING', reason: 'x', expectedVersion: 0 }, 'alice');
    const before = await world.database.rows('SELECT * FROM legacy.transition_log');
    expect((await dryRun({ to: 'CLOSED' })).refusal).toBeNull();
    expect((await dryRun({ to: 'OPEN' })).bodiesWithoutChannelCount).toBe(0);
    expect(await world.database.rows('SELECT * FROM legacy.transition_log')).toEqual(before);
  });
});
