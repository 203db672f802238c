import type { IsoDay } from '../../../schema/kernel/clock.js';
import type { Sql } from '../../../schema/kernel/database.js';

/**
 * Empties what the certificates, reviews and counter entries of these items say of the person. What stays tells that
 * there was a certificate, and of which number, kind and days; not about whom, nor what it said. Signatures stay: those of
 * the certificates that were signed together are verified with the paths beside them.
 */
export async function emptyItems(
  sql: Sql,
  { items, day }: { items: readonly { requestId: string; line: number }[]; day: IsoDay },
): Promise<void> {
  const places = [items.map(({ requestId }) => requestId), items.map(({ line }) => line)];
  const wanted = 'SELECT * FROM unnest($1::uuid[], $2::int[])';
  await sql.query(
    `UPDATE certificates.certificate_document SET key_id = NULL, sealed = NULL
     WHERE sealed IS NOT NULL AND number IN (SELECT number FROM certificates.certificate WHERE (request_id, line) IN (${wanted}))`,
    places,
  );
  await sql.query(
    `UPDATE certificates.certificate SET sealed = ''::bytea, pdf_erased_on = coalesce(pdf_erased_on, $3::date)
     WHERE (request_id, line) IN (${wanted})`,
    [...places, day],
  );
  await sql.query(
    `UPDATE certificates.item_review SET sealed = ''::bytea, flags = '{}', note = NULL, note_key_id = NULL, sealed_note = NULL
     WHERE (request_id, line) IN (${wanted})`,
    places,
  );
  await sql.query(
    `UPDATE certificates.counter_item SET sealed_reason = ''::bytea
     WHERE sealed_reason IS NOT NULL AND (request_id, line) IN (${wanted})`,
    places,
  );
}
