import type { OutcomeHeader, OutcomeRow } from '../../../legacy-adapter/index.js';
import { romeTimestamp } from '../../../schema/kernel/clock.js';
import type { CertificateContent } from '../issuing/certificate-content.js';
import { massivoFlagsOf } from '../issuing/massivo-outcome.rules.js';
import { documentName } from './document-name.rules.js';
import type { FileRequestFacts, RequestEnds } from './file-request.type.js';
import type { ItemResult } from './item-result.type.js';

/**
 * A request of any channel told in MASSIVA v1, so that the bodies' old software can read it (massivo-protocol.md).
 *
 * The protocol has no outcome for what is abandoned (R-25): such a row is `SCARTATO` with `DIS-001` when massivo was
 * closed over it, with `SIC-001` when an operator gave its file up; a request of which nothing else came is `FALLITA`
 * with the same code. It stays so after a resubmission, whose own file tells the same rows, under the same request id
 * and row numbers, with what they have come to.
 */

/** The forms that the protocol knows; in a refused row anything may stand there. */
const TAX_CODE = /^(?:[A-Z0-9]{16}|\d{11})$/;
const PROTOCOL_CODE = /^[A-Z]{3}-\d{3}$/;
/** For ends whose own code the protocol does not know. */
const CODE_OF_END = { REJECTED: 'SIC-001', FAILED: 'SIC-001', ABANDONED: 'DIS-001' } as const;

/** The `R` record. While rows are open the request counts as received; nothing issued at all makes it failed. */
export function outcomeHeader(request: FileRequestFacts, ends: RequestEnds): OutcomeHeader {
  const { issued, rejected, failed, abandoned, givenUp, lastAt } = ends;
  const isOpen = issued + rejected + failed + abandoned < request.total;
  const hasFailed = request.accepted > 0 && failed + abandoned === request.accepted;
  const isDismissed = failed === 0 && givenUp < abandoned;
  return {
    requestId: request.fileRequestId ?? request.id,
    sicProtocol: request.sicProtocol ?? request.id,
    receivedAt: romeTimestamp(request.submittedAt),
    processedAt: isOpen ? null : romeTimestamp(lastAt ?? request.submittedAt),
    state: isOpen
      ? 'RICEVUTA'
      : hasFailed
        ? 'FALLITA'
        : issued < request.total
          ? 'COMPLETATA_CON_SCARTI'
          : 'COMPLETATA',
    errorCode: isOpen || !hasFailed ? null : isDismissed ? CODE_OF_END.ABANDONED : CODE_OF_END.FAILED,
    message: null,
  };
}

/**
 * The `E` record of a row that has an end; `null` while it has none. PDF name and hash only while there is a PDF: neither
 * before it was first made nor after it was erased, and never one without the other.
 */
export function outcomeRow(
  item: Pick<ItemResult, 'line' | 'row' | 'status' | 'code' | 'certificate'>,
  taxCodeAsSent: string,
  content: CertificateContent | null,
): OutcomeRow | null {
  const { row, line, status, code, certificate } = item;
  if (status === null) return null;
  const taxCode = taxCodeAsSent.trim().toUpperCase();
  const common = { row, taxCode: TAX_CODE.test(taxCode) ? taxCode : null };
  if (status !== 'ISSUED') {
    const errorCode = code !== null && PROTOCOL_CODE.test(code) ? code : CODE_OF_END[status];
    const nothing = { certificateNumber: null, issuedOn: null, pdfName: null, pdfSha256: null, flags: [] };
    return { ...common, outcome: 'SCARTATO', ...nothing, errorCode };
  }
  if (!certificate || !content) return null;
  const { number, issuedOn, pdfErasedOn, revoked } = certificate;
  const sha256 = pdfErasedOn === null && !revoked ? certificate.sha256 : null;
  return {
    ...common,
    outcome: content.outcome === 'POSITIVE' ? 'POSITIVO' : 'NULLO',
    certificateNumber: number,
    issuedOn,
    pdfName: sha256 && documentName({ number, line }),
    pdfSha256: sha256?.toString('hex') ?? null,
    flags: massivoFlagsOf(content.flags),
    errorCode: null,
  };
}
