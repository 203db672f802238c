import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmdirSync } from 'node:fs';
import { chmod, link, mkdir, readdir, readFile, rename, symlink, unlink, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import type {
  AnswerFolder,
  DropArea,
  DropEntry,
  OutgoingFile,
} from '../../legacy-adapter/massivo/transport/drop-area.port.js';
import type { ScriptedOffice } from '../testkit/scripted-office.js';

/** A drop area whose folders lie on this machine, so that anything can be put into them. */
export interface HostileSide {
  /** @param maximumEntries as small as a test can fill */
  dropArea(options?: { maximumEntries?: number }): DropArea;
  /** Empty, its folders made. */
  office: ScriptedOffice;
  /** Where the office's folder lies. */
  root: string;
}

const STEM = 'MASSIVA_c_h501_PROC-H501_20260610_000001';
const NAME = `${STEM}.txt`;
const SECRET = 'never to be read';
const MAY_MOUNT = mayMount();
/** Longer than anything below takes; shorter than a wait for ever. */
const inTime = (): AbortSignal => AbortSignal.timeout(60_000);

/** What a drop area must do with everything that others can put into its folders: report it, and leave it alone. */
export function describeHostileDropArea(
  name: string,
  makeSide: () => Promise<HostileSide>,
  /** Permissions do not hold whoever reaches the folders (root on the directory). */
  { isAlmighty = false } = {},
): void {
  describe(`hostile drop area: ${name}`, () => {
    let side: HostileSide;
    let dropArea: DropArea;
    const servers: Server[] = [];

    beforeEach(async () => {
      side = await makeSide();
      dropArea = side.dropArea();
    });
    afterEach(() => servers.splice(0).forEach((server) => server.close()));

    const at = (folder: AnswerFolder, file: string) => ({ officeCode: side.office.officeCode, folder, name: file });
    const listed = async (folder: AnswerFolder, from = dropArea): Promise<DropEntry[]> => {
      const entries: DropEntry[] = [];
      for await (const entry of from.list({ officeCode: side.office.officeCode, folder }, inTime()))
        entries.push(entry);
      return entries;
    };
    const put = (content: string, some: Partial<OutgoingFile> = {}): Promise<string> =>
      dropArea.put({
        ...{ officeCode: side.office.officeCode, name: NAME, bytes: bytesOf(content), signal: inTime() },
        claim: { hold: (act) => act(), publish: (act) => act() },
        ...some,
      });
    /** Everything below a folder with its kind, names as bytes. */
    const snapshot = async (...folder: string[]): Promise<string[]> => {
      const entries = await readdir(side.office.path(...folder), { withFileTypes: true, encoding: 'buffer' });
      return entries.map((entry) => `${entry.name.toString('hex')} ${entry.isFile()} ${entry.isSymbolicLink()}`).sort();
    };

    it.each(['', 'in', 'in/done', 'ack', 'err', 'out', 'out/done'])(
      'goes through no link in the place of %p',
      async (folder) => {
        const aside = join(side.root, 'aside');
        await rename(side.office.path(folder), aside);
        await symlink(aside, side.office.path(folder));
        const answers = (folder.split('/')[0] || 'out') as AnswerFolder | 'in';
        if (answers === 'in') await expect(put('x')).rejects.toMatchObject({ trouble: 'MISSING' });
        else {
          await expect(listed(answers)).rejects.toMatchObject({ trouble: 'MISSING' });
          await expect(dropArea.open(at(answers, 'a.ack'), inTime())).rejects.toMatchObject({ trouble: 'MISSING' });
          await expect(dropArea.take(at(answers, 'a.ack'), inTime())).rejects.toMatchObject({ trouble: 'MISSING' });
        }
        expect(await dropArea.health(side.office.officeCode, inTime())).toBe('MISSING');
      },
    );

    it.each(['in', 'out'])('says that a file stands in the place of %p', async (folder) => {
      await rename(side.office.path(folder), join(side.root, 'aside'));
      await writeFile(side.office.path(folder), '');
      await expect(folder === 'in' ? put('x') : listed('out')).rejects.toMatchObject({ trouble: 'MISSING' });
    });

    describe('what lies among the answers', () => {
      const nothingRegular: [string, (path: string) => Promise<unknown>][] = [
        ['a link to a file out of the tree', (path) => symlink(join(side.root, 'secret'), path)],
        ['a link to a file beside it', (path) => symlink('good.txt', path)],
        ['a link to a folder', (path) => symlink(side.root, path)],
        ['a dangling link', (path) => symlink('/nowhere/at/all', path)],
        ['a link to itself', (path) => symlink(path, path)],
        ['a folder', (path) => mkdir(path)],
        ['a pipe', (path) => Promise.resolve(execFileSync('mkfifo', [path]))],
        [
          'a socket',
          (path) => new Promise((resolve) => servers.push(createServer().listen(path, () => resolve(path)))),
        ],
        ['a device', (path) => Promise.resolve(makeDevice(path))],
      ];

      it.each(nothingRegular)(
        'reports %s, does not open it, does not wait at it, does not touch it',
        async (_what, make) => {
          await writeFile(join(side.root, 'secret'), SECRET);
          await writeFile(side.office.path('out', 'good.txt'), 'good');
          await make(side.office.path('out', 'E.txt'));
          const before = await snapshot('out');
          expect(await listed('out')).toEqual(
            expect.arrayContaining([
              { kind: 'FILE', name: 'good.txt' },
              { kind: 'FOREIGN', reason: 'NOT_A_REGULAR_FILE' },
            ]),
          );
          expect(await dropArea.open(at('out', 'E.txt'), inTime())).toBeNull();
          await dropArea.take(at('out', 'E.txt'), inTime());
          expect(await snapshot('out')).toEqual(before);
          expect(await readFile(join(side.root, 'secret'), 'utf8')).toBe(SECRET);
        },
      );

      const MALFORMED: [string, Buffer][] = [
        ['a line break', Buffer.from('ESITI_a\n.txt')],
        ['a terminal sequence', Buffer.from('\x1b[2JESITI.txt')],
        ['a backslash', Buffer.from('..\\ESITI.txt')],
        ['a space', Buffer.from('ESITI a.txt')],
        ['a dot before it', Buffer.from('.ESITI.txt')],
        ['three dots', Buffer.from('...')],
        ['a percent sign', Buffer.from('%2e%2e%2fESITI.txt')],
        ['a name of 255 bytes', Buffer.from('E'.repeat(255))],
        ['a letter of another alphabet', Buffer.from('ESITI_а.txt')],
        ['bytes that are no UTF-8', Buffer.from([0xff, 0xfe, 0x45, 0x2e, 0x74, 0x78, 0x74])],
        ['the C1 controls', Buffer.from('E\u009b31m.txt')],
      ];

      it('reports names that could harm without passing them on, and leaves the files', async () => {
        for (const [, bytes] of MALFORMED)
          await writeFile(Buffer.concat([Buffer.from(`${side.office.path('out')}/`), bytes]), SECRET);
        await writeFile(side.office.path('out', 'good.txt'), 'good');
        const before = await snapshot('out');
        const entries = await listed('out');
        expect(entries.filter(({ kind }) => kind === 'FOREIGN')).toEqual(
          MALFORMED.map(() => ({ kind: 'FOREIGN', reason: 'MALFORMED_NAME' })),
        );
        expect(entries.filter(({ kind }) => kind === 'FILE')).toEqual([{ kind: 'FILE', name: 'good.txt' }]);
        for (const [, bytes] of MALFORMED)
          await expect(dropArea.open(at('out', bytes.toString('utf8')), inTime())).rejects.toBeInstanceOf(RangeError);
        expect(await snapshot('out')).toEqual(before);
      });

      it('looks at a bounded number of entries and says so', async () => {
        for (let file = 0; file < 6; file += 1) await writeFile(side.office.path('ack', `a${file}.ack`), 'x');
        const kinds = (await listed('ack', side.dropArea({ maximumEntries: 4 }))).map(({ kind }) => kind);
        expect(kinds.at(-1)).toBe('TRUNCATED');
        expect(kinds.length).toBeLessThanOrEqual(5);
      });
    });

    describe('what lies where a request is to go', () => {
      it.each([
        ['a pipe', (path: string) => Promise.resolve(execFileSync('mkfifo', [path]))],
        ['a folder', (path: string) => mkdir(path)],
        ['a link to the very bytes', (path: string) => symlink(join(side.root, 'same'), path)],
        ['a dangling link', (path: string) => symlink('/nowhere/at/all', path)],
      ])('takes %s under the name for an incident, in in/ and in in/done/', async (_what, make) => {
        await writeFile(join(side.root, 'same'), 'the bytes');
        for (const folder of ['in', 'in/done']) {
          await (make as (path: string) => Promise<unknown>)(side.office.path(folder, NAME));
          await expect(put('the bytes')).rejects.toMatchObject({ trouble: 'NAME_TAKEN' });
          await rename(side.office.path(folder, NAME), join(side.root, `aside-${folder.length}`));
        }
        expect(await side.office.names('in')).toEqual([]);
      });

      it('writes through no link under a part name', async () => {
        await writeFile(join(side.root, 'secret'), SECRET);
        await symlink(join(side.root, 'secret'), side.office.path('in', `${STEM}.part`));
        await put('the bytes').catch(() => undefined);
        expect(await readFile(join(side.root, 'secret'), 'utf8')).toBe(SECRET);
        expect(await side.office.names('in')).toContain(`${STEM}.part`);
      });

      it('R-23 does not harm a published file whose part is still linked to it (a death between link and unlink)', async () => {
        await put('the bytes');
        await link(side.office.path('in', NAME), side.office.path('in', `${STEM}.part`));
        expect(await put('the bytes')).toBe('ALREADY_THERE');
        expect(await readFile(side.office.path('in', NAME), 'utf8')).toBe('the bytes');
        expect(await side.office.names('in')).toEqual([NAME]);
      });

      it('publishes nothing when somebody put another file in the place of the part', async () => {
        const exchange = async (): Promise<void> => {
          const [part = ''] = await side.office.names('in');
          await unlink(side.office.path('in', part));
          await writeFile(side.office.path('in', part), 'not mine');
        };
        const publishing = put('mine', {
          claim: { hold: (act) => act(), publish: (act) => exchange().then(act) },
        });
        await expect(publishing).rejects.toMatchObject({ trouble: 'UNREACHABLE' });
        expect(await side.office.names('in')).not.toContain(NAME);
      });
    });

    const itUnlessAlmighty = isAlmighty ? undefined : it;
    itUnlessAlmighty?.('says that it may not write, and reads all the same', async () => {
      await writeFile(side.office.path('ack', 'a.ack'), 'R;1.0');
      for (const folder of ['in', 'ack']) await chmod(side.office.path(folder), 0o555);
      await expect(put('x')).rejects.toMatchObject({ trouble: 'READ_ONLY' });
      await expect(dropArea.take(at('ack', 'a.ack'), inTime())).rejects.toMatchObject({ trouble: 'READ_ONLY' });
      expect(await dropArea.health(side.office.officeCode, inTime())).toBe('READ_ONLY');
      expect(await listed('ack')).toEqual([{ kind: 'FILE', name: 'a.ack' }]);
      for (const folder of ['in', 'ack']) await chmod(side.office.path(folder), 0o755);
      expect(await put('x')).toBe('SENT');
    });

    const itWithMounts = MAY_MOUNT ? it : undefined;
    itWithMounts?.('says that it is full, or mounted read-only, and leaves nothing behind', async () => {
      const folder = side.office.path('in');
      mount(['-t', 'tmpfs', '-o', 'size=64k,mode=0777', 'tmpfs', folder]);
      try {
        await mkdir(join(folder, 'done'));
        await expect(put('x'.repeat(200_000))).rejects.toMatchObject({ trouble: 'FULL' });
        expect(await side.office.names('in')).toEqual([]);
        mount(['-o', 'remount,ro', folder]);
        await expect(put('x')).rejects.toMatchObject({ trouble: 'READ_ONLY' });
        expect(await dropArea.health(side.office.officeCode, inTime())).toBe('READ_ONLY');
        mount(['-o', 'remount,rw', folder]);
        expect(await put('x')).toBe('SENT');
      } finally {
        execFileSync('umount', ['-l', folder]);
      }
    });

    it('keeps its deadline with a sender that is slow', async () => {
      async function* slow(): AsyncGenerator<Buffer, void, void> {
        for (;;) {
          yield Buffer.from('S;');
          await new Promise((resolve) => setTimeout(resolve, 20));
        }
      }
      const late = put('', { bytes: slow(), signal: AbortSignal.timeout(1_000) });
      await expect(late).rejects.toMatchObject({ trouble: 'TIMED_OUT' });
      expect(await side.office.names('in')).toEqual([]);
    });

    it('reads no further once its deadline has passed', async () => {
      await writeFile(side.office.path('out', 'large.zip'), Buffer.alloc(20_000_000));
      const deadline = new AbortController();
      const content = await dropArea.open(at('out', 'large.zip'), deadline.signal);
      const reading = buffer(content!);
      deadline.abort();
      await expect(reading).rejects.toBeDefined();
    });
  });
}

async function* bytesOf(content: string): AsyncGenerator<Buffer, void, void> {
  yield await Promise.resolve(Buffer.from(content));
}

/** Endless zeros for root, who may make devices (not in every container); a pipe for anybody else. */
function makeDevice(path: string): void {
  try {
    execFileSync('mknod', [path, 'c', '1', '5'], { stdio: 'ignore' });
  } catch {
    execFileSync('mkfifo', [path]);
  }
}

function mount(args: readonly string[]): void {
  execFileSync('mount', args, { stdio: 'ignore' });
}

/** Only root may, and not in every container. */
function mayMount(): boolean {
  const folder = mkdtempSync(join(tmpdir(), 'casellario-bridge-mount-'));
  try {
    mount(['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', folder]);
    execFileSync('umount', [folder]);
    return true;
  } catch {
    console.warn('NOT TESTED: a full and a read-only file system, for want of the right to mount one');
    return false;
  } finally {
    rmdirSync(folder);
  }
}
