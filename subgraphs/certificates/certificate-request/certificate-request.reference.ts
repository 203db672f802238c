import { DomainError } from '../../../schema/kernel/domain-error.js';
import { isUuid } from '../../../schema/kernel/identity.js';
import { isReaderOf } from '../../shared/authorization.rules.js';
import type { CertificatesContext } from '../certificates.context.js';
import type { StoredRequest } from './stored-request.type.js';

/** A request by its key, for whoever may read it: another subgraph's reference opens no side door. */
export async function certificateRequestById(
  { id }: { id: string },
  context: CertificatesContext,
): Promise<StoredRequest | null> {
  const request = isUuid(id) ? await context.loaders.request.load(id) : null;
  if (!request) return null;
  if (!(await isReaderOf(context, request))) throw new DomainError('FORBIDDEN');
  return request;
}
