import { createHash } from 'node:crypto';
import { z } from 'zod';

/** How an SFTP server and the keys of both sides are written. Messages never repeat the text. */

/** A folder on an SFTP server, and who we are there. */
export interface SftpAddress {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  /** Absolute, without a slash at its end. */
  readonly root: string;
}

export interface SftpHostKey {
  /** `SHA256:` and base64 without padding, as `ssh-keygen -l` prints it. */
  readonly fingerprint: string;
  /** `ssh-ed25519` and the like; null where only the fingerprint was given. */
  readonly algorithm: string | null;
}

const SFTP_PORT = 22;
const FINGERPRINT = /^SHA256:[A-Za-z0-9+/]{43}$/;
const PUBLIC_KEY = /^(ssh-ed25519|ssh-rsa|ecdsa-sha2-nistp(?:256|384|521)) ([A-Za-z0-9+/]+={0,2})(?: .*)?$/;
const OPENSSH_KEY = /^-----BEGIN OPENSSH PRIVATE KEY-----\s([A-Za-z0-9+/=\s]+)-----END OPENSSH PRIVATE KEY-----$/;
/** What such a key starts with when it is not encrypted (OpenSSH's PROTOCOL.key). */
const UNENCRYPTED = Buffer.from('openssh-key-v1\0\0\0\0\x04none\0\0\0\x04none', 'latin1');

/** Null when the text is no such address. */
export function sftpAddressOf(text: string): SftpAddress | null {
  if (!URL.canParse(text)) return null;
  const { protocol, hostname, port, username, password, pathname, search, hash } = new URL(text);
  const [user, path] = [decoded(username), decoded(pathname)];
  if (protocol !== 'sftp:' || !hostname || !user || !path?.startsWith('/')) return null;
  if (password || search || hash || /[\0-\x1f\x7f]/.test(user + path)) return null;
  return {
    host: hostname.replace(/^\[|\]$/g, ''),
    port: port ? Number(port) : SFTP_PORT,
    user,
    root: path.replace(/(?<=.)\/+$/, ''),
  };
}

/** The fingerprint of a host key, or the key itself as a line of its `.pub` file. */
export const sftpHostKey: z.ZodType<SftpHostKey, string> = z.string().transform((value, context) => {
  if (FINGERPRINT.test(value)) return { fingerprint: value, algorithm: null };
  const [, algorithm = '', base64 = ''] = PUBLIC_KEY.exec(value) ?? [];
  const key = Buffer.from(base64, 'base64');
  if (algorithm && key.subarray(4, 4 + algorithm.length).toString('latin1') === algorithm) {
    const digest = createHash('sha256').update(key).digest('base64').replace(/=+$/, '');
    return { fingerprint: `SHA256:${digest}`, algorithm };
  }
  const message =
    'must be the fingerprint of the host key (SHA256:…, from ssh-keygen -l) or the key (ssh-ed25519 AAAA…)';
  context.addIssue({ code: 'custom', message });
  return z.NEVER;
});

/** A private key as ssh-keygen writes it; a line break may be written as the two characters \\n. */
export const sshPrivateKey: z.ZodType<string, string> = z.string().transform((value, context) => {
  const pem = value.replaceAll('\\n', '\n').trim();
  const body = Buffer.from(OPENSSH_KEY.exec(pem)?.[1] ?? '', 'base64');
  if (body.subarray(0, UNENCRYPTED.length).equals(UNENCRYPTED)) return `${pem}\n`;
  context.addIssue({
    code: 'custom',
    message: "must be a private key in OpenSSH's format without a passphrase (ssh-keygen -t ed25519 -N '')",
  });
  return z.NEVER;
});

function decoded(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}
