import {
  agreementsWorld,
  operatorOf,
  WORLD_DAY,
  WORLD_TIMEOUT_MS,
  type AgreementsWorld,
  type GraphAnswer,
} from '../../testkit/agreements-world.js';
import { agreementsDesk, type AgreementsDesk } from '../../testkit/agreements-desk.js';

const OFFICE = operatorOf('PROC-G482');

let world: AgreementsWorld;
let desk: AgreementsDesk;
beforeAll(async () => {
  world = await agreementsWorld();
  desk = agreementsDesk(world, OFFICE);
  await desk.at('SIGNED'); // the first document of a process loads what makes documents
}, WORLD_TIMEOUT_MS);
afterAll(() => world.close());
beforeEach(() => desk.clear('c_g482'));
afterEach(() => world.clock.set(`${WORLD_DAY}T10:00:00+02:00`));

const SIGN = `mutation ($id: ID!) { signDirectAgreement(id: $id, signedOn: "${WORLD_DAY}") { id status } }`;
const RENEW = 'mutation ($id: ID!) { renewDirectAgreement(id: $id) { id startsOn endsOn renews { id } } }';
const WITHDRAW = 'mutation ($id: ID!) { withdrawDirectAgreement(id: $id, reason: "fine") { id } }';

const codeOf = ({ errors }: GraphAnswer): unknown => errors[0]?.extensions.code ?? 'done';

async function overlapsInStore(): Promise<number> {
  const row = await world.database.one<{ count: number }>(
    `SELECT count(*)::int AS count FROM agreements.direct_agreement one JOIN agreements.direct_agreement other
       ON one.id < other.id AND one.ipa_code = other.ipa_code AND one.office_code = other.office_code
      AND daterange(one.starts_on, one.ends_on, '[]') && daterange(other.starts_on, other.ends_on, '[]')
     WHERE one.status NOT IN ('DRAFT', 'WITHDRAWN') AND other.status NOT IN ('DRAFT', 'WITHDRAWN')`,
  );
  return row?.count ?? -1;
}

describe('R-09 two agreements of one office and body', () => {
  it.each(['SIGNED', 'REGISTERED', 'ACTIVE', 'SUSPENDED'] as const)(
    'R-09 a draft that overlaps a %s one is refused when it is signed, with the period',
    async (status) => {
      await desk.at(status, { startsOn: '2027-01-01', endsOn: '2027-12-31' });
      const draft = await desk.draft({ startsOn: '2027-12-31', endsOn: '2028-06-30' });
      const answer = await world.as(OFFICE, SIGN, { id: draft });
      expect(answer.errors[0]?.extensions).toMatchObject({
        ...{ code: 'AGREEMENT_OVERLAP', rule: 'R-09', startsOn: '2027-12-31', endsOn: '2028-06-30' },
        ...{ message: expect.stringMatching(/./), messageIt: expect.stringMatching(/./) },
      });
      expect((await desk.read(draft)).status).toBe('DRAFT');
    },
  );

  it('R-09 one that has expired keeps its days; the day after its last is free', async () => {
    await desk.at('ACTIVE', { startsOn: '2026-06-05', endsOn: '2026-06-30' });
    world.clock.set('2026-07-10T10:00:00+02:00');
    const back = await desk.draft({ endsOn: '2026-12-31' });
    const signedInside = await world.as(OFFICE, SIGN.replace(WORLD_DAY, '2026-06-30'), { id: back });
    expect(codeOf(signedInside)).toBe('AGREEMENT_OVERLAP');
    expect(codeOf(await world.as(OFFICE, SIGN.replace(WORLD_DAY, '2026-07-01'), { id: back }))).toBe('done');
  });

  it('R-09 periods of other bodies are no matter', async () => {
    await desk.clear('acque_abruzzo_demo');
    await desk.at('SIGNED', { startsOn: '2027-01-01' });
    const contact = { givenName: 'Franca', surname: 'Clerici', email: 'x@example.it' };
    const { taxCode } = (await import('../../testkit/agreements-desk.js')).CLERK;
    const other = { ipaCode: 'acque_abruzzo_demo', bodyContacts: [{ ...contact, taxCode }], startsOn: '2027-01-01' };
    await expect(desk.at('SIGNED', other)).resolves.toBeTruthy();
  });

  it('R-09 a withdrawal frees the period from that day on', async () => {
    const id = await desk.at('ACTIVE', { startsOn: WORLD_DAY });
    const next = await desk.draft({ startsOn: WORLD_DAY });
    expect(codeOf(await world.as(OFFICE, SIGN, { id: next }))).toBe('AGREEMENT_OVERLAP');
    await desk.done(WITHDRAW, { id });
    expect(codeOf(await world.as(OFFICE, SIGN, { id: next }))).toBe('done');
  });

  it('R-09 of operators who sign overlapping drafts at once, one wins and the others are told why', async () => {
    for (let round = 0; round < 5; round += 1) {
      await desk.clear('c_g482');
      const drafts = await Promise.all(
        [0, 1, 2, 3].map((shift) => desk.draft({ startsOn: `2027-0${shift + 1}-01`, endsOn: '2027-12-31' })),
      );
      const answers = await Promise.all(drafts.map((id) => world.as(OFFICE, SIGN, { id })));
      expect(answers.map(codeOf).sort()).toEqual([...Array(3).fill('AGREEMENT_OVERLAP'), 'done']);
      expect(await overlapsInStore()).toBe(0);
    }
  });

  it('R-08 of operators who do the same step at once, one wins; the others learn what stands there now', async () => {
    const id = await desk.draft();
    const answers = await Promise.all([0, 1, 2].map(() => world.as(OFFICE, SIGN, { id })));
    expect(answers.map(codeOf).sort()).toEqual(['ILLEGAL_STATUS_CHANGE', 'ILLEGAL_STATUS_CHANGE', 'done']);
    for (const { errors } of answers.filter((answer) => answer.errors.length > 0)) {
      expect(errors[0]?.extensions).toMatchObject({
        status: 'SIGNED',
        legalNextStatuses: ['REGISTERED', 'EXPIRED', 'WITHDRAWN'],
      });
    }
    expect((await desk.read(id)).history.map(({ to }) => to)).toEqual(['DRAFT', 'SIGNED']);
  });

  it('R-09 the database itself refuses an overlap, whoever writes it', async () => {
    await desk.at('SIGNED', { startsOn: '2027-01-01', endsOn: '2027-12-31' });
    const insert = world.database.query(
      `INSERT INTO agreements.direct_agreement (id, office_code, ipa_code, status, starts_on, ends_on, created_at)
       VALUES (gen_random_uuid(), 'PROC-G482', 'c_g482', 'ACTIVE', '2027-12-31', '2028-12-30', now())`,
    );
    await expect(insert).rejects.toMatchObject({ code: '23P01', constraint: 'direct_agreement_no_overlap' });
  });
});

describe('R-09 renewal', () => {
  it('R-09 of operators who renew at once, one does; the chain has no gap and no overlap', async () => {
    let id = await desk.at('ACTIVE', { startsOn: WORLD_DAY, endsOn: '2026-08-31' });
    const chain = [await desk.read(id)];
    for (let renewal = 0; renewal < 3; renewal += 1) {
      const answers = await Promise.all([0, 1, 2].map(() => world.as(OFFICE, RENEW, { id })));
      expect(answers.map(codeOf).sort()).toEqual(['AGREEMENT_OVERLAP', 'AGREEMENT_OVERLAP', 'done']);
      const won = answers.find(({ errors }) => errors.length === 0)?.data.renewDirectAgreement;
      expect(won.renews).toEqual({ id });
      id = won.id;
      chain.push(await desk.read(id));
    }
    const dayAfter = (day: string | null): string =>
      new Date(Date.parse(`${day}`) + 86_400_000).toISOString().slice(0, 10);
    for (const [index, { startsOn }] of chain.slice(1).entries()) {
      expect(startsOn).toBe(dayAfter(chain[index]?.endsOn ?? null));
    }
    expect(chain.map(({ endsOn }) => endsOn)).toEqual(['2026-08-31', '2027-08-31', '2028-08-31', '2029-08-31']);
    expect(await overlapsInStore()).toBe(0);
  });

  it('R-09 a renewal that was withdrawn can be made again', async () => {
    const id = await desk.at('ACTIVE');
    const first = await desk.done(RENEW, { id });
    await desk.done(WITHDRAW, { id: first.id });
    const second = await desk.done(RENEW, { id });
    const { renewedBy } = await desk.done(
      'query ($id: ID!) { directAgreement(id: $id) { id renewedBy { id status } } }',
      { id },
    );
    expect(renewedBy).toEqual({ id: second.id, status: 'ACTIVE' });
  });

  it('R-08 R-09 a suspension holds beyond the renewal until somebody resumes it', async () => {
    const id = await desk.at('ACTIVE', { startsOn: WORLD_DAY, endsOn: '2026-08-31' });
    const renewal = (await desk.done(RENEW, { id })).id;
    await desk.done('mutation ($id: ID!) { suspendDirectAgreement(id: $id, reason: "verifica") { id } }', { id });
    expect((await desk.read(renewal)).status).toBe('SUSPENDED');
    world.clock.set('2026-09-01T00:00:00+02:00');
    expect([(await desk.read(id)).status, (await desk.read(renewal)).status]).toEqual(['RENEWED', 'SUSPENDED']);
    await desk.done('mutation ($id: ID!) { resumeDirectAgreement(id: $id, reason: "conclusa") { id } }', {
      id: renewal,
    });
    expect((await desk.read(renewal)).status).toBe('ACTIVE');
  });

  it('R-15 what an agreement is extended to, its renewal names as well', async () => {
    const id = await desk.at('ACTIVE');
    const renewal = (await desk.done(RENEW, { id })).id;
    await desk.done(
      'mutation ($id: ID!) { extendDirectAgreement(id: $id, unitCodes: ["UO-GARE"], reason: "nuova sede") { id } }',
      { id },
    );
    const query =
      'query ($id: ID!) { directAgreement(id: $id) { id units { code } entries { kind detail by reason } } }';
    expect(await desk.done(query, { id: renewal })).toMatchObject({
      units: [{ code: 'UO-GARE' }],
      entries: [{ kind: 'UNITS', detail: 'UO-GARE', by: 'operator-PROC-G482', reason: 'nuova sede' }],
    });
  });

  it('R-06 is refused when nobody is left of one side', async () => {
    const id = await desk.at('ACTIVE');
    const contacts = `UPDATE agreements.contact_person SET active = $1 WHERE office_code = 'PROC-G482' AND side = 'OFFICE'`;
    await world.database.query(contacts, [false]);
    const answer = await world.as(OFFICE, RENEW, { id });
    await world.database.query(contacts, [true]);
    expect(answer.errors[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', rule: 'R-06' });
  });
});

describe('R-09 the end by date', () => {
  it.each([
    ['ACTIVE', '2026-08-31T23:59:59+02:00', 'ACTIVE'],
    ['ACTIVE', '2026-09-01T00:00:00+02:00', 'EXPIRED'],
    ['SUSPENDED', '2026-09-01T00:00:00+02:00', 'EXPIRED'],
    ['REGISTERED', '2026-09-01T00:00:00+02:00', 'EXPIRED'],
    ['SIGNED', '2026-09-01T00:00:00+02:00', 'EXPIRED'],
  ] as const)('R-09 %s is at %s %s, and the history says so', async (status, instant, expected) => {
    const id = await desk.at(status, { startsOn: WORLD_DAY, endsOn: '2026-08-31' });
    world.clock.set(instant);
    const agreement = await desk.read(id);
    expect(agreement.status).toBe(expected);
    const last = agreement.history.at(-1);
    if (expected === 'ACTIVE') expect(last).toMatchObject({ to: 'ACTIVE', by: 'operator-PROC-G482' });
    else {
      expect(last).toEqual({
        ...{ from: status, to: 'EXPIRED', at: '2026-08-31T22:00:00.000Z', by: 'calendar' },
        reason: 'Scaduto il termine del 31/08/2026',
      });
    }
  });

  it('R-08 R-09 cannot be signed after its last day', async () => {
    const id = await desk.draft({ startsOn: '2026-06-01', endsOn: '2026-06-04' });
    const { errors } = await world.as(OFFICE, SIGN, { id });
    expect(errors[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', rule: 'R-09', field: 'signedOn' });
  });
});
