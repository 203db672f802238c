import { parseOfficeCode } from '../../../schema/identifiers.js';
import { DomainError } from '../../../schema/kernel/domain-error.js';
import { bodyTaxCodeInputProblem, readIpaCode } from '../../shared/code-problem.rules.js';
import { PublicBodyType } from '../../shared/graph-enums.js';
import type { FormerMassivoBodyInput, FormerMassivoVolumeInput } from './former-massivo-body.input.js';
import type { FormerMassivoBodyProblem } from './former-massivo-body.type.js';
import { checkedBody } from './public-body.rules.js';

/** A row that has passed its checks. */
export interface FormerMassivoBody {
  ipaCode: string;
  name: string;
  type: PublicBodyType;
  taxCode: string;
  pec: string;
  officeCode: string;
  volumes: FormerMassivoVolumeInput[];
}

const MONTH = /^(19|20)\d{2}-(0[1-9]|1[0-2])$/;
const MOST_MONTHS = 240;

/** Reads a row; a problem when it cannot be one of the register. */
export function readFormerBody(row: FormerMassivoBodyInput): FormerMassivoBody | FormerMassivoBodyProblem {
  const type = row.type.trim().toUpperCase();
  if (!Object.hasOwn(PublicBodyType, type)) return problem('type', 'PA or GPS (R-07).', 'PA o GPS (R-07).');
  const officeCode = parseOfficeCode(row.officeCode);
  if (officeCode === null) return problem('officeCode', 'Not the code of an office.', 'Non è un codice di ufficio.');
  const wrong = volumesProblem(row.volumes);
  if (wrong) return wrong;
  // Texts in the graph, not `IpaCode` and `BodyTaxCode`: a wrong code is its row's problem, not the whole register's.
  const ipaCode = readIpaCode(row.ipaCode);
  if ('problem' in ipaCode) return problem('ipaCode', ipaCode.problem.message, ipaCode.problem.messageIt);
  const taxCode = row.taxCode.trim();
  const taxProblem = bodyTaxCodeInputProblem(taxCode);
  if (taxProblem) return problem('taxCode', taxProblem.message, taxProblem.messageIt);
  try {
    const { name, pec } = checkedBody({
      ...row,
      ipaCode: ipaCode.value,
      taxCode,
      type: type as PublicBodyType,
      massivoUser: true,
      units: [],
    });
    const codes = { ipaCode: ipaCode.value, taxCode, officeCode };
    return { ...codes, name, type: type as PublicBodyType, pec, volumes: row.volumes };
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    const field = String(error.details['field'] ?? '').replace(/^input\./, '');
    return problem(field, error.message, error.messageIt);
  }
}

export function problem(field: string, message: string, messageIt: string): FormerMassivoBodyProblem {
  return { field, message, messageIt };
}

function volumesProblem(volumes: readonly FormerMassivoVolumeInput[]): FormerMassivoBodyProblem | null {
  const months = volumes.map(({ month }) => month);
  if (volumes.length > MOST_MONTHS) return problem('volumes', 'Too many months.', 'Troppi mesi.');
  if (!months.every((month) => MONTH.test(month))) return problem('volumes', 'A month is yyyy-mm.', 'Mese: aaaa-mm.');
  if (new Set(months).size < months.length) return problem('volumes', 'A month is there twice.', 'Mese ripetuto.');
  const negative = volumes.some(({ subjects }) => subjects < 0);
  return negative ? problem('volumes', 'A volume is 0 or more.', 'Il volume è 0 o più.') : null;
}
