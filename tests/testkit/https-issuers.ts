import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { writeFile } from 'node:fs/promises';
import type { JWTPayload } from 'jose';
import { systemClock } from '../../schema/kernel/clock.js';
import { makeAuthority, makeCertificate } from './card-maker.js';
import { testIssuer, type TestIssuer } from './test-issuer.js';

const KINDS = ['EID', 'SIC', 'DASHBOARDS'] as const;
export type IssuerName = (typeof KINDS)[number];

/** The three identity providers as production has them: key sets over HTTPS, tokens of ES256. */
export interface HttpsIssuers {
  /** Of a process that believes them. */
  env: Readonly<Record<string, string>>;
  /** A token for six hours from now. */
  token(kind: IssuerName, claims: JWTPayload): Promise<string>;
  close(): Promise<void>;
}

const HOUR_S = 3_600;

/** Serves them on loopback, with a certificate of an authority that is written into the folder. */
export async function httpsIssuers(folder: string): Promise<HttpsIssuers> {
  const issuers = new Map<IssuerName, TestIssuer>();
  for (const kind of KINDS) issuers.set(kind, await testIssuer(`https://${kind.toLowerCase()}.example.it`));
  const of = (kind: string): TestIssuer => {
    const issuer = issuers.get(kind as IssuerName);
    if (!issuer) throw new Error(`no issuer ${kind}`);
    return issuer;
  };
  const authority = makeAuthority('issuers');
  const { certificate, key } = makeCertificate({
    ...{ subject: { CN: '127.0.0.1' }, purposes: ['serverAuth'], addresses: ['127.0.0.1'], issuer: authority },
  });
  const server = createServer({ cert: certificate, key }, ({ url = '/' }, response) => {
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(of(url.slice(1)).keySet));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const authorityFile = path.join(folder, 'authority.pem');
  await writeFile(authorityFile, authority.certificate);
  return {
    env: {
      NODE_EXTRA_CA_CERTS: authorityFile,
      ...Object.fromEntries(
        KINDS.flatMap((kind) => [
          [`${kind}_ISSUER`, of(kind).name],
          [`${kind}_JWKS_URL`, `${origin}/${kind}`],
        ]),
      ),
    },
    token: (kind, claims) => {
      const now = Math.floor(systemClock.now().getTime() / 1_000);
      return of(kind).sign(claims, { issuedAt: now, expiresAt: now + 6 * HOUR_S });
    },
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
