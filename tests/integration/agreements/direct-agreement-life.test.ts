import { checkCharacter } from '../../../schema/kernel/tax-code.rules.js';
import { demoPerson } from '../../../schema/demo/demo-persons.js';
import {
  agreementsWorld,
  contactOf,
  LAST_DAY,
  operatorOf,
  OPERATIONS,
  personOf,
  WORLD_DAY,
  WORLD_TIMEOUT_MS,
  type AgreementsWorld,
  type GraphAnswer,
} from '../../testkit/agreements-world.js';

const ROME = operatorOf('PROC-H501');
const PESCARA = operatorOf('PROC-G482');
const MILAN = operatorOf('PROC-F205');

let world: AgreementsWorld;
beforeAll(async () => {
  world = await agreementsWorld();
}, WORLD_TIMEOUT_MS);
afterAll(() => world.close());
afterEach(() => world.clock.set(`${WORLD_DAY}T10:00:00+02:00`));

const FIELDS = `id status startsOn endsOn inForce kinds sicReference adsReference legalNextStatuses expiryAlertDays
  purposes { code } units { code } contacts { side givenName surname taxCode email } renews { id } renewedBy { id status }
  publicBody { ipaCode } office { code } history { from to by reason at }`;

const DRAFT = `mutation ($input: DraftDirectAgreementInput!) { draftDirectAgreement(input: $input) { ${FIELDS} } }`;
const SIGN = `mutation ($id: ID!, $signedOn: Date!) { signDirectAgreement(id: $id, signedOn: $signedOn) { ${FIELDS} } }`;
const REGISTER = `mutation ($id: ID!, $sic: String, $ads: String) {
  registerDirectAgreement(id: $id, sicReference: $sic, adsReference: $ads) { ${FIELDS} } }`;
const ACTIVATE = `mutation ($id: ID!) { activateDirectAgreement(id: $id) { ${FIELDS} } }`;
const SUSPEND = `mutation ($id: ID!, $reason: String!) { suspendDirectAgreement(id: $id, reason: $reason) { ${FIELDS} } }`;
const RESUME = `mutation ($id: ID!, $reason: String!) { resumeDirectAgreement(id: $id, reason: $reason) { ${FIELDS} } }`;
const WITHDRAW = `mutation ($id: ID!, $reason: String!) { withdrawDirectAgreement(id: $id, reason: $reason) { ${FIELDS} } }`;
const RENEW = `mutation ($id: ID!, $endsOn: Date) { renewDirectAgreement(id: $id, endsOn: $endsOn) { ${FIELDS} } }`;
const EXTEND = `mutation ($id: ID!, $unitCodes: [ID!]!) { extendDirectAgreement(id: $id, unitCodes: $unitCodes) { ${FIELDS} } }`;
const READ = `query ($id: ID!) { directAgreement(id: $id) { ${FIELDS} } }`;

const ANNA = { givenName: 'Anna', surname: 'Verdi', taxCode: 'VRDNNA75T60G482I', email: 'anna@example.it' };
const MARIO = { givenName: 'Mario', surname: 'Rossi', taxCode: 'RSSMRA80A01H501U', email: 'mario@example.it' };
const CLERK = demoPerson({
  givenName: 'Franca',
  surname: 'Clerici',
  birthDay: '1970-01-01',
  birthPlace: 'G482',
  sex: 'F',
});

const withCheckCharacter = (code: string): string => `${code}${checkCharacter(code)}`;

const draftInput = (changes: Record<string, unknown> = {}): Record<string, unknown> => ({
  ipaCode: 'c_g482',
  purposeCodes: ['FIN-001'],
  kinds: ['CASELLARIO_GENERAL', 'ADMINISTRATIVE_SANCTIONS'],
  bodyContacts: [ANNA],
  officeContacts: [CLERK],
  ...changes,
});

const only = ({ data, errors }: GraphAnswer) => {
  expect(errors).toEqual([]);
  return data[Object.keys(data)[0] ?? ''];
};
const refusal = ({ errors }: GraphAnswer): Record<string, unknown> => errors[0]?.extensions ?? {};

const draft = async (changes?: Record<string, unknown>) =>
  only(await world.as(PESCARA, DRAFT, { input: draftInput(changes) }));
const agreementOf = async (ipaCode: string) =>
  only(await world.as(OPERATIONS, `{ publicBody(ipaCode: "${ipaCode}") { directAgreements { nodes { ${FIELDS} } } } }`))
    .directAgreements.nodes[0];

/** An agreement of Pescara that nobody else in this file uses, at the status that is asked for. */
async function agreementAt(status: 'DRAFT' | 'SIGNED' | 'REGISTERED' | 'ACTIVE' | 'SUSPENDED', year: number) {
  const { id } = await draft({ startsOn: `${year}-01-01`, endsOn: `${year}-12-31` });
  if (status === 'DRAFT') return id;
  only(await world.as(PESCARA, SIGN, { id, signedOn: WORLD_DAY }));
  if (status === 'SIGNED') return id;
  only(await world.as(PESCARA, REGISTER, { id, sic: 'S', ads: 'A' }));
  if (status === 'REGISTERED') return id;
  only(await world.as(PESCARA, ACTIVATE, { id }));
  if (status === 'SUSPENDED') only(await world.as(PESCARA, SUSPEND, { id, reason: 'x' }));
  return id;
}

describe('draftDirectAgreement', () => {
  it('R-05 R-06 writes down purposes, kinds, contact persons of both sides and units', async () => {
    const drafted = await draft({ unitCodes: ['UO-GARE'], startsOn: '2031-01-01' });
    expect(drafted).toMatchObject({
      status: 'DRAFT',
      startsOn: '2031-01-01',
      endsOn: null,
      inForce: false,
      purposes: [{ code: 'FIN-001' }],
      units: [{ code: 'UO-GARE' }],
      publicBody: { ipaCode: 'c_g482' },
      office: { code: 'PROC-G482' },
      legalNextStatuses: ['SIGNED', 'WITHDRAWN'],
      history: [{ from: null, to: 'DRAFT', by: 'operator-PROC-G482', reason: "Bozza predisposta dall'ufficio" }],
    });
    expect(drafted.contacts).toEqual([
      { side: 'BODY', ...ANNA },
      { side: 'OFFICE', ...CLERK },
    ]);
  });

  it('R-60 seals who the contact persons are', async () => {
    await draft();
    const rows = await world.database.rows('SELECT *, encode(sealed, $1) AS text FROM agreements.contact_person', [
      'escape',
    ]);
    const text = JSON.stringify(rows);
    for (const secret of ['Verdi', 'Franca', CLERK.taxCode, ANNA.taxCode]) expect(text).not.toContain(secret);
  });

  it.each([
    ['R-06', 'no purpose', { purposeCodes: [] }, 'input.purposeCodes'],
    ['R-06', 'a purpose that the library lacks', { purposeCodes: ['FIN-001', 'FIN-099'] }, 'input.purposeCodes[1]'],
    ['R-06', 'the same purpose twice', { purposeCodes: ['FIN-001', 'fin-001'] }, 'input.purposeCodes'],
    ['R-06', 'no kind', { kinds: [] }, 'input.kinds'],
    ['R-06', 'a kind that no purpose allows', { purposeCodes: ['FIN-009'], kinds: ['SELECTIVE'] }, 'input.kinds[0]'],
    ['R-03', 'a kind of the counter', { kinds: ['PENDING_PROCEEDINGS'] }, 'input.kinds[0]'],
    ['R-06', 'no contact person of the body', { bodyContacts: [] }, 'input.bodyContacts'],
    ['R-06', 'no contact person of the office', { officeContacts: [] }, 'input.officeContacts'],
    ['R-06', 'one contact person twice', { bodyContacts: [ANNA, ANNA] }, 'input.bodyContacts'],
    [
      'R-07',
      'a tax code with a wrong check character',
      { bodyContacts: [{ ...ANNA, taxCode: 'VRDNNA75T60G482X' }] },
      'input.bodyContacts[0].taxCode',
    ],
    [
      'R-07',
      'a tax code of somebody else',
      { bodyContacts: [{ ...ANNA, surname: 'Neri' }] },
      'input.bodyContacts[0].taxCode',
    ],
    [
      'R-07',
      'a tax code whose birth date is in no calendar',
      { bodyContacts: [{ ...ANNA, taxCode: withCheckCharacter('VRDNNA75B70G482') }] },
      'input.bodyContacts[0].taxCode',
    ],
    [
      'R-07',
      'a tax code of a birth place without a Belfiore code',
      { bodyContacts: [{ ...ANNA, taxCode: withCheckCharacter('VRDNNA75T60A000') }] },
      'input.bodyContacts[0].taxCode',
    ],
    [
      'R-07',
      'a tax code that is too short',
      { officeContacts: [{ ...CLERK, taxCode: 'X' }] },
      'input.officeContacts[0].taxCode',
    ],
    ['R-16', 'no e-mail address', { officeContacts: [{ ...CLERK, email: 'x' }] }, 'input.officeContacts[0].email'],
    ['R-15', 'a unit of nobody', { unitCodes: ['UO-XYZ'] }, 'input.unitCodes[0]'],
    ['R-09', 'an end before the start', { startsOn: '2031-02-01', endsOn: '2031-01-31' }, 'input.endsOn'],
  ])('%s refuses %s', async (rule, _name, changes, field) => {
    const answer = await world.as(PESCARA, DRAFT, { input: draftInput(changes) });
    expect(refusal(answer)).toMatchObject({ code: 'BAD_USER_INPUT', rule, field });
    const { message, messageIt } = refusal(answer);
    expect([message, messageIt]).toEqual([expect.stringMatching(/\w{3}/), expect.stringMatching(/\w{3}/)]);
    expect(messageIt).not.toBe(message);
    expect(JSON.stringify(answer)).not.toMatch(/Verdi|Neri|VRDNNA/);
  });

  it('R-06 refuses a purpose that is not for this kind of body', async () => {
    const input = draftInput({ ipaCode: 'acque_abruzzo_demo', purposeCodes: ['FIN-005'], bodyContacts: [CLERK] });
    expect(refusal(await world.as(PESCARA, DRAFT, { input }))).toMatchObject({
      rule: 'R-06',
      field: 'input.purposeCodes[0]',
    });
  });

  it.each([
    [
      'a company as contact person',
      { bodyContacts: [{ ...ANNA, taxCode: '02438750586' }] },
      'input.bodyContacts[0].taxCode',
    ],
    [
      'a person who belongs to another body',
      { bodyContacts: [{ ...ANNA, bodyTaxCode: '02438750586' }] },
      'input.bodyContacts[0].bodyTaxCode',
    ],
    ["another body's contact person", { bodyContacts: [MARIO] }, 'input.bodyContacts[0].taxCode'],
  ])('R-07 refuses %s', async (_name, changes, field) => {
    const answer = await world.as(PESCARA, DRAFT, { input: draftInput(changes) });
    expect(refusal(answer)).toMatchObject({ code: 'DELEGATION_REFUSED', rule: 'R-07', field });
  });

  it("R-07 lets another body's contact person act when the operator records why", async () => {
    const body = '{ publicBody(ipaCode: "c_g482") { directAgreements(first: 1) { nodes { id } } } }';
    expect(only(await world.as(personOf(MARIO.taxCode), body)).directAgreements.nodes).toEqual([]);
    const drafted = await draft({ bodyContacts: [{ ...MARIO, exceptionReason: 'Convenzione tra enti' }] });
    expect(drafted.contacts[0]).toMatchObject({ side: 'BODY', surname: 'Rossi' });
    expect(only(await world.as(personOf(MARIO.taxCode), body)).directAgreements.nodes).toHaveLength(1);
    expect(
      only(
        await world.as(
          personOf(MARIO.taxCode),
          '{ publicBody(ipaCode: "c_h501") { directAgreements { totalCount } } }',
        ),
      ).directAgreements.totalCount,
    ).toBe(1);
  });

  it('R-05 R-61 is for operators of the competent office alone', async () => {
    for (const actor of [ROME, OPERATIONS, contactOf('c_g482')]) {
      expect(refusal(await world.as(actor, DRAFT, { input: draftInput() })).code).toBe('FORBIDDEN');
    }
    const unknown = await world.as(PESCARA, DRAFT, { input: draftInput({ ipaCode: 'c_z999' }) });
    expect(refusal(unknown).code).toBe('NOT_FOUND');
  });
});

describe('the life of an agreement', () => {
  it('R-08 goes from draft to active, each step with who, when and why', async () => {
    const { id } = await draft({ startsOn: null });
    const signed = only(await world.as(PESCARA, SIGN, { id, signedOn: '2026-06-03' }));
    expect(signed).toMatchObject({ status: 'SIGNED', startsOn: '2026-06-03', endsOn: '2027-06-02', inForce: false });

    const half = only(await world.as(PESCARA, REGISTER, { id, ads: 'ADS-7' }));
    expect(half).toMatchObject({ status: 'SIGNED', adsReference: 'ADS-7', sicReference: null });
    const registered = only(await world.as(PESCARA, REGISTER, { id, sic: 'SIC-9' }));
    expect(registered).toMatchObject({ status: 'REGISTERED', adsReference: 'ADS-7', sicReference: 'SIC-9' });

    const active = only(await world.as(PESCARA, ACTIVATE, { id }));
    expect(active).toMatchObject({ status: 'ACTIVE', inForce: true });
    const suspended = only(await world.as(PESCARA, SUSPEND, { id, reason: 'verifica in corso' }));
    expect(suspended).toMatchObject({ status: 'SUSPENDED', inForce: false });
    const resumed = only(await world.as(PESCARA, RESUME, { id, reason: 'verifica conclusa' }));
    expect(resumed).toMatchObject({ status: 'ACTIVE', inForce: true });
    const withdrawn = only(await world.as(PESCARA, WITHDRAW, { id, reason: "su richiesta dell'ente" }));
    expect(withdrawn).toMatchObject({ status: 'WITHDRAWN', inForce: false, legalNextStatuses: [] });

    expect(withdrawn.history).toEqual(
      [
        [null, 'DRAFT', "Bozza predisposta dall'ufficio"],
        ['DRAFT', 'SIGNED', 'Sottoscritto il 03/06/2026'],
        ['SIGNED', 'REGISTERED', 'Censito in SIC (SIC-9) e in ADS (ADS-7)'],
        ['REGISTERED', 'ACTIVE', 'Attivato dopo il censimento in SIC e in ADS'],
        ['ACTIVE', 'SUSPENDED', 'verifica in corso'],
        ['SUSPENDED', 'ACTIVE', 'verifica conclusa'],
        ['ACTIVE', 'WITHDRAWN', "su richiesta dell'ente"],
      ].map(([from, to, reason]) => ({ from, to, reason, by: 'operator-PROC-G482', at: '2026-06-05T08:00:00.000Z' })),
    );
  });

  it.each([
    ['DRAFT', ['REGISTER', 'ACTIVATE', 'SUSPEND', 'RESUME', 'RENEW'], ['SIGNED', 'WITHDRAWN']],
    ['SIGNED', ['SIGN', 'ACTIVATE', 'SUSPEND', 'RESUME', 'RENEW'], ['REGISTERED', 'EXPIRED', 'WITHDRAWN']],
    ['REGISTERED', ['SIGN', 'REGISTER', 'SUSPEND', 'RESUME', 'RENEW'], ['ACTIVE', 'EXPIRED', 'WITHDRAWN']],
    ['ACTIVE', ['SIGN', 'REGISTER', 'ACTIVATE', 'RESUME'], ['SUSPENDED', 'EXPIRED', 'WITHDRAWN', 'RENEWED']],
    ['SUSPENDED', ['SIGN', 'REGISTER', 'ACTIVATE', 'SUSPEND', 'RENEW'], ['ACTIVE', 'EXPIRED', 'WITHDRAWN', 'RENEWED']],
  ] as const)(
    'R-08 refuses what is illegal while %s and lists what is legal',
    async (status, acts, legalNextStatuses) => {
      const year = 2040 + ['DRAFT', 'SIGNED', 'REGISTERED', 'ACTIVE', 'SUSPENDED'].indexOf(status);
      const id = await agreementAt(status, year);
      const operations = { SIGN, REGISTER, ACTIVATE, SUSPEND, RESUME, RENEW };
      for (const act of acts) {
        const answer = await world.as(PESCARA, operations[act], { id, signedOn: WORLD_DAY, sic: 'x', reason: 'x' });
        expect(refusal(answer)).toMatchObject({
          code: 'ILLEGAL_STATUS_CHANGE',
          rule: 'R-08',
          act,
          status,
          legalNextStatuses,
        });
      }
      expect(only(await world.as(PESCARA, READ, { id }))).toMatchObject({ status, legalNextStatuses });
    },
  );

  it('R-08 refuses a signature in the future, and registering without a reference', async () => {
    const { id } = await draft();
    expect(refusal(await world.as(PESCARA, SIGN, { id, signedOn: '2026-06-06' })).field).toBe('signedOn');
    const signed = await agreementAt('SIGNED', 2050);
    expect(refusal(await world.as(PESCARA, REGISTER, { id: signed }))).toMatchObject({
      field: 'sicReference',
      rule: 'R-08',
    });
  });

  it('R-08 takes the two references also when they come at once', async () => {
    const id = await agreementAt('SIGNED', 2051);
    const answers = await Promise.all([
      world.as(PESCARA, REGISTER, { id, sic: 'S-1' }),
      world.as(PESCARA, REGISTER, { id, ads: 'A-1' }),
    ]);
    const late = answers.filter(({ errors }) => errors.length > 0);
    if (late.length > 0) {
      // The one that came second is told so, and does it again.
      expect(late.map((answer) => refusal(answer).code)).toEqual(['ILLEGAL_STATUS_CHANGE']);
      const lacks = only(await world.as(PESCARA, READ, { id })).sicReference === null ? { sic: 'S-1' } : { ads: 'A-1' };
      only(await world.as(PESCARA, REGISTER, { id, ...lacks }));
    }
    expect(only(await world.as(PESCARA, READ, { id }))).toMatchObject({
      status: 'REGISTERED',
      sicReference: 'S-1',
      adsReference: 'A-1',
    });
  });

  it('R-61 is for operators of its office alone; an unknown one is not found', async () => {
    const id = await agreementAt('DRAFT', 2052);
    for (const actor of [ROME, OPERATIONS, contactOf('c_g482')]) {
      expect(refusal(await world.as(actor, SIGN, { id, signedOn: WORLD_DAY })).code).toBe('FORBIDDEN');
    }
    for (const unknown of ['nonsense', '01234567-89ab-7def-8123-456789abcdef']) {
      expect(refusal(await world.as(PESCARA, ACTIVATE, { id: unknown })).code).toBe('NOT_FOUND');
      expect(await world.as(PESCARA, READ, { id: unknown })).toEqual({ data: { directAgreement: null }, errors: [] });
    }
  });
});

describe('R-09 periods', () => {
  it('refuses overlap with an agreement that is neither a draft nor withdrawn', async () => {
    const first = await agreementAt('SIGNED', 2060);
    const second = await agreementAt('DRAFT', 2060);
    expect(refusal(await world.as(PESCARA, SIGN, { id: second, signedOn: WORLD_DAY })).code).toBe('AGREEMENT_OVERLAP');
    expect(only(await world.as(PESCARA, READ, { id: second })).history).toHaveLength(1);
    only(await world.as(PESCARA, WITHDRAW, { id: first, reason: 'sostituito' }));
    expect(only(await world.as(PESCARA, SIGN, { id: second, signedOn: WORLD_DAY })).status).toBe('SIGNED');
  });

  it('renews without gap or overlap; the old one is ACTIVE to its last day and RENEWED after it', async () => {
    const old = await agreementOf('c_h501');
    const renewal = only(await world.as(ROME, RENEW, { id: old.id }));
    expect(renewal).toMatchObject({
      status: 'ACTIVE',
      inForce: false,
      startsOn: '2027-02-25',
      endsOn: '2028-02-24',
      renews: { id: old.id },
      purposes: old.purposes,
      kinds: old.kinds,
      units: old.units,
    });
    expect(old.endsOn).toBe('2027-02-24');
    expect(renewal.contacts).toHaveLength(2);
    const reads = async (day: string) => {
      world.clock.set(`${day}T12:00:00+01:00`);
      const [before, after] = await Promise.all([old.id, renewal.id].map((id) => world.as(ROME, READ, { id })));
      return [before, after].map((answer) => [only(answer as GraphAnswer).status, only(answer as GraphAnswer).inForce]);
    };
    expect(await reads('2027-02-24')).toEqual([
      ['ACTIVE', true],
      ['ACTIVE', false],
    ]);
    expect(await reads('2027-02-25')).toEqual([
      ['RENEWED', false],
      ['ACTIVE', true],
    ]);
    expect(await reads('2028-02-25')).toEqual([
      ['RENEWED', false],
      ['EXPIRED', false],
    ]);
    world.clock.set(`${WORLD_DAY}T10:00:00+02:00`);
    expect(refusal(await world.as(ROME, RENEW, { id: old.id })).code).toBe('AGREEMENT_OVERLAP');
    expect(only(await world.as(ROME, READ, { id: old.id }))).toMatchObject({
      status: 'ACTIVE',
      renewedBy: { id: renewal.id },
    });
  });

  it('expires by date without anyone acting, and is not renewed afterwards', async () => {
    const id = await agreementAt('ACTIVE', 2026 + 40);
    world.clock.set('2067-01-01T00:00:00+01:00');
    expect(only(await world.as(PESCARA, READ, { id }))).toMatchObject({ status: 'EXPIRED', legalNextStatuses: [] });
    expect(refusal(await world.as(PESCARA, RENEW, { id }))).toMatchObject({
      code: 'ILLEGAL_STATUS_CHANGE',
      status: 'EXPIRED',
    });
    expect(refusal(await world.as(PESCARA, EXTEND, { id, unitCodes: ['UO-GARE'] })).code).toBe('ILLEGAL_STATUS_CHANGE');
  });

  it('withdraws a renewal that has not begun together with what it renews', async () => {
    const id = await agreementAt('ACTIVE', 2070);
    const renewal = only(await world.as(PESCARA, RENEW, { id, endsOn: '2071-03-31' }));
    expect(renewal).toMatchObject({ startsOn: '2071-01-01', endsOn: '2071-03-31' });
    const withdrawn = only(await world.as(PESCARA, WITHDRAW, { id, reason: 'fine' }));
    expect(withdrawn).toMatchObject({ id, status: 'WITHDRAWN', renewedBy: { id: renewal.id, status: 'WITHDRAWN' } });
  });

  it('refuses a renewal that ends before it begins', async () => {
    const id = await agreementAt('ACTIVE', 2080);
    expect(refusal(await world.as(PESCARA, RENEW, { id, endsOn: LAST_DAY }))).toMatchObject({
      rule: 'R-09',
      field: 'endsOn',
    });
  });
});

describe('extendDirectAgreement', () => {
  it('R-15 names further units of the same body, once each', async () => {
    const id = await agreementAt('ACTIVE', 2090);
    const extended = only(await world.as(PESCARA, EXTEND, { id, unitCodes: ['UO-GARE', 'AOO-1'] }));
    expect(extended.units).toEqual([{ code: 'AOO-1' }, { code: 'UO-GARE' }]);
    const again = only(await world.as(PESCARA, EXTEND, { id, unitCodes: ['AOO-1', 'UO-PERSONALE'] }));
    expect(again.units).toEqual([{ code: 'AOO-1' }, { code: 'UO-GARE' }, { code: 'UO-PERSONALE' }]);
    const refused = [
      [[], 'unitCodes'],
      [['AOO-1', 'UO-XYZ'], 'unitCodes[1]'],
      [['AOO-1', 'AOO-1'], 'unitCodes'],
    ] as const;
    for (const [unitCodes, field] of refused) {
      expect(refusal(await world.as(PESCARA, EXTEND, { id, unitCodes }))).toMatchObject({
        rule: 'R-15',
        field,
      });
    }
  });

  it('R-15 proposes the units that send massivo requests and are not named yet', async () => {
    const milan = await agreementOf('c_f205');
    await world.database.query(
      `INSERT INTO certificates.certificate_request (id, state, ipa_code, unit_code, office_code, client_request_id, content_hash,
         kind, purpose_code, protocol_number, protocol_date, german, channel, submitted_at, submitted_by, sign_in_method, sign_in_level)
       SELECT gen_random_uuid(), 'ACCEPTED', 'c_f205', unit, 'PROC-F205', unit, '', 'SELECTIVE', 'FIN-001', '1', now(), false,
              channel::certificates.channel, now(), 'x', 'SPID', 2
       FROM (VALUES ('UO-GARE', 'MASSIVO'), ('UO-PERSONALE', 'DIRECT_AGREEMENT'), ('AOO-1', 'MASSIVO')) asked (unit, channel)`,
    );
    const proposed = only(
      await world.as(
        MILAN,
        `query ($id: ID!) { directAgreement(id: $id) { units { code } proposedUnits { code } } }`,
        milan,
      ),
    );
    expect(proposed).toEqual({ units: [{ code: 'AOO-1' }], proposedUnits: [{ code: 'UO-GARE' }] });
  });
});

describe('who sees contact persons', () => {
  it('R-60 R-61 names them to both sides of the agreement, and to operations only that they are there', async () => {
    const { id } = await agreementOf('c_a952');
    const contacts = async (actor: Parameters<AgreementsWorld['as']>[0]) =>
      only(await world.as(actor, READ, { id })).contacts;
    expect(await contacts(operatorOf('PROC-A952'))).toMatchObject([
      { side: 'BODY', surname: 'Gruber' },
      { side: 'OFFICE' },
    ]);
    expect(await contacts(contactOf('c_a952'))).toMatchObject([{ givenName: 'Lukas' }, {}]);
    const unnamed = { givenName: null, surname: null, taxCode: null, email: null };
    expect(await contacts(OPERATIONS)).toEqual([
      { side: 'BODY', ...unnamed },
      { side: 'OFFICE', ...unnamed },
    ]);
    for (const actor of [ROME, contactOf('c_h501')]) {
      expect(refusal(await world.as(actor, READ, { id })).code).toBe('FORBIDDEN');
    }
  });
});
