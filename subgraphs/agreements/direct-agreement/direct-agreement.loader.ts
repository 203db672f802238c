import type DataLoader from 'dataloader';
import type { Database } from '../../../schema/kernel/database.js';
import type { Page } from '../../shared/connection.js';
import { groupLoader, PageLoaders, uniqueLoader } from '../../shared/loaders.js';
import type { DirectAgreementStatus } from '../../shared/graph-enums.js';
import type { AgreementEntryKind } from './direct-agreement.type.js';
import type { DirectAgreementRow } from './direct-agreement.view.js';

/** The columns of `DirectAgreementRow`, for the alias `a`. */
export const AGREEMENT_COLUMNS = `a.id, a.office_code AS "officeCode", a.ipa_code AS "ipaCode", a.status::text AS status,
  a.starts_on AS "startsOn", a.ends_on AS "endsOn", a.kinds, a.sic_reference AS "sicReference",
  a.ads_reference AS "adsReference", a.renews_id AS "renewsId", a.signed_on AS "signedOn",
  a.signed_copy_sha256 AS "signedCopySha256", a.created_at AS "createdAt",
  EXISTS (SELECT FROM agreements.direct_agreement r
          WHERE r.renews_id = a.id AND r.status NOT IN ('DRAFT', 'WITHDRAWN')) AS "isRenewed"`;

export function directAgreementLoader(database: Database): DataLoader<string, DirectAgreementRow | null> {
  return uniqueLoader(
    (agreement) => agreement.id,
    (ids) =>
      database.rows<DirectAgreementRow>(
        `SELECT ${AGREEMENT_COLUMNS} FROM agreements.direct_agreement a WHERE a.id = ANY ($1::uuid[])`,
        [ids],
      ),
  );
}

/** The renewal of an agreement, by the id of what it renews; a withdrawn one only where there is no other. */
export function renewalLoader(database: Database): DataLoader<string, DirectAgreementRow | null> {
  return uniqueLoader<DirectAgreementRow>(
    (renewal) => renewal.renewsId ?? '',
    (ids) =>
      database.rows<DirectAgreementRow>(
        `SELECT ${AGREEMENT_COLUMNS} FROM agreements.direct_agreement a WHERE a.renews_id = ANY ($1::uuid[])
         ORDER BY a.status <> 'WITHDRAWN', a.id`,
        [ids],
      ),
  );
}

/** Newest first: ids sort by the time they were made. */
export type AgreementSortKey = [id: string];

/** Whose agreements of which body: `<ipaCode>|<officeCode>`, with an empty office for all offices. */
export type AgreementsOfBodyKey = string;

export function agreementsOfBodyKey(ipaCode: string, officeCode: string | null): AgreementsOfBodyKey {
  return `${ipaCode}|${officeCode ?? ''}`;
}

/** Bodies with the offices of which the agreements are wanted, as a table `asked`. */
const ASKED = `(SELECT key, split_part(key, '|', 1) AS ipa_code, nullif(split_part(key, '|', 2), '') AS office_code
  FROM unnest($1::text[]) AS key) AS asked`;
const OF_ASKED = 'a.ipa_code = asked.ipa_code AND (asked.office_code IS NULL OR a.office_code = asked.office_code)';

type RowOfBody = DirectAgreementRow & { key: AgreementsOfBodyKey };

export function agreementPagesLoader(database: Database): PageLoaders<RowOfBody, AgreementSortKey> {
  return new PageLoaders({
    parentOf: (row) => row.key,
    read: (keys, page) => readAgreementsOf(database, keys, page),
  });
}

function readAgreementsOf(
  database: Database,
  keys: readonly AgreementsOfBodyKey[],
  { after, take }: Page<AgreementSortKey>,
): Promise<RowOfBody[]> {
  return database.rows<RowOfBody>(
    `SELECT asked.key, page.* FROM ${ASKED}
     CROSS JOIN LATERAL (
       SELECT ${AGREEMENT_COLUMNS} FROM agreements.direct_agreement a
       WHERE ${OF_ASKED} AND ($2::uuid IS NULL OR a.id < $2::uuid)
       ORDER BY a.id DESC LIMIT $3
     ) page
     ORDER BY asked.key, page.id DESC`,
    [keys, after?.[0] ?? null, take],
  );
}

export function agreementCountLoader(database: Database): DataLoader<AgreementsOfBodyKey, { count: number } | null> {
  return uniqueLoader<{ key: AgreementsOfBodyKey; count: number }>(
    (row) => row.key,
    (keys) =>
      database.rows(
        `SELECT asked.key, count(a.id)::int AS count FROM ${ASKED}
         LEFT JOIN agreements.direct_agreement a ON ${OF_ASKED} GROUP BY asked.key`,
        [keys],
      ),
  );
}

export function purposeCodesLoader({ prisma }: Database): DataLoader<string, { purposeCode: string }[]> {
  return groupLoader<{ agreementId: string; purposeCode: string }>(
    (link) => link.agreementId,
    (ids) =>
      prisma.directAgreementPurpose.findMany({
        where: { agreementId: { in: [...ids] } },
        orderBy: { purposeCode: 'asc' },
      }),
  );
}

/** An act that changed no status: an entry in SIC or ADS, or further units. */
export interface AgreementEntryRow {
  agreementId: string;
  kind: AgreementEntryKind;
  detail: string;
  at: Date;
  by: string;
  reason: string | null;
}

export function entriesLoader({ prisma }: Database): DataLoader<string, AgreementEntryRow[]> {
  return groupLoader<AgreementEntryRow>(
    (entry) => entry.agreementId,
    (ids) => prisma.directAgreementEntry.findMany({ where: { agreementId: { in: [...ids] } }, orderBy: { id: 'asc' } }),
  );
}

export interface StatusChangeRow {
  agreementId: string;
  from: DirectAgreementStatus | null;
  to: DirectAgreementStatus;
  at: Date;
  by: string;
  reason: string | null;
}

/** The steps of an agreement's life, in order. */
export function historyLoader({ prisma }: Database): DataLoader<string, StatusChangeRow[]> {
  return groupLoader<StatusChangeRow>(
    (change) => change.agreementId,
    (ids) =>
      prisma.directAgreementStatusChange.findMany({ where: { agreementId: { in: [...ids] } }, orderBy: { id: 'asc' } }),
  );
}
