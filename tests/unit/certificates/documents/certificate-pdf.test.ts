import { CERTIFICATE_KINDS } from '../../../../schema/certificate-kind.js';
import {
  certificatePdf,
  type PrintableCertificate,
} from '../../../../subgraphs/certificates/documents/certificate-pdf.js';
import { CERTIFICATE_WORDING } from '../../../../subgraphs/certificates/documents/certificate-wording.rules.js';
import { legalReferenceOf } from '../../../../subgraphs/certificates/issuing/certificate.rules.js';
import { PRINTABLE_CERTIFICATE as certificate } from '../../../testkit/printable-certificate.js';
import { pdfText } from '../../../testkit/pdf-text.js';

const ROOM = { capacity: 1_000, signedAt: new Date('2026-02-10T08:00:00Z'), signer: 'Ufficio del casellario' };

const made = (changes: Partial<PrintableCertificate> = {}): Buffer =>
  certificatePdf({ ...certificate, ...changes }, ROOM).pdf;
/** As one line: where lines break is not what these tests are about. */
const text = (changes: Partial<PrintableCertificate> = {}): string => pdfText(made(changes)).replace(/\s+/g, ' ');

const EVERY_KIND = CERTIFICATE_KINDS.flatMap((kind) =>
  (['it', 'de'] as const).map((language) => [kind.name, language, kind] as const),
);

describe('PDF of a certificate', () => {
  it('R-35 has number, day of issue, outcome, legal reference, validity, notice and verification code', () => {
    const printed = text();
    for (const part of [
      'Certificato n. AD-H501-2026-00000042 — rilasciato il 09/02/2026',
      'Certificato generale del casellario giudiziale',
      '(art. 28 D.P.R. 14 novembre 2002, n. 313)',
      'NULLA',
      'fino al 09/08/2026.',
      "Ai sensi dell'art. 40 D.P.R.",
      '7ZK4-0QWM-9H3T-B2XP',
      'senza autenticazione, su https://example.test/',
      'Procura della Repubblica presso il Tribunale di Roma',
      'FIN-001 — art. 71 D.P.R. 445/2000',
      '0012345 — 08/02/2026',
      'Firmato digitalmente (PAdES) da: Ufficio del casellario',
    ]) {
      expect(printed).toContain(part);
    }
  });

  it('R-30 names the person, every mark of every letter', () => {
    const printed = text({ subject: { ...certificate.subject, surname: 'ŠČEPANOVIĆ-ŁĄĞ', name: 'ΕΛΕΝΗ ЖАННА' } });
    for (const part of ['ŠČEPANOVIĆ-ŁĄĞ', 'ΕΛΕΝΗ ЖАННА', '15/04/1968', 'TZTNCL68D15Z606K'])
      expect(printed).toContain(part);
    expect(printed).not.toContain('Paternità');
  });

  it('R-30 names an entity', () => {
    const entity = { entityName: 'ALFA S.P.A.', legalForm: 'società per azioni', registeredSeat: 'H501' };
    const subject = { ...certificate.subject, ...entity, taxCode: '01234567897' };
    const printed = text({ kind: 'ADMINISTRATIVE_SANCTIONS', subject });
    for (const part of ['ALFA S.P.A.', 'società per azioni', 'Roma (RM)', '01234567897'])
      expect(printed).toContain(part);
    expect(printed).not.toContain('ÖTZTALER');
  });

  it.each(EVERY_KIND)('R-35 has title, law, content and outcome on one page: %s, %s', (name, language, kind) => {
    const words = CERTIFICATE_WORDING[language];
    for (const outcome of ['NIL', 'POSITIVE'] as const) {
      const printed = text({ kind: name, language, outcome });
      expect(printed).toContain(words.titles[name]);
      expect(printed).toContain(`(${legalReferenceOf(kind, language)})`);
      expect(printed).toContain(words.contents[name]);
      expect(printed).toContain(words.register(name));
      expect(printed).toContain(words.outcomes[outcome].headline);
      expect(printed).toContain(words.outcomes[outcome].explanation);
      expect(pagesOf(made({ kind: name, language, outcome }))).toBe(1);
    }
  });

  it('R-43 a certificate of pending proceedings says what it leaves out', () => {
    expect(text({ kind: 'PENDING_PROCEEDINGS' })).toContain('non menzione, i provvedimenti del giudice di pace');
    expect(text({ kind: 'PENDING_PROCEEDINGS', language: 'de' })).toContain('Maßnahmen des Friedensgerichts');
  });

  it('R-30 is all German where German is due', () => {
    const printed = text({ language: 'de', outcome: 'POSITIVE' });
    for (const part of [
      'Bescheinigung Nr.',
      'ausgestellt am 09.02.2026',
      'EINTRAGUNGEN VORHANDEN',
      'bis zum 09.08.2026.',
      '15.04.1968',
      'Im Sinne von Art. 40',
    ]) {
      expect(printed).toContain(part);
    }
    expect(made({ language: 'de' }).toString('latin1')).toContain('/Lang (de-IT)');
  });

  it('says that it is synthetic, to the eye and to whoever listens, unless a real register was asked', () => {
    for (const [language, words] of Object.entries(CERTIFICATE_WORDING)) {
      const told = (synthetic: boolean): number =>
        text({ language: language as 'it' | 'de', synthetic }).split(words.watermark).length - 1;
      expect([told(true), told(false)]).toEqual([2, 0]);
    }
  });

  it('goes on on further pages when a name is as long as may be', () => {
    const surname = 'ABCDEFGH '.repeat(227).trim();
    const pdf = made({ subject: { ...certificate.subject, surname, name: surname } });
    expect(pagesOf(pdf)).toBeGreaterThan(1);
    expect(pdfText(pdf).split('SINTETICO').length - 1).toBe(pagesOf(pdf) + 1); // the watermark is on each of them
    expect(pdfText(pdf).replace(/\s+/g, ' ')).toContain('ABCDEFGH '.repeat(20));
  });

  it('is the same to the byte whenever it is made, but for the dictionary of the signature', () => {
    const first = made();
    expect(made().equals(first)).toBe(true);
    expect(made({ number: 'AD-H501-2026-00000043' }).equals(first)).toBe(false);
    const later = certificatePdf(certificate, { ...ROOM, signedAt: new Date('2027-01-01T00:00:00Z') });
    const isSame = [...first].map((byte, index) => byte === later.pdf[index]);
    expect(later.pdf).toHaveLength(first.length);
    expect(isSame.indexOf(false)).toBeGreaterThan(later.place.offset);
    expect(isSame.lastIndexOf(false)).toBeLessThan(later.place.offset + 2_500);
  });

  it('R-60 has nothing of the person in its title, which readers of PDF show and remember', () => {
    const source = made().toString('latin1');
    expect(source).not.toMatch(/TZTNCL|NICCOL|TZTALER/);
  });
});

const pagesOf = (pdf: Buffer): number => pdf.toString('latin1').match(/\/Type \/Page\b(?!s)/g)?.length ?? 0;
