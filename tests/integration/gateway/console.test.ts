import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { consoleRoutes } from '../../../gateway/console/console-routes.js';
import { startTestGateway, type TestGateway } from '../../testkit/test-gateway.js';
import { temporaryFolder, type TemporaryFolder } from '../../testkit/temporary-folder.js';
import { testSubgraphs } from '../../testkit/test-subgraphs.js';

const PAGE = '<!doctype html><title>console</title>';

describe('/console', () => {
  let folder: TemporaryFolder;
  let gateway: TestGateway;
  const get = (address: string) => fetch(gateway.url + address, { redirect: 'manual' });

  beforeAll(async () => {
    folder = await temporaryFolder();
    await mkdir(path.join(folder.path, 'assets'));
    await writeFile(path.join(folder.path, 'index.html'), PAGE);
    await writeFile(path.join(folder.path, 'assets', 'index-a1b2c3.js'), 'export {};');
    gateway = await startTestGateway({
      supergraphSdl: testSubgraphs().supergraphSdl,
      inProcess: testSubgraphs().list,
      routes: [consoleRoutes({ authority: 'https://login.example/realms/sic', folder: folder.path })],
    });
  });
  afterAll(async () => {
    await gateway.close();
    await folder.remove();
  });

  it.each(['/console/', '/console/transition', '/console/request/42'])('%s is the page, asked for anew', async (at) => {
    const answer = await get(at);
    expect([answer.status, await answer.text()]).toEqual([200, PAGE]);
    expect(answer.headers.get('cache-control')).toBe('no-cache');
  });

  it.each([
    ['/console', '/console/'],
    ['/console?region=Lazio&asOf=2026-06-07', '/console/?region=Lazio&asOf=2026-06-07'],
  ])('has one address: %s leads to %s', async (at, location) => {
    const answer = await get(at);
    expect([answer.status, answer.headers.get('location')]).toEqual([308, location]);
  });

  it('keeps its files in the browser for good: their names change with them', async () => {
    const answer = await get('/console/assets/index-a1b2c3.js');
    expect([answer.status, await answer.text()]).toEqual([200, 'export {};']);
    expect(answer.headers.get('content-type')).toMatch(/^text\/javascript/);
    expect(answer.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    expect(answer.headers.get('content-encoding')).toBe('gzip');
    const plain = await fetch(`${gateway.url}/console/assets/index-a1b2c3.js`, {
      headers: { 'accept-encoding': 'identity' },
    });
    expect([plain.headers.get('content-encoding'), await plain.text()]).toEqual([null, 'export {};']);
  });

  it.each([
    '/console/assets/gone.js',
    '/console/assets/../index.html.map',
    '/console/assets/%2e%2e%2findex.html',
    '/console/assets/',
    '/console/favicon.ico',
  ])('%s is not there', async (at) => {
    const answer = await get(at);
    expect(answer.status).toBe(404);
    expect(await answer.json()).toMatchObject({ code: 'NOT_FOUND' });
  });

  it('runs nothing but its own files, and speaks with the product and its identity provider alone', async () => {
    for (const at of ['/console/', '/console/assets/index-a1b2c3.js', '/console/gone.js']) {
      const { headers } = await get(at);
      const policy = headers.get('content-security-policy') ?? '';
      expect(policy.split(';')).toEqual([
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self' https://login.example",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
        "require-trusted-types-for 'script'",
      ]);
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('referrer-policy')).toBe('no-referrer');
      expect(headers.get('cross-origin-opener-policy')).toBe('same-origin');
      expect(headers.get('permissions-policy')).toContain('camera=()');
    }
  });

  it('lets nothing else run scripts', async () => {
    expect((await get('/health/live')).headers.get('content-security-policy') ?? '').not.toContain("'self'");
  });

  it('says so where it has not been built', async () => {
    const empty = await startTestGateway({
      supergraphSdl: testSubgraphs().supergraphSdl,
      inProcess: testSubgraphs().list,
      routes: [consoleRoutes({ authority: null, folder: path.join(folder.path, 'nothing') })],
    });
    const answer = await fetch(`${empty.url}/console/`);
    expect(answer.status).toBe(501);
    expect(await answer.text()).toContain('npm run build');
    expect(answer.headers.get('content-security-policy')).toContain("connect-src 'self';");
    await empty.close();
  });
});
