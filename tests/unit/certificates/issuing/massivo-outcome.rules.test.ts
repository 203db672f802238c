import type { MassivoItemOutcome } from '../../../../legacy-adapter/index.js';
import {
  massivoFlagsOf,
  outcomeFlags,
  outcomeName,
  takenInAs,
} from '../../../../subgraphs/certificates/issuing/massivo-outcome.rules.js';

const answer = (fields: Partial<MassivoItemOutcome>): MassivoItemOutcome => ({
  seq: 1,
  outcome: 'NULLO',
  certificateNumber: 'H501-2026-0000012-000001',
  issuedOn: '2026-02-10',
  flags: [],
  errorCode: null,
  pdf: null,
  ...fields,
});

describe('answers of massivo', () => {
  it.each<[string, Partial<MassivoItemOutcome>, ReturnType<typeof takenInAs>]>([
    ['R-34 a nil outcome is issued', {}, 'ISSUED'],
    ['R-34 a positive outcome is issued', { outcome: 'POSITIVO' }, 'ISSUED'],
    ['R-33 a flagged outcome is reviewed', { flags: ['OM'] }, 'REVIEW'],
    ['R-33 a flagged outcome without a number is reviewed', { flags: ['RD'], certificateNumber: null }, 'REVIEW'],
    ['R-34 a discarded row is rejected', { outcome: 'SCARTATO', errorCode: 'NOM-003' }, 'REJECTED'],
    [
      'R-34 a discarded row stays rejected whatever its flags',
      { outcome: 'SCARTATO', errorCode: 'NOM-003', flags: ['AL'] },
      'REJECTED',
    ],
    ['nothing is guessed about a discarded row without a code', { outcome: 'SCARTATO' }, 'NOTHING'],
    ['nothing is guessed without a number', { certificateNumber: null }, 'NOTHING'],
    ['nothing is guessed without a date', { issuedOn: null }, 'NOTHING'],
  ])('%s', (_, fields, expected) => {
    expect(takenInAs(answer(fields))).toBe(expected);
  });

  it('R-33 flags are named, and named back in the order of the protocol', () => {
    const flags = outcomeFlags({ flags: ['RD', 'OM', 'SI', 'AL', 'RI'] });
    expect(flags).toEqual(['DIACRITIC_RECALL', 'HOMONYM', 'SYNONYM', 'ALIAS', 'RECALL']);
    expect(massivoFlagsOf(flags)).toEqual(['OM', 'SI', 'AL', 'RI', 'RD']);
  });

  it('outcomes are named', () => {
    expect(outcomeName({ outcome: 'POSITIVO' })).toBe('POSITIVE');
    expect(outcomeName({ outcome: 'NULLO' })).toBe('NIL');
  });
});
