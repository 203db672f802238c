import type { IsoDay } from '../../../schema/kernel/clock.js';
import type { Queries } from '../../../schema/kernel/database.js';

/** Last day of massivo as it is set now; `null` before the transition has a calendar. */
export async function readLastDay(sql: Queries): Promise<IsoDay | null> {
  const row = await sql.one<{ lastDay: IsoDay }>(
    'SELECT last_day AS "lastDay" FROM legacy.transition_window WHERE id = 1',
  );
  return row?.lastDay ?? null;
}
