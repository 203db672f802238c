import { isUuid } from '../../../schema/kernel/identity.js';
import { requireContactOf, requireSignedIn } from '../../shared/authorization.rules.js';
import type { CertificatesContext } from '../certificates.context.js';
import type { StoredItem } from '../certificate-request/stored-item.type.js';
import type { StoredRequest } from '../certificate-request/stored-request.type.js';
import type { ResubmissionIntake } from './resubmission-intake.service.js';
import { noSuchRequest } from './resubmission.errors.js';

/** Resubmissions for whoever may make and see them: the body's contact persons make them, its readers see them. */
export class ResubmissionService {
  readonly #intake: ResubmissionIntake;

  constructor(intake: ResubmissionIntake) {
    this.#intake = intake;
  }

  async resubmit(requestId: string, context: CertificatesContext): Promise<StoredRequest> {
    requireSignedIn(context);
    const original = isUuid(requestId) ? await context.loaders.request.load(requestId.toLowerCase()) : null;
    if (!original) throw noSuchRequest();
    const { personKey, method, level } = await requireContactOf(context, original.ipaCode);
    const id = await this.#intake.resubmit(original.id, { personKey, method, level });
    const stored = await context.loaders.request.load(id);
    if (!stored) throw new Error('an accepted request is not there');
    return stored;
  }

  /** The request whose abandoned items this one has; of the same body and office, so that its readers are the same. */
  async original({ resubmitsId }: StoredRequest, { loaders }: CertificatesContext): Promise<StoredRequest | null> {
    return resubmitsId === null ? null : loaders.request.load(resubmitsId);
  }

  async resubmissions({ id }: StoredRequest, { loaders }: CertificatesContext): Promise<StoredRequest[]> {
    const found = await loaders.resubmissions.load(id);
    for (const request of found) loaders.request.prime(request.id, request);
    return found;
  }

  originalItem(item: StoredItem, { loaders }: CertificatesContext): Promise<StoredItem | null> {
    return loaders.originalItem.load(item);
  }

  /** Only an abandoned item can have been resubmitted. */
  async resubmittedItem(item: StoredItem, { loaders }: CertificatesContext): Promise<StoredItem | null> {
    return item.end?.status === 'ABANDONED' ? loaders.resubmittedItem.load(item) : null;
  }
}
