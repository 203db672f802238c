import { createServer, request as httpsRequest, Agent } from 'node:https';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { X509Certificate } from 'node:crypto';
import type { TLSSocket } from 'node:tls';
import type { CertificatePair } from './card-maker.js';

export interface CardProxyParts {
  /** What browsers see. */
  server: CertificatePair;
  /** Of the cards. */
  cardAuthority: string;
  /** What the gateway sees. */
  client: CertificatePair;
  /** Of the gateway's own certificate. */
  gatewayAuthority: string;
  gatewayUrl: string;
}

export interface CardProxy {
  url: string;
  close(): Promise<void>;
}

const HEADER = 'client-cert';

/** A proxy as nginx would be set up: it ends the browser's TLS, asks for a card, and says by a header whose it was. */
export async function startCardProxy(parts: CardProxyParts): Promise<CardProxy> {
  const { server, cardAuthority, client, gatewayAuthority, gatewayUrl } = parts;
  const agent = new Agent({ cert: client.certificate, key: client.key, ca: gatewayAuthority, keepAlive: true });
  const proxy = createServer(
    { cert: server.certificate, key: server.key, ca: cardAuthority, requestCert: true, rejectUnauthorized: false },
    (incoming, answer) => passOn(incoming, answer, { agent, gatewayUrl }),
  );
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  return {
    url: `https://127.0.0.1:${(proxy.address() as AddressInfo).port}`,
    close: async () => {
      agent.destroy();
      proxy.closeAllConnections();
      await new Promise((resolve) => proxy.close(resolve));
    },
  };
}

function passOn(
  incoming: IncomingMessage,
  answer: ServerResponse,
  { agent, gatewayUrl }: { agent: Agent; gatewayUrl: string },
): void {
  const socket = incoming.socket as TLSSocket;
  // Whatever the browser says under this name is not what the proxy has seen.
  const { [HEADER]: _said, ...others } = incoming.headers;
  const headers = { ...others, ...(socket.authorized && { [HEADER]: escapedCertificate(socket) }) };
  const onward = httpsRequest(
    new URL(incoming.url ?? '/', gatewayUrl),
    { agent, method: incoming.method, headers },
    (reply) => {
      answer.writeHead(reply.statusCode ?? 502, reply.headers);
      reply.pipe(answer);
    },
  );
  onward.on('error', () => answer.destroy());
  incoming.pipe(onward);
}

function escapedCertificate(socket: TLSSocket): string {
  return encodeURIComponent(new X509Certificate(socket.getPeerCertificate().raw).toString());
}
