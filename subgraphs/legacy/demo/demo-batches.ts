import { today, type Clock } from '../../../schema/kernel/clock.js';
import type { Database } from '../../../schema/kernel/database.js';
import { newId } from '../../../schema/kernel/identity.js';
import type { PersonalDataVault } from '../../../schema/kernel/personal-data.js';
import { demoContactTaxCode } from '../../../schema/demo/demo-bodies.js';
import { demoHistory, type DemoRequest } from '../../../schema/demo/demo-history.js';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** Writes the massivo files of the demo bodies' past, all of them completed; nothing when they are there already. */
export async function seedDemoBatches(deps: {
  database: Database;
  clock: Clock;
  vault: PersonalDataVault;
}): Promise<void> {
  const { database, clock, vault } = deps;
  const past = demoHistory(today(clock)).filter(({ channel }) => channel === 'MASSIVO');
  const [first] = past;
  if (
    !first ||
    (await database.one('SELECT 1 FROM legacy.massivo_submission WHERE request_id = $1', [first.requestId]))
  )
    return;
  await database.transaction(async (sql) => {
    await sql.query(SUBMISSIONS, [
      ...common(past),
      past.map(({ bodyTaxCode }) => bodyTaxCode),
      past.map(({ protocolNumber }) => protocolNumber),
      past.map(
        ({ ipaCode, requestId }) => vault.seal(demoContactTaxCode(ipaCode) ?? '', `submission:${requestId}`).sealed,
      ),
      vault.currentKeyId,
    ]);
    await sql.query(BATCHES, [
      ...common(past),
      past.map(({ submittedAt }) => newId(submittedAt)),
      past.map((request) => fileName(request)),
      past.map(({ submittedAt }) => new Date(submittedAt.getTime() + HOUR_MS)),
      past.map(({ submittedAt }) => new Date(submittedAt.getTime() + 3 * DAY_MS)),
      past.map(({ day, firstRank }) => `SIC-${day.slice(0, 4)}-${String(firstRank + 1).padStart(7, '0')}`),
    ]);
  });
}

/** The one file of that body on that day: no demo body sent two. */
function fileName({ ipaCode, officeCode, day }: DemoRequest): string {
  return `MASSIVA_${ipaCode}_${officeCode}_${day.replaceAll('-', '')}_000001.txt`;
}

const common = (past: readonly DemoRequest[]): unknown[] => [
  past.map(({ requestId }) => requestId),
  past.map(({ ipaCode }) => ipaCode),
  past.map(({ officeCode }) => officeCode),
  past.map(({ day }) => day),
  past.map(({ submittedAt }) => submittedAt),
  past.map(({ subjects }) => subjects),
];

const SUBMISSIONS = `
  INSERT INTO legacy.massivo_submission
    (request_id, ipa_code, office_code, accepted_on, created_at, planned_at, items, body_tax_code, file_request_id,
     kind_code, purpose_code, protocol_number, protocol_date, german, pec, key_id, sealed_contact)
  SELECT id, ipa_code, office_code, day, at, at, items, tax_code, id::text,
         '28GEN', 'FIN-001', protocol_number, day, false, 'protocollo@pec.example.it', $10, contact
  FROM unnest($1::uuid[], $2::text[], $3::text[], $4::date[], $5::timestamptz[], $6::int[], $7::text[], $8::text[], $9::bytea[])
    AS past (id, ipa_code, office_code, day, at, items, tax_code, protocol_number, contact)`;

const BATCHES = `
  INSERT INTO legacy.massivo_batch
    (request_id, ipa_code, office_code, created_at, first_seq, last_seq, id, file_name, file_request_id, part, parts, state,
     sent_at, acknowledged_at, completed_at, sic_protocol, attempts, served_at, not_before)
  SELECT request_id, ipa_code, office_code, at, 1, items, id, file_name, request_id::text, 1, 1, 'COMPLETED',
         at, acknowledged_at, completed_at, sic_protocol, 1, at, at
  FROM unnest($1::uuid[], $2::text[], $3::text[], $4::date[], $5::timestamptz[], $6::int[], $7::uuid[], $8::text[],
              $9::timestamptz[], $10::timestamptz[], $11::text[])
    AS past (request_id, ipa_code, office_code, day, at, items, id, file_name, acknowledged_at, completed_at, sic_protocol)`;
