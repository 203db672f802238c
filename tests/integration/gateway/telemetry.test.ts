import type { Actor } from '../../../schema/kernel/actor.js';
import { explorerRoutes } from '../../../gateway/explorer/explorer-routes.js';
import { createDevelopmentProvider } from '../../../gateway/identity/development-provider.js';
import { developmentSigningKey } from '../../../gateway/development/keys.js';
import { CONTACT, OPERATIONS, startTestGateway, type TestGateway } from '../../testkit/test-gateway.js';
import { temporaryFolder } from '../../testkit/temporary-folder.js';
import { testSubgraphs } from '../../testkit/test-subgraphs.js';

const CALLERS: Record<string, Actor> = { ops: OPERATIONS, contact: CONTACT };

describe('beside the graph', () => {
  let gateway: TestGateway;
  let databaseUp = true;
  const get = (path: string, as?: string) =>
    fetch(`${gateway.url}${path}`, { headers: as === undefined ? {} : { authorization: as } });

  beforeAll(async () => {
    const folder = await temporaryFolder();
    const signingKey = await developmentSigningKey(folder.path);
    const provider = createDevelopmentProvider({
      ...{ signingKey, audience: 'casellario-bridge', host: '127.0.0.1' },
      onUnexpectedError: (error) => {
        throw error;
      },
    });
    await folder.remove();
    const { list, supergraphSdl } = testSubgraphs();
    gateway = await startTestGateway({
      supergraphSdl,
      inProcess: list,
      identify: (header) => Promise.resolve(CALLERS[header ?? ''] ?? { kind: 'anonymous' }),
      dependencies: [
        { name: 'database', check: () => (databaseUp ? Promise.resolve() : Promise.reject(new Error('down'))) },
      ],
      routes: [explorerRoutes, provider.routes],
    });
  });
  afterAll(() => gateway.close());

  it('is alive, and ready while what it needs is there', async () => {
    expect((await get('/health/live')).status).toBe(200);
    const ready = await get('/health/ready');
    expect(ready.status).toBe(200);
    expect(await ready.json()).toMatchObject({ status: 'ready', dependencies: [{ name: 'database', status: 'up' }] });

    databaseUp = false;
    const unready = await get('/health/ready');
    databaseUp = true;
    expect(unready.status).toBe(503);
    expect(await unready.json()).toMatchObject({ dependencies: [{ name: 'database', status: 'down' }] });
    expect((await get('/health/live')).status).toBe(200);
  });

  it('shows metrics to operations alone', async () => {
    const anonymous = await get('/metrics');
    const contact = await get('/metrics', 'contact');

    expect([anonymous.status, contact.status]).toEqual([401, 403]);
    expect(await contact.json()).toMatchObject({ code: 'FORBIDDEN', help: expect.any(Object) as object });
  });

  it('counts requests by route and fetches by subgraph, never by what callers choose', async () => {
    await gateway.post('query Chosen { queueLength }');
    await gateway.post('{ refused }');
    await get('/some/path/of/0195a0b1-1234-7abc-8def-0123456789ab?x=secret');
    const metrics = await (await get('/metrics', 'ops')).text();

    expect(metrics).toMatch(/http_requests_total\{method="POST",route="\/graphql",status="200"\} 2/);
    expect(metrics).toMatch(/http_requests_total\{method="GET",route="none",status="404"\} 1/);
    expect(metrics).toMatch(/subgraph_fetches_total\{subgraph="legacy",outcome="ok"\} 1/);
    expect(metrics).toMatch(/subgraph_fetches_total\{subgraph="agreements",outcome="errors"\} 1/);
    expect(metrics).toMatch(/graphql_errors_total\{code="STALE_VERSION"\} 1/);
    expect(metrics).toContain('process_cpu_seconds_total');
    expect(metrics).not.toMatch(/Chosen|0195a0b1|secret/);
  });

  it('serves the explorer from here alone', async () => {
    const page = await get('/graphiql');
    const html = await page.text();
    const policy = page.headers.get('content-security-policy');
    const sources = [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, source]) => source!);

    expect(policy).toMatch(/default-src 'none'/);
    expect(policy).not.toMatch(/https?:|unsafe-eval|\*/);
    expect(sources).toHaveLength(6);
    for (const source of sources) {
      const file = await get(source);
      expect([source, file.status, file.headers.get('content-type')]).toEqual([
        source,
        200,
        source.endsWith('.css') ? 'text/css; charset=utf-8' : 'text/javascript; charset=utf-8',
      ]);
      expect((await file.text()).length).toBeGreaterThan(40);
    }
    expect((await get('/graphiql/..%2f..%2fpackage.json')).status).toBe(404);
  });

  it('shows the public keys of the development provider, and no private one', async () => {
    const keys = (await (await get('/oidc/jwks')).json()) as { keys: object[] };
    const discovery = (await (await get('/oidc/.well-known/openid-configuration')).json()) as { jwks_uri: string };

    expect(keys.keys).toHaveLength(1);
    expect(Object.keys(keys.keys[0]!).sort()).toEqual(['alg', 'crv', 'kid', 'kty', 'use', 'x', 'y']);
    expect(discovery.jwks_uri).toBe(`${gateway.url}/oidc/jwks`);
  });
});
