import { randomUUID } from 'node:crypto';
import { DirectAgreementStatus } from '../../../subgraphs/shared/graph-enums.js';
import {
  agreementsWorld,
  operatorOf,
  WORLD_DAY,
  WORLD_TIMEOUT_MS,
  type AgreementsWorld,
} from '../../testkit/agreements-world.js';
import { agreementsDesk, type AgreementsDesk } from '../../testkit/agreements-desk.js';

const OFFICE = operatorOf('PROC-G482');

let world: AgreementsWorld;
let desk: AgreementsDesk;
/** A draft that names all that an agreement must; the others are copies of it. */
let template: string;
beforeAll(async () => {
  world = await agreementsWorld();
  desk = agreementsDesk(world, OFFICE);
  template = await desk.draft();
}, WORLD_TIMEOUT_MS);
afterAll(() => world.close());

type Status = DirectAgreementStatus;

const ACTS = {
  SIGN: `signDirectAgreement(id: $id, signedOn: "${WORLD_DAY}") { id status }`,
  REGISTER: 'registerDirectAgreement(id: $id, sicReference: "S-9", adsReference: "A-9") { id status }',
  ACTIVATE: 'activateDirectAgreement(id: $id) { id status }',
  SUSPEND: 'suspendDirectAgreement(id: $id, reason: "motivo") { id status }',
  RESUME: 'resumeDirectAgreement(id: $id, reason: "motivo") { id status }',
  WITHDRAW: 'withdrawDirectAgreement(id: $id, reason: "motivo") { id status }',
  RENEW: 'renewDirectAgreement(id: $id) { id status }',
  EXTEND: 'extendDirectAgreement(id: $id, unitCodes: ["AOO-1"]) { id status }',
} as const;
type Act = keyof typeof ACTS;

/** R-08 laid out by hand: what an act makes of each status in which it is legal. */
const LEGAL: Record<Act, Partial<Record<Status, Status>>> = {
  SIGN: { DRAFT: 'SIGNED' },
  REGISTER: { SIGNED: 'REGISTERED' },
  ACTIVATE: { REGISTERED: 'ACTIVE' },
  SUSPEND: { ACTIVE: 'SUSPENDED' },
  RESUME: { SUSPENDED: 'ACTIVE' },
  WITHDRAW: {
    ...{ DRAFT: 'WITHDRAWN', SIGNED: 'WITHDRAWN', REGISTERED: 'WITHDRAWN' },
    ...{ ACTIVE: 'WITHDRAWN', SUSPENDED: 'WITHDRAWN' },
  },
  RENEW: { ACTIVE: 'ACTIVE' },
  EXTEND: {
    ...{ DRAFT: 'DRAFT', SIGNED: 'SIGNED', REGISTERED: 'REGISTERED' },
    ...{ ACTIVE: 'ACTIVE', SUSPENDED: 'SUSPENDED' },
  },
};

const NEXT: Record<Status, Status[]> = {
  DRAFT: ['SIGNED', 'WITHDRAWN'],
  SIGNED: ['REGISTERED', 'EXPIRED', 'WITHDRAWN'],
  REGISTERED: ['ACTIVE', 'EXPIRED', 'WITHDRAWN'],
  ACTIVE: ['SUSPENDED', 'EXPIRED', 'WITHDRAWN', 'RENEWED'],
  SUSPENDED: ['ACTIVE', 'EXPIRED', 'WITHDRAWN', 'RENEWED'],
  EXPIRED: [],
  WITHDRAWN: [],
  RENEWED: [],
};

/** Copies the agreement $1 with all that it names to a status and a period, under the id $2. */
const COPY = `
  WITH copied AS (
    INSERT INTO agreements.direct_agreement (id, office_code, ipa_code, kinds, created_at, status, starts_on, ends_on)
    SELECT $2::uuid, office_code, ipa_code, kinds, created_at, $3::agreements.direct_agreement_status, $4::date, $5::date
    FROM agreements.direct_agreement WHERE id = $1::uuid
  ), purposes AS (
    INSERT INTO agreements.direct_agreement_purpose (agreement_id, purpose_code)
    SELECT $2::uuid, purpose_code FROM agreements.direct_agreement_purpose WHERE agreement_id = $1::uuid
  ), contacts AS (
    INSERT INTO agreements.direct_agreement_contact (agreement_id, contact_id)
    SELECT $2::uuid, contact_id FROM agreements.direct_agreement_contact WHERE agreement_id = $1::uuid
  )
  INSERT INTO agreements.direct_agreement_status_change (agreement_id, "to", at, by, reason)
  SELECT $2::uuid, $3::agreements.direct_agreement_status, at, by, reason
  FROM agreements.direct_agreement_status_change WHERE agreement_id = $1::uuid`;

/** What lies in the store of an agreement that is at a status today: what ends by date is recorded as ACTIVE. */
async function agreementAt(status: Status): Promise<string> {
  await desk.clear('c_g482');
  const id = randomUUID();
  const byDate = status === 'EXPIRED' || status === 'RENEWED';
  const period = byDate ? ['2026-01-05', '2026-06-04'] : ['2026-06-05', '2027-06-04'];
  await world.database.query(COPY, [template, id, byDate ? 'ACTIVE' : status, ...period]);
  if (status === 'RENEWED') {
    await world.database.query(COPY, [template, randomUUID(), 'ACTIVE', '2026-06-05', '2026-12-31']);
    await world.database.query(
      "UPDATE agreements.direct_agreement SET renews_id = $1 WHERE status = 'ACTIVE' AND starts_on = '2026-06-05'",
      [id],
    );
  }
  return id;
}

const CASES = Object.values(DirectAgreementStatus).flatMap((status) =>
  (Object.keys(ACTS) as Act[]).map((act): [Status, Act, Status | undefined] => [status, act, LEGAL[act][status]]),
);

describe('every act in every status', () => {
  it('R-08 covers all of them', () => expect(CASES).toHaveLength(8 * 8));

  it.each(CASES)('R-08 %s: %s leads to %s', async (status, act, to) => {
    const id = await agreementAt(status);
    const before = await desk.read(id);
    expect(before).toMatchObject({ status, legalNextStatuses: NEXT[status] });

    const { data, errors } = await world.as(OFFICE, `mutation ($id: ID!) { ${ACTS[act]} }`, { id });
    const after = await desk.read(id);
    if (to !== undefined) {
      expect(errors).toEqual([]);
      expect(Object.values(data)).toEqual([expect.objectContaining({ status: to })]);
      expect(after.status).toBe(act === 'RENEW' ? 'ACTIVE' : to);
      const isStep = to !== status;
      expect(after.history).toHaveLength(before.history.length + (isStep ? 1 : 0));
      for (const step of after.history) {
        expect(step).toEqual({
          from: step.from,
          to: step.to,
          at: expect.any(String),
          by: expect.stringMatching(/^(operator-PROC-G482|calendar)$/),
          reason: expect.stringMatching(/./),
        });
      }
      return;
    }
    expect(after).toEqual(before);
    const [error] = errors;
    const legalIn = Object.keys(LEGAL[act]);
    expect(error?.extensions).toMatchObject({
      ...{ code: 'ILLEGAL_STATUS_CHANGE', rule: 'R-08', act, status, legalNextStatuses: NEXT[status] },
      legalActs: (Object.keys(ACTS) as Act[]).filter((legal) => LEGAL[legal][status]),
      possibleIn: expect.arrayContaining(legalIn),
    });
    for (const sentence of [error?.message, error?.extensions.messageIt]) {
      for (const legal of NEXT[status]) expect(sentence).toContain(legal);
    }
  });
});
