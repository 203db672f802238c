import { link, mkdir, readdir, readFile, rename, rm, symlink, unlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { DirectoryDropArea } from '../../legacy-adapter/massivo/transport/directory-drop-area.js';
import { MemoryDropArea } from '../testkit/memory-drop-area.js';
import { ScriptedOffice } from '../testkit/scripted-office.js';
import { temporaryFolder, type TemporaryFolder } from '../testkit/temporary-folder.js';
import { CONTRACT_OFFICE, describeDropArea, type OfficeSide } from './drop-area.contract.js';

const folders: TemporaryFolder[] = [];

afterAll(() => Promise.all(folders.map((folder) => folder.remove())));

describeDropArea('directory', async (): Promise<OfficeSide> => {
  const folder = await temporaryFolder();
  folders.push(folder);
  const office = new ScriptedOffice(folder.path, CONTRACT_OFFICE);
  await office.open();
  const elsewhere = join(folder.path, 'elsewhere');
  await writeFile(elsewhere, 'never to be read');
  return {
    dropArea: new DirectoryDropArea({ root: folder.path }),
    place: (path, content) => writeFile(office.path(path), content),
    placeForeign: (path) => symlink(elsewhere, office.path(path)),
    read: (path) => readFile(office.path(path), 'utf8').catch(() => null),
    names: (path) => office.names(path),
    move: (from, to) => rename(office.path(from), office.path(to)),
    takeAway: () => rm(office.path(), { recursive: true }),
  };
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

  it.each(['', 'in', 'in/done', 'out', 'out/done'])('does not go through a link in the place of %p', async (folder) => {
    const aside = join(root, 'aside');
    await rename(office.path(folder), aside);
    await symlink(aside, office.path(folder));
    const dropArea = new DirectoryDropArea({ root });
    const list = dropArea.list({ officeCode: CONTRACT_OFFICE, folder: 'out' }, never)[Symbol.asyncIterator]();
    await expect(folder.startsWith('out') ? list.next() : put(dropArea, 'x')).rejects.toMatchObject({
      trouble: 'MISSING',
    });
  });

  it('R-23 does not harm a published file whose part is still linked to it (a death between link and unlink)', async () => {
    const dropArea = new DirectoryDropArea({ root });
    await put(dropArea, 'the bytes');
    await link(office.path('in', `${NAME}.txt`), office.path('in', `${NAME}.part`));
    expect(await put(dropArea, 'the bytes')).toBe('ALREADY_THERE');
    expect(await readFile(office.path('in', `${NAME}.txt`), 'utf8')).toBe('the bytes');
    expect(await office.names('in')).toEqual([`${NAME}.txt`]);
  });

  it('publishes nothing when somebody put another file in the place of the part', async () => {
    const part = office.path('in', `${NAME}.part`);
    const dropArea = new DirectoryDropArea({ root });
    const publishing = dropArea.put({
      ...{ officeCode: CONTRACT_OFFICE, name: `${NAME}.txt`, signal: never },
      bytes: (async function* () {
        yield await Promise.resolve(Buffer.from('mine'));
      })(),
      claim: {
        hold: (act) => act(),
        publish: async (act) => {
          await unlink(part);
          await writeFile(part, 'not mine');
          return act();
        },
      },
    });
    await expect(publishing).rejects.toMatchObject({ trouble: 'UNREACHABLE' });
    expect(await office.names('in')).toEqual([`${NAME}.part`]);
    expect(await readFile(part, 'utf8')).toBe('not mine');
  });

  it('leaves a directory under the part name alone', async () => {
    await mkdir(office.path('in', `${NAME}.part`));
    await expect(put(new DirectoryDropArea({ root }), 'x')).rejects.toMatchObject({ trouble: 'NAME_TAKEN' });
    expect(await readdir(dirname(office.path('in', `${NAME}.part`)))).toContain(`${NAME}.part`);
  });

  it('looks at a bounded number of entries and says so', async () => {
    for (let file = 0; file < 6; file += 1) await office.put('ack', `a${file}.ack`, 'x');
    const dropArea = new DirectoryDropArea({ root, maximumEntries: 4 });
    const kinds: string[] = [];
    for await (const { kind } of dropArea.list({ officeCode: CONTRACT_OFFICE, folder: 'ack' }, never)) kinds.push(kind);
    expect(kinds.at(-1)).toBe('TRUNCATED');
    expect(kinds.length).toBeLessThanOrEqual(5);
  });

  it('makes the folders only where it was told to', async () => {
    const [dropArea, making] = [new DirectoryDropArea({ root }), new DirectoryDropArea({ root, makeFolders: true })];
    expect(await dropArea.health('PROC-F205', never)).toBe('MISSING');
    expect(await making.health('PROC-F205', never)).toBeNull();
    expect(await making.health('../PROC-F205', never)).toBe('MISSING');
  });
});
