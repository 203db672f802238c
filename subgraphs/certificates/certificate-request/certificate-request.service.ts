import { z } from 'zod';
import type { ChannelDeprecation } from '../../../legacy-adapter/index.js';
import { DomainError } from '../../../schema/kernel/domain-error.js';
import { isUuid } from '../../../schema/kernel/identity.js';
import { isReaderOf, requireReaderOf, requireSignedIn } from '../../shared/authorization.rules.js';
import { readPage, toConnection, type Connection, type PageArguments } from '../../shared/connection.js';
import type { CertificatesContext } from '../certificates.context.js';
import type { CertificateItemStatus, RequestStage } from './certificate-item.rules.js';
import type { StoredItem } from './stored-item.type.js';
import { selectionOf } from './certificate-item.rules.js';
import type { HistoryPage, ItemsPage } from './certificate-request.loader.js';
import type { RequestFilter, StoredRequest } from './stored-request.type.js';

const HISTORY_KEY = z.tuple([z.iso.datetime(), z.uuid()]);
const ITEMS_KEY = z.tuple([z.int().min(0).max(2_147_483_647)]);

export interface RequestCounts {
  total: number;
  open: number;
  underReview: number;
  issued: number;
  rejected: number;
  failed: number;
  abandoned: number;
}

/** Reads requests and their items for whoever may see them. */
export class CertificateRequestService {
  async byId(id: string, context: CertificatesContext): Promise<StoredRequest | null> {
    requireSignedIn(context);
    const request = isUuid(id) ? await context.loaders.request.load(id) : null;
    if (!request) return null;
    await requireReaderOf(context, request);
    return request;
  }

  /** One history per body, whatever the channel was; an operator sees what was asked of their office. */
  async history(
    ipaCode: string,
    question: { page: PageArguments; filter: RequestFilter | null },
    context: CertificatesContext,
  ): Promise<Connection<StoredRequest>> {
    const officeCode = await this.#visibleOffice(ipaCode, context);
    const page = readPage(question.page, HISTORY_KEY);
    const after = page.after && { submittedAt: new Date(page.after[0]), id: page.after[1] };
    const asked: HistoryPage = { take: page.take, after, filter: question.filter ?? {}, officeCode };
    const found = await context.loaders.history.load(ipaCode, asked);
    for (const request of found) context.loaders.request.prime(request.id, request);
    return toConnection(found, page, {
      keyOf: (request) => [request.submittedAt.toISOString(), request.id],
      totalCount: () => context.loaders.historyTotal.load(ipaCode, { ...asked, take: 0, after: null }),
    });
  }

  async #visibleOffice(ipaCode: string, context: CertificatesContext): Promise<string | null> {
    const actor = requireSignedIn(context);
    if (actor.kind === 'operator') return actor.officeCode;
    const isReader = await isReaderOf(context, { ipaCode, officeCode: '' });
    if (!isReader) throw new DomainError('FORBIDDEN');
    return null;
  }

  async counts(request: StoredRequest, context: CertificatesContext): Promise<RequestCounts> {
    const counts = await context.loaders.counts.load(request.id);
    const ended = counts.issued + counts.rejected + counts.failed + counts.abandoned;
    return { ...counts, total: request.total, open: request.total - ended - counts.underReview };
  }

  /** Share of the items that are at an end; a request without items has nothing left to wait for. */
  async progress(request: StoredRequest, context: CertificatesContext): Promise<number> {
    const { total, open, underReview } = await this.counts(request, context);
    return total === 0 ? 1 : (total - open - underReview) / total;
  }

  async items(
    request: StoredRequest,
    question: { page: PageArguments; status: CertificateItemStatus | null },
    context: CertificatesContext,
  ): Promise<Connection<StoredItem>> {
    const page = readPage(question.page, ITEMS_KEY);
    const selection = selectionOf(question.status, await this.stage(request, context));
    const asked = selection && { take: page.take, afterLine: page.after?.[0] ?? 0, selection };
    const found = asked ? await context.loaders.items.load(request.id, asked) : [];
    return toConnection(found, page, {
      keyOf: (item): [number] => [item.line],
      totalCount: async () => (asked ? this.#itemTotal(request, question.status, { asked, context }) : 0),
    });
  }

  async stage(request: StoredRequest, context: CertificatesContext): Promise<RequestStage> {
    const sent = request.channel === 'MASSIVO' ? await context.loaders.sent.load(request.id) : [];
    return { channel: request.channel, sent };
  }

  async #itemTotal(
    request: StoredRequest,
    status: CertificateItemStatus | null,
    { asked, context }: { asked: ItemsPage; context: CertificatesContext },
  ): Promise<number> {
    const counts = await this.counts(request, context);
    switch (status) {
      case null:
        return counts.total;
      case 'ISSUED':
        return counts.issued;
      case 'REJECTED':
        return counts.rejected;
      case 'FAILED':
        return counts.failed;
      case 'ABANDONED':
        return counts.abandoned;
      case 'UNDER_REVIEW':
        return counts.underReview;
      case 'ACCEPTED':
      case 'QUEUED':
      case 'SENT':
        return context.loaders.openItems.load(request.id, { ...asked, take: 0, afterLine: 0 });
    }
  }

  /** The notice that goes with every request on massivo. */
  async deprecation(request: StoredRequest, context: CertificatesContext): Promise<ChannelDeprecation | null> {
    return request.channel === 'MASSIVO' ? context.loaders.deprecation() : null;
  }
}
