import type { LegacyAdapter } from '../legacy-adapter/index.js';
import { createIssuingWorker, createSyntheticRegister, StagedRequestJanitor } from './certificates/index.js';
import type { ProductParts } from './product.js';

/** What goes on behind the requests, in as many processes as one likes. */
export interface Work {
  start(): Promise<void>;
  /** Lets what is under way end, up to its deadlines. */
  stop(): Promise<void>;
}

/** The synthetic register gives the same answers everywhere. */
const REGISTER_SEED = 'casellario-bridge';

/** The direct channel's issuing, the exchange with massivo, scheduled changes of the flag, and cleaning up. */
export function createWork(parts: ProductParts, adapter: LegacyAdapter): Work {
  const { logger } = parts;
  const issuing = createIssuingWorker({
    ...parts,
    register: createSyntheticRegister(REGISTER_SEED),
    onFailure: (failure) => logger.warn(failure, 'issuing put off'),
  });
  const onError = (error: unknown): void =>
    logger.error({ error: error instanceof Error ? error.name : typeof error }, 'removing forgotten uploads failed');
  const janitor = new StagedRequestJanitor({ ...parts, onError });

  return {
    async start() {
      await issuing.start();
      await adapter.worker.start();
      janitor.start();
    },
    async stop() {
      janitor.stop();
      await Promise.all([issuing.stop(), adapter.worker.stop()]);
    },
  };
}
