import { copyRows, type CopyColumn, type CopyRow, type CopyType } from '../../schema/kernel/copy.js';
import { addDays, dayOf, daysBetween, startOfDay, type IsoDay } from '../../schema/kernel/clock.js';
import type { Database } from '../../schema/kernel/database.js';
import { SeededRandom } from '../testkit/seeded-random.js';

/** How large a history is. */
export interface FillSize {
  bodies: number;
  items: number;
}

const DAYS = 730;
const MEAN_ITEMS_A_REQUEST = 12.5;
const REQUESTS_A_CHUNK = 4_000;
const SHARE_REFUSED = 0.04;
const SHARE_DISCARDED = 0.01;
const ROWS_A_FILE = 300;
const MINUTE_MS = 60_000;
const DAY_MINUTES = 1_440;
const ROW_CODES = ['NOM-001', 'NOM-002', 'NOM-003', 'NOM-004', 'NOM-005', 'MIN-001'] as const;

interface Body {
  ipaCode: string;
  officeCode: string;
  type: 'PA' | 'GPS';
  former: boolean;
  /** First day of its agreement; null when it has none. */
  activeFrom: IsoDay | null;
}

/**
 * Writes two years of a country's requests by COPY: bodies at all offices, agreements of the last months with their steps,
 * requests of all channels with every row and every end, files of massivo. What the product makes of them is left to it.
 * Certificates are not written: no figure comes from them. Seeded; the days are counted back from the one given.
 */
export async function fillHistory(
  database: Database,
  asked: { size: FillSize; seed: number; today: IsoDay; say: (line: string) => void },
): Promise<void> {
  const { size, seed, today, say } = asked;
  const random = new SeededRandom(seed);
  const offices = await database.rows<{ code: string }>('SELECT code FROM agreements.prosecutor_office ORDER BY code');
  const bodies = makeBodies(random, { count: size.bodies, offices: offices.map(({ code }) => code), today });
  await insertBodies(database, bodies);
  const requests = Math.round(size.items / MEAN_ITEMS_A_REQUEST);
  const writer = new RequestWriter(random, { bodies, today, requests });
  for (let written = 0; written < requests; written += REQUESTS_A_CHUNK) {
    const chunk = writer.next(Math.min(REQUESTS_A_CHUNK, requests - written));
    await database.transaction(
      async (sql) => {
        for (const [table, columns] of TABLES) await copyRows(sql.client, { table, columns }, [chunk[table]]);
      },
      { synchronousCommit: false, statementTimeoutMs: 600_000 },
    );
  }
  await database.transaction((sql) => sql.query(FILES), { statementTimeoutMs: 600_000 });
  say(`${requests.toLocaleString('en')} requests, ${writer.items.toLocaleString('en')} items written`);
}

const columns = (text: string): CopyColumn[] =>
  text.split(' ').map((column) => {
    const [name = '', type = 'text'] = column.split(':');
    return { name, type: type as CopyType };
  });

type TableName =
  | 'certificates.certificate_request'
  | 'certificates.certificate_item'
  | 'certificates.item_end'
  | 'certificates.item_delta';

const TABLES: [TableName, CopyColumn[]][] = [
  [
    'certificates.certificate_request',
    columns(
      'id:uuid state ipa_code office_code client_request_id content_hash:bytea kind purpose_code protocol_number ' +
        'protocol_date:date german:bool channel submitted_at:timestamptz submitted_by sign_in_method ' +
        'sign_in_level:int2 total:int4 accepted:int4 ended_at:timestamptz',
    ),
  ],
  [
    'certificates.certificate_item',
    columns('request_id:uuid line:int4 row:int4 seq:int4 key_id:int2 sealed:bytea rejection_code'),
  ],
  ['certificates.item_end', columns('request_id:uuid line:int4 status at:timestamptz code')],
  ['certificates.item_delta', columns('request_id:uuid at:timestamptz issued:int4 rejected:int4')],
];

function makeBodies(
  random: SeededRandom,
  { count, offices, today }: { count: number; offices: readonly string[]; today: IsoDay },
): Body[] {
  return Array.from({ length: count }, (_, index) => ({
    ipaCode: `x_${String(index + 1).padStart(5, '0')}`,
    officeCode: offices[index % offices.length] ?? '',
    type: random.chance(0.1) ? 'GPS' : 'PA',
    former: random.chance(0.9),
    activeFrom: random.chance(0.6) ? addDays(today, -random.below(240)) : null,
  }));
}

async function insertBodies(database: Database, bodies: readonly Body[]): Promise<void> {
  await database.query(
    `INSERT INTO agreements.public_body (ipa_code, name, type, tax_code, office_code, pec, recorded_at)
     SELECT ipa_code, 'Ente ' || ipa_code, type::agreements.public_body_type, lpad(number::text, 11, '0'), office_code,
            'protocollo@pec.example.it', $4
     FROM unnest($1::text[], $2::text[], $3::text[]) WITH ORDINALITY AS b (ipa_code, type, office_code, number)`,
    [
      bodies.map(({ ipaCode }) => ipaCode),
      bodies.map(({ type }) => type),
      bodies.map(({ officeCode }) => officeCode),
      startOfDay(addDays(bodies[0]?.activeFrom ?? '2026-01-01', -DAYS)),
    ],
  );
  await database.query(
    `INSERT INTO agreements.former_massivo_body (ipa_code, office_code)
     SELECT ipa_code, office_code FROM agreements.public_body WHERE ipa_code = ANY ($1::text[])`,
    [bodies.filter(({ former }) => former).map(({ ipaCode }) => ipaCode)],
  );
  const agreed = bodies.filter(({ activeFrom }) => activeFrom !== null);
  await database.query(AGREEMENTS, [agreed.map(({ ipaCode }) => ipaCode), agreed.map(({ activeFrom }) => activeFrom)]);
  await database.query(STEPS);
}

const AGREEMENTS = `
  INSERT INTO agreements.direct_agreement (id, office_code, ipa_code, status, starts_on, ends_on, kinds, sic_reference,
    ads_reference, created_at)
  SELECT gen_random_uuid(), b.office_code, b.ipa_code, 'ACTIVE', given.day, given.day + 364, '{CASELLARIO_GENERAL}', 'S', 'A',
         given.day - interval '20 days'
  FROM unnest($1::text[], $2::date[]) AS given (ipa_code, day) JOIN agreements.public_body b USING (ipa_code)`;

/** Each step a few days after the one before, as far as an agreement has come. */
const STEPS = `
  INSERT INTO agreements.direct_agreement_status_change (agreement_id, "from", "to", at, by)
  SELECT a.id, step."from"::agreements.direct_agreement_status, step."to"::agreements.direct_agreement_status,
         a.starts_on + step.days * interval '1 day', 'bench'
  FROM agreements.direct_agreement a
  CROSS JOIN (VALUES (NULL, 'DRAFT', -20), ('DRAFT', 'SIGNED', -12), ('SIGNED', 'REGISTERED', -5),
                     ('REGISTERED', 'ACTIVE', 0)) AS step ("from", "to", days)
  WHERE a.ipa_code LIKE 'x\\_%'`;

/** One submission and one file a request; massivo's own splitting is another bench's concern. */
const FILES = `
  WITH submission AS (
    INSERT INTO legacy.massivo_submission (request_id, ipa_code, body_tax_code, office_code, file_request_id, kind_code,
      purpose_code, protocol_number, protocol_date, german, pec, key_id, sealed_contact, accepted_on, items, created_at,
      planned_at)
    SELECT id, ipa_code, '00000000001', office_code, id::text, '28GEN', 'FIN-001', '1', protocol_date, false, 'x', 1, '\\x00',
           protocol_date, accepted, submitted_at, submitted_at + interval '1 minute'
    FROM certificates.certificate_request WHERE channel = 'MASSIVO' AND accepted > 0 AND ipa_code LIKE 'x\\_%'
    RETURNING request_id, ipa_code, office_code, items, created_at)
  INSERT INTO legacy.massivo_batch (id, request_id, part, parts, ipa_code, office_code, file_name, file_request_id,
    first_seq, last_seq, state, created_at, sent_at, completed_at, served_at, not_before)
  SELECT gen_random_uuid(), s.request_id, 1, 1, s.ipa_code, s.office_code, s.request_id::text, s.request_id::text, 1, s.items,
         CASE WHEN r.ended_at IS NULL THEN 'SENT' ELSE 'COMPLETED' END::legacy.massivo_batch_state,
         s.created_at + interval '1 minute', s.created_at + interval '2 minutes', r.ended_at, s.created_at,
         'infinity' -- no worker looks for its answer
  FROM submission s JOIN certificates.certificate_request r ON r.id = s.request_id`;

/** Requests in the order of their days, as a real table lies on disk. */
class RequestWriter {
  readonly #random: SeededRandom;
  readonly #given: { bodies: readonly Body[]; today: IsoDay; requests: number };
  #number = 0;
  items = 0;

  constructor(random: SeededRandom, given: { bodies: readonly Body[]; today: IsoDay; requests: number }) {
    this.#random = random;
    this.#given = given;
  }

  next(requests: number): Record<TableName, CopyRow[]> {
    const chunk: Record<TableName, CopyRow[]> = {
      'certificates.certificate_request': [],
      'certificates.certificate_item': [],
      'certificates.item_end': [],
      'certificates.item_delta': [],
    };
    for (let count = 0; count < requests; count += 1) this.#write(chunk);
    return chunk;
  }

  #write(chunk: Record<TableName, CopyRow[]>): void {
    const random = this.#random;
    const { bodies, today, requests } = this.#given;
    const body = random.pick(bodies);
    const day = addDays(today, -DAYS + Math.floor((this.#number / requests) * (DAYS + 1)));
    this.#number += 1;
    const id = `01900000-0000-7000-8000-${this.#number.toString(16).padStart(12, '0')}`;
    // In office hours; the last ones before now.
    const at = new Date(startOfDay(day).getTime() + (day === today ? 1 : 480 + random.below(540)) * MINUTE_MS);
    const total = random.chance(0.002) ? 1_000 : 1 + random.below(22);
    const direct = body.activeFrom !== null && body.activeFrom <= day;
    const channel = random.chance(0.02) ? 'OFFICE_COUNTER' : direct ? 'DIRECT_AGREEMENT' : 'MASSIVO';
    let accepted = 0;
    const codes = Array.from({ length: total }, () => (random.chance(SHARE_REFUSED) ? random.pick(ROW_CODES) : null));
    codes.forEach((code, index) => {
      const line = index + 1;
      const seq = code === null ? (accepted += 1) : null;
      const sealed = index % 32 === 0 ? SEALED : null;
      chunk['certificates.certificate_item'].push([id, line, line, seq, sealed && 1, sealed, code]);
      if (code !== null) chunk['certificates.item_end'].push([id, line, 'REJECTED', at, code]);
    });
    if (accepted < total) chunk['certificates.item_delta'].push([id, at, 0, total - accepted]);
    const endedAt = this.#answer(chunk, { id, at, channel, lines: codes.flatMap((code, i) => (code ? [] : [i + 1])) });
    this.items += total;
    const head = [id, 'ACCEPTED', body.ipaCode, body.officeCode, id, SEALED, 'CASELLARIO_GENERAL', 'FIN-001', '1', day];
    const sent = [false, channel, at, 'bench', 'SPID', 2, total, accepted, endedAt];
    chunk['certificates.certificate_request'].push([...head, ...sent]);
  }

  /** Ends the accepted rows, a file or a turn at a time; what has no answer yet stays open. */
  #answer(
    chunk: Record<TableName, CopyRow[]>,
    { id, at, channel, lines }: { id: string; at: Date; channel: string; lines: readonly number[] },
  ): Date | null {
    const random = this.#random;
    let last: Date | null = at;
    for (let first = 0; first < lines.length; first += ROWS_A_FILE) {
      const minutes =
        channel === 'DIRECT_AGREEMENT' ? random.below(4) : DAY_MINUTES / 2 + random.below(8 * DAY_MINUTES);
      const answeredAt = new Date(at.getTime() + minutes * MINUTE_MS + random.below(MINUTE_MS));
      if (daysBetween(dayOf(answeredAt), this.#given.today) < 1) {
        last = null;
        continue;
      }
      let rejected = 0;
      const part = lines.slice(first, first + ROWS_A_FILE);
      for (const line of part) {
        const code = random.chance(SHARE_DISCARDED) ? random.pick(ROW_CODES) : null;
        if (code) rejected += 1;
        chunk['certificates.item_end'].push([id, line, code ? 'REJECTED' : 'ISSUED', answeredAt, code]);
      }
      chunk['certificates.item_delta'].push([id, answeredAt, part.length - rejected, rejected]);
      if (last !== null && answeredAt > last) last = answeredAt;
    }
    return last;
  }
}

/** Nobody opens it. */
const SEALED = Buffer.alloc(48, 1);
