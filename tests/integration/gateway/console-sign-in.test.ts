import { createRemoteJWKSet, decodeJwt, decodeProtectedHeader, jwtVerify } from 'jose';
import { readConfig } from '../../../gateway/config.js';
import type { Identify } from '../../../gateway/identity/identify.js';
import { setUpIdentity } from '../../../gateway/identity/set-up-identity.js';
import {
  authorizationAddress,
  BrowserSession,
  choosePersona,
  openSignIn,
  pkcePair,
  redeem,
  signIn,
  type Tokens,
} from '../../testkit/browser-session.js';
import { temporaryFolder, type TemporaryFolder } from '../../testkit/temporary-folder.js';
import { startTestGateway, type TestGateway } from '../../testkit/test-gateway.js';
import { testSubgraphs } from '../../testkit/test-subgraphs.js';

describe('the console signs in at the development provider', () => {
  let folder: TemporaryFolder;
  let gateway: TestGateway;
  let identify: Identify;
  let origin: string;

  beforeAll(async () => {
    folder = await temporaryFolder();
    const identity = await setUpIdentity(readConfig({ env: { DATA_DIR: folder.path } }));
    const { list, supergraphSdl } = testSubgraphs();
    ({ identify } = identity);
    gateway = await startTestGateway({ supergraphSdl, inProcess: list, identify, routes: identity.routes });
    origin = gateway.url;
  });
  afterAll(async () => {
    await gateway.close();
    await folder.remove();
  });

  const browser = (): BrowserSession => new BrowserSession(origin);
  const actorOf = ({ access_token: token }: Tokens) => identify(`Bearer ${token}`);
  const refresh = (token: string) => redeem(origin, { grant_type: 'refresh_token', refresh_token: token });

  it('and is told how', async () => {
    const answer = await fetch(`${origin}/console/config.json`);

    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(await answer.json()).toEqual({
      authority: `${origin}/oidc`,
      clientId: 'console',
      scope: 'openid',
      resource: `${origin}/graphql`,
      development: true,
    });
  });

  it.each([
    ['contact:c_h501', { kind: 'contact', method: 'SPID', level: 2 }, { roles: ['contact'], ipa_code: 'c_h501' }],
    [
      'operator:PROC-H501',
      { kind: 'operator', subject: 'operator-PROC-H501', officeCode: 'PROC-H501' },
      { roles: ['operator'], office: 'PROC-H501' },
    ],
    ['ops:bruno', { kind: 'operations', subject: 'bruno' }, { roles: ['operations'] }],
    ['dashboard', { kind: 'dashboard', subject: 'dashboard' }, { roles: ['dashboard'] }],
  ])('R-11 as %s, with tokens that the graph takes like any other', async (persona, actor, profile) => {
    const tokens = await signIn(browser(), persona);
    const keys = createRemoteJWKSet(new URL(`${origin}/oidc/jwks`));
    const { payload } = await jwtVerify(tokens.id_token, keys, { issuer: `${origin}/oidc`, audience: 'console' });

    await expect(actorOf(tokens)).resolves.toMatchObject(actor);
    expect(decodeProtectedHeader(tokens.access_token).typ).toBe('at+jwt');
    expect(tokens).toMatchObject({ token_type: 'Bearer', expires_in: 600 });
    expect(payload).toMatchObject({ sub: persona, nonce: 'nonce-1', ...profile });
    expect(JSON.stringify(payload)).not.toMatch(/fiscal_number|TINIT/);
    const asked = await gateway.post('{ __typename }', {
      headers: { authorization: `Bearer ${tokens.access_token}` },
    });
    expect(asked.status).toBe(200);
  });

  it('R-11 and an ID token opens nothing', async () => {
    const { id_token: token } = await signIn(browser(), 'ops:alice');

    await expect(identify(`Bearer ${token}`)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  });

  it('and stays signed in by a refresh token that changes each time', async () => {
    const first = await signIn(browser(), 'ops:alice');
    const second = (await (await refresh(first.refresh_token)).json()) as Tokens;

    expect(second.refresh_token).not.toBe(first.refresh_token);
    await expect(actorOf(second)).resolves.toEqual({ kind: 'operations', subject: 'alice' });
    // Whoever comes with the old one has stolen it, or was stolen from: everything of this sign-in ends.
    expect((await refresh(first.refresh_token)).status).toBe(400);
    expect((await refresh(second.refresh_token)).status).toBe(400);
  });

  it('and is not asked again while the session lives, unless it wants to', async () => {
    const visitor = browser();
    await signIn(visitor, 'ops:alice');
    const silent = await visitor.ask(authorizationAddress(origin, pkcePair(), { prompt: 'none' }));
    const stranger = await browser().ask(authorizationAddress(origin, pkcePair(), { prompt: 'none' }));

    expect(new URL(silent.headers.get('location')!).searchParams.has('code')).toBe(true);
    expect(new URL(stranger.headers.get('location')!).searchParams.get('error')).toBe('login_required');
  });

  it('and changes persona: what the one before had ends', async () => {
    const visitor = browser();
    const alice = await signIn(visitor, 'ops:alice');
    const bruno = await signIn(visitor, 'ops:bruno');

    expect(decodeJwt(bruno.id_token).sub).toBe('ops:bruno');
    expect((await refresh(alice.refresh_token)).status).toBe(400);
    expect((await refresh(bruno.refresh_token)).status).toBe(200);
  });

  it('and signs out: session and refresh token end, the browser comes back', async () => {
    const visitor = browser();
    const tokens = await signIn(visitor, 'ops:alice');
    const query = new URLSearchParams({
      id_token_hint: tokens.id_token,
      post_logout_redirect_uri: `${origin}/console/`,
    });
    const page = await (await visitor.ask(`/oidc/session/end?${query.toString()}`)).text();
    const xsrf = /name="xsrf" value="([^"]+)"/.exec(page)?.[1] ?? '';
    const done = await visitor.submit('/oidc/session/end/confirm', { xsrf, logout: 'yes' });

    expect(page).toMatch(/<button type="submit" form="op.logoutForm" name="logout" value="yes">/);
    expect([done.status, done.headers.get('location')]).toEqual([303, `${origin}/console/`]);
    expect((await refresh(tokens.refresh_token)).status).toBe(400);
    const silent = await visitor.ask(authorizationAddress(origin, pkcePair(), { prompt: 'none' }));
    expect(new URL(silent.headers.get('location')!).searchParams.get('error')).toBe('login_required');
  });

  it.each([
    ['PKCE is left out', { code_challenge: '', code_challenge_method: '' }, 'invalid_request'],
    ['PKCE hides nothing', { code_challenge_method: 'plain' }, 'invalid_request'],
    ['tokens are to come by the address', { response_type: 'token' }, 'unsupported_response_type'],
    ['the token is for another resource', { resource: 'https://elsewhere.test/' }, 'invalid_target'],
  ])('but gets no code when %s', async (_what, changes, error) => {
    const answer = await browser().ask(authorizationAddress(origin, pkcePair(), changes));
    const { searchParams, hash } = new URL(answer.headers.get('location')!);

    expect(searchParams.get('error') ?? new URLSearchParams(hash.slice(1)).get('error')).toBe(error);
  });

  it.each([
    ['an unknown client', { client_id: 'another' }, 'invalid_client'],
    ['a redirect to elsewhere', { redirect_uri: 'https://elsewhere.test/console/callback' }, 'invalid_redirect_uri'],
    ['a redirect to another page here', { redirect_uri: 'ORIGIN/graphiql' }, 'invalid_redirect_uri'],
  ])('nobody is sent away to %s: a page says so', async (_what, changes, error) => {
    const real = Object.fromEntries(
      Object.entries(changes).map(([name, value]) => [name, value.replace('ORIGIN', origin)]),
    );
    const answer = await browser().ask(authorizationAddress(origin, pkcePair(), real), {
      headers: { accept: 'text/html' },
    });

    expect([answer.status, answer.headers.get('location')]).toEqual([400, null]);
    expect(await answer.text()).toContain(`<code>${error}</code>`);
  });

  it('a code is good once, and only for whoever asked for it', async () => {
    const visitor = browser();
    const pkce = pkcePair();
    const code = async (): Promise<Record<string, string>> => {
      const callback = await choosePersona(visitor, await openSignIn(visitor, pkce, { prompt: 'login' }), 'ops:alice');
      expect(callback.searchParams.get('state')).toBe('state-1');
      return {
        grant_type: 'authorization_code',
        code: callback.searchParams.get('code') ?? '',
        redirect_uri: `${origin}/console/callback`,
      };
    };
    const stolen = await redeem(origin, { ...(await code()), code_verifier: pkcePair().verifier });
    const own = await code();
    const first = await redeem(origin, { ...own, code_verifier: pkce.verifier });
    const again = await redeem(origin, { ...own, code_verifier: pkce.verifier });

    expect([stolen.status, first.status, again.status]).toEqual([400, 200, 400]);
  });
});

describe('the sign-in page', () => {
  let folder: TemporaryFolder;
  let gateway: TestGateway;

  beforeAll(async () => {
    folder = await temporaryFolder();
    const identity = await setUpIdentity(readConfig({ env: { DATA_DIR: folder.path } }));
    const { list, supergraphSdl } = testSubgraphs();
    gateway = await startTestGateway({ supergraphSdl, inProcess: list, routes: identity.routes });
  });
  afterAll(async () => {
    await gateway.close();
    await folder.remove();
  });

  const opened = async (changes: Record<string, string> = {}) => {
    const browser = new BrowserSession(gateway.url);
    return { browser, page: await openSignIn(browser, pkcePair(), changes) };
  };

  it('needs no script and takes nothing from elsewhere', async () => {
    const { browser, page } = await opened();
    const answer = await browser.ask(page.href);
    const html = await answer.text();
    const policy = answer.headers.get('content-security-policy') ?? '';

    expect(answer.status).toBe(200);
    expect(policy).toMatch(/^default-src 'none'; script-src 'none'; style-src 'sha256-[^']+'; form-action 'self'/);
    expect(policy).toMatch(/frame-ancestors 'none'/);
    expect(html).not.toMatch(/<script|https?:|src=|style=| on[a-z]+=/);
    expect(html.match(/name="persona" value="[^"]+"/g)?.length).toBeGreaterThan(8);
  });

  it.each<[string, { changes: Record<string, string>; accept?: string; query?: string }, string]>([
    ['Italian by default', { changes: {} }, 'it'],
    ['by what the browser likes', { changes: {}, accept: 'fr, en;q=0.8, it;q=0.5' }, 'en'],
    ['by what the console asked for', { changes: { ui_locales: 'en' }, accept: 'it' }, 'en'],
    ['by what was chosen on the page', { changes: { ui_locales: 'en' }, accept: 'en', query: '?lang=it' }, 'it'],
  ])('speaks %s', async (_what, { changes, accept = '*', query = '' }, language) => {
    const { browser, page } = await opened(changes);
    const html = await (await browser.ask(page.href + query, { headers: { 'accept-language': accept } })).text();

    expect(html).toContain(`<html lang="${language}">`);
    expect(html).toContain(language === 'it' ? '<h1>Accedi come</h1>' : '<h1>Sign in as</h1>');
  });

  it('takes any persona that is typed in, and says when there is none', async () => {
    const { browser, page } = await opened({ ui_locales: 'en' });
    const refused = await browser.submit(page.href, { other: '"><script>x', persona: 'ops:alice', action: 'sign-in' });
    const html = await refused.text();
    const taken = await browser.submit(page.href, { other: ' contact:c_l219 ', action: 'sign-in' });

    expect(refused.status).toBe(400);
    expect(html).toContain('role="alert"');
    expect(html).toContain('value="&quot;&gt;&lt;script&gt;x"');
    expect(taken.status).toBe(303);
  });

  it('can be left', async () => {
    const { browser, page } = await opened();
    const sent = await browser.submit(page.href, { action: 'cancel' });
    const { location } = await browser.follow(sent, `${gateway.url}/console/callback`);

    expect(location.searchParams.get('error')).toBe('access_denied');
  });

  it('opens in no other browser', async () => {
    const { page } = await opened();
    const stranger = new BrowserSession(gateway.url);

    expect((await stranger.ask(page.href)).status).toBe(400);
    expect((await stranger.submit(page.href, { persona: 'ops:alice', action: 'sign-in' })).status).toBe(400);
  });

  it('has no room for forms that are none', async () => {
    const { browser, page } = await opened();

    expect((await browser.submit(page.href, { other: 'x'.repeat(5_000) })).status).toBe(413);
    expect((await browser.ask(page.href, { method: 'POST', body: '{}' })).status).toBe(415);
  });
});

describe('the issuer of the development provider', () => {
  it('is the address by which it was reached, and no name that could be anybody’s', async () => {
    const folder = await temporaryFolder();
    const identity = await setUpIdentity(readConfig({ env: { DATA_DIR: folder.path } }));
    const { list, supergraphSdl } = testSubgraphs();
    const gateway = await startTestGateway({ supergraphSdl, inProcess: list, routes: identity.routes });
    const { port } = new URL(gateway.url);
    const discovery = async (address: string) =>
      (await (await fetch(`${address}/oidc/.well-known/openid-configuration`)).json()) as Record<string, unknown>;
    const local = await discovery(`http://localhost:${port}`);
    const byAddress = await discovery(gateway.url);

    expect(local).toMatchObject({
      issuer: `http://localhost:${port}/oidc`,
      authorization_endpoint: `http://localhost:${port}/oidc/auth`,
      token_endpoint: `http://localhost:${port}/oidc/token`,
      end_session_endpoint: `http://localhost:${port}/oidc/session/end`,
      code_challenge_methods_supported: ['S256'],
      response_types_supported: ['code'],
    });
    expect(byAddress.issuer).toBe(`${gateway.url}/oidc`);
    const { status, body } = await rawGet(Number(port), 'evil.test', '/console/config.json');
    expect([status, body.code]).toEqual([400, 'BAD_REQUEST']);
    expect((await rawGet(Number(port), 'evil.test', '/oidc/jwks')).status).toBe(400);

    await gateway.close();
    await folder.remove();
  });
});

async function rawGet(port: number, host: string, path: string): Promise<{ status: number; body: { code?: string } }> {
  const { request } = await import('node:http');
  return new Promise((resolve, reject) => {
    request({ host: '127.0.0.1', port, path, headers: { host } }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, body: JSON.parse(text) as { code?: string } }),
      );
    })
      .on('error', reject)
      .end();
  });
}
