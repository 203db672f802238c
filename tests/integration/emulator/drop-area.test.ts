import { execFile } from 'node:child_process';
import { lstat, mkdir, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { DropSite, eventually, requestBytes, requestName, ROMA, RunningEmulator } from './emulator-harness.js';

const run = promisify(execFile);

describe('a drop area with things in it that are not requests', () => {
  let emulator: RunningEmulator;
  let site: DropSite;

  beforeEach(async () => {
    site = await DropSite.create();
    await mkdir(site.path(ROMA, 'in', 'done'), { recursive: true });
  });
  afterEach(async () => {
    await emulator.stop();
    await site.remove();
  });

  /** Starts, has one good request answered, and gives what was said of the rest. */
  async function reported(): Promise<unknown[]> {
    emulator = await RunningEmulator.start({}, site);
    await site.send(requestName(9), requestBytes('R-9'));
    await site.closed(1);
    return emulator.events.filter(({ event }) => event === 'foreign-entry').map(({ fields }) => fields);
  }

  const inFolder = (name: string): string => site.path(ROMA, 'in', name);

  it('reports names outside the pattern once and leaves them alone', async () => {
    const names = [
      'note.txt',
      'MASSIVA_c_h501_PROC-H501_20260209_1.txt',
      'with\nline end.txt',
      'esito RSSMRA80A01H501U.txt',
    ];
    for (const name of names) await writeFile(inFolder(name), 'x');
    const entries = await reported();
    expect(entries.map((fields) => JSON.stringify(fields)).sort()).toEqual(
      ['MASSIVA_c_h501_PROC-H501_20260209_1.txt', 'esito ***.txt', 'note.txt', 'with\nline end.txt']
        .map((name) => JSON.stringify({ office: ROMA, name: JSON.stringify(name), reason: 'name outside the pattern' }))
        .sort(),
    );
    expect((await site.files('in')).sort()).toEqual(names.sort());
  });

  it('never follows a link, never opens a pipe, never enters a folder', async () => {
    const outside = site.path('..', 'outside.txt');
    await writeFile(outside, requestBytes('R-1'));
    await symlink(outside, inFolder(requestName(1)));
    await symlink('/nowhere', inFolder(requestName(2)));
    await run('mkfifo', [inFolder(requestName(3))]);
    await mkdir(inFolder(requestName(4)));
    const entries = await reported();
    expect(entries).toHaveLength(4);
    expect(entries).toEqual(entries.map(() => expect.objectContaining({ reason: 'not a regular file' })));
    expect((await readdir(site.path(ROMA, 'in'))).sort()).toEqual(
      [1, 2, 3, 4]
        .map((count) => requestName(count))
        .concat('done')
        .sort(),
    );
    expect((await lstat(inFolder(requestName(1)))).isSymbolicLink()).toBe(true);
    expect(await site.files('err')).toEqual([]);
  });

  it('does not write through a link that lies where an answer is to be', async () => {
    const outside = site.path('..', 'outside.txt');
    await writeFile(outside, 'untouched');
    await mkdir(site.path(ROMA, 'ack'));
    await symlink(outside, site.path(ROMA, 'ack', requestName(1).replace('.txt', '.part')));
    emulator = await RunningEmulator.start({}, site);
    await site.send(requestName(1), requestBytes('R-1'));
    expect((await emulator.seen('answer-trouble')).reason).toBe('ELOOP');
    await rm(site.path(ROMA, 'ack', requestName(1).replace('.txt', '.part')));
    await site.closed(1);
    expect(await site.answer('../../outside.txt')).toBe('untouched');
  });

  it('refuses to work in a folder that is a link, at this office only', async () => {
    await mkdir(site.path('..', 'elsewhere', 'done'), { recursive: true });
    await symlink(site.path('..', 'elsewhere'), site.path(ROMA, 'ack'));
    emulator = await RunningEmulator.start({}, site);
    expect((await emulator.seen('drop-area-trouble')).office).toBe(ROMA);
    const other = { officeCode: 'PROC-G482' };
    await site.send(requestName(1, other), requestBytes('R-1', other), 'PROC-G482');
    expect(await site.answer(`ack/${requestName(1, other).replace('.txt', '.ack')}`, 'PROC-G482')).toContain(
      'RICEVUTA',
    );
  });

  it('makes its folders again when they are gone', async () => {
    emulator = await RunningEmulator.start({}, site);
    await eventually('the folders', () => site.has('err/done'));
    await rm(site.path(ROMA), { recursive: true });
    await eventually('the folders again', () => site.has('err/done'));
    await site.send(requestName(1), requestBytes('R-1'));
    await site.closed(1);
  });

  it('looks at nothing but .txt: a .part is not there yet', async () => {
    await writeFile(inFolder(requestName(1).replace('.txt', '.part')), requestBytes('R-1'));
    expect(await reported()).toEqual([]);
    expect(await site.files('in')).toEqual([requestName(1).replace('.txt', '.part')]);
  });
});
