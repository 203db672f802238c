import { createHash } from 'node:crypto';
import { realpath, unlink } from 'node:fs/promises';
import { connect, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';

const RETRY_MS = 50;

/**
 * One emulator per state directory: two would write the same books. The lock is a listening local socket, which the
 * system takes down with the process, kill -9 included (a file with a process id would outlive it).
 */
export class StateLock {
  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;
  }

  /** Waits for an emulator that is just going away; throws when it still holds the directory after `waitMs`. */
  static async acquire(stateDir: string, waitMs: number): Promise<StateLock> {
    const address = addressOf(await realpath(stateDir));
    const deadline = performance.now() + waitMs;
    for (;;) {
      const server = await listen(address);
      if (server) return new StateLock(server);
      if (performance.now() >= deadline) throw new Error('another emulator works in this state directory');
      await dropStale(address);
      await sleep(RETRY_MS);
    }
  }

  release(): Promise<void> {
    return new Promise((resolve) => this.#server.close(() => resolve()));
  }
}

/** On Linux a name outside the file system, which leaves nothing behind; elsewhere a socket file. */
function addressOf(stateDir: string): string {
  const name = `casellario-emulator-${createHash('sha256').update(stateDir).digest('hex').slice(0, 24)}`;
  return process.platform === 'linux' ? `\0${name}` : join(tmpdir(), name);
}

function listen(address: string): Promise<Server | undefined> {
  return new Promise((resolve, reject) => {
    const server = createServer((socket) => socket.destroy());
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') resolve(undefined);
      else reject(error);
    });
    server.listen(address, () => resolve(server.unref()));
  });
}

/** A socket file that nobody listens on is left over from a killed process. */
async function dropStale(address: string): Promise<void> {
  if (address.startsWith('\0')) return;
  const answered = await new Promise<boolean>((resolve) => {
    const socket = connect(address, () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
  if (!answered) await unlink(address).catch(() => undefined);
}
