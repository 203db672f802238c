import { sign, verify, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';
import type { CertificateKindName } from '../../../schema/certificate-kind.js';
import type { IsoDay } from '../../../schema/kernel/clock.js';
import type { SubjectFields } from '../subject/subject-record.js';
import type { CertificateContent } from './certificate-content.js';
import type { CertificateLanguage } from './certificate.rules.js';

/** Everything that a certificate states, about whom, and until when. */
export interface CertificateStatement {
  number: string;
  kind: CertificateKindName;
  officeCode: string;
  language: CertificateLanguage;
  issuedOn: IsoDay;
  expiresOn: IsoDay;
  verificationCode: string;
  subject: SubjectFields;
  content: CertificateContent;
}

const FORM = 'casellario-bridge/certificate/1';

const signInBackground = promisify<null, Uint8Array, KeyObject, Buffer>(sign);

/**
 * Signs a statement at issue: Ed25519, 64 bytes. In libuv's threads: 500 signatures of some 100 µs each would keep
 * everybody else in the process waiting.
 */
export function signStatement(statement: CertificateStatement, key: KeyObject): Promise<Buffer> {
  return signInBackground(null, canonicalText(statement), key);
}

/** Whether this statement, in every part, is the one that was signed. `key` is the public key, or the private one. */
export function verifyStatement(statement: CertificateStatement, signature: Uint8Array, key: KeyObject): boolean {
  return verify(null, canonicalText(statement), key, signature);
}

/**
 * One JSON array, values in a fixed order: no two statements have the same text. It holds personal data and is never
 * stored; whoever verifies makes it again from the opened record.
 */
function canonicalText({ subject, content, ...facts }: CertificateStatement): Buffer {
  const { number, kind, officeCode, language, issuedOn, expiresOn, verificationCode } = facts;
  const { surname, name, birthDate, birthPlace, birthCountry, taxCode, entityName, legalForm, registeredSeat } =
    subject;
  const values = [
    ...[FORM, number, kind, officeCode, language, issuedOn, expiresOn, verificationCode],
    ...[surname, name, birthDate, birthPlace, birthCountry, taxCode, entityName, legalForm, registeredSeat],
    ...[content.outcome, content.flags.join(','), content.salt],
  ];
  return Buffer.from(JSON.stringify(values), 'utf8');
}
