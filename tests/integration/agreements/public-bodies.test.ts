import { DEMO_BODIES } from '../../../schema/demo/demo-bodies.js';
import { ANONYMOUS } from '../../../schema/kernel/actor.js';
import {
  agreementsWorld,
  contactOf,
  DASHBOARD,
  operatorOf,
  OPERATIONS,
  WORLD_TIMEOUT_MS,
  type AgreementsWorld,
} from '../../testkit/agreements-world.js';

let world: AgreementsWorld;
beforeAll(async () => {
  world = await agreementsWorld();
}, WORLD_TIMEOUT_MS);
afterAll(() => world.close());

const BODY = `query ($ipaCode: ID!) { publicBody(ipaCode: $ipaCode) {
  ipaCode name type taxCode pec massivoUser migrationStage office { code name pilot } units { code name type }
  directAgreements { totalCount nodes { status } } } }`;

const LIST = `query ($first: Int, $after: String, $filter: PublicBodyFilter) {
  publicBodies(first: $first, after: $after, filter: $filter) {
    totalCount pageInfo { hasNextPage hasPreviousPage startCursor endCursor } nodes { ipaCode name } edges { cursor node { ipaCode } } } }`;

describe('publicBody', () => {
  it('tells a signed-in person what is recorded of a body', async () => {
    const { data, errors } = await world.as(contactOf('c_h501'), BODY, { ipaCode: 'C_H501' });
    expect(errors).toEqual([]);
    expect(data.publicBody).toEqual({
      ipaCode: 'c_h501',
      name: 'Roma Capitale',
      type: 'PA',
      taxCode: '02438750586',
      pec: 'protocollo@pec.example.it',
      massivoUser: true,
      migrationStage: 'ACTIVE',
      office: { code: 'PROC-H501', name: 'Procura della Repubblica presso il Tribunale di Roma', pilot: true },
      units: expect.arrayContaining([{ code: 'UO-GARE', name: 'Gare e contratti', type: 'UO' }]),
      directAgreements: { totalCount: 1, nodes: [{ status: 'ACTIVE' }] },
    });
  });

  it.each(['c_z999', 'not a code', ''])('is null for an unknown body: %p', async (ipaCode) => {
    expect(await world.as(OPERATIONS, BODY, { ipaCode })).toEqual({ data: { publicBody: null }, errors: [] });
  });

  it('R-52 is not for callers who have not signed in, nor for dashboards', async () => {
    const anonymous = await world.as(ANONYMOUS, BODY, { ipaCode: 'c_h501' });
    expect(anonymous.errors[0]?.extensions.code).toBe('UNAUTHENTICATED');
    const dashboard = await world.as(DASHBOARD, BODY, { ipaCode: 'c_h501' });
    expect(dashboard.errors[0]?.extensions).toMatchObject({ code: 'FORBIDDEN', rule: 'R-52' });
  });

  it('R-11 is not for a sign-in of level 1', async () => {
    const { errors } = await world.as(contactOf('c_h501', 1), BODY, { ipaCode: 'c_h501' });
    expect(errors[0]?.extensions).toMatchObject({ code: 'FORBIDDEN', rule: 'R-11', leastLevel: 2 });
  });

  it("R-61 shows nothing of a body's agreements to the contact person of another, or to another office", async () => {
    for (const actor of [contactOf('c_g482'), operatorOf('PROC-G482')]) {
      const { data, errors } = await world.as(actor, BODY, { ipaCode: 'c_h501' });
      expect(errors).toEqual([]);
      expect(data.publicBody.directAgreements).toEqual({ totalCount: 0, nodes: [] });
    }
  });

  it('R-50 R-12 tells a new body from one that used massivo', async () => {
    const { data } = await world.as(OPERATIONS, BODY, { ipaCode: 'c_a952' });
    expect(data.publicBody).toMatchObject({
      massivoUser: false,
      migrationStage: 'ACTIVE',
      office: { code: 'PROC-A952' },
    });
  });
});

describe('publicBodies', () => {
  const pages = async (first: number, filter = {}): Promise<string[]> => {
    const found: string[] = [];
    for (let after: string | null = null, more = true; more;) {
      const { data } = await world.as(OPERATIONS, LIST, { first, after, filter });
      found.push(...data.publicBodies.nodes.map((body: { ipaCode: string }) => body.ipaCode));
      ({ endCursor: after, hasNextPage: more } = data.publicBodies.pageInfo);
    }
    return found;
  };

  it('lists every body once, by name, however the pages are cut', async () => {
    const all = await pages(100);
    expect(new Set(all)).toEqual(new Set(DEMO_BODIES.map((body) => body.ipaCode)));
    expect(await pages(7)).toEqual(all);
    expect(await pages(64)).toEqual(all);
  });

  it('keeps its place when a body is added before the cursor', async () => {
    const before = await world.as(OPERATIONS, LIST, { first: 10 });
    const { endCursor } = before.data.publicBodies.pageInfo;
    const next = await world.as(OPERATIONS, LIST, { first: 5, after: endCursor });
    await world.database.query(
      `INSERT INTO agreements.public_body (ipa_code, name, type, tax_code, office_code, pec)
       VALUES ('aaa_first', 'AAA', 'PA', '00124600685', 'PROC-H501', 'x@y')`,
    );
    const again = await world.as(OPERATIONS, LIST, { first: 5, after: endCursor });
    await world.database.query("DELETE FROM agreements.public_body WHERE ipa_code = 'aaa_first'");
    expect(again.data.publicBodies.nodes).toEqual(next.data.publicBodies.nodes);
    expect(again.data.publicBodies.totalCount).toBe(65);
    expect(again.data.publicBodies.pageInfo.hasPreviousPage).toBe(true);
  });

  it.each([
    ['type', { type: 'GPS' }, DEMO_BODIES.filter((body) => body.type === 'GPS').length],
    ['office', { officeCode: 'PROC-H501' }, DEMO_BODIES.filter((body) => body.officeCode === 'PROC-H501').length],
    ['new bodies', { massivoUser: false }, DEMO_BODIES.filter((body) => !body.massivoUser).length],
    ['stage before the first request', { stage: 'DRAFTED' }, DEMO_BODIES.filter((b) => b.stage === 'DRAFTED').length],
    ['part of a name, in any case', { search: 'pescara' }, 2],
    ['IPA code', { search: 'c_h5' }, 1],
    ['a wildcard that is none', { search: '%' }, 0],
  ])('narrows by %s', async (_name, filter, count) => {
    expect(await pages(100, filter)).toHaveLength(count);
    const { data } = await world.as(OPERATIONS, LIST, { first: 1, filter });
    expect(data.publicBodies.totalCount).toBe(count);
    expect(data.publicBodies.nodes).toHaveLength(Math.min(1, count));
  });

  it('R-61 shows an operator the bodies of the own office only', async () => {
    const own = await world.as(operatorOf('PROC-H501'), LIST, {});
    expect(own.data.publicBodies.totalCount).toBe(3);
    const other = await world.as(operatorOf('PROC-H501'), LIST, { filter: { officeCode: 'PROC-G482' } });
    expect(other.errors[0]?.extensions.code).toBe('FORBIDDEN');
    const contact = await world.as(contactOf('c_h501'), LIST, {});
    expect(contact.errors[0]?.extensions.code).toBe('FORBIDDEN');
  });

  it.each([
    ['more than 100', { first: 101 }],
    ['fewer than none', { first: -1 }],
    ['a cursor that is none', { after: 'x' }],
    ['a cursor of another list', { after: 'WzFd' }],
    ['a cursor that is too long', { after: 'a'.repeat(2_000) }],
    ['a cursor with a NUL in it', { after: Buffer.from('["\\u0000","x"]').toString('base64url') }],
  ])('refuses a page that cannot be: %s', async (_name, page) => {
    const { errors } = await world.as(OPERATIONS, LIST, page);
    expect(errors[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', field: Object.keys(page)[0] });
  });
});
