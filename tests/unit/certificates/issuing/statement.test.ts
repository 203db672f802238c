import { generateKeyPairSync } from 'node:crypto';
import {
  signStatement,
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

  it('R-35 is signed at issue and verified with the public key', async () => {
    const signature = await signStatement(statement, privateKey);
    expect(signature).toHaveLength(64);
    expect(verifyStatement(statement, signature, publicKey)).toBe(true);
    expect(verifyStatement(statement, signature, generateKeyPairSync('ed25519').publicKey)).toBe(false);
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
    const signature = await signStatement(statement, privateKey);
    expect(verifyStatement({ ...statement, ...change }, signature, publicKey)).toBe(false);
  });
});
