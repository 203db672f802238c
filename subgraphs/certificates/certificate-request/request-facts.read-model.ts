import type { AgreementReach } from '../../../legacy-adapter/index.js';
import type { CertificateKindName } from '../../../schema/certificate-kind.js';
import type { IsoDay } from '../../../schema/kernel/clock.js';
import type { Queries } from '../../../schema/kernel/database.js';

/** What one question is about. */
export interface RequestQuestion {
  ipaCode: string;
  /** Absent: the body's competent office. */
  officeCode: string | null;
  purposeCode: string;
  kind: CertificateKindName;
  day: IsoDay;
}

/** What the owner of bodies and agreements knows about a question, read in one statement. */
export interface RequestFacts {
  bodyName: string;
  bodyTaxCode: string;
  bodyType: string;
  pec: string;
  /** The competent office recorded with the body. */
  competentOffice: string;
  officeCode: string;
  /** The office that was asked is one of the 140. */
  officeKnown: boolean;
  pilotOffice: boolean;
  massivoUser: boolean;
  purpose: { kinds: string[]; bodyTypes: string[] } | null;
  agreement: AgreementReach;
}

interface FactsRow {
  name: string;
  tax_code: string;
  type: string;
  pec: string;
  competent_office: string;
  office_code: string;
  office_known: boolean;
  pilot: boolean | null;
  massivo_user: boolean;
  purpose_kinds: string[] | null;
  purpose_body_types: string[] | null;
  active: number;
  covering: number;
}

/**
 * Reads the tables of bodies and agreements for certificate requests; it writes nothing. An agreement counts while it is
 * ACTIVE and its period holds the day, and only at the competent office.
 */
export async function readRequestFacts(queries: Queries, question: RequestQuestion): Promise<RequestFacts | null> {
  const [row] = await queries.rows<FactsRow>(FACTS, [
    question.ipaCode,
    question.officeCode,
    question.purposeCode,
    question.kind,
    question.day,
  ]);
  return row ? factsOf(row) : null;
}

const FACTS = `
  SELECT b.name, b.tax_code, b.type::text AS type, b.pec, b.office_code AS competent_office,
         asked.office_code, o.code IS NOT NULL AS office_known, o.pilot,
         EXISTS (SELECT FROM agreements.former_massivo_body f
                 WHERE f.ipa_code = b.ipa_code AND f.office_code = asked.office_code) AS massivo_user,
         p.kinds AS purpose_kinds, p.body_types::text[] AS purpose_body_types,
         reach.active, reach.covering
  FROM agreements.public_body b
  CROSS JOIN LATERAL (SELECT coalesce($2::text, b.office_code) AS office_code) asked
  LEFT JOIN agreements.prosecutor_office o ON o.code = asked.office_code
  LEFT JOIN agreements.purpose p ON p.code = $3
  CROSS JOIN LATERAL (
    SELECT count(*)::int AS active,
           count(*) FILTER (WHERE $4 = ANY (a.kinds) AND EXISTS (
             SELECT FROM agreements.direct_agreement_purpose ap
             WHERE ap.agreement_id = a.id AND ap.purpose_code = $3))::int AS covering
    FROM agreements.direct_agreement a
    WHERE a.ipa_code = b.ipa_code AND a.office_code = b.office_code AND asked.office_code = b.office_code
      AND a.status = 'ACTIVE' AND a.starts_on <= $5::date AND a.ends_on >= $5::date
  ) reach
  WHERE b.ipa_code = $1`;

function factsOf(row: FactsRow): RequestFacts {
  return {
    bodyName: row.name,
    bodyTaxCode: row.tax_code,
    bodyType: row.type,
    pec: row.pec,
    competentOffice: row.competent_office,
    officeCode: row.office_code,
    officeKnown: row.office_known,
    pilotOffice: row.pilot ?? false,
    massivoUser: row.massivo_user,
    purpose: row.purpose_kinds && { kinds: row.purpose_kinds, bodyTypes: row.purpose_body_types ?? [] },
    agreement: row.covering > 0 ? 'COVERING' : row.active > 0 ? 'NOT_COVERING' : 'NONE',
  };
}
