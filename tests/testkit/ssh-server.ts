import { spawn, type ChildProcess } from 'node:child_process';
import { accessSync, chmodSync, chownSync, constants, existsSync, readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { createServer, type Server, type Socket } from 'node:net';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import type { SftpServer } from '../../legacy-adapter/massivo/transport/sftp-server.type.js';
import { fingerprintIn, newKeyPair, type KeyPair } from './key-pair.js';
import type { ScriptedOffice } from './scripted-office.js';

const SSHD = ['/usr/sbin/sshd', '/usr/local/sbin/sshd'].find(isExecutable);

/** What to say where there is no OpenSSH server; null where there is one. */
export const NO_SSH_SERVER: string | null = SSHD
  ? null
  : 'The SFTP tests need a real OpenSSH server, which is not installed here: apt-get install openssh-server';

/** A suite that needs OpenSSH: fails in CI where there is none; elsewhere says so and is left out, not red. */
export function describeWithSshServer(name: string, suite: () => void): void {
  if (NO_SSH_SERVER === null) {
    describe(name, suite);
  } else if (process.env.CI) {
    it(name, () => {
      throw new Error(NO_SSH_SERVER ?? '');
    });
  } else {
    console.warn(`${NO_SSH_SERVER}\nNOT TESTED: ${name}`);
    describe.skip(`${name} (${NO_SSH_SERVER})`, suite);
  }
}

/**
 * OpenSSH's own server on a free port of loopback, with keys and a configuration of its own; one `sshd -i` a connection,
 * so that each can be stopped and killed by its pid. Root runs it as `daemon`, whom permissions hold as they hold a
 * real office's account; anybody else as himself.
 */
export class SshServer {
  readonly hostKey: KeyPair;
  readonly #userKey: KeyPair;
  readonly #folder: string;
  readonly #account: Account;
  readonly #connections = new Map<ChildProcess, Socket>();
  readonly #held = new Set<Socket>();
  #listener: Server | null = null;
  #isFrozen = false;
  port = 0;
  /** Connections that were made so far. */
  connectionsMade = 0;

  private constructor(folder: string, account: Account) {
    this.#folder = folder;
    this.#account = account;
    this.hostKey = newKeyPair();
    this.#userKey = newKeyPair();
  }

  /** @param folder of its own, for keys and configuration */
  static async start(folder: string): Promise<SshServer> {
    if (NO_SSH_SERVER) throw new Error(NO_SSH_SERVER);
    const server = new SshServer(join(folder, 'sshd'), account());
    await server.#configure();
    await server.resume();
    return server;
  }

  /** How to reach it, with the folder that holds the offices'. */
  address(root: string, some: Partial<SftpServer> = {}): SftpServer {
    return {
      ...{ host: '127.0.0.1', port: this.port, user: this.#account.name, root },
      privateKey: this.#userKey.privateKey,
      hostKey: { fingerprint: fingerprintIn(this.hostKey.publicKey), algorithm: null },
      ...some,
    };
  }

  /** The private key's file. */
  get keyFile(): string {
    return join(this.#folder, 'user_key');
  }

  /** Makes the account the owner of a file or folder, where the tests run as root. */
  give(path: string): void {
    if (this.#account.ids) chownSync(path, this.#account.ids.uid, this.#account.ids.gid);
  }

  /** Makes an office's folders, the account's own. */
  async openOffice(office: ScriptedOffice): Promise<void> {
    await office.open();
    for (const folder of ['', 'in', 'ack', 'err', 'out'])
      for (const path of [office.path(folder), office.path(folder, 'done')]) if (existsSync(path)) this.give(path);
  }

  /** Ends the listener and kills every connection, as a power cut would. */
  async kill(): Promise<void> {
    const listener = this.#listener;
    this.#listener = null;
    const closed = new Promise((resolve) => (listener ? listener.close(resolve) : resolve(undefined)));
    for (const socket of this.#held) socket.destroy();
    this.#held.clear();
    this.#signal('SIGKILL');
    await closed;
  }

  /** Listens again, on the same port. */
  async resume(): Promise<void> {
    const listener = createServer({ pauseOnConnect: true }, (socket) => this.#serve(socket));
    await new Promise<void>((resolve, reject) => {
      listener.once('error', reject).listen(this.port, '127.0.0.1', resolve);
    });
    this.#listener = listener;
    this.port = (listener.address() as { port: number }).port;
  }

  /** Connections that stand hang; new ones too, unless told otherwise. */
  freeze({ newOnes = true } = {}): void {
    this.#isFrozen = newOnes;
    this.#signal('SIGSTOP');
  }

  thaw(): void {
    this.#isFrozen = false;
    this.#signal('SIGCONT');
    for (const socket of this.#held) this.#spawn(socket);
    this.#held.clear();
  }

  get openConnections(): number {
    return this.#connections.size;
  }

  #serve(socket: Socket): void {
    this.connectionsMade += 1;
    socket.on('error', () => undefined);
    if (this.#isFrozen) this.#held.add(socket);
    else this.#spawn(socket);
  }

  #spawn(socket: Socket): void {
    const child = spawn(SSHD ?? '', ['-i', '-f', join(this.#folder, 'sshd_config'), '-E', join(this.#folder, 'log')], {
      stdio: [socket, socket, 'ignore'],
      ...(this.#account.ids ?? {}),
      detached: true, // a process group: sshd divides itself into a monitor and who speaks
    });
    this.#connections.set(child, socket);
    child.once('exit', () => this.#connections.delete(child));
    socket.destroy(); // ours; the child has its own
  }

  #signal(signal: NodeJS.Signals): void {
    for (const { pid } of this.#connections.keys()) {
      try {
        if (pid !== undefined) process.kill(-pid, signal);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error; // it has just ended
      }
    }
  }

  async #configure(): Promise<void> {
    await mkdir(this.#folder, { recursive: true });
    const files = {
      host_key: this.hostKey.privateKey,
      user_key: this.#userKey.privateKey,
      authorized_keys: `${this.#userKey.publicKey}\n`,
      log: '',
    };
    for (const [name, content] of Object.entries(files)) {
      const path = join(this.#folder, name);
      await writeFile(path, content);
      chmodSync(path, 0o600);
      this.give(path);
    }
    chmodSync(this.#folder, 0o755);
    await writeFile(join(this.#folder, 'sshd_config'), configuration(this.#folder));
  }

  /** What the servers have logged. */
  log(): string {
    return readFileSync(join(this.#folder, 'log'), 'utf8');
  }
}

interface Account {
  name: string;
  /** Whom root becomes. */
  ids: { uid: number; gid: number } | null;
}

function account(): Account {
  const { uid, username } = userInfo();
  if (uid !== 0) return { name: username, ids: null };
  const [name = '', , id, group] = (/^daemon:.*$/m.exec(readFileSync('/etc/passwd', 'utf8'))?.[0] ?? '').split(':');
  return { name, ids: { uid: Number(id), gid: Number(group) } };
}

function configuration(folder: string): string {
  return [
    `HostKey ${join(folder, 'host_key')}`,
    `AuthorizedKeysFile ${join(folder, 'authorized_keys')}`,
    ...['PidFile none', 'UsePAM no', 'StrictModes no', 'LogLevel VERBOSE'],
    ...['AuthenticationMethods publickey', 'PasswordAuthentication no', 'KbdInteractiveAuthentication no'],
    ...['AllowTcpForwarding no', 'X11Forwarding no', 'PermitTTY no', 'PrintMotd no'],
    ...['Subsystem sftp internal-sftp', 'ForceCommand internal-sftp'],
    '',
  ].join('\n');
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
