import { parseIpaCode } from '../../../schema/identifiers.js';
import { bodyTaxCodeProblem } from '../../../schema/kernel/tax-code.rules.js';
import { refusedInput, requireEmail, requireFew, requireText } from '../text-input.rules.js';
import type { RecordPublicBodyInput } from './public-body.input.js';

/** A body as its office records it, checked: codes of the right shape, texts on one line. Raises BAD_USER_INPUT. */
export function checkedBody(input: RecordPublicBodyInput): RecordPublicBodyInput {
  const ipaCode = parseIpaCode(input.ipaCode);
  if (ipaCode === null) {
    throw refusedInput('R-07', 'ipaCode', { en: 'This cannot be an IPA code.', it: 'Non è un codice IPA.' });
  }
  const taxCode = input.taxCode.trim();
  if (bodyTaxCodeProblem(taxCode) !== null) {
    throw refusedInput('R-07', 'taxCode', {
      en: 'This is not the tax code of a body: eleven digits, the last of which checks the others.',
      it: "Non è il codice fiscale di un ente: undici cifre, di cui l'ultima di controllo.",
    });
  }
  requireFew(
    input.units.map((unit) => unit.code.trim()),
    'units',
    'R-15',
  );
  return {
    ...input,
    ipaCode,
    taxCode,
    name: requireText(input.name, 'name'),
    pec: requireEmail(input.pec, 'pec'),
    units: input.units.map((unit, index) => ({
      code: requireText(unit.code, `units[${index}].code`, 60),
      name: requireText(unit.name, `units[${index}].name`),
      type: unit.type,
    })),
  };
}
