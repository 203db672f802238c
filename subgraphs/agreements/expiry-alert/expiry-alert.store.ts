import type { IsoDay } from '../../../schema/kernel/clock.js';
import type { Database } from '../../../schema/kernel/database.js';
import { EXPIRY_ALERT_DAYS } from './expiry-alert.rules.js';

/** `alertsDue` in SQL on the day $1, for the marks $2, without those that were raised already. */
const RAISE = `
  INSERT INTO agreements.direct_agreement_alert (agreement_id, days, office_code, ipa_code, due_on, raised_at)
  SELECT a.id, mark.days, a.office_code, a.ipa_code, a.ends_on - mark.days, $3
  FROM agreements.direct_agreement a
  CROSS JOIN unnest($2::int[]) AS mark (days)
  WHERE a.ends_on BETWEEN $1::date AND $1::date + (SELECT max(days) FROM unnest($2::int[]) AS days)
    AND a.status IN ('ACTIVE', 'SUSPENDED')
    AND a.ends_on - mark.days BETWEEN a.starts_on AND $1::date
    AND NOT EXISTS (SELECT FROM agreements.direct_agreement r
                    WHERE r.renews_id = a.id AND r.status NOT IN ('DRAFT', 'WITHDRAWN'))
    AND NOT EXISTS (SELECT FROM agreements.direct_agreement_alert raised
                    WHERE raised.agreement_id = a.id AND raised.days = mark.days)
  ORDER BY a.ends_on - mark.days, a.id
  ON CONFLICT (agreement_id, days) DO NOTHING`;

/** Writes alerts down; the key of an alert is its agreement and its mark, so each is raised once, by whomever. */
export class ExpiryAlertStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** Raises what is due by a day and was not raised yet. @returns how many. */
  async raise({ day, at }: { day: IsoDay; at: Date }): Promise<number> {
    const { rowCount } = await this.#database.query(RAISE, [day, EXPIRY_ALERT_DAYS, at]);
    return rowCount;
  }
}
