import { DEMO_BODIES, type DemoBody } from '../../../schema/demo/demo-bodies.js';
import { personKey } from '../../../schema/kernel/actor.js';
import { addDays } from '../../../schema/kernel/clock.js';
import {
  agreementsWorld,
  OPERATIONS,
  operatorOf,
  WORLD_DAY,
  WORLD_TIMEOUT_MS,
  type AgreementsWorld,
} from '../../testkit/agreements-world.js';

let world: AgreementsWorld;
beforeAll(async () => {
  world = await agreementsWorld();
}, WORLD_TIMEOUT_MS);
afterAll(() => world.close());

/** The past requests of a body, as the seed of the certificates lays them. */
async function layHistory(body: DemoBody): Promise<void> {
  const asked = [
    ['DIRECT_AGREEMENT', body.firstDirectDaysAgo],
    ['MASSIVO', body.lastMassivoDaysAgo],
  ] as const;
  for (const [channel, daysAgo] of asked) {
    if (daysAgo === null) continue;
    await world.database.query(
      `INSERT INTO certificates.certificate_request (id, state, ipa_code, office_code, client_request_id, content_hash, kind,
         purpose_code, protocol_number, protocol_date, german, channel, submitted_at, submitted_by, sign_in_method, sign_in_level)
       VALUES (gen_random_uuid(), 'ACCEPTED', $1, $2, $3::text, '', 'SELECTIVE', 'FIN-001', '1', now(), false,
               $3::text::certificates.channel, $4, 'x', 'SPID', 2)`,
      [body.ipaCode, body.officeCode, channel, `${addDays(WORLD_DAY, -daysAgo)}T12:00:00+02:00`],
    );
  }
}

describe('the demonstration', () => {
  it('R-50 lays every body so that it stands at its stage, once the past requests are there', async () => {
    for (const body of DEMO_BODIES) await layHistory(body);
    const { data } = await world.as(
      OPERATIONS,
      '{ publicBodies(first: 100) { nodes { ipaCode migrationStage massivoUser } } }',
    );
    const found = new Map(
      data.publicBodies.nodes.map((body: DemoBody & { migrationStage: string }) => [body.ipaCode, body]),
    );
    expect(found.size).toBe(64);
    for (const { ipaCode, stage, massivoUser } of DEMO_BODIES) {
      expect(found.get(ipaCode)).toEqual({ ipaCode, migrationStage: stage, massivoUser });
    }
  });

  it('changes nothing when it is there already', async () => {
    const count = () =>
      world.database.one(`SELECT (SELECT count(*) FROM agreements.public_body) AS bodies,
        (SELECT count(*) FROM agreements.direct_agreement) AS agreements, (SELECT count(*) FROM agreements.contact_person) AS contacts,
        (SELECT max(id) FROM agreements.direct_agreement_status_change) AS steps`);
    const before = await count();
    await Promise.all([world.seed(), world.seed()]);
    expect(await count()).toEqual(before);
  });

  it('R-05 R-06 gives Roma Capitale an agreement that covers everything the direct channel issues', async () => {
    const { data } = await world.as(
      operatorOf('PROC-H501'),
      '{ publicBody(ipaCode: "c_h501") { directAgreements { nodes { status inForce kinds purposes { code } contacts { side surname } history { from to } } } } }',
    );
    const [agreement, ...others] = data.publicBody.directAgreements.nodes;
    expect(others).toEqual([]);
    expect(agreement).toMatchObject({ status: 'ACTIVE', inForce: true });
    expect(agreement.kinds).toHaveLength(6);
    expect(agreement.purposes).toHaveLength(12);
    expect(agreement.contacts.map(({ side }: { side: string }) => side)).toEqual(['BODY', 'OFFICE']);
    expect(agreement.history.map(({ to }: { to: string }) => to)).toEqual(['DRAFT', 'SIGNED', 'REGISTERED', 'ACTIVE']);
  });

  it('R-09 has agreements of every status, and some that end soon', async () => {
    const { data } = await world.as(
      OPERATIONS,
      '{ publicBodies(first: 100) { nodes { directAgreements { nodes { status expiryAlertDays } } } } }',
    );
    const agreements: { status: string; expiryAlertDays: number | null }[] = data.publicBodies.nodes.flatMap(
      (body: { directAgreements: { nodes: [] } }) => body.directAgreements.nodes,
    );
    const statuses = new Set(agreements.map((agreement) => agreement.status));
    expect(statuses).toEqual(new Set(['DRAFT', 'SIGNED', 'REGISTERED', 'ACTIVE', 'SUSPENDED', 'EXPIRED', 'WITHDRAWN']));
    expect(agreements.some((agreement) => agreement.expiryAlertDays !== null)).toBe(true);
  });

  it('R-07 R-60 lets every contact person be found by the keyed hash alone', async () => {
    const rows = await world.database.rows<{ ipa: string; key: string; tax: string }>(
      `SELECT ipa_code AS ipa, person_key AS key, body_tax_code AS tax FROM agreements.contact_person WHERE side = 'BODY'`,
    );
    expect(rows).toHaveLength(64);
    const key = Buffer.alloc(32, 7);
    for (const { ipaCode, taxCode, contact } of DEMO_BODIES) {
      expect(rows).toContainEqual({ ipa: ipaCode, key: personKey(key, contact.taxCode), tax: taxCode });
    }
  });
});
