import type DataLoader from 'dataloader';
import type { Database } from '../../../schema/kernel/database.js';
import { groupLoader } from '../../shared/loaders.js';
import type { OrganisationalUnitRow } from '../public-body/organisational-unit.loader.js';

type UnitOfAgreement = OrganisationalUnitRow & { agreementId: string };

const UNIT_COLUMNS = 'u.ipa_code AS "ipaCode", u.code, u.name, u.type::text AS type';

/** The units that an agreement names, by code. */
export function unitsOfAgreementLoader(database: Database): DataLoader<string, UnitOfAgreement[]> {
  return groupLoader<UnitOfAgreement>(
    (unit) => unit.agreementId,
    (ids) =>
      database.rows(
        `SELECT au.agreement_id AS "agreementId", ${UNIT_COLUMNS}
         FROM agreements.direct_agreement_unit au
         JOIN agreements.organisational_unit u ON u.ipa_code = au.ipa_code AND u.code = au.unit_code
         WHERE au.agreement_id = ANY ($1::uuid[]) ORDER BY u.code`,
        [ids],
      ),
  );
}
