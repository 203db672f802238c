import type { Database } from '../../../schema/kernel/database.js';
import type { RequestFilter, RequestStatus, StoredRequest } from './stored-request.type.js';

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

/** One page of each body's history, whatever the channel, in one statement for any number of bodies. */
export async function requestPages(database: Database, question: RequestPageQuestion): Promise<StoredRequest[]> {
  const { ipaCodes, limit, after } = question;
  const values: unknown[] = [ipaCodes];
  const conditions = conditionsOf(question, values);
  if (after) {
    const position = `($${values.push(after.submittedAt)}::timestamptz, $${values.push(after.id)}::uuid)`;
    conditions.push(`(request.submitted_at, request.id) < ${position}`);
  }
  return database.rows<StoredRequest>(
    `SELECT page.* FROM unnest($1::text[]) AS body (ipa_code)
     CROSS JOIN LATERAL (
       SELECT ${COLUMNS} FROM certificates.certificate_request request
       WHERE request.ipa_code = body.ipa_code AND ${conditions.join(' AND ')}
       ORDER BY request.submitted_at DESC, request.id DESC LIMIT $${values.push(limit)}
     ) page`,
    values,
  );
}

/** How many requests each body has under a filter. */
export async function requestTotals(
  database: Database,
  question: Omit<RequestPageQuestion, 'limit' | 'after'>,
): Promise<Map<string, number>> {
  const values: unknown[] = [question.ipaCodes];
  const rows = await database.rows<{ ipa_code: string; total: number }>(
    `SELECT request.ipa_code, count(*)::int AS total FROM certificates.certificate_request request
     WHERE request.ipa_code = ANY ($1::text[]) AND ${conditionsOf(question, values).join(' AND ')}
     GROUP BY request.ipa_code`,
    values,
  );
  return new Map(rows.map(({ ipa_code, total }) => [ipa_code, total]));
}

const COLUMNS = `
  request.id, request.ipa_code AS "ipaCode", request.office_code AS "officeCode",
  request.client_request_id AS "clientRequestId", request.file_request_id AS "fileRequestId", request.kind,
  request.purpose_code AS "purposeCode", request.channel, request.submitted_at AS "submittedAt", request.total,
  request.accepted, request.protocol_number AS "protocolNumber", request.protocol_date AS "protocolDate",
  request.german, request.resubmits_id AS "resubmitsId"`;

/**
 * Only what was asked for stands in the statement, so that the planner sees which of the history's indexes it needs.
 * Appends the parameters to `values`.
 */
function conditionsOf(
  { filter, officeCode }: Pick<RequestPageQuestion, 'filter' | 'officeCode'>,
  values: unknown[],
): string[] {
  const conditions = ["request.state = 'ACCEPTED'"];
  const where = (comparison: string, type: string, value: unknown): void => {
    if (value != null) conditions.push(`request.${comparison} $${values.push(value)}::${type}`);
  };
  where('channel =', 'certificates.channel', filter.channel);
  where('kind =', 'text', filter.kind);
  where('office_code =', 'text', filter.officeCode);
  where('office_code =', 'text', officeCode);
  where('purpose_code =', 'text', filter.purposeCode);
  where('protocol_number =', 'text', filter.protocolNumber);
  where('client_request_id =', 'text', filter.clientRequestId);
  where('file_request_id =', 'text', filter.fileRequestId);
  where('submitted_at >=', 'timestamptz', filter.submittedFrom);
  where('submitted_at <', 'timestamptz', filter.submittedTo);
  if (filter.status) conditions.push(STATUS[filter.status]);
  return conditions;
}

const sumOf = (counts: string): string =>
  `(SELECT coalesce(sum(${counts}), 0) FROM certificates.item_delta delta WHERE delta.request_id = request.id)`;
const ENDED_ITEMS = sumOf('issued + rejected + failed + abandoned');

/**
 * `ended_at` says of most requests that nothing of them can be open (R-34: an end is an end); of the others, and they are
 * few, the counts are asked. So the answer is exact though a worker sets it only a while later.
 */
const STATUS: Readonly<Record<RequestStatus, string>> = {
  OPEN: `request.ended_at IS NULL AND request.total > ${ENDED_ITEMS}`,
  UNDER_REVIEW: `request.ended_at IS NULL AND ${sumOf('under_review')} > 0`,
  ENDED: `(request.ended_at IS NOT NULL OR request.total <= ${ENDED_ITEMS})`,
};
