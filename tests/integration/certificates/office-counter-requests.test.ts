import { ANONYMOUS, type Actor } from '../../../schema/kernel/actor.js';
import { contactOf, OPERATIONS, operatorOf, WORLD_TIMEOUT_MS } from '../../testkit/agreements-world.js';
import { counterWorld, type CounterWorld } from '../../testkit/counter-world.js';
import { generatePersons } from '../../testkit/person-generator.js';

const BOLZANO = 'PROC-A952';
const OPERATOR = operatorOf(BOLZANO);
const COLLEAGUE: Actor = { kind: 'operator', subject: 'colleague', officeCode: BOLZANO };
const CONTACT = contactOf('c_a952');

let world: CounterWorld;
beforeAll(async () => {
  world = await counterWorld();
}, WORLD_TIMEOUT_MS);
afterAll(() => world.close());
beforeEach(() => world.agreements.clock.set('2026-06-05T10:00:00+02:00'));

const ITEM = `id status rejection { code message messageIt } counter { takenUpAt takenUpBy pages dutyStamps feesDueCents
  rejectionReason } certificate { number issuedOn expiresOn outcome legalReference language verificationCode }`;
const TAKE_UP = `mutation ($id: ID!) { takeUpCounterRequest(itemId: $id) { ${ITEM} } }`;
const ISSUE = `mutation ($id: ID!, $outcome: CertificateOutcome!, $pages: Int!) {
  issueCounterCertificate(itemId: $id, outcome: $outcome, pages: $pages) { ${ITEM} } }`;
const REJECT = `mutation ($id: ID!, $reason: String!) { rejectCounterRequest(itemId: $id, reason: $reason) { ${ITEM} } }`;

let lodged = 0;

/** Lodges a request of the body, as its contact person does, and gives the ids of its items. */
async function lodge({ subjects = 1, german = false, kind = 'PENDING_PROCEEDINGS' } = {}): Promise<{
  requestId: string;
  items: string[];
}> {
  const persons = [...generatePersons({ seed: 27, rows: subjects, invalidShare: 0 })].map((person) => {
    const { surname, name, birthDate, birthPlace, birthCountry, taxCode } = person;
    const citizenship = { I: 'ITALIAN', U: 'EU', X: 'OTHER' }[person.citizenship];
    return { surname, name, birthDate, birthPlace, birthCountry, taxCode, citizenship };
  });
  const { data, errors } = await world.as(
    CONTACT,
    `mutation ($input: RequestCertificatesInput!) { requestCertificates(input: $input) { id channel
      counts { open } items(first: 100) { nodes { id status counter { takenUpAt } } } } }`,
    {
      input: {
        ...{ clientRequestId: `counter-${(lodged += 1)}`, ipaCode: 'c_a952', kind, purposeCode: 'FIN-001', german },
        ...{ protocolNumber: '27/2026', protocolDate: '2026-06-04', subjects: persons },
      },
    },
  );
  expect(errors).toEqual([]);
  const { id, channel, counts, items } = data.requestCertificates;
  if (kind === 'PENDING_PROCEEDINGS') {
    expect({ channel, open: counts.open }).toEqual({ channel: 'OFFICE_COUNTER', open: subjects });
    for (const item of items.nodes) expect(item).toMatchObject({ status: 'ACCEPTED', counter: null });
  }
  return { requestId: id, items: items.nodes.map((item: { id: string }) => item.id) };
}

async function lodgeOne(options?: Parameters<typeof lodge>[0]): Promise<string> {
  const [id = ''] = (await lodge(options)).items;
  return id;
}

const done = async (actor: Actor, mutation: string, variables: object) => {
  const { data, errors } = await world.as(actor, mutation, variables);
  expect(errors).toEqual([]);
  return Object.values<Record<string, never>>(data)[0] as Record<string, unknown>;
};

const refusal = async (actor: Actor, mutation: string, variables: object) => {
  const { errors } = await world.as(actor, mutation, variables);
  return errors[0]?.extensions;
};

describe('R-45 a request at the counter', () => {
  it('R-45 is lodged by a body, taken up, and issued with the number, validity and verification of any other', async () => {
    const id = await lodgeOne();
    expect(await done(OPERATOR, TAKE_UP, { id })).toMatchObject({
      status: 'QUEUED',
      counter: {
        ...{ takenUpAt: '2026-06-05T08:00:00.000Z', takenUpBy: `operator-${BOLZANO}` },
        ...{ pages: null, dutyStamps: null, feesDueCents: 0 },
      },
      certificate: null,
    });
    world.agreements.clock.set('2026-06-08T09:00:00+02:00');
    const issued = await done(OPERATOR, ISSUE, { id, outcome: 'POSITIVE', pages: 3 });
    expect(issued).toMatchObject({
      status: 'ISSUED',
      rejection: null,
      counter: { pages: 3, dutyStamps: 2, feesDueCents: 0, rejectionReason: null },
      certificate: {
        number: expect.stringMatching(/^AD-A952-2026-\d{8}$/),
        issuedOn: '2026-06-08',
        expiresOn: '2026-12-08',
        outcome: 'POSITIVE',
        legalReference: 'art. 27 D.P.R. 14 novembre 2002, n. 313',
        language: 'it',
      },
    });
    const { verificationCode } = issued['certificate'] as { verificationCode: string };
    const { data } = await world.as(
      ANONYMOUS,
      `query ($code: String!) { verifyCertificate(code: $code) { status kind issuedOn expiresOn office { code } } }`,
      { code: verificationCode },
    );
    expect(data.verifyCertificate).toEqual({
      ...{ status: 'VALID', kind: 'PENDING_PROCEEDINGS', issuedOn: '2026-06-08', expiresOn: '2026-12-08' },
      office: { code: BOLZANO },
    });
  });

  it('R-44 is issued in German where that was asked for', async () => {
    const id = await lodgeOne({ german: true });
    await done(OPERATOR, TAKE_UP, { id });
    expect(await done(OPERATOR, ISSUE, { id, outcome: 'NIL', pages: 1 })).toMatchObject({
      certificate: {
        language: 'de',
        outcome: 'NIL',
        legalReference: 'Art. 27 D.P.R. vom 14. November 2002, Nr. 313',
      },
    });
  });

  it('R-45 is rejected with a reason that the body reads, and operations do not', async () => {
    const { requestId, items } = await lodge();
    const id = items[0] ?? '';
    await done(OPERATOR, TAKE_UP, { id });
    expect(await done(OPERATOR, REJECT, { id, reason: ' Finalità non pertinente ' })).toMatchObject({
      status: 'REJECTED',
      certificate: null,
      rejection: { code: 'COUNTER_REQUEST_REJECTED', messageIt: "L'ufficio ha respinto la richiesta." },
      counter: { pages: null, rejectionReason: 'Finalità non pertinente' },
    });
    const read = `{ certificateRequest(id: "${requestId}") { items { nodes { counter { rejectionReason } } } } }`;
    const reasonFor = async (actor: Actor): Promise<unknown> =>
      (await world.as(actor, read)).data.certificateRequest.items.nodes[0].counter.rejectionReason;
    expect(await reasonFor(CONTACT)).toBe('Finalità non pertinente');
    expect(await reasonFor(OPERATIONS)).toBeNull();
    const { sealed_reason: sealed } = (await world.agreements.database.one<{ sealed_reason: Buffer }>(
      'SELECT sealed_reason FROM certificates.counter_item WHERE request_id = $1',
      [requestId],
    )) ?? { sealed_reason: Buffer.alloc(0) };
    expect(sealed.toString('latin1')).not.toContain('pertinente');
  });

  it('R-34 reaches one end, once: counts agree and nothing can be done afterwards', async () => {
    const { requestId, items } = await lodge({ subjects: 3 });
    for (const id of items) await done(OPERATOR, TAKE_UP, { id });
    const [first = '', second = ''] = items;
    await done(OPERATOR, ISSUE, { id: first, outcome: 'NIL', pages: 1 });
    await done(OPERATOR, REJECT, { id: second, reason: 'no' });
    const again = await Promise.all([
      refusal(OPERATOR, ISSUE, { id: second, outcome: 'NIL', pages: 1 }),
      refusal(OPERATOR, REJECT, { id: first, reason: 'no' }),
      refusal(OPERATOR, TAKE_UP, { id: first }),
    ]);
    expect(again.map((extensions) => extensions?.['code'])).toEqual(Array(3).fill('COUNTER_ITEM_ENDED'));
    const { data } = await world.as(
      CONTACT,
      `{ certificateRequest(id: "${requestId}") { progress counts { total open issued rejected } } }`,
    );
    expect(data.certificateRequest).toEqual({
      progress: 2 / 3,
      counts: { total: 3, open: 1, issued: 1, rejected: 1 },
    });
  });

  it('R-34 two operators at once: one certificate', async () => {
    const { requestId, items } = await lodge();
    const id = items[0] ?? '';
    await done(OPERATOR, TAKE_UP, { id });
    const issue = (actor: Actor) => world.as(actor, ISSUE, { id, outcome: 'NIL', pages: 1 });
    const answers = await Promise.all([issue(OPERATOR), issue(COLLEAGUE)]);
    expect(answers.filter(({ errors }) => errors.length === 0)).toHaveLength(1);
    expect(answers.flatMap(({ errors }) => errors.map(({ extensions }) => extensions['code']))).toEqual([
      'COUNTER_ITEM_ENDED',
    ]);
    const certificates = await world.agreements.database.rows(
      'SELECT number FROM certificates.certificate WHERE request_id = $1',
      [requestId],
    );
    expect(certificates).toHaveLength(1);
  });

  it('R-45 two operators take up the same item at once: one wins, and the list says who', async () => {
    for (let round = 0; round < 5; round += 1) {
      const id = await lodgeOne();
      const answers = await Promise.all([OPERATOR, COLLEAGUE].map((actor) => world.as(actor, TAKE_UP, { id })));
      const won = answers.filter(({ errors }) => errors.length === 0);
      expect(won).toHaveLength(1);
      expect(answers.flatMap(({ errors }) => errors.map(({ extensions }) => extensions['code']))).toEqual([
        'COUNTER_ITEM_TAKEN',
      ]);
      const winner = answers[0]?.errors.length === 0 ? OPERATOR : COLLEAGUE;
      expect(won[0]?.data.takeUpCounterRequest.counter.takenUpBy).toBe('subject' in winner && winner.subject);
    }
  });

  it('R-37 pages and stamps are recorded, and a body pays nothing for any number of them', async () => {
    for (const [pages, dutyStamps] of [
      [1, 1],
      [2, 1],
      [3, 2],
      [10_000, 5_000],
    ]) {
      const id = await lodgeOne();
      await done(OPERATOR, TAKE_UP, { id });
      expect(await done(OPERATOR, ISSUE, { id, outcome: 'NIL', pages })).toMatchObject({
        counter: { pages, dutyStamps, feesDueCents: 0 },
      });
      const [requestId, line] = id.split(':');
      expect(
        await world.agreements.database.rows(
          'SELECT pages, duty_stamps FROM certificates.counter_item WHERE request_id = $1 AND line = $2',
          [requestId, line],
        ),
      ).toEqual([{ pages, duty_stamps: dutyStamps }]);
      // A private applicant would pay for these pages, by the stamp.
      const { data } = await world.as(
        ANONYMOUS,
        'query ($pages: Int!) { feeQuote(input: { pages: $pages }) { stampDutyCents certificateFeeCents } }',
        { pages },
      );
      expect(data.feeQuote).toEqual({ stampDutyCents: dutyStamps! * 1_600, certificateFeeCents: 392 });
    }
  });

  it('R-45 taking up again is harmless, taking from a colleague is not possible, closing for one is', async () => {
    const id = await lodgeOne();
    await done(OPERATOR, TAKE_UP, { id });
    await done(OPERATOR, TAKE_UP, { id });
    expect(await refusal(COLLEAGUE, TAKE_UP, { id })).toMatchObject({ code: 'COUNTER_ITEM_TAKEN', rule: 'R-45' });
    expect(await done(COLLEAGUE, ISSUE, { id, outcome: 'NIL', pages: 2 })).toMatchObject({
      counter: { dutyStamps: 1 },
    });
  });
});

describe('R-45 what is refused at the counter', () => {
  it.each<[string, string, object]>([
    ['issuing', ISSUE, { outcome: 'NIL', pages: 1 }],
    ['rejecting', REJECT, { reason: 'no' }],
  ])('R-45 %s before it was taken up', async (_, mutation, variables) => {
    const id = await lodgeOne();
    expect(await refusal(OPERATOR, mutation, { id, ...variables })).toMatchObject({
      code: 'COUNTER_ITEM_NOT_TAKEN_UP',
      rule: 'R-45',
    });
  });

  it.each([0, -1, 10_001])('R-41 a certificate of %d pages', async (pages) => {
    const id = await lodgeOne();
    await done(OPERATOR, TAKE_UP, { id });
    expect(await refusal(OPERATOR, ISSUE, { id, outcome: 'NIL', pages })).toMatchObject({
      code: 'BAD_USER_INPUT',
      field: 'pages',
    });
  });

  it.each([' ', 'x'.repeat(2_001)])('R-45 a rejection without a reason, or with a book (%#)', async (reason) => {
    const id = await lodgeOne();
    await done(OPERATOR, TAKE_UP, { id });
    expect(await refusal(OPERATOR, REJECT, { id, reason })).toMatchObject({ code: 'BAD_USER_INPUT', field: 'reason' });
  });

  it.each<[string, Actor, string]>([
    ['an operator of another office', operatorOf('PROC-H501'), 'NOT_FOUND'],
    ['the contact person', CONTACT, 'FORBIDDEN'],
    ['operations', OPERATIONS, 'FORBIDDEN'],
    ['nobody in particular', ANONYMOUS, 'UNAUTHENTICATED'],
  ])('R-61 %s', async (_, actor, code) => {
    const id = await lodgeOne();
    await done(OPERATOR, TAKE_UP, { id });
    for (const [mutation, variables] of [
      [TAKE_UP, {}],
      [ISSUE, { outcome: 'NIL', pages: 1 }],
      [REJECT, { reason: 'no' }],
    ] as const) {
      expect(await refusal(actor, mutation, { id, ...variables })).toMatchObject({ code });
    }
  });

  it('R-45 an item of the direct channel, and ids of nothing', async () => {
    const direct = await lodgeOne({ kind: 'CASELLARIO_GENERAL' });
    for (const id of [direct, 'x', '00000000-0000-7000-8000-000000000000:1']) {
      expect(await refusal(OPERATOR, TAKE_UP, { id })).toMatchObject({ code: 'NOT_FOUND', field: 'itemId' });
    }
  });
});
