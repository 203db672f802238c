import { closeSync, linkSync, mkdirSync, openSync } from 'node:fs';
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
/** More than one look goes through: by default on the directory, told on SFTP, where so many take long. */
const MANY = 100_001;
const TOLD = 2_000;

afterAll(() => Promise.all(folders.map((folder) => folder.remove())));

async function newFolder(): Promise<string> {
  const folder = await temporaryFolder();
  folders.push(folder);
  return folder.path;
}

/** Whether a look at 100,001 entries ends after as many as it may and says so. */
async function looksThrough(most: number, dropArea: DropArea): Promise<void> {
  const signal = AbortSignal.timeout(120_000);
  const counts = { FILE: 0, FOREIGN: 0, TRUNCATED: 0 };
  for await (const { kind } of dropArea.list({ officeCode: CONTRACT_OFFICE, folder: 'out' }, signal)) counts[kind] += 1;
  expect(counts.TRUNCATED).toBe(1);
  expect([most - 1, most]).toContain(counts.FILE + counts.FOREIGN); // `done` is not shown
}

let crowded: string;

beforeAll(async () => {
  crowded = await newFolder();
  for (const folder of ['in', 'ack', 'err', 'out'])
    mkdirSync(join(crowded, CONTRACT_OFFICE, folder, 'done'), { recursive: true });
  const out = join(crowded, CONTRACT_OFFICE, 'out');
  // Names of one file cost less than files, and a file may have some ten thousands.
  for (let entry = 0; entry < MANY; entry += 1) {
    if (entry % 10_000 === 0) closeSync(openSync(join(out, `foreign entry ${entry}`), 'w'));
    else linkSync(join(out, `foreign entry ${entry - (entry % 10_000)}`), join(out, `foreign entry ${entry}`));
  }
});

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
  await looksThrough(MANY - 1, new DirectoryDropArea({ root: crowded }));
});

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
    await looksThrough(TOLD, areaOn(crowded, { maximumEntries: TOLD }));
  });
});
