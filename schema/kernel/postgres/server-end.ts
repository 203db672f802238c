import { execFile } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { executable, type PostgresBinaries } from './binaries.js';
import { isAlive, runningServer, type RunningServer } from './running-server.js';

/** INT: fast shutdown (sessions are ended, everything is written). QUIT: immediate (recovery at the next start). */
type ServerSignal = 'INT' | 'QUIT' | 'KILL';

const POLL_MS = 20;
const STARTING_PATIENCE_MS = 60_000;
const STOPPING_PATIENCE_MS = 10_000;
/** A guard ends its orphan within milliseconds; an orphan still ready after this long has lost its guard as well. */
const GUARD_PATIENCE_MS = 2_000;
const SIGNAL_PATIENCE_MS: Record<ServerSignal, number> = { INT: 10_000, QUIT: 5_000, KILL: 5_000 };

/**
 * Waits until the cluster has no server, or has one that a living process owns and that is ready: that one can be
 * shared. An orphan is given the time its guard needs, then ended.
 */
export async function settledServer(cluster: string, binaries: PostgresBinaries): Promise<RunningServer | undefined> {
  const begin = performance.now();
  for (;;) {
    const server = await runningServer(cluster);
    if (server === undefined) return undefined;
    const orphan = server.ownerPid !== undefined && !isAlive(server.ownerPid);
    if (server.status === 'ready' && !orphan) return server;
    if (performance.now() - begin > patience(server, orphan)) await endServer(cluster, binaries);
    await sleep(POLL_MS);
  }
}

function patience(server: RunningServer, orphan: boolean): number {
  if (server.status === 'stopping') return STOPPING_PATIENCE_MS;
  return orphan ? GUARD_PATIENCE_MS : STARTING_PATIENCE_MS;
}

/**
 * Ends whatever server runs on the cluster: fast unless it is already stopping, then immediate, then by kill.
 *
 * @throws Error when it outlives all three.
 */
export async function endServer(cluster: string, binaries: PostgresBinaries): Promise<void> {
  const server = await runningServer(cluster);
  if (server === undefined) return;
  for (const signal of ['INT', 'QUIT', 'KILL'] as const) {
    if (signal === 'INT' && server.status === 'stopping') continue;
    await signalServer(cluster, binaries, signal);
    if (await gone(cluster, SIGNAL_PATIENCE_MS[signal])) return;
  }
  throw new Error(`The embedded PostgreSQL with process id ${server.pid} cannot be ended.`);
}

export async function signalServer(cluster: string, binaries: PostgresBinaries, signal: ServerSignal): Promise<void> {
  const server = await runningServer(cluster);
  if (server === undefined) return;
  if (process.platform === 'win32') {
    // Windows has no signals; the server listens to pg_ctl's imitation of them.
    await promisify(execFile)(executable(binaries, 'pg_ctl'), ['kill', signal, `${server.pid}`]).catch(() => undefined);
    return;
  }
  try {
    process.kill(server.pid, `SIG${signal}`);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

async function gone(cluster: string, withinMs: number): Promise<boolean> {
  const deadline = performance.now() + withinMs;
  while ((await runningServer(cluster)) !== undefined) {
    if (performance.now() > deadline) return false;
    await sleep(POLL_MS);
  }
  return true;
}
