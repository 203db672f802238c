import { DomainError } from '../../../schema/kernel/domain-error.js';
import type { FileHandler, FileRequest, FileResponse } from '../../../schema/kernel/file-exchange.js';
import { isUuid } from '../../../schema/kernel/identity.js';
import { maySeePersonsOf, requireSignedIn } from '../../shared/authorization.rules.js';
import { downloadHeaders, refusalAnswer } from '../../shared/file-answer.js';
import type { AgreementsContext } from '../agreements-context.js';
import type { AgreementDocumentService } from './agreement-document.service.js';

export interface AgreementFilesParts {
  documents: AgreementDocumentService;
  contextOf: (request: FileRequest) => AgreementsContext;
  /** Told of what nobody expected; the client gets INTERNAL and the correlation id. */
  onUnexpected?: (error: unknown, correlationId: string) => void;
}

const DOCUMENT_PATH = /^\/agreements\/([^/]+)\.pdf$/;

/** `GET /agreements/{id}.pdf`. Refusals are answers with the usual error body, never rejections. */
export function createAgreementFiles(parts: AgreementFilesParts): FileHandler {
  return async (request) => {
    try {
      return await document(parts, request);
    } catch (error) {
      return refusalAnswer(error, request.correlationId, parts.onUnexpected);
    }
  };
}

/** For contact persons of the body and operators of the office; for others it is not there. */
async function document({ documents, contextOf }: AgreementFilesParts, request: FileRequest): Promise<FileResponse> {
  const [, id = ''] = DOCUMENT_PATH.exec(request.path) ?? [];
  if (request.method !== 'GET' || !isUuid(id)) throw new DomainError('NOT_FOUND');
  const context = contextOf(request);
  if (requireSignedIn(context).kind === 'operations') throw new DomainError('FORBIDDEN');
  const agreement = await context.loaders.directAgreement.load(id.toLowerCase());
  if (!agreement || !(await maySeePersonsOf(context, agreement))) throw new DomainError('NOT_FOUND');
  const { pdf } = await documents.of(agreement, context);
  const headers = downloadHeaders('application/pdf', `accordo-${agreement.id}.pdf`);
  return { status: 200, headers: { ...headers, 'content-length': String(pdf.length) }, body: pdf };
}
