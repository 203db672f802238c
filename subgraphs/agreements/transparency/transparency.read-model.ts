import type { IsoDay } from '../../../schema/kernel/clock.js';
import type { Database } from '../../../schema/kernel/database.js';
import type { Page } from '../../shared/connection.js';
import { AGREEMENT_COLUMNS, type AgreementSortKey } from '../direct-agreement/direct-agreement.loader.js';
import type { DirectAgreementRow } from '../direct-agreement/direct-agreement.view.js';

export interface TransparencyRow {
  agreementId: string;
  officeCode: string;
  ipaCode: string;
  startsOn: IsoDay;
  endsOn: IsoDay;
}

export interface TransparencySelection {
  day: IsoDay;
  officeCode: string | null;
  ipaCode: string | null;
}

/** `isInForce` in SQL, on the day $1; $2 and $3 narrow to an office and a body. */
const IN_FORCE = `a.status = 'ACTIVE' AND a.starts_on <= $1::date AND a.ends_on >= $1::date
  AND ($2::text IS NULL OR a.office_code = $2) AND ($3::text IS NULL OR a.ipa_code = $3)`;

/** Agreements in force, newest first. */
export function readTransparencyEntries(
  database: Database,
  { day, officeCode, ipaCode }: TransparencySelection,
  { after, take }: Page<AgreementSortKey>,
): Promise<TransparencyRow[]> {
  return database.rows<TransparencyRow>(
    `SELECT a.id AS "agreementId", a.office_code AS "officeCode", a.ipa_code AS "ipaCode",
            a.starts_on AS "startsOn", a.ends_on AS "endsOn"
     FROM agreements.direct_agreement a
     WHERE ${IN_FORCE} AND ($4::uuid IS NULL OR a.id < $4::uuid) ORDER BY a.id DESC LIMIT $5`,
    [day, officeCode, ipaCode, after?.[0] ?? null, take],
  );
}

export async function countTransparencyEntries(
  database: Database,
  { day, officeCode, ipaCode }: TransparencySelection,
): Promise<number> {
  const row = await database.one<{ count: number }>(
    `SELECT count(*)::int AS count FROM agreements.direct_agreement a WHERE ${IN_FORCE}`,
    [day, officeCode, ipaCode],
  );
  return row?.count ?? 0;
}

/** The register that has an entry which the other lacks. */
export type RegisterWithEntry = 'SIC' | 'ADS';

const ENTERED_ONLY_IN: Record<RegisterWithEntry, string> = {
  SIC: 'a.sic_reference IS NOT NULL AND a.ads_reference IS NULL',
  ADS: 'a.ads_reference IS NOT NULL AND a.sic_reference IS NULL',
};

export interface HalfEnteredSelection {
  officeCode: string;
  register: RegisterWithEntry;
}

/** Agreements of an office, not withdrawn, that are entered in one register only; newest first. */
export function readHalfEntered(
  database: Database,
  { officeCode, register }: HalfEnteredSelection,
  { after, take }: Page<AgreementSortKey>,
): Promise<DirectAgreementRow[]> {
  return database.rows<DirectAgreementRow>(
    `SELECT ${AGREEMENT_COLUMNS} FROM agreements.direct_agreement a
     WHERE a.office_code = $1 AND a.status <> 'WITHDRAWN' AND ${ENTERED_ONLY_IN[register]}
       AND ($2::uuid IS NULL OR a.id < $2::uuid) ORDER BY a.id DESC LIMIT $3`,
    [officeCode, after?.[0] ?? null, take],
  );
}

export async function countHalfEntered(
  database: Database,
  { officeCode, register }: HalfEnteredSelection,
): Promise<number> {
  const row = await database.one<{ count: number }>(
    `SELECT count(*)::int AS count FROM agreements.direct_agreement a
     WHERE a.office_code = $1 AND a.status <> 'WITHDRAWN' AND ${ENTERED_ONLY_IN[register]}`,
    [officeCode],
  );
  return row?.count ?? 0;
}
