import { generateKeyPairSync } from 'node:crypto';
import {
  signStatements,
  verifyStatement,
  type CertificateStatement,
} from '../../../../subgraphs/certificates/issuing/statement.js';

const statement: CertificateStatement = {
  number: 'AD-H501-2026-00000042',
  kind: 'CASELLARIO_GENERAL',
  officeCode: 'PROC-H501',
  language: 'it',
  issuedOn: '2026-02-09',
  expiresOn: '2026-08-09',
  verificationCode: '7ZK4-0QWM-9H3T-B2XV',
  subject: {
    surname: 'COSTA',
    name: 'LORENZO',
    birthDate: '16/11/1978',
    birthPlace: 'F400',
    birthCountry: 'Z000',
    taxCode: 'CSTLNZ78S16F400F',
    citizenship: 'I',
    fatherName: '',
    entityName: '',
    legalForm: '',
    registeredSeat: '',
  },
  content: { outcome: 'NIL', flags: [], salt: 'c2FsdA' },
};

describe('statement of a certificate', () => {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const { subject, content } = statement;

  /** So many statements, the one above at `index`. */
  const among = (size: number, index: number): CertificateStatement[] =>
    Array.from({ length: size }, (_, at) => (at === index ? statement : { ...statement, number: `N-${at}` }));
  const signatureOf = async (size: number, index: number): Promise<Buffer> => {
    const signature = (await signStatements(among(size, index), privateKey))[index];
    if (!signature) throw new Error('no signature');
    return signature;
  };

  it('R-35 is signed at issue and verified with the public key', async () => {
    const signature = await signatureOf(1, 0);
    expect(signature).toHaveLength(64);
    expect(verifyStatement(statement, signature, publicKey)).toBe(true);
    expect(verifyStatement(statement, signature, generateKeyPairSync('ed25519').publicKey)).toBe(false);
  });

  it.each([2, 3, 5, 31, 33])('R-35 each of %i signed together is verified by itself', async (size) => {
    const statements = among(size, 0);
    const signatures = await signStatements(statements, privateKey);
    expect(signatures).toHaveLength(size);
    statements.forEach((one, index) => {
      const [own, other] = [signatures[index], signatures[(index + 1) % size]];
      expect(own && verifyStatement(one, own, publicKey)).toBe(true);
      expect(other && verifyStatement(one, other, publicKey)).toBe(false);
    });
  });

  it('R-35 no byte of a signature can be changed, left out or added', async () => {
    const signature = await signatureOf(5, 3);
    for (let at = 0; at < signature.length; at += 1) {
      const spoilt = Buffer.from(signature);
      spoilt[at] = (spoilt[at] ?? 0) ^ 1;
      expect([at, verifyStatement(statement, spoilt, publicKey)]).toEqual([at, false]);
      expect([at, verifyStatement(statement, signature.subarray(0, at), publicKey)]).toEqual([at, false]);
    }
    expect(verifyStatement(statement, Buffer.concat([signature, Buffer.alloc(32)]), publicKey)).toBe(false);
  });

  it.each<[string, Partial<CertificateStatement>]>([
    ['number', { number: 'AD-H501-2026-00000043' }],
    ['kind', { kind: 'ELECTORAL' }],
    ['office', { officeCode: 'PROC-A952' }],
    ['language', { language: 'de' }],
    ['day of issue', { issuedOn: '2026-02-10' }],
    ['expiry', { expiresOn: '2027-08-09' }],
    ['verification code', { verificationCode: '7ZK4-0QWM-9H3T-B2XW' }],
    ['subject', { subject: { ...subject, name: 'LORENZA' } }],
    ['place of a value', { subject: { ...subject, surname: '', name: 'COSTALORENZO' } }],
    ['outcome', { content: { ...content, outcome: 'POSITIVE' } }],
    ['flags', { content: { ...content, flags: ['HOMONYM'] } }],
    ['salt', { content: { ...content, salt: 'c2FsdB' } }],
  ])('R-35 does not hold when the %s was changed', async (_, change) => {
    for (const signature of [await signatureOf(1, 0), await signatureOf(3, 2)])
      expect(verifyStatement({ ...statement, ...change }, signature, publicKey)).toBe(false);
  });
});
