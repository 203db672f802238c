import type { Actor } from '../../../schema/kernel/actor.js';
import { DomainError } from '../../../schema/kernel/domain-error.js';
import { isReaderOf, maySeePersonsOf, requireOperator } from '../../shared/authorization.rules.js';
import type { OutcomeFlag } from '../../shared/graph-enums.js';
import type { CertificatesContext } from '../certificates.context.js';
import { settleReview, type ReviewParts } from '../issuing/review.service.js';
import { openSubject } from '../subject/subject-record.js';
import { itemStatus, parseItemId, type CertificateItemStatus } from './certificate-item.rules.js';
import type { StoredItem } from './stored-item.type.js';
import { itemAt } from './certificate-item.store.js';
import type { Certificate, RowRejection, Subject } from './certificate-item.type.js';
import { certificateView, flagsView, rejectionView, subjectView } from './certificate-item.view.js';
import type { CertificateRequestService } from './certificate-request.service.js';
import type { StoredRequest } from './stored-request.type.js';

/** Items of requests, each part of them for whoever may see it. */
export class CertificateItemService {
  constructor(
    private readonly requests: CertificateRequestService,
    private readonly parts: ReviewParts,
  ) {}

  request(item: StoredItem, context: CertificatesContext): Promise<StoredRequest> {
    return requestOf(item, context);
  }

  async status(item: StoredItem, context: CertificatesContext): Promise<CertificateItemStatus> {
    const stage = await this.requests.stage(await requestOf(item, context), context);
    const isAtCounter = stage.channel === 'OFFICE_COUNTER' && item.end === null;
    const isTakenUp = isAtCounter && (await context.loaders.counterItem.load(item)) !== null;
    return itemStatus(item, stage, isTakenUp);
  }

  async subject(item: StoredItem, context: CertificatesContext): Promise<Subject | null> {
    if (!(await maySeePersonsOf(context, await requestOf(item, context)))) return null;
    const fields = openSubject(this.parts.vault, item, item.subject);
    return fields && subjectView(fields);
  }

  async certificate(item: StoredItem, context: CertificatesContext): Promise<Certificate | null> {
    if (item.end?.status !== 'ISSUED') return null;
    const request = await requestOf(item, context);
    if (!(await maySeePersonsOf(context, request))) return null;
    const certificate = await context.loaders.certificate.load({ requestId: item.requestId, line: item.line });
    if (!certificate || certificate.content.sealed.length === 0) return null; // none, or erased (art. 17 GDPR)
    // recorded before it leaves, not after.
    const { ipaCode, purposeCode } = request;
    await context.loaders.reading.load(certificate.number, {
      personKey: readerOf(context.actor),
      ipaCode,
      purposeCode,
    });
    return certificateView(certificate, this.parts.vault);
  }

  rejection(item: StoredItem): RowRejection | null {
    return rejectionView(item);
  }

  /** A flag says something of the person, so that operations do not see it. */
  async flags(item: StoredItem, context: CertificatesContext): Promise<OutcomeFlag[]> {
    return (await maySeePersonsOf(context, await requestOf(item, context))) ? flagsView(item) : [];
  }

  /** the only person in the direct path. */
  async settleReview(
    settling: { id: string; outcome: 'NIL' | 'POSITIVE'; note: string },
    context: CertificatesContext,
  ): Promise<StoredItem> {
    const { subject, officeCode } = requireOperator(context);
    const place = parseItemId(settling.id) ?? noSuchItem();
    const operator = { subject, officeCode };
    await settleReview(this.parts, { ...place, outcome: settling.outcome, note: settling.note, operator });
    return (await itemAt(this.parts.database, place)) ?? noSuchItem();
  }
}

/** The request of an item: read before, as a rule, so that the loader has it. */
async function requestOf(item: StoredItem, context: CertificatesContext): Promise<StoredRequest> {
  const request = await context.loaders.request.load(item.requestId);
  if (!request || !(await isReaderOf(context, request))) throw new DomainError('FORBIDDEN');
  return request;
}

/** A contact person by the keyed hash of the tax code, an operator by the name in the office's system. */
function readerOf(actor: Actor): string {
  if (actor.kind === 'contact') return actor.personKey;
  return actor.kind === 'operator' ? `operator:${actor.subject}` : actor.kind;
}

function noSuchItem(): never {
  throw new DomainError('NOT_FOUND', { details: { field: 'itemId' } });
}
