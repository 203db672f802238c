import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';

/** Why a certificate in a header is not believed, by who has sent it. */
export type ProxyDoubt = 'not-configured' | 'no-mutual-tls' | 'unknown-proxy';

/** `null`: the connection is a trusted proxy's. */
export type DoubtAbout = (socket: Socket) => ProxyDoubt | null;

/**
 * Whether a connection is a proxy's that may say whose certificate it has seen: mutual TLS, its certificate issued by the
 * pinned authority (the server sees to that: `socket.authorized`), and its name on the list. Asked once a connection.
 */
export function trustedProxies(names: readonly string[]): DoubtAbout {
  const known = new WeakMap<Socket, ProxyDoubt | null>();
  const judge = (socket: Socket): ProxyDoubt | null => {
    if (!(socket instanceof TLSSocket) || !socket.authorized) return 'no-mutual-tls';
    const { subject } = socket.getPeerCertificate();
    const name: unknown = (subject as { CN?: unknown } | undefined)?.CN;
    return typeof name === 'string' && names.includes(name) ? null : 'unknown-proxy';
  };
  return (socket) => {
    const judged = known.get(socket);
    if (judged !== undefined) return judged;
    const doubt = judge(socket);
    known.set(socket, doubt);
    return doubt;
  };
}
