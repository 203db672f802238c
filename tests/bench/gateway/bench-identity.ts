import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { systemClock } from '../../../schema/kernel/clock.js';
import { makeAuthority, makeCertificate } from '../../testkit/card-maker.js';
import { testIssuer } from '../../testkit/test-issuer.js';

/** Who signs the callers in, and the caller: a contact person of a body with a token of ES256, as production has it. */
export interface BenchIdentity {
  /** Of a gateway that believes it; nothing else is needed for its sign-in in production. */
  env: Readonly<Record<string, string>>;
  /** What the caller sends with each request, always the same. */
  authorization: string;
  close(): Promise<void>;
}

const HOUR_S = 3_600;
const KINDS = ['EID', 'SIC', 'DASHBOARDS'] as const;

/** Serves the key set over HTTPS on loopback, because production takes no other. */
export async function benchIdentity(folder: string): Promise<BenchIdentity> {
  const issuer = await testIssuer('https://eid.bench.example.it');
  const authority = makeAuthority('bench');
  const { certificate, key } = makeCertificate({
    ...{ subject: { CN: '127.0.0.1' }, purposes: ['serverAuth'], addresses: ['127.0.0.1'], issuer: authority },
  });
  const server = createServer({ cert: certificate, key }, (_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(issuer.keySet));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const keySet = `https://127.0.0.1:${(server.address() as AddressInfo).port}/jwks`;
  const authorityFile = path.join(folder, 'authority.pem');
  await writeFile(authorityFile, authority.certificate);
  const now = Math.floor(systemClock.now().getTime() / 1_000);
  const claims = {
    sub: 'contact',
    'https://attributes.eid.gov.it/fiscal_number': 'TINIT-RSSMRA80A01H501U',
    acr: 'https://www.spid.gov.it/SpidL2',
    amr: ['spid'],
  };
  const token = await issuer.sign(claims, { issuedAt: now, expiresAt: now + 6 * HOUR_S });
  return {
    env: {
      NODE_EXTRA_CA_CERTS: authorityFile,
      PERSON_INDEX_KEY: randomBytes(32).toString('base64'),
      ACTOR_SECRET: randomBytes(32).toString('base64'),
      ...Object.fromEntries(
        KINDS.flatMap((kind) => [
          [`${kind}_ISSUER`, kind === 'EID' ? issuer.name : `https://${kind.toLowerCase()}.bench.example.it`],
          [`${kind}_JWKS_URL`, keySet],
        ]),
      ),
    },
    authorization: `Bearer ${token}`,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
