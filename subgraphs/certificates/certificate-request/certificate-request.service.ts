import { z } from 'zod';
import type { ChannelDeprecation, MassivoBatch } from '../../../legacy-adapter/index.js';
import { DomainError } from '../../../schema/kernel/domain-error.js';
import { isUuid } from '../../../schema/kernel/identity.js';
import { isReaderOf, requireReaderOf, requireSignedIn } from '../../shared/authorization.rules.js';
import { readPage, toConnection, type Connection, type Page, type PageArguments } from '../../shared/connection.js';
import { listOf } from '../../shared/cursor.js';
import type { CertificatesContext } from '../certificates.context.js';
import type { CertificateItemStatus, RequestStage } from './certificate-item.rules.js';
import type { ItemSelection, SeqRange, StoredItem } from './stored-item.type.js';
import { selectionOf } from './certificate-item.rules.js';
import type { HistoryPage, ItemsPage } from './certificate-request.loader.js';
import { requestFilter, type RequestFilterQuestion } from './request-filter.rules.js';
import type { StoredRequest } from './stored-request.type.js';

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

const AT_THE_OFFICE: readonly string[] = ['SENT', 'ACKNOWLEDGED'];
const SETTLED: readonly string[] = ['COMPLETED', 'ABANDONED'];

function rangesOf(files: readonly MassivoBatch[], states: readonly string[]): SeqRange[] {
  return files
    .filter(({ state }) => states.includes(state))
    .map(({ firstSeq, lastSeq }) => ({ first: firstSeq, last: lastSeq }));
}

/** How many items have a status; where only all open ones are counted, those. */
function countedAs(status: CertificateItemStatus, counts: RequestCounts): number {
  switch (status) {
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
      return counts.open;
  }
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
    question: { page: PageArguments; filter: RequestFilterQuestion | null },
    context: CertificatesContext,
  ): Promise<Connection<StoredRequest>> {
    const officeCode = await this.#visibleOffice(ipaCode, context);
    const filter = requestFilter(question.filter ?? {});
    const list = listOf('certificateRequests', { ...filter, ipaCode, visibleOffice: officeCode });
    const page = readPage(question.page, list, HISTORY_KEY);
    const after = page.after && { submittedAt: new Date(page.after[0]), id: page.after[1] };
    const asked: HistoryPage = { take: page.take, after, filter, officeCode };
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
    const list = listOf('items', { request: request.id, status: question.status });
    const page = readPage(question.page, list, ITEMS_KEY);
    const asked = await this.#itemsAsked(request, question.status, { page, context });
    const found = asked ? await context.loaders.items.load(request.id, asked) : [];
    return toConnection(found, page, {
      keyOf: (item): [number] => [item.line],
      totalCount: async () => (asked ? this.#itemTotal(request, question.status, { asked, context }) : 0),
    });
  }

  /** What to read for a page; null when the counts tell that nothing stands there, or nothing can. */
  async #itemsAsked(
    request: StoredRequest,
    status: CertificateItemStatus | null,
    { page, context }: { page: Page<[number]>; context: CertificatesContext },
  ): Promise<ItemsPage | null> {
    if (status !== null && countedAs(status, await this.counts(request, context)) === 0) return null;
    const selection = selectionOf(status, await this.stage(request, context));
    if (selection?.kind === 'open' && !selection.inside) selection.settled = await this.#settled(request, context);
    return selection && { take: page.take, afterLine: page.after?.[0] ?? 0, selection };
  }

  async stage(request: StoredRequest, context: CertificatesContext): Promise<RequestStage> {
    const files = request.channel === 'MASSIVO' ? await context.loaders.files.load(request.id) : [];
    return { channel: request.channel, sent: rangesOf(files, AT_THE_OFFICE) };
  }

  /** Accepted rows that are known to be open no more: an outcome is taken in whole, issuing goes from row to row. */
  async #settled(request: StoredRequest, context: CertificatesContext): Promise<SeqRange[]> {
    if (request.channel === 'MASSIVO') return rangesOf(await context.loaders.files.load(request.id), SETTLED);
    const next = await context.loaders.nextToIssue.load(request.id);
    return next === null ? [] : [{ first: 1, last: next - 1 }];
  }

  async #itemTotal(
    request: StoredRequest,
    status: CertificateItemStatus | null,
    { asked, context }: { asked: ItemsPage; context: CertificatesContext },
  ): Promise<number> {
    const counts = await this.counts(request, context);
    if (status === null) return counts.total;
    const isCounted = status !== 'ACCEPTED' && status !== 'QUEUED' && status !== 'SENT';
    if (isCounted) return countedAs(status, counts);
    const total = (selection: ItemSelection): Promise<number> =>
      context.loaders.openItems.load(request.id, { selection, take: 0, afterLine: 0 });
    const { selection } = asked;
    if (selection.kind !== 'open' || selection.inside) return total(selection);
    // What waits for its turn may be nearly all of a request; what lies at the office is some files.
    const { ranges } = selection;
    return counts.open - (ranges.length > 0 ? await total({ kind: 'open', inside: true, ranges }) : 0);
  }

  /** The notice that goes with every request on massivo. */
  async deprecation(request: StoredRequest, context: CertificatesContext): Promise<ChannelDeprecation | null> {
    if (request.channel !== 'MASSIVO') return null;
    return (context.deprecation = await context.loaders.deprecation());
  }
}
