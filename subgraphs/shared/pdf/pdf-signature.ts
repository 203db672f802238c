import { createHash } from 'node:crypto';
import type { CmsSigner } from './cms-signature.js';
import type { SignaturePlace } from './signature-place.js';

const BYTE_RANGE = /\/ByteRange \[[^\]]*\]/;

/**
 * Signs a finished document whose signature has its place: everything but the signature itself (PAdES baseline B-B).
 * @returns the same buffer, signed.
 */
export async function signPdf(pdf: Buffer, place: SignaturePlace, signer: CmsSigner): Promise<Buffer> {
  const { from, to } = contentsAfter(pdf, place.offset);
  writeByteRange(pdf, place.offset, [0, from, to, pdf.length - to]);
  const digest = createHash('sha256').update(pdf.subarray(0, from)).update(pdf.subarray(to)).digest();
  const signature = (await signer.sign(digest)).toString('hex');
  if (signature.length > to - from - 2) throw new Error('The signature is longer than the room left for it.');
  pdf.write(signature, from + 1, 'latin1'); // the zeros behind it are what is left of the room
  return pdf;
}

/** The hexadecimal string of the signature, brackets included. */
function contentsAfter(pdf: Buffer, offset: number): { from: number; to: number } {
  const key = pdf.indexOf('/Contents <', offset);
  const end = pdf.indexOf('>', key);
  if (key < 0 || end < 0) throw new Error('The document has no room for a signature.');
  return { from: key + '/Contents '.length, to: end + 1 };
}

function writeByteRange(pdf: Buffer, offset: number, range: readonly number[]): void {
  const found = BYTE_RANGE.exec(pdf.toString('latin1', offset, offset + 1_000));
  if (!found) throw new Error('The document has no room for the range of a signature.');
  const text = `/ByteRange [${range.join(' ')}]`.padEnd(found[0].length);
  pdf.write(text, offset + found.index, 'latin1');
}
