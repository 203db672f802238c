import { isConnectionLoss, type Database } from '../../../schema/kernel/database.js';
import { asDomainError, DomainError } from '../../../schema/kernel/domain-error.js';
import type { FileHandler, FileRequest, FileResponse } from '../../../schema/kernel/file-exchange.js';
import { isUuid } from '../../../schema/kernel/identity.js';
import { requireSignedIn } from '../../shared/authorization.rules.js';
import { contactBodies } from '../../shared/contact-bodies.read-model.js';
import { certificateByNumber } from './certificate-facts.read-model.js';
import { recordReadings, type Reader } from './certificate-reading.store.js';
import { certificatesZip } from './certificates-zip.js';
import { documentName } from './document-name.rules.js';
import { documentsOf, type DocumentParts } from './document.service.js';
import { requestOfFiles } from './file-request.read-model.js';
import type { FileRequestFacts } from './file-request.type.js';
import { outcomeFile } from './outcome-file.js';

export interface FileHandlerParts extends DocumentParts {
  database: Database;
  /** `POST /massivo-files`; refusals may be thrown. */
  receiveMassivoFile: (request: FileRequest) => Promise<FileResponse>;
  /** Told of what nobody expected; the client gets INTERNAL and the correlation id. */
  onUnexpected?: (error: unknown, correlationId: string) => void;
}

/** The files of this subgraph (api.md, "HTTP"). Refusals are answers with the usual error body, never rejections. */
export function createFileHandler(parts: FileHandlerParts): FileHandler {
  return async (request) => {
    try {
      return await route(parts, request);
    } catch (thrown) {
      const error = isConnectionLoss(thrown)
        ? new DomainError('STORE_UNAVAILABLE', { cause: thrown })
        : asDomainError(thrown);
      if (error.code === 'INTERNAL') parts.onUnexpected?.(thrown, request.correlationId);
      return refusal(error, request.correlationId);
    }
  };
}

async function route(parts: FileHandlerParts, request: FileRequest): Promise<FileResponse> {
  const { method, path } = request;
  if (method === 'POST' && path === '/massivo-files') return parts.receiveMassivoFile(request);
  if (method !== 'GET') throw new DomainError('NOT_FOUND');
  const [, requestId = '', file] = /^\/requests\/([^/]+)\/(certificates\.zip|outcome\.txt)$/.exec(path) ?? [];
  if (file === 'certificates.zip') return archive(parts, request, requestId);
  if (file === 'outcome.txt') return outcome(parts, request, requestId);
  const [, number] = /^\/certificates\/([^/]+)\.pdf$/.exec(path) ?? [];
  if (number !== undefined) return certificate(parts, request, numberIn(number));
  throw new DomainError('NOT_FOUND');
}

async function archive(parts: FileHandlerParts, { actor }: FileRequest, requestId: string): Promise<FileResponse> {
  const { request, reader } = await readableRequest(parts, actor, requestId);
  const body = certificatesZip(parts, { request, reader });
  return { status: 200, headers: downloadHeaders('application/zip', `certificati-${request.id}.zip`), body };
}

async function outcome(parts: FileHandlerParts, { actor }: FileRequest, requestId: string): Promise<FileResponse> {
  const { request, reader } = await readableRequest(parts, actor, requestId);
  const body = await outcomeFile(parts, { request, reader });
  return { status: 200, headers: downloadHeaders('text/plain; charset=utf-8', `esiti-${request.id}.txt`), body };
}

async function certificate(parts: FileHandlerParts, { actor }: FileRequest, number: string): Promise<FileResponse> {
  const readerOf = await contactReader(parts.database, actor);
  const facts = await certificateByNumber(parts.database, number);
  const reader = facts && readerOf(facts);
  if (!facts || !reader) throw new DomainError('NOT_FOUND');
  if (facts.revoked) throw new DomainError('CERTIFICATE_REVOKED');
  if (facts.pdfErasedOn !== null) throw new DomainError('DOCUMENT_ERASED');
  await recordReadings(parts.database, { reader, kind: 'PDF', at: parts.clock.now(), numbers: [facts.number] });
  const [document] = await documentsOf(parts, [facts]);
  if (!document) throw new DomainError('DOCUMENT_ERASED'); // since its facts were read
  const headers = downloadHeaders('application/pdf', documentName(facts));
  return { status: 200, headers: { ...headers, 'content-length': String(document.pdf.length) }, body: document.pdf };
}

/** A request that is not the caller's is no other answer than one that is not there. */
async function readableRequest(
  { database }: FileHandlerParts,
  actor: FileRequest['actor'],
  requestId: string,
): Promise<{ request: FileRequestFacts; reader: Reader }> {
  const readerOf = await contactReader(database, actor);
  const request = isUuid(requestId) ? await requestOfFiles(database, requestId) : undefined;
  const reader = request && readerOf(request);
  if (!request || !reader) throw new DomainError('NOT_FOUND');
  return { request, reader };
}

type ReaderOf = (matter: { ipaCode: string; purposeCode: string }) => Reader | null;

/** Files are for contact persons alone; what they read is recorded under their body and its purpose. */
async function contactReader(database: Database, actor: FileRequest['actor']): Promise<ReaderOf> {
  const person = requireSignedIn({ actor, contactBodies: async () => new Set() });
  if (person.kind !== 'contact') throw new DomainError('FORBIDDEN');
  const { personKey } = person;
  const bodies = await contactBodies(database, personKey);
  return ({ ipaCode, purposeCode }) => (bodies.has(ipaCode) ? { personKey, ipaCode, purposeCode } : null);
}

/** A number as the protocol lets offices write it; the database would refuse others with an error of its own. */
const NUMBER = /^[^\s;\p{Cc}]{1,64}$/u;

function numberIn(text: string): string {
  try {
    const number = decodeURIComponent(text);
    if (NUMBER.test(number)) return number;
  } catch {
    // Not percent-encoded as it should be: nothing has such a number.
  }
  throw new DomainError('NOT_FOUND');
}

/** Nothing of a person stays in a shared cache, and no browser makes anything else of it. */
function downloadHeaders(contentType: string, fileName: string): Record<string, string> {
  return {
    'content-type': contentType,
    'content-disposition': `attachment; filename="${fileName}"`,
    'cache-control': 'private, no-store',
    'x-content-type-options': 'nosniff',
  };
}

function refusal(error: DomainError, correlationId: string): FileResponse {
  return {
    status: error.httpStatus,
    headers: {
      'content-type': 'application/json; charset=utf-8',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
    },
    body: Buffer.from(JSON.stringify(error.toBody(correlationId)), 'utf8'),
  };
}
