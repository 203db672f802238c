import { existingSigningKey } from '../../gateway/development/keys.js';
import { mintToken } from '../../gateway/identity/development-provider.js';
import { systemClock } from '../../schema/kernel/clock.js';

/** An answer that is final, or the reason to ask again (R-32: the same request, under the same id). */
export type ServiceAnswer<Data> =
  | { kind: 'DONE'; data: Data }
  | { kind: 'REFUSED'; code: string; details: Record<string, unknown> }
  | { kind: 'AGAIN'; why: string };

interface ErrorBody {
  code?: string;
  retryable?: boolean;
  [detail: string]: unknown;
}

const tokens = new Map<string, Promise<string>>();

/** A token of the development identity provider, made once for each persona and run. */
export function tokenOf(dataDir: string, persona: string): Promise<string> {
  const key = `${dataDir} ${persona}`;
  const known = tokens.get(key) ?? mint(dataDir, persona);
  tokens.set(key, known);
  return known;
}

async function mint(dataDir: string, persona: string): Promise<string> {
  const signingKey = await existingSigningKey(dataDir);
  if (!signingKey) throw new Error('the product has made no signing key');
  return mintToken(persona, { signingKey, audience: 'casellario-bridge', clock: systemClock });
}

interface Call {
  url: string;
  token: string;
  timeoutMs: number;
}

/** One call of the graph. */
export async function askGraph<Data>(
  call: Call,
  operation: { query: string; variables: Record<string, unknown> },
): Promise<ServiceAnswer<Data>> {
  return send(call, '/graphql', {
    contentType: 'application/json',
    body: JSON.stringify(operation),
    read: (_status, body) => {
      const { data, errors } = body as { data?: Data; errors?: { extensions?: ErrorBody }[] };
      const [error] = errors ?? [];
      if (error) return failure(error.extensions ?? {}, 'an error without a code');
      return data ? { kind: 'DONE', data } : { kind: 'AGAIN', why: 'an answer without data' };
    },
  });
}

/** One upload of a massivo file. */
export async function sendFile<Data>(
  call: Call,
  clientRequestId: string,
  content: Buffer,
): Promise<ServiceAnswer<Data>> {
  return send(call, `/massivo-files?clientRequestId=${encodeURIComponent(clientRequestId)}`, {
    contentType: 'text/plain',
    body: content,
    read: (status, body) =>
      status === 202 ? { kind: 'DONE', data: body as Data } : failure(body as ErrorBody, `HTTP ${status}`),
  });
}

interface Sending<Data> {
  contentType: string;
  body: string | Buffer;
  read: (status: number, body: unknown) => ServiceAnswer<Data>;
}

async function send<Data>(
  { url, token, timeoutMs }: Call,
  route: string,
  { contentType, body, read }: Sending<Data>,
): Promise<ServiceAnswer<Data>> {
  try {
    const response = await fetch(url + route, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': contentType },
      body: body as never,
      signal: AbortSignal.timeout(timeoutMs),
    });
    return read(response.status, await response.json());
  } catch (error) {
    return { kind: 'AGAIN', why: whyOf(error) };
  }
}

function failure({ code, retryable, ...details }: ErrorBody, otherwise: string): ServiceAnswer<never> {
  if (code === undefined) return { kind: 'AGAIN', why: otherwise };
  return retryable === true ? { kind: 'AGAIN', why: code } : { kind: 'REFUSED', code, details };
}

/** `fetch` says only that it failed; why lies in the cause. */
function whyOf(error: unknown): string {
  const { name, cause } = error as { name?: string; cause?: { code?: string } };
  return cause?.code ?? name ?? 'unknown';
}
