/** An SFTP server that holds `<root>/<officeCode>/{in,ack,err,out}`, and how it and we know each other. */
export interface SftpServer {
  host: string;
  port: number;
  user: string;
  /** Absolute, as the server shows its folders. */
  root: string;
  /** In OpenSSH's format, not encrypted. */
  privateKey: string;
  hostKey: PinnedHostKey;
}

export interface PinnedHostKey {
  /** `SHA256:` and base64 without padding, as `ssh-keygen -l` prints it. */
  fingerprint: string;
  /** `ssh-ed25519` and the like; null: the server's Ed25519 key, or what it has instead. */
  algorithm: string | null;
}

/** Times in milliseconds. */
export interface SftpTimings {
  /** For a connection to stand, all attempts together. */
  connectMs: number;
  /** Pause after the first failed attempt to connect, doubled after each. */
  reconnectMs: number;
  /** A server that leaves three of these questions unanswered is gone. */
  keepAliveMs: number;
  /** A connection that nobody uses is closed after so long. */
  idleMs: number;
  /** How long it is looked for what became of a rename that was not answered; the claim is held meanwhile. */
  settleMs: number;
  /** How long the removal of an unpublished part may take. */
  discardMs: number;
}

export const DEFAULT_SFTP_TIMINGS: Readonly<SftpTimings> = {
  connectMs: 10_000,
  reconnectMs: 250,
  keepAliveMs: 10_000,
  idleMs: 30_000,
  settleMs: 15_000,
  discardMs: 5_000,
};
