import type { KeyObject } from 'node:crypto';
import type { Logger } from 'pino';
import type { Clock } from '../schema/kernel/clock.js';
import type { Database } from '../schema/kernel/database.js';
import type { PersonalDataVault } from '../schema/kernel/personal-data.js';
import type { ChannelRouting, ItemOutcomes } from './contract.js';
import { LegacyWorker } from './legacy-worker.js';
import { batchHistory, type BatchHistory } from './massivo/batches/batch-history.store.js';
import { batchRecords } from './massivo/batches/batch-record.read-model.js';
import type { BatchRecords } from './massivo/batches/batch-record.type.js';
import type { MassivoBatches } from './massivo/batches/massivo-batch.type.js';
import { createMassivoBridge } from './massivo/massivo-bridge.js';
import type { MassivoWatch } from './massivo/massivo-watch.service.js';
import type { MassivoSettings } from './massivo/massivo-settings.js';
import type { DropArea } from './massivo/transport/drop-area.port.js';
import { ChannelRoutingService } from './routing/channel-routing.service.js';
import { createTransitionControl, type TransitionControl } from './transition/transition-control.js';
import { TransitionLog } from './transition/transition-log.store.js';
import { TransitionViewService } from './transition/transition-view.service.js';

/** The bridge's only door (architecture.md): whoever stands outside imports this file and nothing behind it. */

export type * from './contract.js';
export type { BatchHistory, BatchHistoryPage, BatchOwner } from './massivo/batches/batch-history.store.js';
export { legalActions, type BatchAction } from './massivo/batches/batch-action.rules.js';
export type * from './massivo/batches/batch-record.type.js';
export type * from './massivo/batches/massivo-batch.type.js';
export type { MassivoSettings } from './massivo/massivo-settings.js';
export type { LegacyWorker } from './legacy-worker.js';
export type * from './transition/transition.type.js';
export type { HeadWitness } from './transition/head-witness.port.js';
export type { MassivoClient, MassivoClientKey } from './transition/massivo-clients.read-model.js';
export { TransitionWatch } from './transition/transition-watch.js';
export type { TransitionControl } from './transition/transition-control.js';
export type { TransitionDecider } from './transition/transition-state.rules.js';

export * from './massivo/records/file-names.js';
export * from './massivo/records/massivo-record.type.js';
export { writeOutcomeFile } from './massivo/records/outcome-writer.js';
export { RequestFile, type RequestReaderOptions } from './massivo/records/request-reader.js';
export type { AnswerDeadlines, OverdueBatch, OverdueKind } from './massivo/batches/overdue.type.js';
export { HostedDropArea, type HostedDropAreaOptions } from './massivo/file-process/hosted-drop-area.js';
export type { OfficeHealth, OfficeNotice, OfficeNoticeKind } from './massivo/isolation/office-health.type.js';
export type { MassivoFigures, MassivoWatch } from './massivo/massivo-watch.service.js';
export type { OverdueCount } from './massivo/batches/overdue.store.js';
export { DirectoryDropArea, type DirectoryDropAreaOptions } from './massivo/transport/directory-drop-area.js';
export { MASSIVO_SEALED_TABLES } from './sealed-tables.js';
export type { DropArea } from './massivo/transport/drop-area.port.js';
export { SftpDropArea, type SftpDropAreaOptions } from './massivo/transport/sftp-drop-area.js';
export type { SftpServer } from './massivo/transport/sftp-server.type.js';

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
  /** What happened to them, and what of the offices' answers is kept in quarantine. */
  batchRecords: BatchRecords;
  /** What operations keep an eye on: offices that are not well, answers that are late. */
  watch: MassivoWatch;
  /** Exchanges files with the offices and applies scheduled changes of the flag; not started. */
  worker: LegacyWorker;
  /** Ends what is kept open to the drop areas; after the worker has been stopped, when the process ends. */
  close(): Promise<void>;
}

export interface LegacyAdapterDependencies {
  database: Database;
  clock: Clock;
  vault: PersonalDataVault;
  itemOutcomes: ItemOutcomes;
  /** Ed25519 private key that signs the heads of the transition's log. */
  logKey: KeyObject;
  /** The folders of the offices: a `DirectoryDropArea` or an `SftpDropArea`. */
  dropArea: DropArea;
  logger: Logger;
  settings?: Partial<MassivoSettings>;
}

export function createLegacyAdapter(dependencies: LegacyAdapterDependencies): LegacyAdapter {
  const { database, clock, logger } = dependencies;
  const log = new TransitionLog(dependencies.logKey);
  const view = new TransitionViewService({ database, clock, log });
  const bridge = createMassivoBridge({
    ...dependencies,
    mayCallMassivo: async () => (await view.present({})).state !== 'CLOSED',
  });
  const transition = createTransitionControl({ database, clock, work: bridge.batches, logKey: dependencies.logKey });
  return {
    routing: new ChannelRoutingService(dependencies),
    transition,
    batches: bridge.batches,
    watch: bridge.watch,
    batchHistory: batchHistory(database),
    batchRecords: batchRecords(database),
    worker: new LegacyWorker({ massivo: bridge.worker, transition, logger }),
    close: () => dependencies.dropArea.close(),
  };
}
