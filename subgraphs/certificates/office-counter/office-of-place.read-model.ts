import type { Queries } from '../../../schema/kernel/database.js';
import type { OfficeFacts } from './competence.rules.js';

/**
 * Reads the list of offices, whose owner is another, together with the table of municipalities.
 *
 * @param keys office codes and Belfiore codes of municipalities, mixed
 * @returns the office of each key: itself, the office seated there, or the one that the table names; keys without an
 * office are missing
 */
export async function officesOf(queries: Queries, keys: readonly string[]): Promise<Map<string, OfficeFacts>> {
  const found = await queries.rows<OfficeFacts & { key: string }>(OFFICES, [keys]);
  return new Map(found.map(({ key, ...office }) => [key, office]));
}

/** A seat belongs to its own office, whatever the table says. */
const OFFICES = `
  SELECT asked.key, office.code, office.name, office.district
  FROM unnest($1::text[]) AS asked (key)
  JOIN agreements.prosecutor_office office ON office.code = coalesce(
    (SELECT seat.code FROM agreements.prosecutor_office seat WHERE seat.belfiore = asked.key),
    (SELECT listed.office_code FROM certificates.municipality_office listed WHERE listed.municipality = asked.key),
    asked.key)`;

/** Every ordinary office with the Belfiore code of its seat. */
export async function officeSeats(queries: Queries): Promise<Map<string, string>> {
  const found = await queries.rows<{ code: string; belfiore: string }>(
    'SELECT code, belfiore FROM agreements.prosecutor_office',
  );
  return new Map(found.map(({ code, belfiore }) => [code, belfiore]));
}
