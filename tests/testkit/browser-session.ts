import { createHash, randomBytes } from 'node:crypto';

/** A browser as far as a sign-in needs one: cookies by path, redirects one by one. */
export class BrowserSession {
  readonly #cookies = new Map<string, { name: string; value: string; path: string }>();

  constructor(readonly origin: string) {}

  async ask(address: string, init: RequestInit = {}): Promise<Response> {
    const url = new URL(address, this.origin);
    const cookie = [...this.#cookies.values()]
      .filter(({ path }) => url.pathname.startsWith(path))
      .map(({ name, value }) => `${name}=${value}`)
      .join('; ');
    const headers = { ...(cookie !== '' && { cookie }), ...(init.headers as Record<string, string> | undefined) };
    const response = await fetch(url, { ...init, headers, redirect: 'manual' });
    for (const line of response.headers.getSetCookie()) this.#keep(line);
    return response;
  }

  /** Sends a form as a browser would. */
  submit(address: string, fields: Record<string, string>): Promise<Response> {
    return this.ask(address, { method: 'POST', body: new URLSearchParams(fields) });
  }

  /** Follows redirects until an answer is none, or leads to an address that starts with `until`. */
  async follow(first: Response, until: string): Promise<{ response: Response; location: URL }> {
    let response = first;
    let location = new URL(first.url || this.origin);
    for (let step = 0; step < 10 && response.headers.has('location'); step++) {
      location = new URL(response.headers.get('location')!, location);
      if (location.href.startsWith(until)) break;
      response = await this.ask(location.href);
    }
    return { response, location };
  }

  #keep(line: string): void {
    const [pair = '', ...attributes] = line.split('; ');
    const [name = '', ...value] = pair.split('=');
    const path = attributes.find((attribute) => /^path=/i.test(attribute))?.slice(5) ?? '/';
    const key = `${name} ${path}`;
    if (value.join('=') === '') this.#cookies.delete(key);
    else this.#cookies.set(key, { name, value: value.join('='), path });
  }
}

export interface PkcePair {
  verifier: string;
  challenge: string;
}

export function pkcePair(): PkcePair {
  const verifier = randomBytes(32).toString('base64url');
  return { verifier, challenge: createHash('sha256').update(verifier).digest('base64url') };
}

export interface Tokens {
  access_token: string;
  id_token: string;
  refresh_token: string;
  token_type: string;
  expires_in: number;
}

/** Asks for a code for the console; `changes` replace parameters, and leave out those that are empty. */
export function authorizationAddress(
  origin: string,
  { challenge }: PkcePair,
  changes: Record<string, string> = {},
): string {
  const parameters = {
    client_id: 'console',
    redirect_uri: `${origin}/console/callback`,
    response_type: 'code',
    scope: 'openid',
    state: 'state-1',
    nonce: 'nonce-1',
    code_challenge: challenge,
    code_challenge_method: 'S256',
    ...changes,
  };
  const kept = Object.entries(parameters).filter(([, value]) => value !== '');
  return `${origin}/oidc/auth?${new URLSearchParams(kept).toString()}`;
}

/** Opens the sign-in page; resolves with its address. */
export async function openSignIn(
  browser: BrowserSession,
  pkce: PkcePair,
  changes?: Record<string, string>,
): Promise<URL> {
  const first = await browser.ask(authorizationAddress(browser.origin, pkce, changes));
  return new URL(first.headers.get('location') ?? '/no-sign-in-page', browser.origin);
}

/** Signs a persona in; resolves with the address of the callback. */
export async function choosePersona(browser: BrowserSession, page: URL, persona: string): Promise<URL> {
  const sent = await browser.submit(page.href, { persona, action: 'sign-in' });
  return (await browser.follow(sent, `${browser.origin}/console/callback`)).location;
}

export function redeem(origin: string, parameters: Record<string, string>): Promise<Response> {
  return fetch(`${origin}/oidc/token`, {
    method: 'POST',
    headers: { origin },
    body: new URLSearchParams({ client_id: 'console', ...parameters }),
  });
}

/** The whole code flow as the console does it. */
export async function signIn(browser: BrowserSession, persona: string): Promise<Tokens> {
  const pkce = pkcePair();
  const page = await openSignIn(browser, pkce, { prompt: 'login' });
  const callback = await choosePersona(browser, page, persona);
  const answer = await redeem(browser.origin, {
    grant_type: 'authorization_code',
    code: callback.searchParams.get('code') ?? '',
    redirect_uri: `${browser.origin}/console/callback`,
    code_verifier: pkce.verifier,
  });
  if (answer.status !== 200) throw new Error(`no tokens: ${answer.status} ${await answer.text()}`);
  return (await answer.json()) as Tokens;
}
