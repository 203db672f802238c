import { ERROR_CODES } from '../../../schema/error-codes.js';
import { massivoTrouble, troubleCode } from '../../../schema/massivo-troubles.js';

describe('R-16 what is wrong with a batch, in two languages', () => {
  it.each([
    ['OUTCOME_MISMATCH missing 000002', 'OUTCOME_MISMATCH', 'The outcome does not match what was sent.'],
    ['ACKNOWLEDGEMENT_INCOMPLETE', 'ACKNOWLEDGEMENT_INCOMPLETE', 'The acknowledgement is cut short.'],
    ['REFUSAL_CORRUPT line 1', 'REFUSAL_CORRUPT', 'The refusal cannot be read as the protocol says.'],
    ['PDF_CORRUPT 000001', 'PDF_CORRUPT', 'A file that the outcome names is no PDF.'],
    ['ARCHIVE_MISSING', 'ARCHIVE_MISSING', 'The ZIP of the certificates is not there.'],
    ['UNWRITABLE surname', 'UNWRITABLE', 'A field cannot be written into a record of the protocol.'],
    ['NO_OUTCOME', 'NO_OUTCOME', 'The office has not answered with an outcome in time.'],
    ['TES-005', 'TES-005', ERROR_CODES['TES-005'].message],
    ['X-NOBODY-KNOWS', 'X-NOBODY-KNOWS', 'Something is wrong that has no sentence of its own.'],
    ['', '', 'Something is wrong that has no sentence of its own.'],
  ])('%j', (trouble, code, message) => {
    const told = massivoTrouble(trouble);
    expect(told).toMatchObject({ code, message });
    expect(troubleCode(trouble)).toBe(code);
    expect(told.messageIt).not.toBe('');
    expect(told.messageIt).not.toBe(told.message);
  });

  it.each(['ACKNOWLEDGEMENT', 'REFUSAL', 'OUTCOME', 'ARCHIVE'])('has a sentence for every defect: %s', (answer) => {
    const sentences = ['INCOMPLETE', 'CORRUPT', 'MISMATCH'].map(
      (defect) => massivoTrouble(`${answer}_${defect}`).message,
    );
    expect(new Set(sentences).size).toBe(3);
    for (const sentence of sentences) expect(sentence).not.toContain('no sentence');
  });
});
