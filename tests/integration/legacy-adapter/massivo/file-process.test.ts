import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { readFile, rename, rm, stat, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { HostedDropArea } from '../../../../legacy-adapter/massivo/file-process/hosted-drop-area.js';
import { DirectoryDropArea } from '../../../../legacy-adapter/massivo/transport/directory-drop-area.js';
import { packageRoot } from '../../../../schema/kernel/package-root.js';
import { CONTRACT_OFFICE, describeDropArea, type OfficeSide } from '../../../contract/drop-area.contract.js';
import { FREE_OFFICE, Gate, GatedDropArea } from '../../../testkit/gated-drop-area.js';
import { ScriptedOffice } from '../../../testkit/scripted-office.js';
import { temporaryFolder, type TemporaryFolder } from '../../../testkit/temporary-folder.js';

const execArgv = ['--import', path.join(packageRoot(), 'tests/testkit/register-typescript.mjs')];
const folders: TemporaryFolder[] = [];
const hosted: HostedDropArea[] = [];

afterEach(() => Promise.all(hosted.splice(0).map((dropArea) => dropArea.close())));
afterAll(() => Promise.all(folders.map((folder) => folder.remove())));

async function newFolder(): Promise<string> {
  const folder = await temporaryFolder();
  folders.push(folder);
  return folder.path;
}

function hostOf(root: string, pipe?: string): HostedDropArea {
  const gated = path.join(packageRoot(), 'tests/testkit/gated-host.ts');
  const program = pipe === undefined ? undefined : { path: gated, args: [root, pipe] };
  const dropArea = new HostedDropArea({ root }, { execArgv, ...(program && { program }) });
  hosted.push(dropArea);
  return dropArea;
}

describeDropArea('directory, in a process of its own', async (): Promise<OfficeSide> => {
  const root = await newFolder();
  const office = new ScriptedOffice(root, CONTRACT_OFFICE);
  await office.open();
  await writeFile(path.join(root, 'elsewhere'), 'never to be read');
  return {
    dropArea: hostOf(root),
    place: (file, content) => writeFile(office.path(file), content),
    placeForeign: (file) => symlink(path.join(root, 'elsewhere'), office.path(file)),
    read: (file) => readFile(office.path(file), 'utf8').catch(() => null),
    names: (folder) => office.names(folder),
    move: (from, to) => rename(office.path(from), office.path(to)),
    takeAway: () => rm(office.path(), { recursive: true }),
  };
});

/** A pipe that nobody has the other end of. */
async function newGate(): Promise<{ root: string; pipe: string; gate: Gate }> {
  const root = await newFolder();
  const pipe = path.join(root, 'gate');
  execFileSync('mkfifo', [pipe]);
  return { root, pipe, gate: new Gate(pipe) };
}

const never = new AbortController().signal;
const office = (number: number): string => `PROC-H${String(number).padStart(3, '0')}`;
/** Whether this process's own file calls are answered. */
const isServed = (withinMs = 30_000): Promise<boolean> =>
  Promise.race([stat('.').then(() => true), sleep(withinMs, false, { ref: false })]);

function processOf(dropArea: string): number {
  const found = readdirSync('/proc').find((pid) => {
    try {
      return /^\d+$/.test(pid) && readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(dropArea);
    } catch {
      return false;
    }
  });
  return Number(found);
}

describe('calls to a file system that hang in the kernel', () => {
  it('starve every other file call of the process that makes them, from the fourth on', async () => {
    const { root, pipe, gate } = await newGate();
    const dropArea = new GatedDropArea(new DirectoryDropArea({ root, makeFolders: true }), pipe);
    const hanging = Array.from({ length: 4 }, (_, index) => dropArea.health(office(index), never));
    try {
      expect(await isServed(500)).toBe(false);
    } finally {
      gate.open();
    }
    expect(await Promise.all(hanging)).toEqual(Array(4).fill(null));
    gate.shut();
    expect(await isServed()).toBe(true);
  });

  it('starve nobody from the file process: 280 of them, and it still serves what does not hang', async () => {
    const { root, pipe, gate } = await newGate();
    const dropArea = hostOf(root, pipe);
    gate.open();
    expect(await dropArea.health(office(0), never)).toBeNull(); // it has started
    gate.shut();
    const deadline = new AbortController();
    const hanging = Array.from({ length: 280 }, (_, index) => dropArea.health(office(index % 140), deadline.signal));
    let ended = 0;
    for (const call of hanging) void call.finally(() => (ended += 1)).catch(() => undefined);
    for (let turn = 0; turn < 10; turn += 1) {
      expect(await isServed()).toBe(true);
      expect(await dropArea.health(FREE_OFFICE, never)).toBeNull();
    }
    deadline.abort();
    await sleep(200);
    expect(ended).toBe(0); // an act given up may still happen: it is waited for
    gate.open();
    const states = (await Promise.allSettled(hanging)).map(({ status }) => status);
    expect(states).toHaveLength(280);
    gate.shut();
  });

  it('end with their process, which is started again', async () => {
    const { root, pipe, gate } = await newGate();
    const dropArea = hostOf(root, pipe);
    gate.open();
    await dropArea.health(office(0), never);
    gate.shut();
    const hanging = dropArea.health(office(1), never);
    process.kill(processOf(pipe), 'SIGKILL');
    await expect(hanging).rejects.toMatchObject({ trouble: 'UNREACHABLE' });
    gate.open();
    expect(await dropArea.health(office(1), never)).toBeNull();
    gate.shut();
  });

  it('keep nobody from closing: they fail, their process ends, and none is started any more', async () => {
    const { root, pipe, gate } = await newGate();
    const dropArea = hostOf(root, pipe);
    gate.open();
    await dropArea.health(office(0), never);
    gate.shut();
    const hanging = dropArea.health(office(1), never);
    hanging.catch(() => undefined);
    await dropArea.close();

    await expect(hanging).rejects.toMatchObject({ trouble: 'UNREACHABLE' });
    expect(processOf(pipe)).toBeNaN();
    await expect(dropArea.health(FREE_OFFICE, never)).rejects.toMatchObject({ trouble: 'UNREACHABLE' });
    expect(processOf(pipe)).toBeNaN();
    await dropArea.close();
  });
});
