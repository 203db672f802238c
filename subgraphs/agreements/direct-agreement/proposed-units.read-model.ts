import type DataLoader from 'dataloader';
import type { Database } from '../../../schema/kernel/database.js';
import { groupLoader } from '../../shared/loaders.js';
import type { OrganisationalUnitRow } from '../public-body/organisational-unit.loader.js';

type ProposedUnit = OrganisationalUnitRow & { agreementId: string };

/**
 * the units of the body that send massivo requests to the office and that the agreement does not name. Reads the
 * certificate requests, which belong to another owner.
 */
export function proposedUnitsLoader(database: Database): DataLoader<string, ProposedUnit[]> {
  return groupLoader<ProposedUnit>(
    (unit) => unit.agreementId,
    (ids) =>
      database.rows(
        `SELECT a.id AS "agreementId", u.ipa_code AS "ipaCode", u.code, u.name, u.type::text AS type
         FROM agreements.direct_agreement a
         JOIN agreements.organisational_unit u ON u.ipa_code = a.ipa_code
         WHERE a.id = ANY ($1::uuid[])
           AND NOT EXISTS (SELECT FROM agreements.direct_agreement_unit au
                           WHERE au.agreement_id = a.id AND au.unit_code = u.code)
           AND EXISTS (SELECT FROM certificates.certificate_request r
                       WHERE r.ipa_code = a.ipa_code AND r.office_code = a.office_code AND r.unit_code = u.code
                         AND r.channel = 'MASSIVO' AND r.state = 'ACCEPTED')
         ORDER BY u.code`,
        [ids],
      ),
  );
}
