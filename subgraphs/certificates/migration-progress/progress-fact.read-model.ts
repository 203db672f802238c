import type { MigrationProgressScope } from '../../shared/migration-progress-id.js';

/** An office code that stands for all offices together, in the tables of the figures. */
export const ALL_OFFICES = '';

/**
 * What deltas say, in SQL: the day in Europe/Rome, the office of the request, the kind of its body, the channel, the whole
 * minutes since the request was submitted, and the counts. Looked up row by row (`LATERAL … LIMIT 1`): there are few
 * deltas, and the planner believes what it heard of them when there were many.
 *
 * Reads the public bodies, which belong to another owner.
 * @param deltas a table, or a set of rows, with the columns of `certificates.progress_delta`.
 */
export const factsOf = (deltas: string): string => `
  SELECT (delta.at AT TIME ZONE 'Europe/Rome')::date AS day, request.office_code,
         coalesce(body.type::text, 'UNKNOWN') AS body_type, request.channel,
         greatest(0, floor(extract(epoch FROM delta.at - request.submitted_at) / 60))::int AS minutes,
         delta.requests, delta.subjects, delta.answered, delta.rejections
  FROM ${deltas} delta
  CROSS JOIN LATERAL (SELECT ipa_code, office_code, channel, submitted_at FROM certificates.certificate_request
                      WHERE id = delta.request_id LIMIT 1) request
  LEFT JOIN LATERAL (SELECT type FROM agreements.public_body
                     WHERE ipa_code = request.ipa_code LIMIT 1) body ON true`;

/** Deltas that nobody has folded yet. */
export const OPEN_FACTS = factsOf('certificates.progress_delta');

/** Reads the offices, which belong to another owner: parameters $1 to $3 as `scopeValues` gives them. */
export const OFFICES_IN_SCOPE = `
  SELECT code FROM agreements.prosecutor_office
  WHERE ($1::text IS NULL OR code = $1) AND ($2::text IS NULL OR district = $2) AND ($3::text IS NULL OR region = $3)`;

/** Parameters $1 to $4 of a read: the office, the district, the region, the kind of body. */
export function scopeValues({ officeCode, district, region, bodyType }: MigrationProgressScope): (string | null)[] {
  return [officeCode, district, region, bodyType];
}

/** Of the kind of body that is asked for, if one is. */
export const OF_BODY_TYPE = `($4::text IS NULL OR body_type = $4)`;

/** Whether figures of all offices answer, whose number of rows does not grow with that of the offices. */
export function isEverywhere({ officeCode, district, region }: MigrationProgressScope): boolean {
  return officeCode === null && district === null && region === null;
}

/** A fact's office is one of those asked for. */
export const IN_SCOPE = `(($1::text IS NULL AND $2::text IS NULL AND $3::text IS NULL)
                          OR office_code IN (${OFFICES_IN_SCOPE}))`;
