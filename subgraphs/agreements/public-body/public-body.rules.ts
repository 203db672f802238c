import { requireEmail, requireFew, requireText } from '../text-input.rules.js';
import type { RecordPublicBodyInput } from './public-body.input.js';

/** A body as its office records it, its texts checked; its codes have been read. Raises BAD_USER_INPUT. */
export function checkedBody(input: RecordPublicBodyInput): RecordPublicBodyInput {
  const codes = input.units.map((unit) => unit.code.trim());
  requireFew(codes, 'input.units', 'R-15');
  return {
    ...input,
    name: requireText(input.name, 'input.name'),
    pec: requireEmail(input.pec, 'input.pec'),
    units: input.units.map((unit, index) => ({
      code: requireText(unit.code, `input.units[${index}].code`, 60),
      name: requireText(unit.name, `input.units[${index}].name`),
      type: unit.type,
    })),
  };
}
