import type { Database } from '../../schema/kernel/database.js';
import { newId } from '../../schema/kernel/identity.js';
import { promote } from '../../subgraphs/certificates/certificate-request/request-promotion.store.js';
import {
  appendDelta,
  deltaOf,
  deltaOfMany,
  endItems,
  endOpenItems,
} from '../../subgraphs/certificates/issuing/item-end.store.js';
import { rejectionsBy, rejectionsValue } from '../../subgraphs/certificates/migration-progress/progress-delta.store.js';

/** Offices in districts that lie across regions, as Torino's and Genova's do. */
export const OFFICES = [
  { code: 'PROC-A001', district: 'Nord', region: 'Uno' },
  { code: 'PROC-A002', district: 'Nord', region: 'Due' },
  { code: 'PROC-A003', district: 'Sud', region: 'Due' },
  { code: 'PROC-A004', district: 'Sud', region: 'Tre' },
] as const;
export const BODIES = [
  { ipaCode: 'b_1', type: 'PA', office: 'PROC-A001' },
  { ipaCode: 'b_2', type: 'GPS', office: 'PROC-A002' },
  { ipaCode: 'b_3', type: 'PA', office: 'PROC-A003' },
  { ipaCode: 'b_4', type: 'GPS', office: 'PROC-A004' },
] as const;
export const CHANNELS = ['MASSIVO', 'DIRECT_AGREEMENT', 'OFFICE_COUNTER'] as const;

export interface NewRequest {
  ipaCode: string;
  officeCode: string;
  channel: (typeof CHANNELS)[number];
  accepted: number;
  /** Codes of the rows that were refused; they come first. */
  refused: readonly string[];
  stagedAt: Date;
  acceptedAt: Date;
}

export interface WrittenRequest extends NewRequest {
  id: string;
  /** Lines that have not ended yet. */
  open: number[];
}

export async function insertProgressParties(database: Database): Promise<void> {
  for (const { code, district, region } of OFFICES) {
    await database.query(
      `INSERT INTO agreements.prosecutor_office (code, name, district, region, belfiore) VALUES ($1, $1, $2, $3, 'A001')`,
      [code, district, region],
    );
  }
  for (const { ipaCode, type, office } of BODIES) {
    await database.query(
      `INSERT INTO agreements.public_body (ipa_code, name, type, tax_code, office_code, pec)
       VALUES ($1, $1, $2::agreements.public_body_type, '02438750586', $3, 'a@pec.example.it')`,
      [ipaCode, type, office],
    );
  }
}

/** Removes every request, and what was counted of it. */
export async function forgetHistory(database: Database): Promise<void> {
  await database.query(`DO $$ BEGIN
    DELETE FROM certificates.certificate_request; DELETE FROM certificates.certificate_item;
    DELETE FROM certificates.item_end; DELETE FROM certificates.item_delta;
    PERFORM certificates.recount_progress(); END $$`);
}

/** Stages a request as the intake does: its rows, the ends of those refused, and how many by code. */
export async function stage(database: Database, request: NewRequest): Promise<WrittenRequest> {
  const { refused, accepted, stagedAt } = request;
  const id = newId(stagedAt);
  const total = refused.length + accepted;
  await database.query(
    `INSERT INTO certificates.certificate_request (id, state, ipa_code, office_code, client_request_id, content_hash,
       kind, purpose_code, protocol_number, protocol_date, german, submitted_at, submitted_by, sign_in_method,
       sign_in_level, total, accepted, refusals)
     VALUES ($1::uuid, 'STAGED', $2, $3, $1::text, '\\x00', 'CASELLARIO_GENERAL', 'FIN-001', '1', '2026-02-09', false, $4,
       'person', 'SPID', 2, $5, $6, $7::jsonb)`,
    [id, request.ipaCode, request.officeCode, stagedAt, total, accepted, rejectionsValue(rejectionsBy(refused))],
  );
  await database.query(
    `INSERT INTO certificates.certificate_item (request_id, line, row, seq, key_id, sealed, rejection_code)
     SELECT $1::uuid, line, line, nullif(greatest(0, line - $3), 0), 1, '\\x00', ($2::text[])[line]
     FROM generate_series(1, $4::int) AS line`,
    [id, refused, refused.length, total],
  );
  await database.query(
    `INSERT INTO certificates.item_end (request_id, line, status, at, code)
     SELECT request_id, line, 'REJECTED', $2, rejection_code FROM certificates.certificate_item
     WHERE request_id = $1 AND rejection_code IS NOT NULL`,
    [id, stagedAt],
  );
  return { ...request, id, open: Array.from({ length: accepted }, (_, index) => refused.length + index + 1) };
}

export async function accept(database: Database, request: NewRequest): Promise<WrittenRequest> {
  const written = await stage(database, request);
  const { id: requestId, channel, acceptedAt: at } = written;
  await database.transaction((sql) => promote(sql, { requestId, channel, at }));
  return written;
}

/** Ends the next open items of a request; items issued or rejected by the office were answered. */
export async function end(
  database: Database,
  request: WrittenRequest,
  how: { items: number; status: 'ISSUED' | 'REJECTED' | 'FAILED'; code: string | null; at: Date },
): Promise<void> {
  const { items, status, code, at } = how;
  const ends = request.open.splice(0, items).map((line) => ({ line, status, code }));
  await database.transaction(async (sql) => {
    const ended = await endItems(sql, { requestId: request.id, at, ends });
    await appendDelta(sql, { requestId: request.id, at, ...deltaOf(ended) });
  });
}

/** Ends all that is open in a request, as a closing of massivo or a refusal of its file does. */
export async function endAll(
  database: Database,
  request: WrittenRequest,
  how: { status: 'REJECTED' | 'ABANDONED'; code: string; at: Date },
): Promise<void> {
  request.open = [];
  const range = { requestId: request.id, firstSeq: 1, lastSeq: request.accepted };
  await database.transaction(async (sql) => {
    const ended = await endOpenItems(sql, { ...range, ...how });
    await appendDelta(sql, { requestId: request.id, at: how.at, ...deltaOfMany(how, ended) });
  });
}
