import { execFileSync, spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { gql } from 'graphql-request';
import { packageRoot } from '../../schema/kernel/package-root.js';
import { PESCARA_FILE, ROMA_FILE } from '../testkit/massivo-files.js';
import { eventually, startProduct, type RunningProduct } from '../testkit/product.js';
import { temporaryFolder, type TemporaryFolder } from '../testkit/temporary-folder.js';

const COUNTS = gql`
  query Counts($ipaCode: ID!) {
    certificateRequests(ipaCode: $ipaCode, first: 1) {
      totalCount
      nodes {
        id
        progress
        counts {
          total
          open
          issued
          underReview
          rejected
        }
      }
    }
  }
`;
interface History {
  certificateRequests: {
    totalCount: number;
    nodes: {
      id: string;
      progress: number;
      counts: { total: number; open: number; issued: number; underReview: number; rejected: number };
    }[];
  };
}

/** Processes whose command line names the folder: the embedded server, the emulator, the product. */
function processesOf(folder: string): string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .flatMap((pid) => {
      try {
        const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
        return command.includes(folder) ? [command] : [];
      } catch {
        return [];
      }
    });
}
const onLinux = process.platform === 'linux';

describe('one command brings everything up, and nothing is lost however it ends', () => {
  let folder: TemporaryFolder;
  let product: RunningProduct;

  beforeAll(async () => {
    folder = await temporaryFolder();
    product = await startProduct({ dataDir: folder.path });
  });

  afterAll(async () => {
    await product?.stop();
    await folder?.remove();
  });

  const history = async (ipaCode: string): Promise<History['certificateRequests']> =>
    (await (await product.graph(`contact:${ipaCode}`)).request<History>(COUNTS, { ipaCode })).certificateRequests;

  it('prints addresses, personas and a call that works as it stands', () => {
    const said = product.said();
    for (const persona of ['contact:c_h501', 'contact:c_g482', 'operator:PROC-H501', 'ops:alice', 'dashboard'])
      expect(said).toContain(persona);
    const call = said.split('\n').find((line) => line.startsWith('curl ')) ?? '';
    const answer = JSON.parse(
      execFileSync('sh', ['-c', call], { cwd: '/', encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }),
    ) as object;
    expect(answer).toMatchObject({ data: { publicBody: { name: 'Roma Capitale', migrationStage: 'ACTIVE' } } });
  });

  it('kill -9 in the middle of a request and a new start lose and double nothing', async () => {
    const answers = await Promise.all([
      product.upload(ROMA_FILE.persona, 'before the cut', ROMA_FILE.bytes),
      product.upload(PESCARA_FILE.persona, 'before the cut', PESCARA_FILE.bytes),
    ]);
    expect(answers.map(({ status }) => status)).toEqual([202, 202]);
    await product.kill();
    if (onLinux)
      await eventually(
        async () => processesOf(folder.path),
        (left) => left.length === 0,
      );

    product = await startProduct({ dataDir: folder.path });
    for (const { ipaCode, expected } of [ROMA_FILE, PESCARA_FILE]) {
      const { nodes } = await eventually(
        () => history(ipaCode),
        ({ nodes: [latest] }) => latest?.counts.open === 0,
        90_000,
      );
      const counts = nodes[0]?.counts;
      expect(counts?.total).toBe(expected.length);
      expect(counts && counts.issued + counts.underReview).toBe(expected.filter(({ code }) => code === 'OK').length);
    }
  });

  it('Ctrl-C ends everything in order, and the next start finds the data', async () => {
    const before = await history('c_h501');
    expect(await product.stop()).toBe(0);
    if (onLinux) expect(processesOf(folder.path)).toEqual([]);
    product = await startProduct({ dataDir: folder.path });
    expect(await history('c_h501')).toEqual(before);
  });

  it('two instances with data folders of their own live side by side', async () => {
    const other = await startProduct();
    try {
      expect(other.url).not.toBe(product.url);
      const foreign = await fetch(`${other.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${await product.token('ops:alice')}` },
        body: JSON.stringify({ query: '{ transition { state } }' }),
      });
      expect(foreign.status).toBe(401);
    } finally {
      expect(await other.stop()).toBe(0);
    }
  });

  it('a start with a bad configuration says all of it at once', async () => {
    const child = spawn(process.execPath, [path.join(packageRoot(), 'dist/gateway/main.js')], {
      env: {
        PATH: process.env['PATH'],
        PORT: 'x',
        LOG_LEVEL: 'loud',
        DATABASE_URL: 'mysql://x',
        DATA_DIR: folder.path,
      },
    });
    let complained = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => (complained += text));
    const code = await new Promise((resolve) => child.once('exit', resolve));
    expect(code).toBe(1);
    for (const part of ['PORT:', 'LOG_LEVEL:', 'DATABASE_URL:', 'MASSIVO_DROP', 'TRANSITION_LAST_DAY'])
      expect(complained).toContain(part);
  });
});
