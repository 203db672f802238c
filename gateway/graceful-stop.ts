import { errorFacts, type Logger } from './telemetry/logger.js';

export interface GracefulStopOptions {
  /** Closes everything, outermost first. */
  stop: () => Promise<void>;
  logger: Logger;
  /** After this the process ends anyway. */
  deadlineMs?: number;
  /** The process; another one in tests. */
  host?: Pick<NodeJS.Process, 'on' | 'exit' | 'env' | 'ppid'>;
}

const DEADLINE_MS = 25_000;
/** Ctrl-C under npm arrives twice: from the terminal, and passed on by npm. Later ones are a person's. */
const SAME_SIGNAL_MS = 1_000;
/** How soon it is seen that the npm which has started us is gone. */
const PARENT_POLL_MS = 500;

/**
 * Ends the process in good order on SIGINT or SIGTERM: exit code 0 when everything was closed, 1 when something would
 * not close or a second signal says not to wait.
 */
export function stopOnSignals({ stop, logger, deadlineMs = DEADLINE_MS, host = process }: GracefulStopOptions): void {
  let stoppingSince: number | null = null;
  const onSignal = (signal: NodeJS.Signals): void => {
    if (stoppingSince !== null) {
      if (performance.now() - stoppingSince < SAME_SIGNAL_MS) return;
      logger.warn({ signal }, 'second signal: not waiting any longer');
      host.exit(1);
      return;
    }
    stoppingSince = performance.now();
    logger.info({ signal }, 'stopping');
    const timer = setTimeout(() => {
      logger.error('not everything could be closed in time');
      host.exit(1);
    }, deadlineMs);
    stop().then(
      () => {
        clearTimeout(timer);
        logger.info('stopped');
        host.exit(0);
      },
      (error: unknown) => {
        clearTimeout(timer);
        logger.error(errorFacts(error), 'stopping failed');
        host.exit(1);
      },
    );
  };
  host.on('SIGINT', onSignal);
  host.on('SIGTERM', onSignal);
  whenNpmIsGone(host, () => onSignal('SIGTERM'));
}

/** A killed npm passes no signal on: what it has started would live on, on its port, and nobody would know. */
function whenNpmIsGone(host: Pick<NodeJS.Process, 'env' | 'ppid'>, stop: () => void): void {
  if (host.env.npm_lifecycle_event === undefined) return;
  const parent = host.ppid;
  const timer = setInterval(() => {
    if (host.ppid === parent) return;
    clearInterval(timer);
    stop();
  }, PARENT_POLL_MS);
  timer.unref();
}
