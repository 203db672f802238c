import DataLoader from 'dataloader';
import type { ChannelDeprecation, LegacyAdapter, MassivoBatch } from '../../../legacy-adapter/index.js';
import type { Clock } from '../../../schema/kernel/clock.js';
import type { Database } from '../../../schema/kernel/database.js';
import { recordReadings, type Reader } from '../documents/certificate-reading.store.js';
import { counterItems, type CounterItem } from '../office-counter/counter-item.store.js';
import { nextSeqsToIssue } from '../issuing/issuing-job.store.js';
import { certificatesOfItems, type IssuedCertificate } from './issued-certificate.store.js';
import { itemId } from './certificate-item.rules.js';
import type { StoredItem } from './stored-item.type.js';
import { itemPages, openItemTotal } from './certificate-item.store.js';
import type { ItemSelection } from './stored-item.type.js';
import {
  NO_COUNTS,
  requestCounts,
  requestsByIds,
  resubmissionsOf,
  type StoredCounts,
} from './certificate-request.store.js';
import { requestPages, requestTotals, type RequestPosition } from './request-history.store.js';
import type { RequestFilter, StoredRequest } from './stored-request.type.js';
import { pageLoader, type PageLoader } from './page.loader.js';
import { originalItems, resubmittedItems, type ItemPlace } from '../resubmission/resubmitted-item.store.js';

/** A page of one body's history. */
export interface HistoryPage {
  take: number;
  after: RequestPosition | null;
  filter: RequestFilter;
  /** Only requests at this office. */
  officeCode: string | null;
}

/** A page of one request's items. */
export interface ItemsPage {
  take: number;
  afterLine: number;
  selection: ItemSelection;
}

/** Loaders of one call: whatever a page asks for is read in a constant number of statements. */
export interface CertificateLoaders {
  /** The notice to massivo's users: the same for every request, asked once a call. */
  deprecation(): Promise<ChannelDeprecation>;
  request: DataLoader<string, StoredRequest | null>;
  counts: DataLoader<string, StoredCounts>;
  history: PageLoader<HistoryPage, StoredRequest[]>;
  historyTotal: PageLoader<HistoryPage, number>;
  items: PageLoader<ItemsPage, StoredItem[]>;
  openItems: PageLoader<ItemsPage, number>;
  /** The files in which a request was sent, with the accepted rows in each. */
  files: DataLoader<string, MassivoBatch[]>;
  /** The first accepted row of a request that the direct channel has not served yet; null when no work is left. */
  nextToIssue: DataLoader<string, number | null>;
  certificate: DataLoader<{ requestId: string; line: number }, IssuedCertificate | null, string>;
  /** The requests made of a request's abandoned items, oldest first. */
  resubmissions: DataLoader<string, StoredRequest[]>;
  /** What an abandoned item was resubmitted as, and the reverse. */
  resubmittedItem: DataLoader<ItemPlace, StoredItem | null, string>;
  originalItem: DataLoader<ItemPlace, StoredItem | null, string>;
  /** What is recorded of an item at the counter; null until it is taken up. */
  counterItem: DataLoader<ItemPlace, CounterItem | null, string>;
  /** Records that a certificate is being read; resolves once that is written. */
  reading: PageLoader<Reader, undefined>;
}

export function certificateLoaders(
  { database, clock }: { database: Database; clock: Clock },
  { routing, batches }: Pick<LegacyAdapter, 'routing' | 'batches'>,
): CertificateLoaders {
  let deprecation: Promise<ChannelDeprecation> | undefined;
  return {
    deprecation: (): Promise<ChannelDeprecation> => (deprecation ??= routing.deprecation()),

    request: new DataLoader<string, StoredRequest | null>(async (ids) => {
      const found = new Map((await requestsByIds(database, ids)).map((request) => [request.id, request]));
      return ids.map((id) => found.get(id) ?? null);
    }),

    counts: new DataLoader<string, StoredCounts>(async (ids) => {
      const found = await requestCounts(database, ids);
      return ids.map((id) => found.get(id) ?? NO_COUNTS);
    }),

    history: pageLoader<HistoryPage, StoredRequest[]>(async (ipaCodes, page) => {
      const found = await requestPages(database, { ...page, ipaCodes, limit: page.take });
      return grouped(ipaCodes, found, ({ ipaCode }) => ipaCode);
    }),

    historyTotal: pageLoader<HistoryPage, number>(async (ipaCodes, page) => {
      const found = await requestTotals(database, { ...page, ipaCodes });
      return ipaCodes.map((ipaCode) => found.get(ipaCode) ?? 0);
    }),

    items: pageLoader<ItemsPage, StoredItem[]>(async (requestIds, page) => {
      const found = await itemPages(database, { ...page, requestIds, limit: page.take });
      return grouped(requestIds, found, ({ requestId }) => requestId);
    }),

    openItems: pageLoader<ItemsPage, number>((requestIds, { selection }) =>
      Promise.all(requestIds.map((requestId) => openItemTotal(database, { requestId, selection }))),
    ),

    files: new DataLoader<string, MassivoBatch[]>(async (ids) =>
      grouped(ids, await batches.ofRequests([...ids]), ({ requestId }) => requestId),
    ),

    nextToIssue: new DataLoader<string, number | null>(async (ids) => {
      const found = await nextSeqsToIssue(database, ids);
      return ids.map((id) => found.get(id) ?? null);
    }),

    certificate: new DataLoader<{ requestId: string; line: number }, IssuedCertificate | null, string>(
      async (items) => {
        const found = await certificatesOfItems(database, items);
        return items.map((item) => found.get(itemId(item)) ?? null);
      },
      { cacheKeyFn: itemId },
    ),

    resubmissions: new DataLoader<string, StoredRequest[]>(async (ids) =>
      grouped(ids, await resubmissionsOf(database, ids), ({ resubmitsId }) => resubmitsId ?? ''),
    ),

    resubmittedItem: new DataLoader((items: readonly ItemPlace[]) => resubmittedItems(database, items), {
      cacheKeyFn: itemId,
    }),

    originalItem: new DataLoader((items: readonly ItemPlace[]) => originalItems(database, items), {
      cacheKeyFn: itemId,
    }),

    counterItem: new DataLoader<ItemPlace, CounterItem | null, string>(
      async (items) => {
        const found = new Map((await counterItems(database, items)).map((item) => [itemId(item), item]));
        return items.map((item) => found.get(itemId(item)) ?? null);
      },
      { cacheKeyFn: itemId },
    ),

    reading: pageLoader<Reader, undefined>(async (numbers, reader) => {
      await recordReadings(database, { reader, kind: 'GRAPH', at: clock.now(), numbers });
      return numbers.map(() => undefined);
    }),
  };
}

/** The found ones by their key, in the order of the keys; an empty list where there are none. */
function grouped<Found>(keys: readonly string[], found: readonly Found[], keyOf: (one: Found) => string): Found[][] {
  const groups = new Map<string, Found[]>(keys.map((key) => [key, []]));
  for (const one of found) groups.get(keyOf(one))?.push(one);
  return keys.map((key) => groups.get(key) ?? []);
}
