import { spawn, type ChildProcess } from 'node:child_process';
import { open, readFile, type FileHandle } from 'node:fs/promises';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { executable, type PostgresBinaries } from './binaries.js';
import { clusterFolder, logFile, type ClusterLocation } from './cluster-location.js';
import { OWNER_SETTING, runningServer } from './running-server.js';
import { endServer, signalServer } from './server-end.js';
import { handOver, serverEnvironment } from './server-user.js';

export type ServerSettings = Readonly<Record<string, string | number | boolean>>;

export interface ServerStart {
  readonly location: ClusterLocation;
  readonly binaries: PostgresBinaries;
  readonly settings: ServerSettings;
}

/** A server started by this process. */
export interface ServerProcess {
  readonly port: number;
  /** Settles when the server has ended, whoever ended it. */
  readonly ended: Promise<void>;
  stop(): Promise<void>;
}

/** Recovery after a crash replays at most `max_wal_size` of changes; a minute is several times what that takes. */
const READY_DEADLINE_MS = 60_000;
const STOP_DEADLINE_MS = 15_000;
const POLL_MS = 10;
const PORT_ATTEMPTS = 5;
const LOG_LINES_SHOWN = 15;

/**
 * Runs the server ("$@") until it ends or the pipe on its input closes, which the kernel does when the process that
 * holds the other end dies, even by kill -9. Then: fast shutdown. Two shells wait, one for each; the server itself
 * holds no end of the pipe.
 */
const GUARD = `
exec 3<&0
"$@" 3<&- </dev/null &
server=$!
( read -r _ <&3; kill -INT "$server" 2>/dev/null ) &
watcher=$!
wait "$server"
status=$?
kill "$watcher" 2>/dev/null
exit "$status"`;

/**
 * Starts a server on a free port and waits until it accepts connections.
 *
 * @throws Error with the last lines of the server's log.
 */
export async function startServer(start: ServerStart): Promise<ServerProcess> {
  for (let attempt = 1; ; attempt += 1) {
    const port = await freePort();
    const child = await spawnServer(start, port);
    const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
    if (await becomesReady(clusterFolder(start.location.home), child, port)) {
      return { port, ended, stop: () => stopServer(start, child, ended) };
    }
    await stopServer(start, child, ended);
    const log = await lastLines(logFile(start.location.home));
    // Somebody took the port between its choice and its use.
    if (attempt < PORT_ATTEMPTS && log.includes('could not create any TCP/IP sockets')) continue;
    throw new Error(`The embedded PostgreSQL in ${start.location.home} did not start:\n${log}`);
  }
}

async function spawnServer({ location, binaries, settings }: ServerStart, port: number): Promise<ChildProcess> {
  const fixed = { listen_addresses: '127.0.0.1', unix_socket_directories: '', [OWNER_SETTING]: process.pid };
  const command = [executable(binaries, 'postgres'), '-D', clusterFolder(location.home), '-p', `${port}`];
  for (const [name, value] of Object.entries({ ...settings, ...fixed })) command.push('-c', `${name}=${value}`);
  const [program, ...args] =
    process.platform === 'win32' ? command : ['/bin/sh', '-c', GUARD, 'postgres-guard', ...command];

  const log = await emptyLog(location);
  try {
    const child = spawn(program as string, args, {
      ...location.user.ids,
      cwd: '/',
      env: serverEnvironment(),
      // A session of its own: Ctrl-C at the terminal reaches our process alone, which then stops the server in order.
      detached: true,
      windowsHide: true,
      stdio: ['pipe', log.fd, log.fd],
    });
    child.once('error', () => undefined); // not spawned: 'close' follows, and the caller reports it
    child.stdin?.on('error', () => undefined);
    // The server never keeps this process from ending: the guard sees the pipe close.
    child.unref();
    (child.stdin as Socket | null)?.unref();
    return child;
  } finally {
    await log.close();
  }
}

/** The log holds one life of the server, and the settings let hardly anything into it. */
async function emptyLog({ home, user }: ClusterLocation): Promise<FileHandle> {
  const log = await open(logFile(home), 'a', 0o600);
  await log.truncate();
  await handOver(user, logFile(home));
  return log;
}

async function becomesReady(cluster: string, child: ChildProcess, port: number): Promise<boolean> {
  const deadline = performance.now() + READY_DEADLINE_MS;
  while (performance.now() < deadline && child.exitCode === null && child.signalCode === null && child.pid) {
    const server = await runningServer(cluster);
    // By its port it is told from a server that another start, here or elsewhere, has put on the cluster meanwhile.
    if (server?.status === 'ready' && server.port === port) return true;
    await sleep(POLL_MS);
  }
  return false;
}

/** Fast shutdown by closing the guard's pipe: what happens when the parent is killed, so one way is always in use. */
async function stopServer(
  { location, binaries }: ServerStart,
  child: ChildProcess,
  ended: Promise<void>,
): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return ended;
  child.ref();
  child.stdin?.end();
  const cluster = clusterFolder(location.home);
  const fast = process.platform === 'win32' ? signalServer(cluster, binaries, 'INT') : Promise.resolve();
  const inTime = fast.then(() => ended).then(() => true);
  // Only what is known to be still ours: once ended, the cluster may already have a server of another process.
  if (await Promise.race([inTime, sleep(STOP_DEADLINE_MS, false, { ref: false })])) return;
  await endServer(cluster, binaries);
  await ended;
}

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve, reject) => {
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', resolve);
  });
  const { port } = probe.address() as AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  return port;
}

async function lastLines(file: string): Promise<string> {
  const content = await readFile(file, 'utf8').catch(() => '');
  return content.trimEnd().split('\n').slice(-LOG_LINES_SHOWN).join('\n');
}
