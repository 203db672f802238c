import { existsSync } from 'node:fs';
import path from 'node:path';
import { gql } from 'graphql-request';
import { EmulatorProcess } from '../integration/emulator/emulator-process.js';
import { createTestDatabase, type TestDatabase } from '../testkit/database.js';
import { PESCARA_FILE, withRequestId } from '../testkit/massivo-files.js';
import { eventually, startProduct, type RunningProduct } from '../testkit/product.js';
import { ScriptedOffice } from '../testkit/scripted-office.js';
import { describeWithSshServer, SshServer } from '../testkit/ssh-server.js';
import { temporaryFolder, type TemporaryFolder } from '../testkit/temporary-folder.js';

const PROGRESS = gql`
  query Progress($id: ID!) {
    certificateRequest(id: $id) {
      channel
      counts {
        open
        issued
        underReview
      }
      batches {
        state
        fileName
      }
    }
  }
`;
interface Progress {
  certificateRequest: {
    channel: string;
    counts: { open: number; issued: number; underReview: number };
    batches: { state: string; fileName: string }[];
  };
}

const PESCARA = 'PROC-G482';
const GOOD_ROWS = PESCARA_FILE.expected.filter(({ code }) => code === 'OK').length;

describeWithSshServer('massivo over SFTP', () => {
  let folder: TemporaryFolder;
  let server: SshServer;
  let office: ScriptedOffice;
  let emulator: EmulatorProcess;
  let database: TestDatabase;
  let product: RunningProduct;

  beforeAll(async () => {
    folder = await temporaryFolder();
    server = await SshServer.start(folder.path);
    office = new ScriptedOffice(folder.path, PESCARA);
    await server.openOffice(office);
    const where = ['--drop', folder.path, '--state', path.join(folder.path, 'books'), '--office', PESCARA];
    emulator = new EmulatorProcess(['run', ...where, '--ack-delay', '0', '--process-delay', '0', '--poll', '50']);
    database = await createTestDatabase();
    const { user, port, root } = server.address(folder.path);
    const drop = {
      MASSIVO_DROP: `sftp://${user}@127.0.0.1:${port}${root}`,
      MASSIVO_SFTP_KEY_FILE: server.keyFile,
      MASSIVO_SFTP_HOST_KEY: server.hostKey.publicKey,
    };
    product = await startProduct({ database, env: drop });
  });

  afterAll(async () => {
    await product?.stop();
    emulator?.kill('SIGKILL');
    await emulator?.exit();
    await server?.kill();
    await database?.drop();
    await folder?.remove();
  });

  /** Waits until every row of a request has come to its end. */
  async function ended(id: string): Promise<Progress['certificateRequest']> {
    const { certificateRequest } = await eventually(
      async () => (await product.graph(PESCARA_FILE.persona)).request<Progress>(PROGRESS, { id }),
      ({ certificateRequest: { counts } }) => counts.open === 0,
    );
    return certificateRequest;
  }

  async function upload(requestId: string): Promise<string> {
    const bytes = withRequestId(PESCARA_FILE.bytes, requestId);
    const answer = await product.upload(PESCARA_FILE.persona, requestId, bytes);
    expect(answer.status).toBe(202);
    return ((await answer.json()) as { requestId: string }).requestId;
  }

  it('starts no emulator of its own, and says where the drop area is', () => {
    expect(product.said()).toContain(`sftp://${server.address(folder.path).user}@127.0.0.1:${server.port}`);
    expect(existsSync(path.join(product.dataDir, 'emulator'))).toBe(false);
  });

  it('R-34 a file goes out and comes back, every row comes to its end', async () => {
    const request = await ended(await upload('2026-S00001'));
    expect(request.channel).toBe('MASSIVO');
    expect(request.counts.issued + request.counts.underReview).toBe(GOOD_ROWS);
    expect(request.batches).toEqual([expect.objectContaining({ state: 'COMPLETED' })]);
    const rest = request.batches[0]?.fileName.slice('MASSIVA_'.length, -'.txt'.length);
    expect(await office.names('in', 'done')).toEqual([`MASSIVA_${rest}.txt`]);
    expect(await office.names('ack', 'done')).toEqual([`MASSIVA_${rest}.ack`]);
    expect(await office.names('out', 'done')).toEqual([`CERTIFICATI_${rest}.zip`, `ESITI_${rest}.txt`]);
    for (const each of ['in', 'ack', 'err', 'out']) expect(await office.names(each)).toEqual([]);
  });

  it('R-23 goes on by itself when the server has died and is back', async () => {
    await server.kill();
    const id = await upload('2026-S00002');
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    await server.resume();
    const { counts } = await ended(id);
    expect(counts.issued + counts.underReview).toBe(GOOD_ROWS);
    expect(await office.names('in', 'done')).toHaveLength(2);
    expect(await office.names('in')).toEqual([]);
  });
});
