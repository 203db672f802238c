import { certificateKindByName } from '../../../../schema/certificate-kind.js';
import {
  ART_40_NOTICE,
  certificateNumber,
  expiryOf,
  languageOf,
  legalReferenceOf,
  needsReview,
  OUTCOME_FLAGS,
} from '../../../../subgraphs/certificates/issuing/certificate.rules.js';

describe('certificate rules', () => {
  it.each([
    ['2026-02-09', '2026-08-09'],
    ['2026-08-31', '2027-02-28'],
    ['2027-08-31', '2028-02-29'],
    ['2026-03-31', '2026-09-30'],
    ['2026-12-30', '2027-06-30'],
  ])('R-35 a certificate of %s is valid until %s', (issuedOn, expiresOn) => {
    expect(expiryOf(issuedOn)).toBe(expiresOn);
  });

  it.each([
    [true, 'PROC-A952', 'de'],
    [true, 'PROC-H501', 'it'],
    [false, 'PROC-A952', 'it'],
    [false, 'PROC-H501', 'it'],
  ])('R-30 German asked for: %s at %s gives %s', (german, officeCode, language) => {
    expect(languageOf({ german, officeCode })).toBe(language);
  });

  it.each(OUTCOME_FLAGS)('R-33 %s needs a person', (flag) => {
    expect(needsReview([flag])).toBe(true);
  });

  it('R-33 an outcome without a flag needs nobody', () => {
    expect(needsReview([])).toBe(false);
  });

  it('R-35 a number names the office, the year and the ordinal', () => {
    expect(certificateNumber('PROC-H501', '2026-02-09', 42n)).toBe('AD-H501-2026-00000042');
    expect(certificateNumber('PROC-A952', '2027-01-01', 1_234_567_890n)).toBe('AD-A952-2027-1234567890');
  });

  it.each([
    ['CASELLARIO_GENERAL', '28'],
    ['CASELLARIO_CRIMINAL', '28'],
    ['CASELLARIO_CIVIL', '28'],
    ['SELECTIVE', '39'],
    ['ELECTORAL', '29'],
    ['ADMINISTRATIVE_SANCTIONS', '32'],
    ['PENDING_PROCEEDINGS', '27'],
  ])('R-35 %s is issued under art. %s in both languages', (name, article) => {
    const kind = certificateKindByName(name);
    if (!kind) throw new Error(name);
    expect(legalReferenceOf(kind, 'it')).toBe(`art. ${article} D.P.R. 14 novembre 2002, n. 313`);
    expect(legalReferenceOf(kind, 'de')).toBe(`Art. ${article} D.P.R. vom 14. November 2002, Nr. 313`);
  });

  it('R-35 the notice cites art. 40 D.P.R. 445/2000 in both languages', () => {
    expect(ART_40_NOTICE.it).toContain("dell'art. 40 D.P.R. 28 dicembre 2000, n. 445");
    expect(ART_40_NOTICE.de).toContain('Art. 40 D.P.R. vom 28. Dezember 2000, Nr. 445');
  });
});
