import { sign, verify, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';
import type { CertificateKindName } from '../../../schema/certificate-kind.js';
import type { IsoDay } from '../../../schema/kernel/clock.js';
import type { SubjectFields } from '../subject/subject-record.js';
import type { CertificateContent } from './certificate-content.js';
import type { CertificateLanguage } from './certificate.rules.js';
import { rootOf, statementTree } from './statement-tree.rules.js';

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
const TREE_FORM = 'casellario-bridge/certificates/1';
const SIGNATURE_BYTES = 64;
/** Index and size, two bytes each, between the signature of a tree and the path to it. */
const PLACE_BYTES = 4;
/**
 * An Ed25519 signature takes 80 µs, more than anything else about a certificate; of a tree of 32 each has its share, and
 * the path to its root is 160 bytes.
 */
const MOST_IN_A_TREE = 32;

const signInBackground = promisify<null, Uint8Array, KeyObject, Buffer>(sign);

/**
 * Signs statements at issue, in libuv's threads, nobody else in the process being kept waiting. A statement by itself
 * has an Ed25519 signature, 64 bytes; several share the signature of the tree that they make, and each has its place
 * and path behind it. Either is verified with nothing but the statement and the public key.
 */
export async function signStatements(statements: readonly CertificateStatement[], key: KeyObject): Promise<Buffer[]> {
  const trees: Promise<Buffer[]>[] = [];
  for (let from = 0; from < statements.length; from += MOST_IN_A_TREE) {
    trees.push(signTree(statements.slice(from, from + MOST_IN_A_TREE).map(canonicalText), key));
  }
  return (await Promise.all(trees)).flat();
}

/** Whether this statement, in every part, is the one that was signed. `key` is the public key, or the private one. */
export function verifyStatement(statement: CertificateStatement, signature: Buffer, key: KeyObject): boolean {
  const text = canonicalText(statement);
  const signed = signature.subarray(0, SIGNATURE_BYTES);
  if (signature.length === SIGNATURE_BYTES) return verify(null, text, key, signed);
  if (signature.length < SIGNATURE_BYTES + PLACE_BYTES) return false;
  const index = signature.readUInt16BE(SIGNATURE_BYTES);
  const size = signature.readUInt16BE(SIGNATURE_BYTES + 2);
  const root = rootOf(text, { index, size, path: signature.subarray(SIGNATURE_BYTES + PLACE_BYTES) });
  return root !== null && verify(null, treeText(root, size), key, signed);
}

async function signTree(texts: readonly Buffer[], key: KeyObject): Promise<Buffer[]> {
  const [only] = texts;
  if (only && texts.length === 1) return [await signInBackground(null, only, key)];
  const { root, paths } = statementTree(texts);
  const signature = await signInBackground(null, treeText(root, texts.length), key);
  return paths.map((path, index) => {
    const place = Buffer.alloc(PLACE_BYTES);
    place.writeUInt16BE(index);
    place.writeUInt16BE(texts.length, 2);
    return Buffer.concat([signature, place, path]);
  });
}

/** Begins otherwise than any statement does: a signature of the one never holds for the other. */
const treeText = (root: Buffer, size: number): Buffer => Buffer.from(`${TREE_FORM}:${size}:${root.toString('hex')}`);

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
