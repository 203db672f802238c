import type { Queries } from '../../../schema/kernel/database.js';
import { BATCH_COLUMNS } from './massivo-batch.store.js';
import type { MassivoBatch, MassivoBatchCursor } from './massivo-batch.type.js';

/** A body whose batches are wanted: at one office, or at all of them. */
export interface BatchOwner {
  ipaCode: string;
  officeCode: string | null;
}

/** The batches of many bodies at once, newest first, in a constant number of statements. */
export interface BatchHistory {
  /** For each owner, in their order, at most `take` batches after the cursor. */
  pages(owners: readonly BatchOwner[], page: BatchHistoryPage): Promise<MassivoBatch[][]>;
  /** For each owner, in their order, how many there are. */
  counts(owners: readonly BatchOwner[]): Promise<number[]>;
}

export interface BatchHistoryPage {
  take: number;
  after: MassivoBatchCursor | null;
}

const ASKED = `unnest($1::text[], $2::text[]) WITH ORDINALITY AS asked (body, office, place)`;
const OF_ASKED = 'ipa_code = asked.body AND (asked.office IS NULL OR office_code = asked.office)';

export function batchHistory(sql: Queries): BatchHistory {
  return {
    async pages(owners, { take, after }) {
      const rows = await sql.rows<MassivoBatch & { place: number }>(
        `SELECT asked.place, page.* FROM ${ASKED}
          CROSS JOIN LATERAL (
            SELECT ${BATCH_COLUMNS} FROM legacy.massivo_batch
             WHERE ${OF_ASKED} AND ($3::timestamptz IS NULL OR (created_at, id) < ($3, $4::uuid))
             ORDER BY created_at DESC, id DESC LIMIT $5) page
          ORDER BY asked.place, page."createdAt" DESC, page.id DESC`,
        [...columnsOf(owners), after?.createdAt ?? null, after?.id ?? null, take],
      );
      const pages: MassivoBatch[][] = owners.map(() => []);
      for (const { place, ...batch } of rows) pages[place - 1]?.push(batch);
      return pages;
    },

    async counts(owners) {
      const rows = await sql.rows<{ count: number }>(
        `SELECT (SELECT count(*) FROM legacy.massivo_batch WHERE ${OF_ASKED})::int AS count FROM ${ASKED}
          ORDER BY asked.place`,
        columnsOf(owners),
      );
      return rows.map(({ count }) => count);
    },
  };
}

function columnsOf(owners: readonly BatchOwner[]): [string[], (string | null)[]] {
  return [owners.map(({ ipaCode }) => ipaCode), owners.map(({ officeCode }) => officeCode)];
}
