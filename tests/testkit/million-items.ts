import pg from 'pg';

/**
 * The size that README speaks of: at a million items a plan that reads a whole table takes seconds instead of
 * milliseconds, and the planner's choices are those of a real deployment. Ten times as many change no plan, only the
 * time that the fixture takes.
 */
export const ITEMS = 1_000_000;

/** A request may be one of the two giants, or one of the many: the planner must do well with both. */
export const DIRECT_GIANT = { number: 1, items: 200_000 };
export const MASSIVO_GIANT = { number: 2, items: 100_000 };
const REQUESTS = 12_000;
const ITEMS_OF_A_REQUEST = (ITEMS - DIRECT_GIANT.items - MASSIVO_GIANT.items) / (REQUESTS - 2);

export const BODIES = 2_000;
const AGREEMENTS_OF_A_BODY = 10;
/** Offices take small files: three of most requests. */
const ROWS_OF_A_FILE = 25;
const ROWS_OF_A_GIANT_FILE = 1_000;
/** The last requests are still under way, all others have come to their end. */
const UNDER_WAY = 300;

/** The body with a fifth of all requests, at the office of Roma. */
export const LARGEST_BODY = 'x_0001';
export const LARGEST_OFFICE = 'PROC-H501';

/** Id of the request with this number: ids sort by the time they were made. */
export function requestIdOf(number: number): string {
  return `01900000-0000-7000-8000-${number.toString(16).padStart(12, '0')}`;
}

const id = (kind: string, number: string): string =>
  `('${kind}000-0000-7000-8000-' || lpad(to_hex(${number}), 12, '0'))::uuid`;
const REQUEST_ID = id('01900', 'n');

/** Files of a request; the giant's are larger. */
const FILES = `SELECT r.*, part, least(part * size, r.accepted) AS last_seq, (part - 1) * size + 1 AS first_seq, parts
  FROM requests r
  CROSS JOIN LATERAL (SELECT CASE WHEN r.n = ${MASSIVO_GIANT.number} THEN ${ROWS_OF_A_GIANT_FILE} ELSE ${ROWS_OF_A_FILE} END AS size) s
  CROSS JOIN LATERAL (SELECT ceil(r.accepted / size::numeric)::int AS parts) p
  CROSS JOIN LATERAL generate_series(1, parts) AS part
  WHERE r.channel = 'MASSIVO'`;

/**
 * Bodies, agreements, requests with a million items, files and log entries in real proportions, written by
 * `INSERT … SELECT generate_series` as the owner: some twenty seconds. Triggers and foreign keys rest meanwhile. The
 * rows hang together as far as lists go: counts agree with items, files with rows, ends with status.
 */
export async function insertMillionItems(ownerUrl: string, now: Date): Promise<void> {
  const client = new pg.Client({ connectionString: ownerUrl });
  await client.connect();
  try {
    await client.query(`SET session_replication_role = replica; SET synchronous_commit = off; SET work_mem = '64MB'`);
    await client.query(`SELECT set_config('bridge.now', $1, false)`, [now.toISOString()]);
    for (const statement of STATEMENTS) await client.query(statement);
    // What autovacuum does in a real deployment: statistics, and pages known to be visible to all.
    await client.query('VACUUM (ANALYZE)');
  } finally {
    await client.end();
  }
}

const NOW = `current_setting('bridge.now')::timestamptz`;

const PARTIES = [
  `CREATE TEMP TABLE offices AS SELECT code, row_number() OVER (ORDER BY code) - 1 AS place FROM agreements.prosecutor_office`,
  `CREATE TEMP TABLE bodies AS SELECT n, 'x_' || lpad(n::text, 4, '0') AS ipa_code,
     CASE WHEN n = 1 THEN '${LARGEST_OFFICE}' ELSE (SELECT code FROM offices WHERE place = n % 140) END AS office_code
   FROM generate_series(1, ${BODIES}) n`,
  `INSERT INTO agreements.public_body (ipa_code, name, type, tax_code, office_code, pec)
   SELECT ipa_code, 'Ente ' || md5(ipa_code), CASE n % 10 WHEN 0 THEN 'GPS' ELSE 'PA' END::agreements.public_body_type,
          lpad(n::text, 11, '0'), office_code, 'protocollo@pec.example.it' FROM bodies`,
  `INSERT INTO agreements.former_massivo_body SELECT ipa_code, office_code FROM bodies WHERE n % 4 > 0`,
  `INSERT INTO agreements.contact_person (id, side, ipa_code, person_key, key_id, sealed)
   SELECT ${id('0a000', 'n')}, 'BODY', ipa_code, 'person of ' || ipa_code, 1, '\\x00' FROM bodies`,
  `INSERT INTO agreements.direct_agreement (id, office_code, ipa_code, status, starts_on, ends_on, kinds, sic_reference,
      ads_reference, created_at)
   SELECT ${id('0b000', `n * 16 + year`)}, office_code, ipa_code,
          CASE WHEN year < ${AGREEMENTS_OF_A_BODY} THEN CASE n % 3 WHEN 0 THEN 'EXPIRED' ELSE 'RENEWED' END
               WHEN n % 20 = 0 THEN 'SUSPENDED' WHEN n % 20 = 1 AND n > 1 THEN 'DRAFT' ELSE 'ACTIVE'
          END::agreements.direct_agreement_status,
          day - 180 - (${AGREEMENTS_OF_A_BODY} - year) * 365, day + 184 - (${AGREEMENTS_OF_A_BODY} - year) * 365,
          '{CASELLARIO_GENERAL}', 'SIC', CASE WHEN n % 50 > 0 THEN 'ADS' END, ${NOW}
   FROM bodies CROSS JOIN generate_series(1, ${AGREEMENTS_OF_A_BODY}) year CROSS JOIN (SELECT (${NOW})::date AS day) d`,
  `INSERT INTO agreements.direct_agreement_purpose SELECT id, 'FIN-001' FROM agreements.direct_agreement
   ON CONFLICT DO NOTHING`,
  `INSERT INTO agreements.direct_agreement_contact
   SELECT a.id, c.id FROM agreements.direct_agreement a JOIN agreements.contact_person c ON c.ipa_code = a.ipa_code
    WHERE a.ipa_code LIKE 'x\\_%'`,
  `INSERT INTO agreements.direct_agreement_status_change (agreement_id, "from", "to", at, by)
   SELECT id, 'SIGNED', status, ${NOW}, 'olga' FROM agreements.direct_agreement, generate_series(1, 3)`,
  `INSERT INTO agreements.direct_agreement_entry (agreement_id, kind, detail, at, by)
   SELECT id, 'SIC', 'SIC', ${NOW}, 'olga' FROM agreements.direct_agreement WHERE ipa_code LIKE 'x\\_%'`,
  // Most are renewed before it comes to that.
  `INSERT INTO agreements.direct_agreement_alert (agreement_id, days, office_code, ipa_code, due_on, raised_at)
   SELECT id, days, office_code, ipa_code, ends_on - days, ${NOW}
   FROM agreements.direct_agreement CROSS JOIN unnest('{90, 60, 30}'::int[]) days
   WHERE status IN ('EXPIRED', 'RENEWED') AND ipa_code LIKE 'x\\_%' AND right(ipa_code, 1) IN ('1', '5') ORDER BY ends_on - days`,
];

const REQUEST_ROWS = [
  `CREATE TEMP TABLE requests AS
   SELECT n, ${REQUEST_ID} AS id, ${NOW} - (${REQUESTS} - n) * interval '20 minutes' AS at,
          CASE WHEN n <= 2 OR n % 5 = 0 THEN 1 ELSE 1 + n % ${BODIES} END AS body,
          CASE WHEN n = ${DIRECT_GIANT.number} THEN ${DIRECT_GIANT.items} WHEN n = ${MASSIVO_GIANT.number} THEN ${MASSIVO_GIANT.items}
               ELSE ${Math.floor(ITEMS_OF_A_REQUEST)} END AS total,
          CASE WHEN n % 3 = 2 THEN 'MASSIVO' WHEN n % 50 = 4 THEN 'OFFICE_COUNTER' ELSE 'DIRECT_AGREEMENT' END AS channel,
          n <= 2 OR n > ${REQUESTS - UNDER_WAY} AS is_open, NULL::int AS accepted
   FROM generate_series(1, ${REQUESTS}) n`,
  `UPDATE requests SET total = total + ${ITEMS} - (SELECT sum(total) FROM requests) WHERE n = ${REQUESTS}`,
  `UPDATE requests SET accepted = CASE WHEN n = ${MASSIVO_GIANT.number} THEN total ELSE total - 1 END`,
  `INSERT INTO certificates.certificate_request (id, state, ipa_code, office_code, client_request_id, content_hash,
      file_request_id, kind, purpose_code, protocol_number, protocol_date, german, channel, submitted_at, submitted_by,
      sign_in_method, sign_in_level, total, accepted, ended_at)
   SELECT r.id, 'ACCEPTED', b.ipa_code, b.office_code, 'client ' || r.n, '\\x00', 'file ' || r.n,
          CASE WHEN channel = 'OFFICE_COUNTER' THEN 'PENDING_PROCEEDINGS' WHEN r.n % 7 = 0 THEN 'SELECTIVE'
               ELSE 'CASELLARIO_GENERAL' END,
          CASE WHEN r.n % 9 = 0 THEN 'FIN-002' ELSE 'FIN-001' END, (r.n / 2)::text, at::date, false,
          channel::certificates.channel, at, 'person', 'SPID', 2, total, accepted,
          CASE WHEN NOT is_open THEN at + interval '1 day' END
   FROM requests r JOIN bodies b ON b.n = r.body`,
  // Line 7 was refused at intake; of the direct giant it is the very last.
  `CREATE TEMP TABLE items AS
   SELECT r.id, line, CASE WHEN line = refused THEN NULL ELSE line - (line > refused)::int END AS seq,
          CASE WHEN line = refused THEN 'REJECTED' WHEN is_open AND line > ended THEN NULL
               WHEN line % 997 = 0 THEN 'FAILED' WHEN line % 499 = 0 THEN 'ABANDONED' ELSE 'ISSUED' END AS status,
          r.n
   FROM requests r
   CROSS JOIN LATERAL (SELECT CASE r.n WHEN ${DIRECT_GIANT.number} THEN total WHEN ${MASSIVO_GIANT.number} THEN 0 ELSE 7 END AS refused,
                              CASE r.n WHEN ${DIRECT_GIANT.number} THEN total - 1000 WHEN ${MASSIVO_GIANT.number} THEN 50000
                                       ELSE 10 END AS ended) marks
   CROSS JOIN LATERAL generate_series(1, total) AS line`,
  `INSERT INTO certificates.certificate_item (request_id, line, row, seq, key_id, sealed, rejection_code, rejection_field)
   SELECT id, line, line, seq, CASE WHEN line % 16 = 1 THEN 1 END, CASE WHEN line % 16 = 1 THEN '\\x00'::bytea END,
          CASE WHEN status = 'REJECTED' THEN 'NOM-002' END, CASE WHEN status = 'REJECTED' THEN 'taxCode' END FROM items`,
  // One in a thousand is doubtful; of what is open, the first ones wait for an operator.
  `INSERT INTO certificates.item_review (request_id, line, flags, key_id, sealed, since, settled_at, settled_by, note, office_code)
   SELECT i.id, line, '{HOMONYM}', 1, '\\x00', r.at, CASE WHEN i.status IS NOT NULL THEN r.at END,
          CASE WHEN i.status IS NOT NULL THEN 'olga' END, CASE WHEN i.status IS NOT NULL THEN 'settled' END, b.office_code
   FROM items i JOIN requests r USING (id) JOIN bodies b ON b.n = r.body
   WHERE line % 1000 = 500 OR (i.status IS NULL AND line % 35 = 11 AND channel = 'DIRECT_AGREEMENT')`,
  `INSERT INTO certificates.item_end (request_id, line, status, at, code)
   SELECT items.id, line, status::certificates.item_end_status, requests.at, CASE WHEN status <> 'ISSUED' THEN 'NOM-002' END
   FROM items JOIN requests USING (id) WHERE status IS NOT NULL`,
  `INSERT INTO certificates.item_delta (request_id, at, issued, rejected, failed, abandoned, under_review)
   SELECT i.id, min(r.at), count(*) FILTER (WHERE status = 'ISSUED'), count(*) FILTER (WHERE status = 'REJECTED'),
          count(*) FILTER (WHERE status = 'FAILED'), count(*) FILTER (WHERE status = 'ABANDONED'),
          count(*) FILTER (WHERE status IS NULL AND v.line IS NOT NULL)
   FROM items i JOIN requests r USING (id) LEFT JOIN certificates.item_review v ON v.request_id = i.id AND v.line = i.line
   GROUP BY i.id`,
  // Every fourth one: the table is as large as it need be for its plans, and not as long in the making.
  `INSERT INTO certificates.certificate (number, request_id, line, verification_code, kind, office_code, language, issued_on,
      expires_on, key_id, sealed, signature)
   SELECT lpad(n::text, 6, '0') || lpad(line::text, 8, '0'), id, line, 'V' || lpad(n::text, 6, '0') || lpad(line::text, 8, '0'),
          'CASELLARIO_GENERAL', '${LARGEST_OFFICE}', 'it', issued, issued + 182, 1, '\\x00', '\\x00'
   FROM items CROSS JOIN LATERAL (SELECT '2025-12-10'::date + (n + ${REQUESTS / 2}) % ${REQUESTS} / 70 AS issued) day
   WHERE status = 'ISSUED' AND line % 4 = 0 ORDER BY n, line`,
  `INSERT INTO certificates.issuing_job (request_id, ipa_code, next_seq, last_seq, served_at, not_before)
   SELECT r.id, b.ipa_code, CASE WHEN r.n = ${DIRECT_GIANT.number} THEN total - 999 ELSE 10 END, accepted, at, at
   FROM requests r JOIN bodies b ON b.n = r.body
   WHERE is_open AND channel = 'DIRECT_AGREEMENT'`,
  `INSERT INTO certificates.counter_item (request_id, line, taken_up_at, taken_up_by)
   SELECT i.id, line, r.at, 'olga' FROM items i JOIN requests r USING (id)
   WHERE channel = 'OFFICE_COUNTER' AND i.status IS NULL AND line % 2 = 0`,
  `INSERT INTO certificates.certificate_reading (number, at, kind, person_key, ipa_code, purpose_code)
   SELECT number, ${NOW}, 'PDF', 'person', '${LARGEST_BODY}', 'FIN-001' FROM certificates.certificate WHERE line <= 10`,
];

const EXCHANGE = [
  `INSERT INTO legacy.massivo_submission (request_id, ipa_code, body_tax_code, office_code, file_request_id, kind_code,
      purpose_code, protocol_number, protocol_date, german, pec, key_id, sealed_contact, accepted_on, items, created_at,
      planned_at)
   SELECT r.id, b.ipa_code, '02438750586', b.office_code, 'file ' || r.n, '28GEN', 'FIN-001', r.n::text, at::date, false,
          'a@pec.example.it', 1, '\\x00', at::date, accepted, at, CASE WHEN r.n <= ${REQUESTS} - 20 THEN at END
   FROM requests r JOIN bodies b ON b.n = r.body WHERE channel = 'MASSIVO'`,
  `INSERT INTO legacy.massivo_batch (id, request_id, part, parts, ipa_code, office_code, file_name, file_request_id,
      first_seq, last_seq, state, created_at, sent_at, acknowledged_at, completed_at, attempts, last_error, served_at,
      not_before)
   SELECT ${id('0c000', 'f.n * 256 + part')}, f.id, part, parts, b.ipa_code, b.office_code, 'MASSIVA_' || f.n || '_' || part,
          f.n || '-' || part, first_seq, last_seq, state::legacy.massivo_batch_state, at,
          CASE WHEN state <> 'QUEUED' THEN at END, CASE WHEN state = 'COMPLETED' THEN at END,
          CASE WHEN state = 'COMPLETED' THEN at END, 1, CASE WHEN f.n % 11 = 0 THEN 'NO_OUTCOME' END, at, at
   FROM (${FILES}) f JOIN bodies b ON b.n = f.body
   CROSS JOIN LATERAL (SELECT CASE WHEN NOT is_open THEN CASE WHEN f.n % 97 = 0 THEN 'ABANDONED' ELSE 'COMPLETED' END
                                   WHEN f.n = ${MASSIVO_GIANT.number} AND part <= 50 THEN 'COMPLETED'
                                   WHEN part <= 1 OR f.n = ${MASSIVO_GIANT.number} AND part <= 52 THEN 'SENT'
                                   ELSE 'QUEUED' END AS state) s
   WHERE f.n <= ${REQUESTS} - 20 ORDER BY f.n, part`,
  `INSERT INTO legacy.massivo_batch_event (batch_id, at, kind, state, attempt, file_name)
   SELECT id, created_at, kind::legacy.massivo_batch_event_kind, state, 1, file_name
   FROM legacy.massivo_batch, unnest('{PLANNED, SENT, ACKNOWLEDGED}'::text[]) kind`,
  `INSERT INTO legacy.massivo_quarantine (batch_id, file_name, trouble, since, last_seen_at, resolved_at, resolution)
   SELECT id, file_name, 'HASH', created_at, created_at, created_at, 'TAKEN_IN' FROM legacy.massivo_batch WHERE part = 1`,
  `INSERT INTO legacy.massivo_answer_watch (batch_id, reported_kind, reported_escalation)
   SELECT id, 'NO_OUTCOME', 1 FROM legacy.massivo_batch WHERE state = 'SENT' AND part = 1`,
  `INSERT INTO legacy.transition_change (id, "from", "to", at, reason, by, status, version)
   SELECT ${id('0d000', 'n')}, 'OPEN', 'DRAINING', ${NOW} - n * interval '1 minute', 'trial', 'alice',
          CASE WHEN n <= 5 THEN 'SCHEDULED' WHEN n <= 10 THEN 'WAITING_APPROVAL' ELSE 'APPLIED'
          END::legacy.transition_change_status, n FROM generate_series(1, 12000) n`,
];

const STATEMENTS = [...PARTIES, ...REQUEST_ROWS, ...EXCHANGE];
