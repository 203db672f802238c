import { createHash } from 'node:crypto';
import { setImmediate as letOthersRun } from 'node:timers/promises';
import type { Clock } from '../../../schema/kernel/clock.js';
import type { Queries } from '../../../schema/kernel/database.js';
import type { PersonalDataVault } from '../../../schema/kernel/personal-data.js';
import type { SigningIdentity } from '../../../schema/kernel/signing-identity.js';
import type { CmsSigner } from '../../shared/pdf/cms-signature.js';
import { openContent } from '../issuing/certificate-content.js';
import { IssuingFailure } from '../issuing/issuing.errors.js';
import { openSubject } from '../subject/subject-record.js';
import { openDocument, sealDocument } from './certificate-document.js';
import { findDocuments, insertDocuments, type NewDocument, type StoredDocument } from './certificate-document.store.js';
import type { CertificateFacts } from './certificate-facts.read-model.js';

export interface DocumentParts {
  database: Queries;
  vault: PersonalDataVault;
  clock: Clock;
  /** Where anybody can check a verification code; printed on each certificate where it is known. */
  verificationAddress: string | null;
  /** Signs what is made; `null` where nothing is. */
  signing: SigningIdentity | null;
}

/** A certificate with its PDF. */
export interface CertificateDocument {
  certificate: CertificateFacts;
  pdf: Buffer;
  sha256: Buffer;
}

/**
 * The PDFs of some certificates, in their order: kept ones as they are, others made now, once, and kept. When two make
 * the same at a time, the first to be kept is everybody's. Those whose PDF was erased are left out: it is never made
 * again, whatever the sealed content would allow. So are revoked ones: nothing in a PDF would say so.
 */
export async function documentsOf(
  parts: DocumentParts,
  certificates: readonly CertificateFacts[],
): Promise<CertificateDocument[]> {
  const { database, vault } = parts;
  const valid = certificates.filter(({ revoked }) => !revoked);
  const kept = await keptDocuments(database, valid);
  const missing = valid.filter(({ number, pdfErasedOn }) => pdfErasedOn === null && !kept.has(number));
  if (missing.length > 0) {
    const made: NewDocument[] = [];
    for (const certificate of missing) {
      made.push(await makeDocument(parts, certificate));
      await letOthersRun(); // pdfkit works 8 ms without looking up, a hundred of them would stop the whole process
    }
    await insertDocuments(database, made, parts.clock.now());
    // Read back, not remembered: another process may have been faster, in making or in erasing.
    for (const [number, document] of await keptDocuments(database, missing)) kept.set(number, document);
  }
  return valid.flatMap((certificate) => {
    const document = kept.get(certificate.number);
    if (!document) return [];
    return [{ certificate, pdf: openDocument(vault, document.number, document.pdf), sha256: document.sha256 }];
  });
}

async function keptDocuments(
  database: Queries,
  certificates: readonly CertificateFacts[],
): Promise<Map<string, StoredDocument>> {
  const found = await findDocuments(
    database,
    certificates.map(({ number }) => number),
  );
  return new Map(found.map((document) => [document.number, document]));
}

async function makeDocument(parts: DocumentParts, certificate: CertificateFacts): Promise<NewDocument> {
  const { vault, clock, verificationAddress } = parts;
  const { number, requestId, line } = certificate;
  const { outcome, register } = openContent(vault, number, certificate.content);
  const subject = openSubject(vault, { requestId, line }, certificate.subject);
  if (!subject) throw new IssuingFailure('ITEM_UNREADABLE');
  const { certificatePdf, signPdf, signer } = await printingRoom(parts);
  const { pdf: unsigned, place } = certificatePdf(
    { ...certificate, subject, outcome, synthetic: register !== 'REAL', verificationAddress },
    { capacity: signer.capacity, signer: signer.name, signedAt: clock.now() },
  );
  const pdf = await signPdf(unsigned, place, signer);
  return { number, sha256: createHash('sha256').update(pdf).digest(), pdf: sealDocument(vault, number, pdf) };
}

const signers = new WeakMap<SigningIdentity, Promise<CmsSigner>>();

/** What documents are made with, loaded at the first one of a process: it would take 0.3 s of every start. */
async function printingRoom({ signing }: DocumentParts) {
  if (!signing) throw new IssuingFailure('SIGNING_KEY_MISSING'); // nothing leaves unsigned
  const [{ certificatePdf }, { signPdf }, { createCmsSigner }] = await Promise.all([
    import('./certificate-pdf.js'),
    import('../../shared/pdf/pdf-signature.js'),
    import('../../shared/pdf/cms-signature.js'),
  ]);
  const signer = signers.get(signing) ?? createCmsSigner(signing);
  signers.set(signing, signer);
  return { certificatePdf, signPdf, signer: await signer };
}
