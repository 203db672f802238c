import DataLoader from 'dataloader';
import type {
  BatchHistoryPage,
  BatchOwner,
  LegacyAdapter,
  MassivoBatch,
  MassivoBatchEvent,
  MassivoLimits,
  OfficeHealth,
  OverdueBatch,
  OverdueCount,
  QuarantinedAnswer,
} from '../../legacy-adapter/index.js';
import type { SubgraphContext } from '../shared/context.js';
import { groupLoader, uniqueLoader } from '../shared/loaders.js';

/** What this subgraph reads through. */
export type LegacyReader = Pick<LegacyAdapter, 'transition' | 'batches' | 'batchHistory' | 'batchRecords' | 'watch'>;

/** One of each, for one call. */
export interface LegacyLoaders {
  batch: DataLoader<string, MassivoBatch | null>;
  batchesOfRequest: DataLoader<string, MassivoBatch[]>;
  batchesOfBody(owner: BatchOwner, page: BatchHistoryPage): Promise<MassivoBatch[]>;
  batchCountOfBody: DataLoader<BatchOwner, number, string>;
  batchEvents: DataLoader<string, MassivoBatchEvent[]>;
  quarantine: DataLoader<string, QuarantinedAnswer[]>;
  abandonment: DataLoader<string, MassivoBatchEvent | null>;
  isPinned: DataLoader<string, boolean>;
  limits: DataLoader<string, MassivoLimits | null>;
  overdue: DataLoader<string, OverdueBatch | null>;
  overdueAtOffice: DataLoader<string, OverdueCount[]>;
  health: DataLoader<string, OfficeHealth | null>;
}

export type LegacyContext = SubgraphContext<LegacyLoaders>;

export function legacyLoaders({ transition, batches, batchHistory, batchRecords, watch }: LegacyReader): LegacyLoaders {
  const pages = new Map<string, DataLoader<BatchOwner, MassivoBatch[], string>>();
  const ownerKey = { cacheKeyFn: (owner: BatchOwner) => `${owner.ipaCode}|${owner.officeCode ?? ''}` };
  return {
    batch: uniqueLoader<MassivoBatch>(
      ({ id }) => id,
      (ids) => batches.byIds(ids),
    ),
    batchesOfRequest: groupLoader<MassivoBatch>(
      ({ requestId }) => requestId,
      (requestIds) => batches.ofRequests(requestIds),
    ),
    /** One loader for each page that is asked for. */
    batchesOfBody(owner: BatchOwner, page: BatchHistoryPage): Promise<MassivoBatch[]> {
      const name = JSON.stringify(page);
      let loader = pages.get(name);
      if (!loader) {
        loader = new DataLoader((owners) => batchHistory.pages(owners, page), ownerKey);
        pages.set(name, loader);
      }
      return loader.load(owner);
    },
    batchCountOfBody: new DataLoader((owners: readonly BatchOwner[]) => batchHistory.counts(owners), ownerKey),
    batchEvents: groupLoader<MassivoBatchEvent>(
      ({ batchId }) => batchId,
      (ids) => batchRecords.events(ids),
    ),
    quarantine: groupLoader<QuarantinedAnswer>(
      ({ batchId }) => batchId,
      (ids) => batchRecords.quarantine(ids),
    ),
    abandonment: uniqueLoader<MassivoBatchEvent>(
      ({ batchId }) => batchId,
      (ids) => batchRecords.abandonments(ids),
    ),
    isPinned: new DataLoader<string, boolean>(async (ipaCodes) => {
      const pinned = await transition.pinnedAmong(ipaCodes);
      return ipaCodes.map((ipaCode) => pinned.has(ipaCode));
    }),
    limits: uniqueLoader<MassivoLimits>(
      ({ officeCode }) => officeCode,
      (officeCodes) => batches.limits(officeCodes),
    ),
    overdue: uniqueLoader<OverdueBatch>(
      ({ id }) => id,
      (ids) => watch.overdue(ids),
    ),
    overdueAtOffice: groupLoader<OverdueCount>(
      ({ officeCode }) => officeCode,
      (officeCodes) => watch.overdueAt(officeCodes),
    ),
    health: uniqueLoader<OfficeHealth>(
      ({ officeCode }) => officeCode,
      (officeCodes) => watch.health(officeCodes),
    ),
  };
}
