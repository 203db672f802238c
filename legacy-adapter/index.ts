import type { Logger } from 'pino';
import type { Clock } from '../schema/kernel/clock.js';
import type { Database } from '../schema/kernel/database.js';
import type { PersonalDataVault } from '../schema/kernel/personal-data.js';
import type { ChannelRouting, ItemOutcomes } from './contract.js';
import { LegacyWorker } from './legacy-worker.js';
import { batchHistory, type BatchHistory } from './massivo/batches/batch-history.store.js';
import type { MassivoBatches } from './massivo/batches/massivo-batch.type.js';
import { createMassivoBridge } from './massivo/massivo-bridge.js';
import type { MassivoSettings } from './massivo/massivo-settings.js';
import type { DropArea } from './massivo/transport/drop-area.port.js';
import { ChannelRoutingService } from './routing/channel-routing.service.js';
import { createTransitionControl, type TransitionControl } from './transition/transition-control.js';
import { TransitionViewService } from './transition/transition-view.service.js';

/** The bridge's only door (architecture.md): whoever stands outside imports this file and nothing behind it. */

export type * from './contract.js';
export type { BatchHistory, BatchHistoryPage, BatchOwner } from './massivo/batches/batch-history.store.js';
export type * from './massivo/batches/massivo-batch.type.js';
export type { MassivoSettings } from './massivo/massivo-settings.js';
export type { LegacyWorker } from './legacy-worker.js';
export type * from './transition/transition.type.js';
export type { TransitionControl } from './transition/transition-control.js';
export type { TransitionDecider } from './transition/transition-state.rules.js';

export * from './massivo/records/file-names.js';
export * from './massivo/records/massivo-record.type.js';
export { writeOutcomeFile } from './massivo/records/outcome-writer.js';
export { RequestFile, type RequestReaderOptions } from './massivo/records/request-reader.js';
export { DirectoryDropArea, type DirectoryDropAreaOptions } from './massivo/transport/directory-drop-area.js';
export type { DropArea } from './massivo/transport/drop-area.port.js';

/** What the bridge offers, put together by the composition root. */
export interface LegacyAdapter {
  /** Chooses the channel of every request and lets the chosen ones into massivo. */
  routing: ChannelRouting;
  /** The flag, as its operators use it. */
  transition: TransitionControl;
  /** The files that were exchanged with the offices. */
  batches: MassivoBatches;
  /** The same, for pages of many bodies. */
  batchHistory: BatchHistory;
  /** Exchanges files with the offices and applies scheduled changes of the flag; not started. */
  worker: LegacyWorker;
}

export interface LegacyAdapterDependencies {
  database: Database;
  clock: Clock;
  vault: PersonalDataVault;
  itemOutcomes: ItemOutcomes;
  /** The folders of the offices: `new DirectoryDropArea(…)`. */
  dropArea: DropArea;
  logger: Logger;
  settings?: Partial<MassivoSettings>;
}

export function createLegacyAdapter(dependencies: LegacyAdapterDependencies): LegacyAdapter {
  const { database, clock, logger } = dependencies;
  const view = new TransitionViewService({ database, clock });
  const bridge = createMassivoBridge({
    ...dependencies,
    mayCallMassivo: async () => (await view.present({})).state !== 'CLOSED',
  });
  const transition = createTransitionControl({ database, clock, work: bridge.batches });
  return {
    routing: new ChannelRoutingService(dependencies),
    transition,
    batches: bridge.batches,
    batchHistory: batchHistory(database),
    worker: new LegacyWorker({ massivo: bridge.worker, transition, logger }),
  };
}
