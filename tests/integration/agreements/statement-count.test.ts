import { ANONYMOUS, type Actor } from '../../../schema/kernel/actor.js';
import { agreementsWorld, OPERATIONS, WORLD_TIMEOUT_MS, type AgreementsWorld } from '../../testkit/agreements-world.js';

const OFFICE = 'PROC-L500';

let world: AgreementsWorld;
beforeAll(async () => {
  world = await agreementsWorld();
  await world.database.query(MANY_BODIES, [OFFICE]);
}, WORLD_TIMEOUT_MS);
afterAll(() => world.close());

/** 120 bodies of one office, each with a unit, a contact person and two agreements that have some of everything. */
const MANY_BODIES = `
  WITH body AS (
    INSERT INTO agreements.public_body (ipa_code, name, type, tax_code, office_code, pec)
    SELECT 'body_' || n, 'Body ' || n, 'PA', '00124600685', $1, 'x@y' FROM generate_series(1, 120) n RETURNING ipa_code
  ), unit AS (
    INSERT INTO agreements.organisational_unit (ipa_code, code, name, type)
    SELECT ipa_code, 'UO', 'Unit', 'UO' FROM body RETURNING ipa_code
  ), person AS (
    INSERT INTO agreements.contact_person (id, side, ipa_code, person_key, key_id, sealed)
    SELECT gen_random_uuid(), 'BODY', ipa_code, 'key ' || ipa_code, 1, '\\x00' FROM body RETURNING id, ipa_code
  ), agreement AS (
    INSERT INTO agreements.direct_agreement
      (id, office_code, ipa_code, status, starts_on, ends_on, kinds, sic_reference, ads_reference, created_at)
    SELECT gen_random_uuid(), $1, ipa_code, 'ACTIVE', make_date(year, 1, 1), make_date(year, 12, 31),
           '{CASELLARIO_GENERAL}', 'S', NULL, now()
    FROM body, unnest(ARRAY[2025, 2026]) year RETURNING id, ipa_code
  ), purpose AS (
    INSERT INTO agreements.direct_agreement_purpose
    SELECT id, code FROM agreement, unnest(ARRAY['FIN-001', 'FIN-002']) code
  ), contact AS (
    INSERT INTO agreements.direct_agreement_contact SELECT a.id, p.id FROM agreement a JOIN person p USING (ipa_code)
  ), named AS (
    INSERT INTO agreements.direct_agreement_unit SELECT id, ipa_code, 'UO' FROM agreement
  )
  INSERT INTO agreements.direct_agreement_status_change (agreement_id, "to", at, by) SELECT id, 'ACTIVE', now(), 'x' FROM agreement`;

const AGREEMENT = `id status startsOn endsOn kinds legalNextStatuses purposes { code title } units { code } proposedUnits { code }
  contacts { id side } office { code } publicBody { ipaCode name } renews { id } renewedBy { id } history { to at }`;

async function statementsOf(actor: Actor, query: string, variables: Record<string, unknown>): Promise<number> {
  let statements = 0;
  const stop = world.database.onStatement(() => (statements += 1));
  const { data, errors } = await world.as(actor, query, variables);
  stop();
  expect(errors).toEqual([]);
  expect(data[Object.keys(data)[0] ?? '']).toBeTruthy();
  return statements;
}

describe('however many are on a page, the number of SQL statements is the same', () => {
  it.each([
    [
      'bodies with their agreements and all that hangs on them',
      OPERATIONS,
      `query ($first: Int) { publicBodies(first: $first, filter: { officeCode: "${OFFICE}" }) { totalCount nodes {
         ipaCode massivoUser migrationStage office { code } units { code }
         directAgreements(first: 5) { totalCount nodes { ${AGREEMENT} } } } } }`,
      17,
    ],
    [
      'the transparency register',
      ANONYMOUS,
      `query ($first: Int) { transparencyRegister(first: $first, officeCode: "${OFFICE}") { totalCount nodes {
         startsOn office { code } publicBody { name office { code } units { code } } purposes { code } } } }`,
      8,
    ],
    [
      'the reconciliation of the registers',
      OPERATIONS,
      `query ($first: Int) { registerReconciliation(officeCode: "${OFFICE}") { office { code }
         inSicNotInAds(first: $first) { totalCount nodes { ${AGREEMENT} } } } }`,
      14,
    ],
  ])('%s', async (_name, actor, query, most) => {
    const ten = await statementsOf(actor, query, { first: 10 });
    const hundred = await statementsOf(actor, query, { first: 100 });
    expect(hundred).toBe(ten);
    expect(ten).toBeLessThanOrEqual(most);
  });

  it('references of other subgraphs', async () => {
    const query = `query ($of: [_Any!]!) { _entities(representations: $of) {
      ... on PublicBody { name migrationStage directAgreements { nodes { ${AGREEMENT} } } } } }`;
    const references = (count: number) => ({
      of: Array.from({ length: count }, (_, index) => ({ __typename: 'PublicBody', ipaCode: `body_${index + 1}` })),
    });
    const ten = await statementsOf(OPERATIONS, query, references(10));
    expect(await statementsOf(OPERATIONS, query, references(100))).toBe(ten);
    expect(ten).toBeLessThanOrEqual(13);
  });
});
