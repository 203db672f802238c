import { execFile } from 'node:child_process';
import { chmod, chown, mkdir, stat } from 'node:fs/promises';
import os from 'node:os';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Who initdb and the server run as. Without ids: the user this process already runs as. */
export interface ServerUser {
  readonly ids: { readonly uid: number; readonly gid: number } | undefined;
  /** False for a user id that the system's user database does not know: initdb alone refuses such a one. */
  readonly hasName: boolean;
}

/** Debian and Alpine packages create `postgres`; `nobody` exists everywhere and owns nothing else here. */
const UNPRIVILEGED_NAMES = ['postgres', 'nobody'];

/**
 * The user PostgreSQL is to run as. PostgreSQL refuses user id 0, so root lends it an unprivileged user that already
 * exists (none is ever created); a cluster made earlier by an ordinary user goes on as that user, who can then still
 * use it without root.
 *
 * @throws Error when root finds no unprivileged user.
 */
export async function serverUser(existingCluster: string | undefined): Promise<ServerUser> {
  if (process.getuid?.() !== 0) return { ids: undefined, hasName: currentUserHasName() };
  if (existingCluster !== undefined) {
    const owner = await stat(existingCluster);
    if (owner.uid !== 0) return { ids: { uid: owner.uid, gid: owner.gid }, hasName: true };
  }
  for (const name of UNPRIVILEGED_NAMES) {
    const ids = await idsOf(name);
    if (ids !== undefined) return { ids, hasName: true };
  }
  throw new Error(
    'PostgreSQL does not run as root, and this system has neither a user "postgres" nor a user "nobody" to run it as. ' +
      'Start as an ordinary user, or set DATABASE_URL to a server of your own.',
  );
}

/** Whether this user can enter the folder, asked of the kernel itself: mode bits alone know nothing of ACLs. */
export async function canEnter(user: ServerUser, folder: string): Promise<boolean> {
  if (user.ids === undefined) return true;
  return succeeds(run('/bin/sh', ['-c', 'cd -- "$1"', 'sh', folder], { ...user.ids, cwd: '/' }));
}

/** Whether this user can run the program (and load its libraries), found out by `--version`. */
export async function canRun(user: ServerUser, program: string): Promise<boolean> {
  return succeeds(run(program, ['--version'], { ...user.ids, cwd: '/' }));
}

/** Makes a folder with exactly this mode: `mkdir` alone takes away what the umask says, and the server's user with it. */
export async function makeFolder(folder: string, mode: number): Promise<void> {
  await mkdir(folder, { recursive: true });
  await chmod(folder, mode);
}

/** Gives a file or folder made by this process to the server's user. */
export async function handOver(user: ServerUser, file: string): Promise<void> {
  if (user.ids !== undefined) await chown(file, user.ids.uid, user.ids.gid);
}

/** Nothing of ours: PG* variables of the caller's shell would change what initdb and the server do. */
export function serverEnvironment(): NodeJS.ProcessEnv {
  if (process.platform === 'win32') {
    return Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.toUpperCase().startsWith('PG')));
  }
  return { PATH: process.env['PATH'], LC_ALL: 'C', TZ: 'UTC' };
}

function currentUserHasName(): boolean {
  try {
    os.userInfo();
    return true;
  } catch {
    return false;
  }
}

/** `id` asks NSS, so users of a directory service count too; Node itself cannot look a user up by name. */
async function idsOf(name: string): Promise<{ uid: number; gid: number } | undefined> {
  try {
    const [uid, gid] = await Promise.all([run('id', ['-u', name]), run('id', ['-g', name])]);
    return { uid: Number(uid.stdout), gid: Number(gid.stdout) };
  } catch {
    return undefined;
  }
}

async function succeeds(attempt: Promise<unknown>): Promise<boolean> {
  return attempt.then(
    () => true,
    () => false,
  );
}
