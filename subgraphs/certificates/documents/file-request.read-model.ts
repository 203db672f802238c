import type { Queries } from '../../../schema/kernel/database.js';
import type { FileRequestFacts, RequestEnds } from './file-request.type.js';

/**
 * Reads a request for its files, and from its owner what massivo calls it. A resubmission is told under the request id
 * of the file whose abandoned rows it has: that one, with the row numbers, is what the body's software knows.
 */
export async function requestOfFiles(queries: Queries, id: string): Promise<FileRequestFacts | undefined> {
  return queries.one<FileRequestFacts>(
    `SELECT request.id, request.ipa_code AS "ipaCode", request.purpose_code AS "purposeCode",
            coalesce(request.file_request_id, original.file_request_id) AS "fileRequestId", request.submitted_at AS "submittedAt", request.total,
            request.accepted, batch.sic_protocol AS "sicProtocol",
            coalesce((SELECT max(line) FROM certificates.certificate_item WHERE request_id = request.id), 0) AS "lastLine"
     FROM certificates.certificate_request request
     LEFT JOIN certificates.certificate_request original ON original.id = request.resubmits_id
     LEFT JOIN legacy.massivo_batch batch ON batch.request_id = request.id AND batch.part = 1
     WHERE request.id = $1 AND request.state = 'ACCEPTED'`,
    [id],
  );
}

export async function requestEnds(queries: Queries, id: string): Promise<RequestEnds> {
  const ends = await queries.one<RequestEnds>(
    `SELECT count(*) FILTER (WHERE status = 'ISSUED')::int AS issued,
            count(*) FILTER (WHERE status = 'REJECTED')::int AS rejected,
            count(*) FILTER (WHERE status = 'FAILED')::int AS failed,
            count(*) FILTER (WHERE status = 'ABANDONED')::int AS abandoned,
            count(*) FILTER (WHERE status = 'ABANDONED' AND code = 'SIC-001')::int AS "givenUp", max(at) AS "lastAt"
     FROM certificates.item_end WHERE request_id = $1`,
    [id],
  );
  return ends ?? { issued: 0, rejected: 0, failed: 0, abandoned: 0, givenUp: 0, lastAt: null };
}
