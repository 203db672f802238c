import type { CertificateKindName } from '../../schema/certificate-kind.js';
import type { Queries } from '../../schema/kernel/database.js';
import { newId } from '../../schema/kernel/identity.js';
import { PersonalDataVault } from '../../schema/kernel/personal-data.js';
import {
  MOST_SUBJECTS_A_BLOCK,
  sealSubjects,
  type SubjectFields,
} from '../../subgraphs/certificates/subject/subject-record.js';
import { generatePersons } from './person-generator.js';

/** A vault with one fixed key, for tests. */
export const testVault = (): PersonalDataVault => new PersonalDataVault([{ id: 1, key: Buffer.alloc(32, 7) }]);

export interface AcceptedRequestOptions {
  /** Rows of the request, refused ones among them. */
  items: number;
  /** Lines (from 1) that were refused at intake with NOM-002. */
  refusedLines?: readonly number[];
  ipaCode?: string;
  officeCode?: string;
  kind?: CertificateKindName;
  german?: boolean;
  channel?: 'DIRECT_AGREEMENT' | 'MASSIVO';
  fileRequestId?: string | null;
  submittedAt?: Date;
  seed?: number;
  /** Every row holds its own subject, as requests written before rows were sealed together, and resubmitted ones, do. */
  sealedApart?: boolean;
  /** Replaces what the generator makes of a line. */
  subject?: (line: number) => Partial<SubjectFields>;
}

export interface AcceptedRequest {
  id: string;
  ipaCode: string;
  accepted: number;
  /** Subject by line. */
  subjects: Map<number, SubjectFields>;
}

/** Writes a request as intake leaves it: accepted, its rows sealed, refused ones with their end, its job in the queue. */
export async function insertAcceptedRequest(
  queries: Queries,
  vault: PersonalDataVault,
  options: AcceptedRequestOptions,
): Promise<AcceptedRequest> {
  const { items, refusedLines = [], ipaCode = 'c_h501', channel = 'DIRECT_AGREEMENT' } = options;
  const submittedAt = options.submittedAt ?? new Date('2026-02-09T09:00:00Z');
  const id = newId(submittedAt);
  const subjects = subjectsOf(options);
  const refused = new Set(refusedLines);
  const accepted = items - refused.size;
  await queries.query(
    `INSERT INTO certificates.certificate_request (id, state, ipa_code, office_code, client_request_id, content_hash,
       file_request_id, kind, purpose_code, protocol_number, protocol_date, german, channel, submitted_at, submitted_by,
       sign_in_method, sign_in_level, total, accepted)
     VALUES ($1::uuid, 'ACCEPTED', $2, $3, $1::text, '\\x00', $4, $5, 'FIN-001', '0012345', '2026-02-09', $6, $7, $8,
       'person', 'SPID', 2, $9, $10)`,
    [
      ...[id, ipaCode, options.officeCode ?? 'PROC-H501', options.fileRequestId ?? null],
      ...[options.kind ?? 'CASELLARIO_GENERAL', options.german ?? false, channel, submittedAt, items, accepted],
    ],
  );
  await insertItems(queries, vault, {
    id,
    subjects,
    refused,
    together: options.sealedApart ? 1 : MOST_SUBJECTS_A_BLOCK,
  });
  await insertRefusals(queries, { id, refusedLines, at: submittedAt });
  if (channel === 'DIRECT_AGREEMENT' && accepted > 0) {
    await queries.query(
      `INSERT INTO certificates.issuing_job (request_id, ipa_code, last_seq, served_at, not_before)
       VALUES ($1, $2, $3, $4, $4)`,
      [id, ipaCode, accepted, submittedAt],
    );
  }
  return { id, ipaCode, accepted, subjects };
}

function subjectsOf({ items, seed = 1, subject }: AcceptedRequestOptions): Map<number, SubjectFields> {
  const subjects = new Map<number, SubjectFields>();
  for (const person of generatePersons({ seed, rows: items, invalidShare: 0 })) {
    const line = subjects.size + 1;
    const { expected: _, ...fields } = person;
    subjects.set(line, { ...fields, entityName: '', legalForm: '', registeredSeat: '', ...subject?.(line) });
  }
  return subjects;
}

async function insertItems(
  queries: Queries,
  vault: PersonalDataVault,
  written: { id: string; subjects: Map<number, SubjectFields>; refused: ReadonlySet<number>; together: number },
): Promise<void> {
  const { id, refused, together } = written;
  const subjects = [...written.subjects.values()];
  let seq = 0;
  const rows = subjects.map((_, index) => {
    const line = index + 1;
    const block = index % together === 0 ? subjects.slice(index, index + together) : null;
    const sealed = block && sealSubjects(vault, { requestId: id, line }, block);
    return { line, seq: refused.has(line) ? null : (seq += 1), ...sealed };
  });
  for (let from = 0; from < rows.length; from += 5_000) {
    const part = rows.slice(from, from + 5_000);
    await queries.query(
      `INSERT INTO certificates.certificate_item (request_id, line, row, seq, key_id, sealed)
       SELECT $1::uuid, line, line, seq, key_id, sealed
       FROM unnest($2::int[], $3::int[], $4::smallint[], $5::bytea[]) AS item (line, seq, key_id, sealed)`,
      [
        id,
        part.map((row) => row.line),
        part.map((row) => row.seq),
        part.map((row) => row.keyId ?? null),
        part.map((row) => row.sealed ?? null),
      ],
    );
  }
}

async function insertRefusals(
  queries: Queries,
  { id, refusedLines, at }: { id: string; refusedLines: readonly number[]; at: Date },
): Promise<void> {
  if (refusedLines.length === 0) return;
  await queries.query(
    `INSERT INTO certificates.item_end (request_id, line, status, at, code, field)
     SELECT $1::uuid, line, 'REJECTED', $2::timestamptz, 'NOM-002', 'taxCode' FROM unnest($3::int[]) AS line`,
    [id, at, refusedLines],
  );
  await queries.query('INSERT INTO certificates.item_delta (request_id, at, rejected) VALUES ($1, $2, $3)', [
    id,
    at,
    refusedLines.length,
  ]);
}

export interface RequestTally {
  issued: number;
  rejected: number;
  failed: number;
  abandoned: number;
  underReview: number;
  certificates: number;
  jobs: number;
}

/** What lies in the tables for a request, counted row by row. */
export async function tallyOf(queries: Queries, requestId: string): Promise<RequestTally> {
  const tally = await queries.one<RequestTally>(
    `SELECT count(*) FILTER (WHERE status = 'ISSUED')::int AS issued,
            count(*) FILTER (WHERE status = 'REJECTED')::int AS rejected,
            count(*) FILTER (WHERE status = 'FAILED')::int AS failed,
            count(*) FILTER (WHERE status = 'ABANDONED')::int AS abandoned,
            (SELECT count(*)::int FROM certificates.item_review
             WHERE request_id = $1 AND settled_at IS NULL) AS "underReview",
            (SELECT count(*)::int FROM certificates.certificate WHERE request_id = $1) AS certificates,
            (SELECT count(*)::int FROM certificates.issuing_job WHERE request_id = $1) AS jobs
     FROM certificates.item_end WHERE request_id = $1`,
    [requestId],
  );
  if (!tally) throw new Error('a count without a row');
  return tally;
}

/** The counts that were appended for a request; they must agree with the tables. */
export async function deltasOf(
  queries: Queries,
  requestId: string,
): Promise<Omit<RequestTally, 'certificates' | 'jobs'>> {
  const deltas = await queries.one<Omit<RequestTally, 'certificates' | 'jobs'>>(
    `SELECT coalesce(sum(issued), 0)::int AS issued, coalesce(sum(rejected), 0)::int AS rejected,
            coalesce(sum(failed), 0)::int AS failed, coalesce(sum(abandoned), 0)::int AS abandoned,
            coalesce(sum(under_review), 0)::int AS "underReview"
     FROM certificates.item_delta WHERE request_id = $1`,
    [requestId],
  );
  if (!deltas) throw new Error('a sum without a row');
  return deltas;
}
