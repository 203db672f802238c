import { isRowCode, isRowField, ROW_CODES, rowSentences, type RowCode } from '../../../schema/row-codes.js';

const CODES = Object.keys(ROW_CODES) as RowCode[];

describe('sentences of refused rows', () => {
  it('R-31 every row code of the protocol has one', () => {
    expect(CODES.sort()).toEqual(['MIN-001', 'NOM-001', 'NOM-002', 'NOM-003', 'NOM-004', 'NOM-005']);
  });

  it.each(CODES)('R-31 %s names the field in both languages', (code) => {
    const { message, messageIt } = rowSentences({ code, field: 'birthDate' });
    expect(message).toMatch(/: birth date\.$/);
    expect(messageIt).toMatch(/: data di nascita\.$/);
  });

  it('R-31 a line that cannot be read has a sentence too', () => {
    expect(rowSentences({ code: 'NOM-001', field: null })).toEqual({
      message: 'A mandatory field is missing or malformed: the line cannot be read.',
      messageIt: 'Un dato obbligatorio manca o è malformato: riga non leggibile.',
    });
  });

  it('tells codes and fields from other words', () => {
    expect([isRowCode('NOM-003'), isRowCode('NOM-009'), isRowCode('toString')]).toEqual([true, false, false]);
    expect([isRowField('taxCode'), isRowField('constructor')]).toEqual([true, false]);
  });
});
