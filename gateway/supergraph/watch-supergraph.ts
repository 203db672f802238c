import { readFile, stat } from 'node:fs/promises';
import { errorFacts, type Logger } from '../telemetry/logger.js';

export interface WatchedSupergraph {
  stop(): void;
}

export interface WatchSupergraphParts {
  gateway: { replaceSupergraph(supergraphSdl: string): Promise<void> };
  logger: Logger;
  /** Between two looks at the file; a second unless told otherwise. */
  pauseMs?: number;
}

const PAUSE_MS = 1_000;

/**
 * Serves what a file says, now and whenever it says something else: seen by looking at it, because notices of changes do
 * not come from every file system, once it has stayed the same from one look to the next; or at once on SIGHUP. What
 * cannot be served is refused with its reason in the log, and what was served stays.
 */
export function watchSupergraph(
  file: string,
  { gateway, logger, pauseMs = PAUSE_MS }: WatchSupergraphParts,
): WatchedSupergraph {
  let taken: string | null = null;
  let seen: string | null = null;
  let isBusy = false;

  const take = async (): Promise<void> => {
    try {
      await gateway.replaceSupergraph(await readFile(file, 'utf8'));
      logger.info({ supergraph: file }, 'supergraph in service');
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      logger.error(
        { supergraph: file, reason, ...errorFacts(error) },
        'supergraph refused, the one before stays in service',
      );
    }
  };
  const look = async (): Promise<void> => {
    if (isBusy) return;
    isBusy = true;
    const now = await stateOf(file);
    // The first look tells what is served already; a file that is being written changes from look to look.
    taken ??= now;
    if (now !== null && now === seen && now !== taken) {
      taken = now;
      await take();
    }
    seen = now;
    isBusy = false;
  };
  const onSignal = (): void => void take();
  const timer = setInterval(() => void look(), pauseMs);
  timer.unref();
  void look();
  process.on('SIGHUP', onSignal);
  return {
    stop: () => {
      clearInterval(timer);
      process.off('SIGHUP', onSignal);
    },
  };
}

/** `null` while there is no such file. */
async function stateOf(file: string): Promise<string | null> {
  try {
    const { mtimeMs, size, ino } = await stat(file);
    return `${mtimeMs} ${size} ${ino}`;
  } catch {
    return null;
  }
}
