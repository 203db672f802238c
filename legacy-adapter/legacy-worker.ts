import type { Logger } from 'pino';
import type { BridgeRound, MassivoWorker } from './massivo/massivo-bridge.js';
import { WorkLoop } from './massivo/work-loop.js';
import type { TransitionControl } from './transition/transition-control.js';

export interface LegacyWorkerDependencies {
  massivo: MassivoWorker;
  transition: Pick<TransitionControl, 'applyDue'>;
  logger: Logger;
}

/** A scheduled change takes hold within so long of its time. */
const SCHEDULE_POLL_MS = 1_000;

/** What the bridge does by itself. Any number of instances may run at a time. */
export class LegacyWorker {
  readonly #massivo: MassivoWorker;
  readonly #transition: Pick<TransitionControl, 'applyDue'>;
  readonly #schedule: WorkLoop;

  constructor({ massivo, transition, logger }: LegacyWorkerDependencies) {
    this.#massivo = massivo;
    this.#transition = transition;
    this.#schedule = new WorkLoop({
      ...{ name: 'schedule of the transition', logger, pollMs: SCHEDULE_POLL_MS, idlePollMs: SCHEDULE_POLL_MS },
      round: async () => (await transition.applyDue()) > 0,
    });
  }

  /** Applies what is due, plans, sends and collects once. Not while it is started. */
  async runOnce(): Promise<BridgeRound & { changes: number }> {
    const changes = await this.#transition.applyDue();
    return { changes, ...(await this.#massivo.runOnce()) };
  }

  /** Works until `stop`. */
  async start(): Promise<void> {
    await this.#massivo.start();
    this.#schedule.start();
  }

  /** Begins nothing new and waits for what is under way. */
  async stop(): Promise<void> {
    await Promise.all([this.#schedule.stop(), this.#massivo.stop()]);
  }
}
