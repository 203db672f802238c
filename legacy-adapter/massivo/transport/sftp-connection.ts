import { createHash } from 'node:crypto';
import { connect as openSocket, type Socket } from 'node:net';
import type { Client, ConnectConfig, SFTPWrapper } from 'ssh2';
import { DropAreaError } from './drop-area.errors.js';
import type { PinnedHostKey, SftpServer, SftpTimings } from './sftp-server.type.js';
import { SFTP_STATUS, SftpStatusError } from './sftp-status.js';

/** Sends one request; `done` is what ssh2 calls with the answer. */
export type SftpRequest<T> = (sftp: SFTPWrapper, done: (error?: Error | null, answer?: T) => void) => void;

const KEEP_ALIVES_UNANSWERED = 3;
const RSA = ['rsa-sha2-512', 'rsa-sha2-256'] as const;
const ECDSA = ['ecdsa-sha2-nistp256', 'ecdsa-sha2-nistp384', 'ecdsa-sha2-nistp521'] as const;
/** Nothing with SHA-1, CBC or small groups; no ChaCha20-Poly1305 (CVE-2023-48795); no compression. */
const ALGORITHMS = {
  kex: [
    ...['curve25519-sha256', 'curve25519-sha256@libssh.org'],
    ...['ecdh-sha2-nistp256', 'ecdh-sha2-nistp384', 'ecdh-sha2-nistp521'],
    ...['diffie-hellman-group16-sha512', 'diffie-hellman-group18-sha512'],
  ],
  cipher: ['aes128-gcm@openssh.com', 'aes256-gcm@openssh.com', 'aes256-ctr', 'aes128-ctr'],
  hmac: ['hmac-sha2-256-etm@openssh.com', 'hmac-sha2-512-etm@openssh.com'],
  compress: ['none'],
};

/** One SSH connection with its SFTP channel. Once lost it stays lost, and every request is told so. */
export class SftpConnection {
  readonly #socket: Socket;
  readonly #sftp: SFTPWrapper;
  readonly #unanswered = new Set<(error: Error) => void>();
  #lost: DropAreaError | null = null;

  private constructor({ client, socket, sftp }: { client: Client; socket: Socket; sftp: SFTPWrapper }) {
    this.#socket = socket;
    this.#sftp = sftp;
    const onLoss = (error?: unknown): void => this.drop(unreachable(error));
    client.on('error', onLoss).on('close', () => onLoss());
    // The server's SFTP process may end by itself while its SSH lives on.
    sftp.on('error', onLoss).on('end', () => onLoss());
    sftp.on('close', () => onLoss());
  }

  /** Connects once. Fails with a `DropAreaError`; `HOST_KEY_MISMATCH` before anything was said to the server. */
  static async open(
    server: SftpServer,
    { withinMs, keepAliveMs }: { withinMs: number } & Pick<SftpTimings, 'keepAliveMs'>,
  ): Promise<SftpConnection> {
    // Loaded with the first connection: whoever works with a directory never needs it (150 ms of a start).
    const { default: ssh2 } = await import('ssh2');
    const client = new ssh2.Client();
    const socket = openSocket({ host: server.host, port: server.port, noDelay: true });
    const check = new HostKeyCheck(server.hostKey);
    let timer: NodeJS.Timeout | undefined;
    try {
      return await new Promise<SftpConnection>((resolve, reject) => {
        timer = setTimeout(() => reject(new DropAreaError('TIMED_OUT')), withinMs);
        client.on('error', (error) => reject(check.failure() ?? refusal(error)));
        client.on('close', () => reject(new DropAreaError('UNREACHABLE')));
        client.on('ready', () => {
          client.sftp((error, sftp) => {
            if (error) reject(unreachable(error));
            else resolve(new SftpConnection({ client, socket, sftp }));
          });
        });
        client.connect({
          ...configOf(server, keepAliveMs),
          sock: socket,
          hostVerifier: (key: Buffer) => check.accepts(key),
        });
      });
    } catch (error) {
      socket.destroy();
      throw error instanceof DropAreaError ? error : new DropAreaError('UNREACHABLE', { cause: error });
    } finally {
      clearTimeout(timer);
    }
  }

  get isLost(): boolean {
    return this.#lost !== null;
  }

  /** Rejects with `SftpStatusError` when the server says no, and with `DropAreaError` when it says nothing any more. */
  request<T>(send: SftpRequest<T>): Promise<T> {
    // On a closed channel ssh2 would take the request and never answer it.
    if (this.#lost) return Promise.reject(this.#lost);
    return new Promise<T>((resolve, reject) => {
      this.#unanswered.add(reject);
      const done = (error?: Error | null, answer?: T): void => {
        this.#unanswered.delete(reject);
        if (error) reject(this.#failure(error));
        else resolve(answer as T);
      };
      try {
        send(this.#sftp, done);
      } catch {
        done(new SftpStatusError(SFTP_STATUS.OP_UNSUPPORTED)); // ssh2 knows which extensions the server has offered
      }
    });
  }

  /** Ends the connection; whoever still waits for an answer gets the error. */
  drop(error: DropAreaError): void {
    if (this.#lost) return;
    this.#lost = error;
    this.#socket.destroy();
    for (const reject of this.#unanswered) reject(error);
    this.#unanswered.clear();
  }

  #failure(error: Error): Error {
    if (error instanceof SftpStatusError) return error;
    const { code } = error as { code?: unknown };
    return typeof code === 'number' ? new SftpStatusError(code) : (this.#lost ?? unreachable(error));
  }
}

/** Compares the server's host key with the pinned one. */
class HostKeyCheck {
  readonly #pinned: PinnedHostKey;
  #shown: string | null = null;

  constructor(pinned: PinnedHostKey) {
    this.#pinned = pinned;
  }

  accepts(key: Buffer): boolean {
    this.#shown = `SHA256:${createHash('sha256').update(key).digest('base64').replace(/=+$/, '')}`;
    return this.#shown === this.#pinned.fingerprint;
  }

  failure(): DropAreaError | null {
    if (this.#shown === null || this.#shown === this.#pinned.fingerprint) return null;
    return new DropAreaError('HOST_KEY_MISMATCH', { systemCode: this.#shown });
  }
}

function configOf({ user, privateKey, hostKey }: SftpServer, keepAliveMs: number): ConnectConfig {
  const algorithms = { ...ALGORITHMS, serverHostKey: hostKeyAlgorithms(hostKey.algorithm) };
  return {
    ...{ username: user, privateKey, authHandler: ['publickey'] },
    ...{ keepaliveInterval: keepAliveMs, keepaliveCountMax: KEEP_ALIVES_UNANSWERED, readyTimeout: 0 },
    algorithms: algorithms as NonNullable<ConnectConfig['algorithms']>,
  };
}

function hostKeyAlgorithms(algorithm: string | null): string[] {
  if (algorithm === null) return ['ssh-ed25519', ...ECDSA, ...RSA];
  return algorithm === 'ssh-rsa' ? [...RSA] : [algorithm];
}

function refusal(error: Error): DropAreaError {
  const { level } = error as { level?: unknown };
  return level === 'client-authentication' ? new DropAreaError('KEY_REFUSED', { cause: error }) : unreachable(error);
}

function unreachable(error?: unknown): DropAreaError {
  const { code } = (error ?? {}) as { code?: unknown };
  return new DropAreaError('UNREACHABLE', { cause: error, ...(typeof code === 'string' && { systemCode: code }) });
}
