import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { gql } from 'graphql-request';
import { packageRoot } from '../../schema/kernel/package-root.js';
import { createTestDatabase, type TestDatabase } from '../testkit/database.js';
import { ROMA_FILE } from '../testkit/massivo-files.js';
import { eventually, startProduct, type RunningProduct } from '../testkit/product.js';
import { temporaryFolder, type TemporaryFolder } from '../testkit/temporary-folder.js';

const GUARD = path.join(packageRoot(), 'tests', 'testkit', 'network-guard.mjs');
const COUNTS = gql`
  query Counts($id: ID!) {
    certificateRequest(id: $id) {
      counts {
        total
        open
      }
    }
  }
`;

describe('the product and the network', () => {
  let database: TestDatabase;
  let folder: TemporaryFolder;
  let log: string;
  let product: RunningProduct;
  beforeAll(async () => {
    database = await createTestDatabase();
    folder = await temporaryFolder();
    log = path.join(folder.path, 'calls.log');
    const env = { NODE_OPTIONS: `--import ${GUARD}`, NETWORK_GUARD_LOG: log };
    product = await startProduct({ database, env });
  });
  afterAll(async () => {
    await product?.stop();
    await database?.drop();
    await folder?.remove();
  });
  const lines = async (file: string): Promise<string[]> => (await readFile(file, 'utf8')).trim().split('\n');

  it('the guard sees a call to the outside and refuses it', async () => {
    const own = path.join(folder.path, 'guard.log');
    const script = `
      const outcomes = await Promise.allSettled([fetch('http://192.0.2.1/'), fetch('http://example.test/')]);
      process.stdout.write(outcomes.map(({ status }) => status).join(' '));`;
    const env = { ...process.env, NODE_OPTIONS: '', NETWORK_GUARD_LOG: own };
    const run = promisify(execFile);
    const { stdout } = await run(process.execPath, ['--import', GUARD, '--input-type=module', '-e', script], { env });
    expect(stdout).toBe('rejected rejected');
    expect((await lines(own)).slice(1).sort()).toEqual(['connection 192.0.2.1', 'connection example.test']);
  });

  it('R-60 starts, serves the graph, files and pages, and calls nobody outside', async () => {
    const upload = await product.upload(ROMA_FILE.persona, 'guarded', ROMA_FILE.bytes);
    expect(upload.status).toBe(202);
    const { requestId } = (await upload.json()) as { requestId: string };
    const graph = await product.graph(ROMA_FILE.persona);
    await eventually(
      () =>
        graph.request<{ certificateRequest: { counts: { total: number; open: number } } }>(COUNTS, { id: requestId }),
      ({ certificateRequest: { counts } }) => counts.total > 0 && counts.open < counts.total,
    );
    for (const route of ['/health/ready', '/graphiql', '/console/', `/requests/${requestId}/outcome.txt`]) {
      expect([route, (await product.get(ROMA_FILE.persona, route)).status < 500 || route === '/console/']).toEqual([
        route,
        true,
      ]);
    }
    expect((await product.get('ops:alice', '/metrics')).status).toBe(200);

    const calls = await lines(log);
    // The product, and the emulator that it has started.
    expect(calls.filter((line) => line.startsWith('guarding')).length).toBeGreaterThanOrEqual(2);
    expect(calls.filter((line) => !line.startsWith('guarding'))).toEqual([]);
  });
});
