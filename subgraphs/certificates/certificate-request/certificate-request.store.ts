import type { CertificateKindName } from '../../../schema/certificate-kind.js';
import type { Database } from '../../../schema/kernel/database.js';
import type { StoredRequest } from './stored-request.type.js';
import type { CertificateRequest as RequestRow } from '../../../schema/prisma/generated/client.js';

export async function requestsByIds(database: Database, ids: readonly string[]): Promise<StoredRequest[]> {
  const rows = await database.prisma.certificateRequest.findMany({
    where: { id: { in: [...ids] }, state: 'ACCEPTED' },
  });
  return rows.map(storedRequest);
}

/** The accepted resubmissions of each request, oldest first. */
export async function resubmissionsOf(database: Database, ids: readonly string[]): Promise<StoredRequest[]> {
  const rows = await database.prisma.certificateRequest.findMany({
    where: { resubmitsId: { in: [...ids] }, state: 'ACCEPTED' },
    orderBy: [{ submittedAt: 'asc' }, { id: 'asc' }],
  });
  return rows.map(storedRequest);
}

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
    protocolNumber: row.protocolNumber,
    protocolDate: row.protocolDate.toISOString().slice(0, 10),
    german: row.german,
    resubmitsId: row.resubmitsId,
  };
}
