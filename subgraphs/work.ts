import type { LegacyAdapter } from '../legacy-adapter/index.js';
import { createExpiryAlertWatch, createMigrationFolder } from './agreements/index.js';
import { createIssuingWorker, createUpkeep, type RetentionFigures } from './certificates/index.js';
import type { ProductParts } from './product.js';
import { createRegister } from './register.js';

/** What goes on behind the requests, in as many processes as one likes. */
export interface Work {
  start(): Promise<void>;
  /** Lets what is under way end, up to its deadlines. */
  stop(): Promise<void>;
  /** How far the erasing of PDFs is, for the metrics. */
  retention(): Promise<RetentionFigures>;
}

/** The direct channel's issuing, the exchange with massivo, scheduled changes of the flag, alerts, erasing PDFs, cleaning up. */
export function createWork(parts: ProductParts, adapter: LegacyAdapter): Work {
  const { logger } = parts;
  const issuing = createIssuingWorker({
    ...parts,
    register: createRegister(),
    onFailure: (failure) => logger.warn(failure, 'issuing put off'),
  });
  const failed = (job: string, error: unknown): void =>
    logger.error({ error: error instanceof Error ? error.name : typeof error }, `${job} failed`);
  const upkeep = createUpkeep({ ...parts, onError: failed });
  const alerts = createExpiryAlertWatch({
    ...parts,
    onError: (error) => failed('raising the alerts of ending agreements', error),
  });
  const folder = createMigrationFolder({
    ...parts,
    onError: (error) => failed('folding the figures of the migration', error),
  });

  return {
    async start() {
      await issuing.start();
      await adapter.worker.start();
      upkeep.start();
      alerts.start();
      folder.start();
    },
    async stop() {
      await Promise.all([folder.stop(), alerts.stop(), upkeep.stop(), issuing.stop(), adapter.worker.stop()]);
    },
    retention: () => upkeep.retention(),
  };
}
