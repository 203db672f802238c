import { failureCode } from './issuing.errors.js';
import { IssuingService, type IssuingParts } from './issuing.service.js';

export interface IssuingWorker {
  /** Takes one turn; `false` when nothing waits. */
  runOnce(): Promise<boolean>;
  /** Works until it is stopped; woken by NOTIFY `issuing`, and looks by itself every quarter of a second. */
  start(): Promise<void>;
  /** Lets the present turns go and waits for them. */
  stop(): Promise<void>;
}

export interface IssuingWorkerOptions {
  /** Turns taken at a time: while one waits for the database, the other computes. */
  lanes?: number;
}

/** News is a hint that may be lost: this is the longest that a job waits for a free worker. */
const POLL_MS = 250;
/** After the database could not be reached. */
const PAUSE_MS = 1_000;
export const ISSUING_CHANNEL = 'issuing';

export function createIssuingWorker(parts: IssuingParts, { lanes = 2 }: IssuingWorkerOptions = {}): IssuingWorker {
  const service = new IssuingService(parts);
  const naps = new Set<() => void>();
  let stopping = new AbortController();
  let unlisten: (() => Promise<void>) | undefined;
  let running: Promise<void>[] = [];

  const wake = (): void => naps.forEach((end) => end());
  const nap = (milliseconds: number): Promise<void> =>
    new Promise((resolve) => {
      const end = (): void => {
        clearTimeout(timer);
        naps.delete(end);
        resolve();
      };
      const timer = setTimeout(end, milliseconds);
      naps.add(end);
      if (stopping.signal.aborted) end();
    });

  async function work(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const pause = await service.takeTurn(signal).then(
        (worked) => (worked ? 0 : POLL_MS),
        (error: unknown) => {
          parts.onFailure?.({ requestId: null, attempts: 0, code: failureCode(error) });
          return PAUSE_MS;
        },
      );
      if (pause > 0) await nap(pause);
    }
  }

  return {
    runOnce: () => service.takeTurn(new AbortController().signal),
    async start() {
      if (running.length > 0) return;
      stopping = new AbortController();
      running = Array.from({ length: lanes }, () => work(stopping.signal));
      unlisten = await parts.database.listen(ISSUING_CHANNEL, wake);
    },
    async stop() {
      stopping.abort();
      wake();
      await unlisten?.();
      await Promise.all(running);
      running = [];
    },
  };
}
