import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { packageRoot } from '../../schema/kernel/package-root.js';
import { SUBGRAPH_NAMES } from '../../schema/kernel/subgraph.js';
import { createTestDatabase, type TestDatabase } from '../testkit/database.js';
import { PESCARA_FILE, ROMA_FILE, withRequestId } from '../testkit/massivo-files.js';
import { eventually, startProduct, type RunningProduct } from '../testkit/product.js';

const OPERATIONS: [persona: string | null, query: string][] = [
  [null, '{ prosecutorOffices(region: "Lazio") { code name district pilot } purposes { code title titleIt kinds } }'],
  [null, '{ transparencyRegister(first: 5) { totalCount nodes { publicBody { ipaCode name } office { code } } } }'],
  [null, '{ verifyCertificate(code: "AAAA-BBBB-CCCC-DDDD") { status office { name } } }'],
  [null, '{ transition { state } }'],
  [
    'contact:c_h501',
    '{ publicBody(ipaCode: "c_h501") { name office { name } units { code } directAgreements { nodes { status purposes { code } } } certificateRequests(first: 5) { totalCount nodes { id channel counts { total issued } batches { fileName state } items(first: 3) { nodes { row status subject { surname } certificate { number } } } } } massivoBatches(first: 2) { nodes { fileName office { name } publicBody { name } } } } }',
  ],
  ['contact:c_h501', '{ publicBody(ipaCode: "c_g482") { name certificateRequests { totalCount } } }'],
  [
    'operator:PROC-H501',
    '{ publicBodies(first: 3) { totalCount nodes { ipaCode pinnedToMassivo migrationStage certificateRequests(first: 1) { nodes { publicBody { name } office { name } purpose { title } } } } } }',
  ],
  [
    'ops:alice',
    '{ massivoBatches(first: 3) { totalCount nodes { fileName state publicBody { name } } } transition { state version overrides { state } } }',
  ],
  [
    'ops:alice',
    '{ channelFor(input: { ipaCode: "c_g482", kind: ELECTORAL, purposeCode: "FIN-001" }) { channel line deprecation { lastDay guide } } }',
  ],
  ['ops:alice', '{ nothingLikeThis }'],
  ['dashboard', '{ publicBodies { totalCount } }'],
];

describe('the same answers with the subgraphs in one process and over HTTP', () => {
  let database: TestDatabase;
  let whole: RunningProduct;
  let split: RunningProduct;
  const children: ChildProcess[] = [];
  const urls = new Map<string, string>();

  beforeAll(async () => {
    database = await createTestDatabase();
    whole = await startProduct({ database });
    await Promise.all(SUBGRAPH_NAMES.map(async (name) => urls.set(name, await startSubgraph(name))));
    const env = Object.fromEntries([...urls].map(([name, url]) => [`SUBGRAPH_${name.toUpperCase()}_URL`, url]));
    split = await startProduct({ database, dataDir: whole.dataDir, env });
  });

  afterAll(async () => {
    await split?.stop();
    for (const child of children) {
      const exited = once(child, 'exit');
      child.kill('SIGTERM');
      expect((await exited)[0]).toBe(0);
    }
    await whole?.stop();
    await database?.drop();
  });

  async function startSubgraph(name: string): Promise<string> {
    const child = spawn(process.execPath, [path.join(packageRoot(), 'dist/subgraphs/main.js'), name], {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: {
        PATH: process.env['PATH'],
        PORT: '0',
        DATA_DIR: whole.dataDir,
        DATABASE_URL: database.appUrl,
        DATABASE_OWNER_URL: database.ownerUrl,
        LOG_LEVEL: 'warn',
      },
    });
    children.push(child);
    const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
    return line.split(' ').at(-1) ?? '';
  }

  async function ask(product: RunningProduct, persona: string | null, query: string): Promise<unknown> {
    const headers: Record<string, string> = {
      'content-type': 'application/json',
      'x-correlation-id': 'the-same-for-both',
    };
    if (persona) headers.authorization = `Bearer ${await whole.token(persona)}`;
    const response = await fetch(`${product.url}/graphql`, {
      method: 'POST',
      headers,
      body: JSON.stringify({ query }),
    });
    return { status: response.status, body: await response.json() };
  }

  it.each(OPERATIONS)('as %s: %s', async (persona, query) => {
    const inProcess = await ask(whole, persona, query);
    expect(await ask(split, persona, query)).toEqual(inProcess);
  });

  it('streams files through the gateway to the subgraph that owns them, in both directions', async () => {
    const response = await split.upload(ROMA_FILE.persona, 'split', ROMA_FILE.bytes);
    const { requestId, ...counts } = (await response.json()) as { requestId: string };
    expect([response.status, counts]).toEqual([202, { accepted: 958, rejected: 42, channel: 'DIRECT_AGREEMENT' }]);
    const graph = await split.graph(ROMA_FILE.persona);
    const query = `query Q($id: ID!) { certificateRequest(id: $id) { counts { open } } }`;
    await eventually(
      () => graph.request<{ certificateRequest: { counts: { open: number } } }>(query, { id: requestId }),
      ({ certificateRequest }) => certificateRequest.counts.open === 0,
    );
    const route = `/requests/${requestId}/outcome.txt`;
    const [one, other] = await Promise.all(
      [whole, split].map(async (product) => (await product.get(ROMA_FILE.persona, route)).text()),
    );
    expect(other).toBe(one);
    expect(one).toMatch(/^R;1\.0;2026-000001;/);
    const refused = await split.upload(PESCARA_FILE.persona, 'split', withRequestId(ROMA_FILE.bytes, '2026-777777'));
    expect([refused.status, await refused.json()]).toEqual([403, expect.objectContaining({ code: 'FORBIDDEN' })]);
    const twice = await split.upload(ROMA_FILE.persona, 'split again', ROMA_FILE.bytes);
    expect([twice.status, await twice.json()]).toEqual([422, expect.objectContaining({ code: 'TES-004' })]);
  });

  it('a subgraph over HTTP answers nobody but the gateway', async () => {
    for (const name of SUBGRAPH_NAMES) {
      const response = await fetch(urls.get(name) ?? '', {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${await whole.token('ops:alice')}` },
        body: JSON.stringify({ query: '{ __schema { queryType { name } } }' }),
      });
      expect([name, response.status]).toEqual([name, 401]);
    }
  });
});
