import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { X509Certificate } from 'node:crypto';
import { readSigningP12 } from '../../../gateway/configuration/signing-p12.js';
import type { SigningIdentity } from '../../../schema/kernel/signing-identity.js';
import {
  certificatePdf,
  type PrintableCertificate,
} from '../../../subgraphs/certificates/documents/certificate-pdf.js';
import { createCmsSigner } from '../../../subgraphs/shared/pdf/cms-signature.js';
import { signPdf } from '../../../subgraphs/shared/pdf/pdf-signature.js';
import { describeWithPdfJudges, opensslVerdict, signatureIn, verdict } from '../../testkit/pdf-judges.js';
import { PRINTABLE_CERTIFICATE } from '../../testkit/printable-certificate.js';
import { TEST_SIGNING } from '../../testkit/signing.js';
import { signingP12, type P12Options } from '../../testkit/signing-p12.js';
import { temporaryFolder, type TemporaryFolder } from '../../testkit/temporary-folder.js';

const SIGNED_AT = new Date('2026-02-10T08:00:00Z');

async function signedPdf(identity: SigningIdentity, changes: Partial<PrintableCertificate> = {}): Promise<Buffer> {
  const signer = await createCmsSigner(identity);
  const room = { capacity: signer.capacity, signer: signer.name, signedAt: SIGNED_AT };
  const { pdf, place } = certificatePdf({ ...PRINTABLE_CERTIFICATE, ...changes }, room);
  return signPdf(pdf, place, signer);
}

function fromP12(options: Partial<P12Options> = {}): SigningIdentity {
  const { identity } = readSigningP12({ file: signingP12(options), password: 'segreta', at: SIGNED_AT });
  if (!identity) throw new Error('the P12 of the test is not good');
  return identity;
}

describeWithPdfJudges('a signed certificate, judged by others', () => {
  let folder: TemporaryFolder;
  beforeAll(async () => {
    folder = await temporaryFolder();
  });
  afterAll(() => folder.remove());

  const fileOf = async (pdf: Buffer): Promise<string> => {
    const file = path.join(folder.path, 'certificate.pdf');
    await writeFile(file, pdf);
    return file;
  };

  describe.each<[string, SigningIdentity]>([
    ['RSA', fromP12()],
    ['ECDSA P-256', TEST_SIGNING],
  ])('with a key for %s', (_, identity) => {
    const certificate = new X509Certificate(identity.certificate).toString();
    let pdf: Buffer;
    beforeAll(async () => {
      pdf = await signedPdf(identity);
    });

    it('R-35 OpenSSL verifies its CAdES signature over the whole file', async () => {
      const { content, cms, range } = signatureIn(pdf);
      expect(range[0]).toBe(0);
      expect((range[2] ?? 0) + (range[3] ?? 0)).toBe(pdf.length);
      expect(pdf.length - content.length).toBe((range[2] ?? 0) - (range[1] ?? 0));
      expect(await opensslVerdict(folder.path, { content, cms, certificate })).toMatchObject({ code: 0 });
    });

    it.each([
      ['in the outcome', (size: number) => Math.floor(size / 3)],
      ['in its first byte', () => 0],
      ['in its last byte', (size: number) => size - 1],
    ])('R-35 OpenSSL refuses it with a bit changed %s', async (_where, at) => {
      const { content, cms } = signatureIn(pdf);
      const changed = Buffer.from(content);
      const place = at(content.length);
      changed.writeUInt8((changed[place] ?? 0) ^ 1, place);
      const { code, text } = await opensslVerdict(folder.path, { content: changed, cms, certificate });
      expect(code).not.toBe(0);
      expect(text).toContain('verification failure');
    });

    it('R-35 its signed attributes are those of PAdES B-B: no time of signing, the certificate by its digest', async () => {
      const { content, cms } = signatureIn(pdf);
      await opensslVerdict(folder.path, { content, cms, certificate });
      const file = path.join(folder.path, 'signature.der');
      const { text } = await verdict('openssl', 'cms', '-cmsout', '-print', '-noout', '-inform', 'DER', '-in', file);
      for (const attribute of ['contentType', 'messageDigest', 'id-smime-aa-signingCertificateV2', 'sha256']) {
        expect(text).toContain(attribute);
      }
      expect(text).not.toContain('signingTime');
      expect(pdf.toString('latin1')).toContain('/SubFilter /ETSI.CAdES.detached');
      expect(pdf.toString('latin1')).toContain('/M (D:20260210080000Z)');
    });

    it('R-35 pdfsig finds it valid, and invalid with a bit changed', async () => {
      const { text } = await verdict('pdfsig', await fileOf(pdf));
      expect(text).toContain('Signature is Valid.');
      expect(text).toContain('Total document signed');
      const changed = Buffer.from(pdf);
      changed.writeUInt8((changed[1_000] ?? 0) ^ 1, 1_000);
      expect((await verdict('pdfsig', await fileOf(changed))).text).not.toContain('Signature is Valid.');
    });
  });

  it('R-35 no certificate of the same key can stand in for the one that signed', async () => {
    const [signed, other] = [fromP12(), fromP12({ until: '2098-01-01' })];
    const { content, cms } = signatureIn(await signedPdf(signed));
    const { code } = await opensslVerdict(folder.path, {
      ...{ content, cms },
      certificate: new X509Certificate(other.certificate).toString(),
    });
    expect(code).not.toBe(0);
  });

  it.each(['it', 'de'] as const)('is well formed, with all of its fonts in it (%s)', async (language) => {
    const file = await fileOf(await signedPdf(TEST_SIGNING, { language, kind: 'PENDING_PROCEEDINGS' }));
    expect(await verdict('qpdf', '--check', file)).toMatchObject({ code: 0 });
    const { text } = await verdict('pdffonts', file);
    const fonts = text.trim().split('\n').slice(2);
    expect(fonts).toHaveLength(2);
    for (const font of fonts) expect(font).toMatch(/CID TrueType\s+Identity-H\s+yes yes yes/);
  });

  it('is read aloud in its order: document, heading, rows with their labels, picture, form (PDF/UA)', async () => {
    const pdf = await signedPdf(TEST_SIGNING);
    const file = await fileOf(pdf);
    const { text } = await verdict('pdfinfo', '-struct-text', file);
    const order = [
      ...['Document', 'MINISTERO DELLA GIUSTIZIA', 'H1 (block)', 'Certificato generale del casellario giudiziale'],
      ...['SINTETICO', 'H2 (block)', 'Al nome di', 'Table', 'TH:', '/Scope /Row', '"Cognome"', 'TD', "ÖTZTALER-D'ÀÉ"],
      ...['NICCOLÒ ŐRS', '"NULLA"', 'Ente richiedente', 'Roma Capitale', "dell'art. 40", '7ZK4-0QWM-9H3T-B2XP'],
      ...['Figure', 'Firmato digitalmente (PAdES)', 'Form', 'Object'],
    ];
    let from = 0;
    for (const part of order) {
      const at = text.indexOf(part, from);
      expect([part, at >= 0]).toEqual([part, true]);
      from = at + part.length;
    }
    expect(text.split('SINTETICO')).toHaveLength(2); // the watermark is decoration: said once, in a line of its own
    const { text: facts } = await verdict('pdfinfo', file);
    expect(facts).toMatch(/Tagged:\s+yes/);
    expect(facts).toMatch(/Title:\s+Certificato generale del casellario giudiziale AD-H501-2026-00000042/);
    const { text: metadata } = await verdict('pdfinfo', '-meta', file);
    expect(metadata).toContain('<pdfuaid:part>1</pdfuaid:part>');
    const source = pdf.toString('latin1');
    for (const part of ['/DisplayDocTitle true', '/Lang (it-IT)', '/Alt (Codice QR per la verifica: ', '/Tabs /S']) {
      expect(source).toContain(part);
    }
  });
});
