import { closeSync, mkdirSync, openSync } from 'node:fs';
import { join } from 'node:path';
import pino from 'pino';
import { DirectoryDropArea } from '../../legacy-adapter/massivo/transport/directory-drop-area.js';
import type { DropArea } from '../../legacy-adapter/massivo/transport/drop-area.port.js';
import { SftpDropArea } from '../../legacy-adapter/massivo/transport/sftp-drop-area.js';
import { ScriptedOffice } from '../testkit/scripted-office.js';
import { describeWithSshServer, SshServer } from '../testkit/ssh-server.js';
import { temporaryFolder, type TemporaryFolder } from '../testkit/temporary-folder.js';
import { CONTRACT_OFFICE } from './drop-area.contract.js';
import { describeHostileDropArea, type HostileSide } from './hostile-drop-area.contract.js';

const logger = pino({ level: 'silent' });
const folders: TemporaryFolder[] = [];
/** As many as one look goes through, and one more. */
const MANY = 100_001;

afterAll(() => Promise.all(folders.map((folder) => folder.remove())), 120_000);

async function newFolder(): Promise<string> {
  const folder = await temporaryFolder();
  folders.push(folder);
  return folder.path;
}

/** Whether a look at 100,001 entries ends after 100,000 and says so; how long it took is printed. */
async function looksThroughMany(what: string, dropArea: DropArea): Promise<void> {
  const signal = AbortSignal.timeout(60_000);
  const started = performance.now();
  const counts = { FILE: 0, FOREIGN: 0, TRUNCATED: 0 };
  for await (const { kind } of dropArea.list({ officeCode: CONTRACT_OFFICE, folder: 'out' }, signal)) counts[kind] += 1;
  console.info(`${what}: ${MANY} entries looked through in ${Math.round(performance.now() - started)} ms`);
  expect(counts.TRUNCATED).toBe(1);
  expect(counts.FILE + counts.FOREIGN).toBeGreaterThanOrEqual(MANY - 2); // `done` is not shown
}

let crowded: string;

beforeAll(async () => {
  crowded = await newFolder();
  for (const folder of ['in', 'ack', 'err', 'out'])
    mkdirSync(join(crowded, CONTRACT_OFFICE, folder, 'done'), { recursive: true });
  for (let entry = 0; entry < MANY; entry += 1)
    closeSync(openSync(join(crowded, CONTRACT_OFFICE, 'out', `foreign entry ${entry}`), 'w'));
}, 120_000);

describeHostileDropArea(
  'directory',
  async (): Promise<HostileSide> => {
    const root = await newFolder();
    const office = new ScriptedOffice(root, CONTRACT_OFFICE);
    await office.open();
    const dropArea = (options = {}): DropArea => new DirectoryDropArea({ root, ...options });
    return { dropArea, office, root };
  },
  { isAlmighty: process.getuid?.() === 0 },
);

it('directory: a folder of 100,001 entries', async () => {
  await looksThroughMany('directory', new DirectoryDropArea({ root: crowded }));
}, 60_000);

describeWithSshServer('over OpenSSH', () => {
  let server: SshServer;
  const opened: SftpDropArea[] = [];
  const areaOn = (root: string, options = {}): SftpDropArea => {
    const dropArea = new SftpDropArea({ server: server.address(root), logger, ...options });
    opened.push(dropArea);
    return dropArea;
  };

  beforeAll(async () => {
    server = await SshServer.start(await newFolder());
  });
  afterEach(() => opened.splice(0).forEach((dropArea) => dropArea.close()));
  afterAll(() => server?.kill());

  describeHostileDropArea('SFTP', async (): Promise<HostileSide> => {
    const root = await newFolder();
    const office = new ScriptedOffice(root, CONTRACT_OFFICE);
    await server.openOffice(office);
    return { dropArea: (options) => areaOn(root, options), office, root };
  });

  it('SFTP: a folder of 100,001 entries', async () => {
    await looksThroughMany('SFTP', areaOn(crowded));
  }, 60_000);
});
