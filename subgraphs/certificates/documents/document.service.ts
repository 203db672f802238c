import { createHash } from 'node:crypto';
import { setImmediate as letOthersRun } from 'node:timers/promises';
import type { Clock } from '../../../schema/kernel/clock.js';
import type { Queries } from '../../../schema/kernel/database.js';
import type { PersonalDataVault } from '../../../schema/kernel/personal-data.js';
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
  verificationAddress?: string;
}

/** A certificate with its PDF. */
export interface CertificateDocument {
  certificate: CertificateFacts;
  pdf: Buffer;
  sha256: Buffer;
}

/**
 * The PDFs of some certificates, in their order: kept ones as they are, others made now, once, and kept. When two make
 * the same at a time, the first to be kept is everybody's.
 */
export async function documentsOf(
  parts: DocumentParts,
  certificates: readonly CertificateFacts[],
): Promise<CertificateDocument[]> {
  const { database, vault } = parts;
  const kept = await keptDocuments(database, certificates);
  const missing = certificates.filter(({ number }) => !kept.has(number));
  if (missing.length > 0) {
    const made: NewDocument[] = [];
    for (const certificate of missing) {
      made.push(await makeDocument(parts, certificate));
      await letOthersRun(); // pdfkit works 3 ms without looking up, a hundred of them would stop the whole process
    }
    await insertDocuments(database, made, parts.clock.now());
    // Read back, not remembered: another process may have been faster.
    for (const [number, document] of await keptDocuments(database, missing)) kept.set(number, document);
  }
  return certificates.map((certificate) => {
    const document = kept.get(certificate.number);
    if (!document) throw new IssuingFailure('DOCUMENT_MISSING');
    return { certificate, pdf: openDocument(vault, document.number, document.pdf), sha256: document.sha256 };
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

async function makeDocument(
  { vault, verificationAddress }: DocumentParts,
  certificate: CertificateFacts,
): Promise<NewDocument> {
  const { number, requestId, line } = certificate;
  const { outcome } = openContent(vault, number, certificate.content);
  const subject = openSubject(vault, { requestId, line }, certificate.subject);
  if (!subject) throw new IssuingFailure('ITEM_UNREADABLE');
  // Loaded at the first PDF of a process: with its fonts it takes 0.2 s of every start.
  const { certificatePdf } = await import('./certificate-pdf.js');
  const pdf = await certificatePdf({
    ...certificate,
    subject,
    outcome,
    verificationAddress: verificationAddress ?? null,
  });
  return { number, sha256: createHash('sha256').update(pdf).digest(), pdf: sealDocument(vault, number, pdf) };
}
