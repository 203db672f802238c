import type DataLoader from 'dataloader';
import type { IsoDay } from '../../../schema/kernel/clock.js';
import type { Database } from '../../../schema/kernel/database.js';
import type { Page } from '../../shared/connection.js';
import { groupLoader } from '../../shared/loaders.js';

export interface ExpiryAlertRow {
  /** Text: it grows beyond what a number in JSON holds one day. */
  id: string;
  agreementId: string;
  days: number;
  dueOn: IsoDay;
  raisedAt: Date;
}

/** Newest first. */
export type AlertSortKey = [id: string];

/** Of which alerts a list is made; `null` does not narrow. */
export interface AlertSelection {
  officeCode: string | null;
  ipaCodes: readonly string[] | null;
}

const COLUMNS = `id::text AS id, agreement_id AS "agreementId", days, due_on AS "dueOn", raised_at AS "raisedAt"`;
/** The alerts of an agreement, the earliest first. */
export function alertsOfAgreementLoader(database: Database): DataLoader<string, ExpiryAlertRow[]> {
  return groupLoader<ExpiryAlertRow>(
    (alert) => alert.agreementId,
    (ids) =>
      database.rows(
        `SELECT ${COLUMNS} FROM agreements.direct_agreement_alert
         WHERE agreement_id = ANY ($1::uuid[]) ORDER BY days DESC`,
        [ids],
      ),
  );
}

export function readAlerts(
  database: Database,
  selection: AlertSelection,
  { after, take }: Page<AlertSortKey>,
): Promise<ExpiryAlertRow[]> {
  const values: unknown[] = [take];
  const conditions = conditionsOf(selection, values);
  if (after) conditions.push(`alert.id < $${values.push(after[0])}::bigint`);
  return database.rows<ExpiryAlertRow>(
    `SELECT ${COLUMNS} FROM agreements.direct_agreement_alert alert
     WHERE ${conditions.join(' AND ')} ORDER BY alert.id DESC LIMIT $1`,
    values,
  );
}

/** Office by office, so that the index with the office alone is read, whether one is asked for or all are. */
export async function countAlerts(database: Database, selection: AlertSelection): Promise<number> {
  const values: unknown[] = [];
  const conditions = conditionsOf(selection, values);
  const row = await database.one<{ count: number }>(
    selection.ipaCodes === null
      ? `SELECT coalesce(sum(alerts.count), 0)::int AS count FROM agreements.prosecutor_office office
         CROSS JOIN LATERAL (SELECT count(*) FROM agreements.direct_agreement_alert alert
                             WHERE alert.office_code = office.code AND ${conditions.join(' AND ')}) alerts`
      : `SELECT count(*)::int AS count FROM agreements.direct_agreement_alert alert WHERE ${conditions.join(' AND ')}`,
    values,
  );
  return row?.count ?? 0;
}

/** Only what was asked for stands in a statement, so that the planner sees which index it needs. */
function conditionsOf({ officeCode, ipaCodes }: AlertSelection, values: unknown[]): string[] {
  const conditions = ['true'];
  if (officeCode !== null) conditions.push(`alert.office_code = $${values.push(officeCode)}::text`);
  if (ipaCodes !== null) conditions.push(`alert.ipa_code = ANY ($${values.push(ipaCodes)}::text[])`);
  return conditions;
}
