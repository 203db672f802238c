import { ANONYMOUS } from '../../../schema/kernel/actor.js';
import { DEMO_BODIES } from '../../../schema/demo/demo-bodies.js';
import {
  agreementsWorld,
  contactOf,
  DASHBOARD,
  operatorOf,
  OPERATIONS,
  WORLD_DAY,
  WORLD_TIMEOUT_MS,
  type AgreementsWorld,
} from '../../testkit/agreements-world.js';

let world: AgreementsWorld;
beforeAll(async () => {
  world = await agreementsWorld();
}, WORLD_TIMEOUT_MS);
afterAll(() => world.close());
afterEach(() => world.clock.set(`${WORLD_DAY}T10:00:00+02:00`));

const REGISTER = `query ($first: Int, $after: String, $officeCode: ID, $ipaCode: ID) {
  transparencyRegister(first: $first, after: $after, officeCode: $officeCode, ipaCode: $ipaCode) {
    totalCount pageInfo { hasNextPage endCursor }
    nodes { startsOn endsOn office { code } publicBody { ipaCode name directAgreements { nodes { id } } } purposes { code title } } } }`;
const RECONCILIATION = `query ($officeCode: ID!) { registerReconciliation(officeCode: $officeCode) { office { code }
  inSicNotInAds { totalCount nodes { publicBody { ipaCode } sicReference adsReference } }
  inAdsNotInSic { totalCount nodes { publicBody { ipaCode } sicReference adsReference } } } }`;

const IN_FORCE = DEMO_BODIES.filter((body) => body.agreementDaysAgo !== null);

describe('transparencyRegister', () => {
  it('R-10 lists the agreements in force to anyone, with office, body, purposes and dates', async () => {
    for (const actor of [ANONYMOUS, DASHBOARD]) {
      const { data, errors } = await world.as(actor, REGISTER, { first: 100 });
      expect(errors).toEqual([]);
      const { nodes, totalCount } = data.transparencyRegister;
      expect(totalCount).toBe(IN_FORCE.length);
      expect(nodes.map((entry: { publicBody: { ipaCode: string } }) => entry.publicBody.ipaCode).sort()).toEqual(
        IN_FORCE.map((body) => body.ipaCode).sort(),
      );
      const bolzano = nodes.find((entry: { office: { code: string } }) => entry.office.code === 'PROC-A952');
      expect(bolzano.purposes.length).toBeGreaterThan(0);
    }
  });

  it('R-10 never shows contact persons, nor the agreements themselves', async () => {
    const { data } = await world.as(ANONYMOUS, REGISTER, { ipaCode: 'c_h501' });
    expect(data.transparencyRegister.nodes).toHaveLength(1);
    expect(data.transparencyRegister.nodes[0].publicBody.directAgreements.nodes).toEqual([]);
    const { errors } = await world.as(ANONYMOUS, '{ transparencyRegister { nodes { contacts { surname } } } }');
    expect(errors[0]?.message).toBe('Cannot query field "contacts" on type "TransparencyEntry".');
  });

  it('R-09 leaves an agreement out when its last day has passed, and one that has not begun', async () => {
    world.clock.set('2027-12-31T12:00:00+01:00');
    expect((await world.as(ANONYMOUS, REGISTER)).data.transparencyRegister).toMatchObject({ totalCount: 0, nodes: [] });
    world.clock.set('2026-01-01T12:00:00+01:00');
    expect((await world.as(ANONYMOUS, REGISTER)).data.transparencyRegister.totalCount).toBe(0);
  });

  it('narrows by office and goes from page to page', async () => {
    const rome = await world.as(ANONYMOUS, REGISTER, { officeCode: 'PROC-H501' });
    expect(rome.data.transparencyRegister.totalCount).toBe(2);
    const seen: string[] = [];
    for (let after: string | null = null, more = true; more;) {
      const { data } = await world.as(ANONYMOUS, REGISTER, { first: 5, after });
      seen.push(
        ...data.transparencyRegister.nodes.map(
          (entry: { publicBody: { ipaCode: string } }) => entry.publicBody.ipaCode,
        ),
      );
      ({ endCursor: after, hasNextPage: more } = data.transparencyRegister.pageInfo);
    }
    expect(new Set(seen).size).toBe(IN_FORCE.length);
    expect(seen).toHaveLength(IN_FORCE.length);
  });
});

describe('registerReconciliation', () => {
  beforeAll(async () => {
    await world.database.query(
      `INSERT INTO agreements.direct_agreement (id, office_code, ipa_code, status, starts_on, ends_on, kinds, sic_reference, ads_reference, created_at)
       SELECT gen_random_uuid(), 'PROC-G482', ipa, status::agreements.direct_agreement_status, '2030-01-01', '2030-12-31', '{}', sic, ads, now()
       FROM (VALUES ('c_g482', 'SIGNED', 'S-1', NULL), ('asl_pescara_demo', 'SIGNED', NULL, 'A-1'),
                    ('acque_abruzzo_demo', 'WITHDRAWN', 'S-2', NULL)) half (ipa, status, sic, ads)`,
    );
  });

  it('R-10 lists what SIC has and ADS lacks, and the reverse, but nothing withdrawn', async () => {
    for (const actor of [OPERATIONS, operatorOf('PROC-G482')]) {
      const { data, errors } = await world.as(actor, RECONCILIATION, { officeCode: 'PROC-G482' });
      expect(errors).toEqual([]);
      expect(data.registerReconciliation).toEqual({
        office: { code: 'PROC-G482' },
        inSicNotInAds: {
          totalCount: 1,
          nodes: [{ publicBody: { ipaCode: 'c_g482' }, sicReference: 'S-1', adsReference: null }],
        },
        inAdsNotInSic: {
          totalCount: 1,
          nodes: [{ publicBody: { ipaCode: 'asl_pescara_demo' }, sicReference: null, adsReference: 'A-1' }],
        },
      });
    }
  });

  it('R-61 is for operators of the office and operations', async () => {
    for (const actor of [operatorOf('PROC-H501'), contactOf('c_g482')]) {
      const { errors } = await world.as(actor, RECONCILIATION, { officeCode: 'PROC-G482' });
      expect(errors[0]?.extensions.code).toBe('FORBIDDEN');
    }
    const unknown = await world.as(OPERATIONS, RECONCILIATION, { officeCode: 'PROC-Z999' });
    expect(unknown.errors[0]?.extensions.code).toBe('NOT_FOUND');
  });
});
