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
  const children = new Map<string, ChildProcess>();
  const urls = new Map<string, string>();

  beforeAll(async () => {
    database = await createTestDatabase();
    whole = await startProduct({ database });
    await Promise.all(SUBGRAPH_NAMES.map(async (name) => urls.set(name, await startSubgraph(name))));
    split = await startProduct({ database, dataDir: whole.dataDir, env: addresses() });
  });

  afterAll(async () => {
    await split?.stop();
    for (const name of children.keys()) await stopChild(name);
    await whole?.stop();
    await database?.drop();
  });

  const startSubgraph = (name: string): Promise<string> =>
    startChild(name, ['dist/subgraphs/main.js', name], {
      DATABASE_URL: database.appUrl,
      DATABASE_OWNER_URL: database.ownerUrl,
    });

  const startGatewayAlone = (): Promise<string> => startChild('gateway', ['dist/gateway/alone/main.js'], addresses());

  const addresses = (): Record<string, string> =>
    Object.fromEntries([...urls].map(([name, url]) => [`SUBGRAPH_${name.toUpperCase()}_URL`, url]));

  /** Resolves with the address of its graph. */
  async function startChild(name: string, [script = '', ...args]: string[], env: object): Promise<string> {
    const child = spawn(process.execPath, [path.join(packageRoot(), script), ...args], {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { PATH: process.env['PATH'], PORT: '0', DATA_DIR: whole.dataDir, LOG_LEVEL: 'error', ...env },
    });
    children.set(name, child);
    const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
    return line.split(' ').at(-1) ?? '';
  }

  async function stopChild(name: string): Promise<void> {
    const child = children.get(name);
    children.delete(name);
    if (!child) return;
    const exited = once(child, 'exit');
    child.kill('SIGTERM');
    expect((await exited)[0]).toBe(0);
  }

  async function ask(product: { url: string }, persona: string | null, query: string): Promise<unknown> {
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

  it('R-20 once massivo is closed for everybody the legacy process can be stopped', async () => {
    const graph = { alice: await split.graph('ops:alice'), bruno: await split.graph('ops:bruno') };
    const change = async (to: string): Promise<string> => {
      const { transition } = await graph.alice.request<{ transition: { version: number } }>(
        '{ transition { version } }',
      );
      const input = { to, reason: 'end', force: to === 'CLOSED', expectedVersion: transition.version };
      const { changeTransition } = await graph.alice.request<{ changeTransition: { id: string } }>(
        'mutation ($input: TransitionChangeInput!) { changeTransition(input: $input) { id } }',
        { input },
      );
      return changeTransition.id;
    };
    const label = async (): Promise<string> =>
      /^override_label_active\{label="massivo-dismissed"\} (\d)$/m.exec(
        await (await split.get('ops:alice', '/metrics')).text(),
      )?.[1] ?? '';
    await change('DRAINING');
    const id = await change('CLOSED');
    expect(await label()).toBe('0');
    await graph.bruno.request('mutation ($id: ID!) { approveTransitionChange(id: $id) { status } }', { id });
    await eventually(label, (shown) => shown === '1');
    await stopChild('legacy');

    for (const [persona, query] of OPERATIONS) {
      expect([query, await ask(split, persona, query)]).toEqual([query, await ask(whole, persona, query)]);
    }

    // A gateway without the database that starts when the process is gone already needs it as little.
    const alone = { url: (await startGatewayAlone()).replace(/\/graphql$/, '') };
    const query = '{ transition { state } massivoBatches(first: 1) { totalCount } }';
    const answered = await ask(alone, 'ops:alice', query);
    expect(answered).toMatchObject({ status: 200, body: { data: { transition: { state: 'CLOSED' } } } });
    expect(answered).toEqual(await ask(split, 'ops:alice', query));
  });
});
