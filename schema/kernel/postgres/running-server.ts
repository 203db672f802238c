import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { readFile, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';

/** Setting under which a server carries the id of the process that started it, visible in its command line. */
export const OWNER_SETTING = 'bridge.owner_pid';

/** A live postmaster on a cluster. */
export interface RunningServer {
  readonly pid: number;
  readonly port: number;
  readonly status: 'starting' | 'ready' | 'stopping' | 'standby';
  /** The process that started it; undefined where command lines cannot be read (Windows) or for a foreign start. */
  readonly ownerPid: number | undefined;
}

/**
 * The server that runs on a cluster, by its `postmaster.pid`. After kill -9 or a reboot that file is stale and its
 * process id may belong to anyone, so the process must prove to be a postgres of this very folder.
 */
export async function runningServer(cluster: string): Promise<RunningServer | undefined> {
  const content = await readFile(pidFile(cluster), 'utf8').catch(() => undefined);
  return content === undefined ? undefined : serverOf(content, cluster);
}

async function serverOf(content: string, cluster: string): Promise<RunningServer | undefined> {
  // Lines: pid, data folder, start time, port, socket folder, address, shared memory, status.
  const [pid, , , port, , , , status] = content.split('\n').map((line) => line.trim());
  // A single-user or bootstrap server writes a negative id and is gone again at once.
  if (!(Number(pid) > 0) || !isAlive(Number(pid))) return undefined;

  const command = await commandLine(Number(pid));
  if (command !== undefined && !isServerOf(command, cluster)) return undefined;
  return {
    pid: Number(pid),
    port: Number(port),
    // The status line is written last: a server without one has just begun.
    status: status === 'ready' || status === 'stopping' || status === 'standby' ? status : 'starting',
    ownerPid: ownerOf(command),
  };
}

/**
 * Takes a stale `postmaster.pid` away when its process id now belongs to somebody else, for then PostgreSQL refuses to
 * start. A file whose process is dead it replaces by itself. Looked at again once moved: another start may have put a
 * new file there in between.
 */
export async function discardForeignPidFile(cluster: string): Promise<void> {
  const content = await readFile(pidFile(cluster), 'utf8').catch(() => undefined);
  if (content === undefined || !isAlive(Number.parseInt(content, 10))) return;
  if ((await serverOf(content, cluster)) !== undefined) return;
  const moved = `${pidFile(cluster)}.${randomUUID()}`;
  await rename(pidFile(cluster), moved);
  if ((await readFile(moved, 'utf8')) === content) await rm(moved);
  else await rename(moved, pidFile(cluster));
}

const pidFile = (cluster: string): string => path.join(cluster, 'postmaster.pid');

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function isServerOf(command: string[], cluster: string): boolean {
  const text = `${command.join(' ')} `;
  // The guard of `server-process.ts` is a shell with the same arguments further on.
  return text.includes(`postgres -D ${cluster} `) && !text.startsWith('/bin/sh ');
}

function ownerOf(command: string[] | undefined): number | undefined {
  const setting = command?.find((argument) => argument.startsWith(`${OWNER_SETTING}=`));
  return setting === undefined ? undefined : Number(setting.slice(OWNER_SETTING.length + 1));
}

/** Arguments of a process; undefined where they cannot be had. Slim images have no `ps`, so Linux asks /proc. */
async function commandLine(pid: number): Promise<string[] | undefined> {
  if (process.platform === 'linux') {
    const content = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
    return content.split('\0');
  }
  if (process.platform === 'win32') return undefined;
  const { stdout } = await promisify(execFile)('ps', ['-ww', '-o', 'command=', '-p', `${pid}`]).catch(() => ({
    stdout: '',
  }));
  return stdout.trim().split(' ');
}
