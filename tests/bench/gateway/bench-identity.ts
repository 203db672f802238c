import { randomBytes } from 'node:crypto';
import { httpsIssuers } from '../../testkit/https-issuers.js';

/** Who signs the callers in, and the caller: a contact person of a body with a token of ES256, as production has it. */
export interface BenchIdentity {
  /** Of a gateway that believes it; nothing else is needed for its sign-in in production. */
  env: Readonly<Record<string, string>>;
  /** What the caller sends with each request, always the same. */
  authorization: string;
  close(): Promise<void>;
}

export async function benchIdentity(folder: string): Promise<BenchIdentity> {
  const issuers = await httpsIssuers(folder);
  const token = await issuers.token('EID', {
    sub: 'contact',
    'https://attributes.eid.gov.it/fiscal_number': 'TINIT-RSSMRA80A01H501U',
    acr: 'https://www.spid.gov.it/SpidL2',
    amr: ['spid'],
  });
  return {
    env: {
      PERSON_INDEX_KEY: randomBytes(32).toString('base64'),
      ACTOR_SECRET: randomBytes(32).toString('base64'),
      ...issuers.env,
    },
    authorization: `Bearer ${token}`,
    close: () => issuers.close(),
  };
}
