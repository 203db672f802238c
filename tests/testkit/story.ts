import { ClientError } from 'graphql-request';
import { importJWK, SignJWT } from 'jose';
import { existingSigningKey, SIGNING_ALGORITHM } from '../../gateway/development/keys.js';
import { FISCAL_NUMBER_CLAIM } from '../../gateway/identity/claims.rules.js';
import { developmentIssuer } from '../../gateway/identity/development-provider.js';
import { createTestDatabase } from './database.js';
import { generatePersons } from './person-generator.js';
import { startProduct, type RunningProduct } from './product.js';
import { temporaryFolder } from './temporary-folder.js';

/** A persona of the development set-up, or anybody by tax code (`person:RSSMRA80A01H501U`), or nobody. */
export type Who = string | null;

export interface Answer {
  status: number;
  headers: Headers;
  bytes: Buffer;
}

/**
 * The product from outside, over months: real processes, the graph's public names, tokens that it signs itself, and
 * nothing of its database. It is stopped and started anew wherever the calendar goes on.
 */
export interface Story {
  /** Goes on at another instant, with everything that was done so far. */
  goOnAt(instant: string): Promise<void>;
  /** Runs an operation; throws with what the graph has said when it was refused. */
  ask<T>(who: Who, query: string, variables?: object): Promise<T>;
  /** The extensions of the first error of an operation that must be refused. */
  refusal(who: Who, query: string, variables?: object): Promise<Record<string, unknown>>;
  get(who: Who, path: string): Promise<Answer>;
  upload(who: Who, clientRequestId: string, file: Buffer): Promise<{ status: number; body: Record<string, unknown> }>;
  end(): Promise<void>;
}

/** The transition of the circular: open since February, last day in August. */
const TRANSITION = { TRANSITION_OPENS_ON: '2026-02-05', TRANSITION_LAST_DAY: '2026-08-05' };

export async function beginStory(instant: string): Promise<Story> {
  const database = await createTestDatabase();
  const folder = await temporaryFolder();
  const startAt = (at: string): Promise<RunningProduct> =>
    startProduct({ database, dataDir: folder.path, env: { ...TRANSITION, CLOCK_STARTS_AT: at } });
  let product = await startAt(instant);

  const headersOf = async (who: Who): Promise<Record<string, string>> => {
    if (who === null) return {};
    const [, taxCode] = /^person:(.+)$/.exec(who) ?? [];
    const token = taxCode === undefined ? await product.token(who) : await personToken(folder.path, taxCode);
    return { authorization: `Bearer ${token}` };
  };
  const run = async <T>(who: Who, query: string, variables: object = {}): Promise<T> => {
    const client = await product.graph(null);
    return client.request<T>(query, variables, await headersOf(who));
  };
  return {
    ask: (who, query, variables) =>
      run<never>(who, query, variables).catch((error: unknown) => {
        // Its message repeats the whole request.
        throw error instanceof ClientError ? new Error(JSON.stringify(error.response.errors)) : error;
      }),
    async goOnAt(at) {
      await product.stop();
      product = await startAt(at);
    },
    async refusal(who, query, variables) {
      const error = await run(who, query, variables).then(
        (data) => new Error(`not refused: ${JSON.stringify(data)}`),
        (refused: unknown) => refused,
      );
      if (!(error instanceof ClientError)) throw error;
      return error.response.errors?.[0]?.extensions ?? {};
    },
    async get(who, path) {
      const response = await fetch(product.url + path, { headers: await headersOf(who) });
      return {
        status: response.status,
        headers: response.headers,
        bytes: Buffer.from(await response.arrayBuffer()),
      };
    },
    async upload(who, clientRequestId, file) {
      const response = await fetch(`${product.url}/massivo-files?clientRequestId=${clientRequestId}`, {
        method: 'POST',
        headers: { ...(await headersOf(who)), 'content-type': 'text/plain' },
        body: file as never,
      });
      return { status: response.status, body: (await response.json()) as Record<string, unknown> };
    },
    async end() {
      await product.stop();
      await database.drop();
      await folder.remove();
    },
  };
}

/** As the identity provider of the development set-up would sign it for a person who is none of its personas. */
async function personToken(dataDir: string, taxCode: string): Promise<string> {
  const key = await existingSigningKey(dataDir);
  if (!key) throw new Error('the product made no signing key');
  return new SignJWT({
    [FISCAL_NUMBER_CLAIM]: `TINIT-${taxCode}`,
    acr: 'https://www.spid.gov.it/SpidL2',
    amr: ['spid'],
  })
    .setProtectedHeader({ alg: SIGNING_ALGORITHM, typ: 'at+jwt', ...(key.kid && { kid: key.kid }) })
    .setIssuer(developmentIssuer('eid'))
    .setSubject('person')
    .setAudience('casellario-bridge')
    .setIssuedAt()
    .setExpirationTime('1h')
    .sign(await importJWK(key, SIGNING_ALGORITHM));
}

/** Subjects for the graph, as they come from the generator. */
export function subjects(options: { seed: number; rows: number; invalidShare?: number }): Record<string, unknown>[] {
  return [...generatePersons({ invalidShare: 0, ...options })].map((person) => ({
    ...{ surname: person.surname, name: person.name, fatherName: person.fatherName || null },
    ...{ birthDate: person.birthDate, birthPlace: person.birthPlace || null, birthCountry: person.birthCountry },
    ...{ taxCode: person.taxCode || null },
    citizenship: { I: 'ITALIAN', U: 'EU', X: 'OTHER' }[person.citizenship] ?? null,
  }));
}
