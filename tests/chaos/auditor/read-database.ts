import pg from 'pg';
import type { Evidence } from './evidence.js';

type FromDatabase = Omit<Evidence, 'receipts' | 'processed' | 'outcomes' | 'files' | 'witness' | 'logLines' | 'leaks'>;

const MS = (column: string): string => `(extract(epoch FROM ${column}) * 1000)::float8`;

/** Each table as it is needed; one snapshot for all of them. */
const QUERIES = {
  requests: `SELECT id, state::text, ipa_code AS "ipaCode", office_code AS "officeCode",
      client_request_id AS "clientRequestId", channel::text, ${MS('submitted_at')} AS "submittedAt", total, accepted
    FROM certificates.certificate_request`,
  items: `SELECT request_id AS "requestId", line, seq FROM certificates.certificate_item`,
  ends: `SELECT request_id AS "requestId", line, status::text, code FROM certificates.item_end`,
  reviews: `SELECT request_id AS "requestId", line, settled_at IS NOT NULL AS settled FROM certificates.item_review`,
  certificates: `SELECT number, request_id AS "requestId", line FROM certificates.certificate`,
  documents: `SELECT number FROM certificates.certificate_document`,
  deltas: `SELECT request_id AS "requestId", sum(issued)::int AS issued, sum(rejected)::int AS rejected,
      sum(failed)::int AS failed, sum(abandoned)::int AS abandoned, sum(under_review)::int AS "underReview"
    FROM certificates.item_delta GROUP BY request_id`,
  openJobs: `SELECT request_id AS "requestId" FROM certificates.issuing_job`,
  submissions: `SELECT request_id AS "requestId", ipa_code AS "ipaCode", office_code AS "officeCode", items,
      ${MS('created_at')} AS "createdAt", ${MS('planned_at')} AS "plannedAt" FROM legacy.massivo_submission`,
  batches: `SELECT id, request_id AS "requestId", ipa_code AS "ipaCode", office_code AS "officeCode",
      file_name AS "fileName", file_request_id AS "fileRequestId", first_seq AS "firstSeq", last_seq AS "lastSeq",
      state::text, ${MS('sent_at')} AS "sentAt", sic_protocol AS "sicProtocol" FROM legacy.massivo_batch`,
  log: `SELECT seq, ${MS('at')} AS at, entry, encode(previous_hash, 'hex') AS "previousHash",
      encode(hash, 'hex') AS hash FROM legacy.transition_log ORDER BY seq`,
  changes: `SELECT id, status::text, receipt FROM legacy.transition_change`,
  window: `SELECT version FROM legacy.transition_window WHERE id = 1`,
} as const;

/** Reads what the database holds, in one read-only snapshot. */
export async function readDatabase(url: string): Promise<FromDatabase> {
  const client = new pg.Client({ connectionString: url, application_name: 'auditor' });
  await client.connect();
  try {
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
    const rows = async <Row>(name: keyof typeof QUERIES): Promise<Row[]> =>
      (await client.query(QUERIES[name])).rows as Row[];
    const found: FromDatabase = {
      requests: await rows('requests'),
      items: await rows('items'),
      ends: await rows('ends'),
      reviews: await rows('reviews'),
      certificates: await rows('certificates'),
      documents: (await rows<{ number: string }>('documents')).map(({ number }) => number),
      deltas: await rows('deltas'),
      openJobs: (await rows<{ requestId: string }>('openJobs')).map(({ requestId }) => requestId),
      submissions: await rows('submissions'),
      batches: await rows('batches'),
      log: await rows('log'),
      changes: await rows('changes'),
      flagVersion: (await rows<{ version: number }>('window'))[0]?.version ?? -1,
    };
    await client.query('COMMIT');
    return found;
  } finally {
    await client.end();
  }
}
