import { mkdir, readdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import pino from 'pino';
import { DirectoryDropArea } from '../../legacy-adapter/massivo/transport/directory-drop-area.js';
import type { DropArea } from '../../legacy-adapter/massivo/transport/drop-area.port.js';
import { SftpDropArea } from '../../legacy-adapter/massivo/transport/sftp-drop-area.js';
import { MemoryDropArea } from '../testkit/memory-drop-area.js';
import { ScriptedOffice } from '../testkit/scripted-office.js';
import { ScriptedSftpServer } from '../testkit/scripted-sftp-server.js';
import { describeWithSshServer, SshServer } from '../testkit/ssh-server.js';
import { temporaryFolder, type TemporaryFolder } from '../testkit/temporary-folder.js';
import { CONTRACT_OFFICE, describeDropArea, type OfficeSide } from './drop-area.contract.js';

const folders: TemporaryFolder[] = [];
const logger = pino({ level: 'silent' });

afterAll(() => Promise.all(folders.map((folder) => folder.remove())));

/** The office's side where its folders lie on this machine. */
async function sideOn({ path }: TemporaryFolder, dropArea: DropArea, office: ScriptedOffice): Promise<OfficeSide> {
  const elsewhere = join(path, 'elsewhere');
  await writeFile(elsewhere, 'never to be read');
  return {
    dropArea,
    place: (file, content) => writeFile(office.path(file), content),
    placeForeign: (file) => symlink(elsewhere, office.path(file)),
    read: (file) => readFile(office.path(file), 'utf8').catch(() => null),
    names: (folder) => office.names(folder),
    move: (from, to) => rename(office.path(from), office.path(to)),
    takeAway: () => rm(office.path(), { recursive: true }),
  };
}

async function newFolder(): Promise<TemporaryFolder> {
  const folder = await temporaryFolder();
  folders.push(folder);
  return folder;
}

describeDropArea('directory', async (): Promise<OfficeSide> => {
  const folder = await newFolder();
  const office = new ScriptedOffice(folder.path, CONTRACT_OFFICE);
  await office.open();
  return sideOn(folder, new DirectoryDropArea({ root: folder.path }), office);
});

describeWithSshServer('over OpenSSH', () => {
  let server: SshServer;
  let dropArea: SftpDropArea;
  beforeAll(async () => {
    server = await SshServer.start((await newFolder()).path);
  });
  afterEach(() => dropArea.close());
  afterAll(() => server?.kill());

  describeDropArea('SFTP, OpenSSH', async (): Promise<OfficeSide> => {
    const folder = await newFolder();
    const office = new ScriptedOffice(folder.path, CONTRACT_OFFICE);
    await server.openOffice(office);
    dropArea = new SftpDropArea({ server: server.address(folder.path), logger });
    return sideOn(folder, dropArea, office);
  });
});

describe('over a server without extensions', () => {
  let server: ScriptedSftpServer;
  let dropArea: SftpDropArea;
  afterEach(async () => {
    dropArea.close();
    await server.stop();
  });

  describeDropArea('SFTP, version 3 alone', async (): Promise<OfficeSide> => {
    const folder = await newFolder();
    const office = new ScriptedOffice(folder.path, CONTRACT_OFFICE);
    await office.open();
    server = await ScriptedSftpServer.start(folder.path);
    server.mostBytesRead = 10_000;
    dropArea = new SftpDropArea({ server: server.address(), logger });
    return sideOn(folder, dropArea, office);
  });
});

describeDropArea('in memory', (): Promise<OfficeSide> => {
  const dropArea = new MemoryDropArea();
  return Promise.resolve({
    dropArea,
    place: (path, content) => Promise.resolve(dropArea.place(CONTRACT_OFFICE, path, content)),
    placeForeign: (path) => Promise.resolve(dropArea.place(CONTRACT_OFFICE, path, 'NOT_A_REGULAR_FILE')),
    read: (path) => Promise.resolve(dropArea.read(CONTRACT_OFFICE, path)?.toString() ?? null),
    names: (folder) => Promise.resolve(dropArea.names(CONTRACT_OFFICE, folder)),
    move: (from, to) => Promise.resolve(dropArea.move(CONTRACT_OFFICE, from, to)),
    takeAway: () => Promise.resolve(dropArea.takeAway(CONTRACT_OFFICE)),
  });
});

describe('the directory alone', () => {
  const never = new AbortController().signal;
  let root: string;
  let office: ScriptedOffice;

  beforeEach(async () => {
    const folder = await temporaryFolder();
    folders.push(folder);
    root = folder.path;
    office = new ScriptedOffice(root, CONTRACT_OFFICE);
    await office.open();
  });

  const NAME = 'MASSIVA_c_h501_PROC-H501_20260610_000001';
  const put = (dropArea: DirectoryDropArea, content: string): Promise<string> =>
    dropArea.put({
      officeCode: CONTRACT_OFFICE,
      name: `${NAME}.txt`,
      bytes: (async function* () {
        yield await Promise.resolve(Buffer.from(content));
      })(),
      claim: { hold: (act) => act(), publish: (act) => act() },
      signal: never,
    });

  it('leaves a directory under the part name alone', async () => {
    await mkdir(office.path('in', `${NAME}.part`));
    await expect(put(new DirectoryDropArea({ root }), 'x')).rejects.toMatchObject({ trouble: 'NAME_TAKEN' });
    expect(await readdir(dirname(office.path('in', `${NAME}.part`)))).toContain(`${NAME}.part`);
  });

  it('makes the folders only where it was told to', async () => {
    const [dropArea, making] = [new DirectoryDropArea({ root }), new DirectoryDropArea({ root, makeFolders: true })];
    expect(await dropArea.health('PROC-F205', never)).toBe('MISSING');
    expect(await making.health('PROC-F205', never)).toBeNull();
    expect(await making.health('../PROC-F205', never)).toBe('MISSING');
  });
});
