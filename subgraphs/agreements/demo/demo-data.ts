import { addDays, startOfDay, today, type Clock, type IsoDay } from '../../../schema/kernel/clock.js';
import type { Database, Sql } from '../../../schema/kernel/database.js';
import type { PersonalDataVault } from '../../../schema/kernel/personal-data.js';
import { loadReferenceData } from '../reference-data.js';
import { demoRows, type DemoRows } from './demo-rows.js';

export interface AgreementsDemoOptions {
  database: Database;
  clock: Clock;
  vault: PersonalDataVault;
  personIndexKey: Uint8Array;
  /** First and last day of the transition. */
  opensOn: IsoDay;
  lastDay: IsoDay;
}

/** Days before the opening on which the bodies were recorded. */
const RECORDED_BEFORE = 30;
const LOCK = 'casellario-bridge: agreements demo';

/**
 * Lays the bodies of the demonstration with contact persons, units and agreements, so that each stands at its stage
 * today. Does nothing when a body is there already. One transaction; two instances that start at once wait for each
 * other. Loads the reference data first.
 */
export async function seedAgreementsDemo(options: AgreementsDemoOptions): Promise<void> {
  const { database, clock, opensOn, lastDay } = options;
  await database.transaction(async (sql) => {
    await sql.query('SELECT pg_advisory_xact_lock(hashtext($1))', [LOCK]);
    await loadReferenceData(sql);
    const present = await sql.one('SELECT 1 FROM agreements.public_body LIMIT 1');
    if (present) return;
    const recordedAt = startOfDay(addDays(opensOn, -RECORDED_BEFORE));
    await insertAll(sql, demoRows({ ...options, recordedAt, days: { today: today(clock), lastDay } }));
  });
}

async function insertAll(sql: Sql, rows: DemoRows): Promise<void> {
  await insert(sql, 'public_body', rows.bodies);
  await insert(sql, 'former_massivo_body', rows.formerMassivo);
  await insert(sql, 'organisational_unit', rows.units);
  await insert(sql, 'contact_person', rows.contacts);
  await insert(sql, 'direct_agreement', rows.agreements);
  await insert(sql, 'direct_agreement_purpose', rows.agreementPurposes);
  await insert(sql, 'direct_agreement_contact', rows.agreementContacts);
  await insert(sql, 'direct_agreement_unit', rows.agreementUnits);
  const changes = rows.statusChanges;
  await sql.query(
    `INSERT INTO agreements.direct_agreement_status_change (agreement_id, "from", "to", at, by, reason)
     SELECT agreement_id, "from", "to", at, by, reason
     FROM json_populate_recordset(NULL::agreements.direct_agreement_status_change, $1::json)`,
    [JSON.stringify(changes)],
  );
  await sql.query(
    `INSERT INTO agreements.direct_agreement_entry (agreement_id, kind, detail, at, by, reason)
     SELECT agreement_id, kind, detail, at, by, reason
     FROM json_populate_recordset(NULL::agreements.direct_agreement_entry, $1::json)`,
    [JSON.stringify(rows.entries)],
  );
}

/** Columns that a row leaves out are null. */
async function insert(sql: Sql, table: string, rows: readonly object[]): Promise<void> {
  await sql.query(
    `INSERT INTO agreements.${table} SELECT * FROM json_populate_recordset(NULL::agreements.${table}, $1::json)`,
    [JSON.stringify(rows)],
  );
}
