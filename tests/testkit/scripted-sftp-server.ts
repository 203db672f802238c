import { Buffer } from 'node:buffer';
import {
  lstatSync,
  linkSync,
  mkdirSync,
  openSync,
  closeSync,
  readSync,
  writeSync,
  fstatSync,
  readdirSync,
} from 'node:fs';
import { constants, unlinkSync, type Stats } from 'node:fs';
import { join } from 'node:path';
import ssh2, { type Connection, type FileEntry, type SFTPWrapper } from 'ssh2';
import type { SftpServer } from '../../legacy-adapter/massivo/transport/sftp-server.type.js';
import { fingerprintIn, newKeyPair } from './key-pair.js';

type Operation = 'OPEN' | 'READ' | 'WRITE' | 'REMOVE' | 'RENAME' | 'READDIR';

/** What a test wants done with a request: by default it is carried out and answered. */
export interface InterceptedRequest {
  operation: Operation;
  /** Does it and answers. */
  carryOut: () => void;
  /** Ends the connection; what is answered afterwards reaches nobody. */
  cut: () => void;
}

const { OPEN_MODE, STATUS_CODE } = ssh2.utils.sftp;

/**
 * A plain SFTP server of version 3 over a directory, none of OpenSSH's extensions, that loses answers, keeps requests
 * back and lies when it is told to. What a real server does is tried with OpenSSH's own (`ssh-server.ts`).
 */
export class ScriptedSftpServer {
  readonly #hostKey = newKeyPair();
  readonly #server: ssh2.Server;
  readonly #connections = new Set<Connection>();
  readonly #root: string;
  /** Replaced by a test. */
  intercept: (request: InterceptedRequest) => void = ({ carryOut }) => carryOut();
  /** Names that are listed though nothing has them. */
  lies: string[] = [];
  /** The same names are listed for ever. */
  isEndless = false;
  /** Connections are cut as soon as they are made. */
  isAway = false;
  /** Not more than so many bytes a read, as the protocol allows. */
  mostBytesRead = Infinity;

  private constructor(root: string) {
    this.#root = root;
    this.#server = new ssh2.Server({ hostKeys: [this.#hostKey.privateKey] }, (connection) => this.#accept(connection));
  }

  static async start(root: string): Promise<ScriptedSftpServer> {
    const server = new ScriptedSftpServer(root);
    await new Promise<void>((resolve) => server.#server.listen(0, '127.0.0.1', resolve));
    return server;
  }

  address(): SftpServer {
    const { port } = this.#server.address() as { port: number };
    return {
      ...{ host: '127.0.0.1', port, user: 'bridge', root: this.#root, privateKey: newKeyPair().privateKey },
      hostKey: { fingerprint: fingerprintIn(this.#hostKey.publicKey), algorithm: 'ssh-ed25519' },
    };
  }

  /** Clients that are connected now. */
  get connected(): number {
    return this.#connections.size;
  }

  async stop(): Promise<void> {
    for (const connection of this.#connections) connection.end();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #accept(connection: Connection): void {
    if (this.isAway) {
      connection.on('error', () => undefined);
      connection.end();
      return;
    }
    this.#connections.add(connection);
    connection.on('close', () => this.#connections.delete(connection));
    connection.on('error', () => undefined);
    connection.on('authentication', (context) =>
      context.method === 'publickey' ? context.accept() : context.reject(),
    );
    connection.on('session', (accept) => {
      accept().on('sftp', (acceptSftp) => this.#serve(acceptSftp(), connection));
    });
  }

  #serve(sftp: SFTPWrapper, connection: Connection): void {
    const open = new OpenThings();
    /** Answers with a status when the act throws; a request that is intercepted is carried out when the test says so. */
    const on = (operation: string, act: (id: number, ...rest: never[]) => void): void => {
      sftp.on(operation, (id: number, ...rest: never[]) => {
        const carryOut = (): void => {
          try {
            act(id, ...rest);
          } catch (error) {
            sftp.status(id, statusOf(error));
          }
        };
        this.intercept({ operation: operation as Operation, carryOut, cut: () => connection.end() });
      });
    };
    const ok = (id: number): void => sftp.status(id, STATUS_CODE.OK);

    on('LSTAT', (id, path: string) => sftp.attrs(id, attributes(lstatSync(path))));
    on('FSTAT', (id, handle: Buffer) => sftp.attrs(id, attributes(fstatSync(open.file(handle)))));
    on('OPEN', (id, path: string, flags: number) => {
      const isNew = (flags & OPEN_MODE.CREAT) !== 0;
      const mode = isNew ? constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL : constants.O_RDONLY;
      sftp.handle(id, open.add({ file: openSync(path, mode, 0o640) }));
    });
    on('READ', (id, handle: Buffer, offset: number, length: number) => {
      const bytes = Buffer.alloc(Math.min(length, this.mostBytesRead));
      const count = readSync(open.file(handle), bytes, 0, bytes.length, offset);
      if (count === 0) sftp.status(id, STATUS_CODE.EOF);
      else sftp.data(id, bytes.subarray(0, count));
    });
    on('WRITE', (id, handle: Buffer, offset: number, bytes: Buffer) => {
      writeSync(open.file(handle), bytes, 0, bytes.length, offset);
      ok(id);
    });
    on('CLOSE', (id, handle: Buffer) => {
      open.close(handle);
      ok(id);
    });
    on('OPENDIR', (id, path: string) => sftp.handle(id, open.add({ entries: this.#entries(path) })));
    on('READDIR', (id, handle: Buffer) => {
      const entries = open.entries(handle);
      if (entries.length === 0) sftp.status(id, STATUS_CODE.EOF);
      else sftp.name(id, this.isEndless ? entries : entries.splice(0, 50));
    });
    on('REMOVE', (id, path: string) => {
      unlinkSync(path);
      ok(id);
    });
    on('MKDIR', (id, path: string) => {
      mkdirSync(path);
      ok(id);
    });
    on('RENAME', (id, from: string, to: string) => {
      linkSync(from, to);
      unlinkSync(from);
      ok(id);
    });
  }

  #entries(path: string): FileEntry[] {
    const found = readdirSync(path).map((filename) => ({
      filename,
      longname: filename,
      attrs: attributes(lstatSync(join(path, filename))),
    }));
    const attrs = { ...attributes(lstatSync(path)), mode: constants.S_IFREG | 0o644 };
    return [...found, ...this.lies.map((filename) => ({ filename, longname: filename, attrs }))];
  }
}

/** What a client has opened. */
class OpenThings {
  readonly #things = new Map<number, { file?: number; entries?: FileEntry[] }>();
  #last = 0;

  add(thing: { file?: number; entries?: FileEntry[] }): Buffer {
    this.#last += 1;
    this.#things.set(this.#last, thing);
    const handle = Buffer.alloc(4);
    handle.writeUInt32BE(this.#last);
    return handle;
  }

  file(handle: Buffer): number {
    const file = this.#things.get(handle.readUInt32BE())?.file;
    if (file === undefined) throw new Error('no such handle');
    return file;
  }

  entries(handle: Buffer): FileEntry[] {
    return this.#things.get(handle.readUInt32BE())?.entries ?? [];
  }

  close(handle: Buffer): void {
    const { file } = this.#things.get(handle.readUInt32BE()) ?? {};
    this.#things.delete(handle.readUInt32BE());
    if (file !== undefined) closeSync(file);
  }
}

function attributes({ mode, uid, gid, size, atimeMs, mtimeMs }: Stats): FileEntry['attrs'] {
  return { mode, uid, gid, size, atime: Math.floor(atimeMs / 1000), mtime: Math.floor(mtimeMs / 1000) };
}

function statusOf(error: unknown): number {
  const { code } = error as { code?: string };
  if (code === 'ENOENT' || code === 'ENOTDIR') return STATUS_CODE.NO_SUCH_FILE;
  return code === 'EACCES' || code === 'EPERM' ? STATUS_CODE.PERMISSION_DENIED : STATUS_CODE.FAILURE;
}
