import { CERTIFICATE_KINDS } from '../../../../schema/certificate-kind.js';
import {
  certificatePdf,
  type PrintableCertificate,
} from '../../../../subgraphs/certificates/documents/certificate-pdf.js';
import { CERTIFICATE_WORDING } from '../../../../subgraphs/certificates/documents/certificate-wording.rules.js';
import { pdfText } from '../../../testkit/pdf-text.js';

const certificate: PrintableCertificate = {
  number: 'AD-H501-2026-00000042',
  requestId: '0195d1e0-0000-7000-8000-000000000001',
  line: 1,
  row: 1,
  kind: 'CASELLARIO_GENERAL',
  language: 'it',
  issuedOn: '2026-02-09',
  expiresOn: '2026-08-09',
  verificationCode: '7ZK4-0QWM-9H3T-B2XV',
  signature: Buffer.alloc(64, 3),
  ipaCode: 'c_h501',
  bodyName: 'Roma Capitale',
  officeCode: 'PROC-H501',
  officeName: 'Procura della Repubblica presso il Tribunale di Roma',
  purposeCode: 'FIN-001',
  purposeLaw: 'art. 71 D.P.R. 445/2000',
  protocolNumber: '0012345',
  protocolDate: '2026-02-08',
  verificationAddress: 'https://example.test/verifica',
  outcome: 'NIL',
  subject: {
    surname: "ÖTZTALER-D'ÀÉ",
    name: 'NICCOLÒ ŐRS',
    birthDate: '15/04/1968',
    birthPlace: '',
    birthCountry: 'Z606',
    taxCode: 'TZTNCL68D15Z606K',
    citizenship: 'I',
    fatherName: '',
    entityName: '',
    legalForm: '',
    registeredSeat: '',
  },
};

describe('PDF of a certificate', () => {
  it('R-35 has number, day of issue, outcome, legal reference, validity, notice and verification code', async () => {
    const text = pdfText(await certificatePdf(certificate));
    for (const part of [
      'Certificato n. AD-H501-2026-00000042 — rilasciato il 09/02/2026',
      'Certificato generale del casellario giudiziale',
      '(art. 28 D.P.R. 14 novembre 2002, n. 313)',
      'NULLA',
      'fino al 09/08/2026.',
      "Ai sensi dell'art. 40 D.P.R.",
      '7ZK4-0QWM-9H3T-B2XV',
      'https://example.test/verifica',
      'Procura della Repubblica presso il Tribunale di Roma',
      'FIN-001 — art. 71 D.P.R. 445/2000',
      '0012345 — 08/02/2026',
    ]) {
      expect(text).toContain(part);
    }
  });

  it('R-30 names the person, accents and all', async () => {
    const text = pdfText(await certificatePdf(certificate));
    for (const part of ["ÖTZTALER-D'ÀÉ", 'NICCOLÒ ORS', '15/04/1968', 'TZTNCL68D15Z606K']) expect(text).toContain(part);
    expect(text).not.toContain('Paternità');
  });

  it('R-30 names an entity', async () => {
    const entity = { entityName: 'ALFA S.P.A.', legalForm: 'società per azioni', registeredSeat: 'H501' };
    const subject = { ...certificate.subject, ...entity, taxCode: '01234567897' };
    const text = pdfText(await certificatePdf({ ...certificate, kind: 'ADMINISTRATIVE_SANCTIONS', subject }));
    for (const part of ['ALFA S.P.A.', 'società per azioni', 'Roma (RM)', '01234567897']) expect(text).toContain(part);
    expect(text).not.toContain('ÖTZTALER');
  });

  it('says on every certificate that it is synthetic', async () => {
    expect(pdfText(await certificatePdf(certificate))).toContain('SINTETICO — NESSUN VALORE LEGALE');
    expect(pdfText(await certificatePdf({ ...certificate, language: 'de' }))).toContain(
      'SYNTHETISCH — OHNE RECHTSWERT',
    );
  });

  it('R-30 is all German where German is due', async () => {
    const text = pdfText(await certificatePdf({ ...certificate, language: 'de', outcome: 'POSITIVE' }));
    for (const part of [
      'Bescheinigung Nr.',
      'ausgestellt am 09.02.2026',
      'EINTRAGUNGEN VORHANDEN',
      'bis zum 09.08.2026.',
      '15.04.1968',
    ]) {
      expect(text).toContain(part);
    }
  });

  it.each(
    CERTIFICATE_KINDS.flatMap(({ name }) => (['it', 'de'] as const).map((language) => [name, language] as const)),
  )('R-35 fits on one page with its title: %s, %s', async (kind, language) => {
    const pdf = await certificatePdf({ ...certificate, kind, language });
    const [firstWord = ''] = CERTIFICATE_WORDING[language].titles[kind].split(' ');
    expect(pdfText(pdf)).toContain(firstWord);
    expect(pdf.toString('latin1').match(/\/Type \/Page\b(?!s)/g)).toHaveLength(1);
  });

  it('is the same to the byte whenever it is made', async () => {
    const first = await certificatePdf(certificate);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect((await certificatePdf(certificate)).equals(first)).toBe(true);
    expect((await certificatePdf({ ...certificate, number: 'AD-H501-2026-00000043' })).equals(first)).toBe(false);
  });
});
