import type { Channel } from '../../../legacy-adapter/index.js';
import type { CertificateKindName } from '../../../schema/certificate-kind.js';
import type { Database } from '../../../schema/kernel/database.js';
import type { RequestFilter, StoredRequest } from './stored-request.type.js';
import type { CertificateRequest as RequestRow } from '../../../schema/prisma/generated/client.js';

/** Where a page of a body's history goes on: latest first. */
export interface RequestPosition {
  submittedAt: Date;
  id: string;
}

export interface RequestPageQuestion {
  ipaCodes: readonly string[];
  limit: number;
  after: RequestPosition | null;
  filter: RequestFilter;
  /** Only requests at this office, for its operators. */
  officeCode: string | null;
}

export async function requestsByIds(database: Database, ids: readonly string[]): Promise<StoredRequest[]> {
  const rows = await database.prisma.certificateRequest.findMany({
    where: { id: { in: [...ids] }, state: 'ACCEPTED' },
  });
  return rows.map(storedRequest);
}

interface PageRow {
  id: string;
  ipa_code: string;
  office_code: string;
  client_request_id: string;
  file_request_id: string | null;
  kind: CertificateKindName;
  purpose_code: string;
  channel: Channel;
  submitted_at: Date;
  total: number;
  accepted: number;
  resubmits_id: string | null;
}

/** One page of each body's history in one statement, however many bodies there are. */
export async function requestPages(database: Database, question: RequestPageQuestion): Promise<StoredRequest[]> {
  const { ipaCodes, limit, after } = question;
  const rows = await database.rows<PageRow>(
    `SELECT r.* FROM unnest($1::text[]) AS body (ipa_code)
     CROSS JOIN LATERAL (
       SELECT id, ipa_code, office_code, client_request_id, file_request_id, kind, purpose_code, channel, submitted_at,
              total, accepted, resubmits_id
       FROM certificates.certificate_request
       WHERE ipa_code = body.ipa_code AND ${FILTER}
         AND ($8::timestamptz IS NULL OR (submitted_at, id) < ($8::timestamptz, $9::uuid))
       ORDER BY submitted_at DESC, id DESC LIMIT $10
     ) r`,
    [ipaCodes, ...filterValues(question), after?.submittedAt ?? null, after?.id ?? null, limit],
  );
  return rows.map(requestOfRow);
}

/** The accepted resubmissions of each request, oldest first. */
export async function resubmissionsOf(database: Database, ids: readonly string[]): Promise<StoredRequest[]> {
  const rows = await database.prisma.certificateRequest.findMany({
    where: { resubmitsId: { in: [...ids] }, state: 'ACCEPTED' },
    orderBy: [{ submittedAt: 'asc' }, { id: 'asc' }],
  });
  return rows.map(storedRequest);
}

function requestOfRow(row: PageRow): StoredRequest {
  return {
    id: row.id,
    ipaCode: row.ipa_code,
    officeCode: row.office_code,
    clientRequestId: row.client_request_id,
    fileRequestId: row.file_request_id,
    kind: row.kind,
    purposeCode: row.purpose_code,
    channel: row.channel,
    submittedAt: row.submitted_at,
    total: row.total,
    accepted: row.accepted,
    resubmitsId: row.resubmits_id,
  };
}

/** How many requests each body has under a filter. */
export async function requestTotals(
  database: Database,
  question: Omit<RequestPageQuestion, 'limit' | 'after'>,
): Promise<Map<string, number>> {
  const rows = await database.rows<{ ipa_code: string; total: number }>(
    `SELECT ipa_code, count(*)::int AS total FROM certificates.certificate_request
     WHERE ipa_code = ANY ($1::text[]) AND ${FILTER} GROUP BY ipa_code`,
    [question.ipaCodes, ...filterValues(question)],
  );
  return new Map(rows.map(({ ipa_code, total }) => [ipa_code, total]));
}

const FILTER = `state = 'ACCEPTED'
  AND ($2::text IS NULL OR channel = $2::certificates.channel)
  AND ($3::text IS NULL OR kind = $3)
  AND ($4::text IS NULL OR client_request_id = $4)
  AND ($5::timestamptz IS NULL OR submitted_at >= $5)
  AND ($6::timestamptz IS NULL OR submitted_at < $6)
  AND ($7::text IS NULL OR office_code = $7)`;

const filterValues = ({ filter, officeCode }: Pick<RequestPageQuestion, 'filter' | 'officeCode'>): unknown[] => [
  filter.channel ?? null,
  filter.kind ?? null,
  filter.clientRequestId ?? null,
  filter.submittedFrom ?? null,
  filter.submittedTo ?? null,
  officeCode,
];

/** How many items of a request reached what; `open` is what is left. */
export interface StoredCounts {
  issued: number;
  rejected: number;
  failed: number;
  abandoned: number;
  underReview: number;
}

export const NO_COUNTS: StoredCounts = { issued: 0, rejected: 0, failed: 0, abandoned: 0, underReview: 0 };

/** Sums the deltas that were appended with every change (never counts the items themselves). */
export async function requestCounts(database: Database, ids: readonly string[]): Promise<Map<string, StoredCounts>> {
  const rows = await database.rows<StoredCounts & { request_id: string }>(
    `SELECT request_id, sum(issued)::int AS issued, sum(rejected)::int AS rejected, sum(failed)::int AS failed,
            sum(abandoned)::int AS abandoned, sum(under_review)::int AS "underReview"
     FROM certificates.item_delta WHERE request_id = ANY ($1::uuid[]) GROUP BY request_id`,
    [ids],
  );
  return new Map(rows.map(({ request_id, ...counts }) => [request_id, counts]));
}

function storedRequest(row: RequestRow): StoredRequest {
  if (!row.channel) throw new Error('an accepted request has no channel');
  return {
    id: row.id,
    ipaCode: row.ipaCode,
    officeCode: row.officeCode,
    clientRequestId: row.clientRequestId,
    fileRequestId: row.fileRequestId,
    kind: row.kind as CertificateKindName,
    purposeCode: row.purposeCode,
    channel: row.channel,
    submittedAt: row.submittedAt,
    total: row.total,
    accepted: row.accepted,
    resubmitsId: row.resubmitsId,
  };
}
