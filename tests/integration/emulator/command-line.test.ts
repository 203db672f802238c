import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DropSite, eventually, readOutcome, requestBytes, requestName } from './emulator-harness.js';
import { EmulatorProcess } from './emulator-process.js';

describe('the command line of the emulator', () => {
  let site: DropSite;
  const started: EmulatorProcess[] = [];

  beforeEach(async () => {
    site = await DropSite.create();
  });
  afterEach(async () => {
    for (const emulator of started.splice(0)) {
      emulator.kill('SIGKILL');
      await emulator.exit();
    }
    await site.remove();
  });

  function start(...args: string[]): EmulatorProcess {
    const emulator = new EmulatorProcess(args);
    started.push(emulator);
    return emulator;
  }
  function over(...more: string[]): EmulatorProcess {
    const emulator = EmulatorProcess.over(site, ...more);
    started.push(emulator);
    return emulator;
  }
  async function outputOf(...args: string[]): Promise<string> {
    const command = start(...args);
    expect([await command.exit(), command.errors]).toEqual([0, '']);
    return command.output;
  }
  const hasStarted = (emulator: EmulatorProcess): Promise<true | undefined> =>
    eventually('the start', () => Promise.resolve(emulator.output.includes(' started ') || undefined));

  it('writes and shows the control file', async () => {
    const where = ['control', '--state', site.state];
    await outputOf(...where, '--office', 'PROC-H501', '--set', 'noAnswer=1', 'refuseWith=TES-001', '--seed', '7');
    const shown = await outputOf(...where, '--office', 'PROC-H501', '--clear', 'refuseWith', '--show');
    expect(JSON.parse(shown)).toEqual({
      seed: 7,
      offices: { 'PROC-H501': { noAnswer: { probability: 1, answers: ['ack', 'outcome'] } } },
    });
  });

  it('refuses a setting that there is not, and says so', async () => {
    const command = start('control', '--state', site.state, '--set', 'explode=1');
    expect(await command.exit()).toBe(1);
    expect(command.errors).toContain('explode is no setting');
  });

  it('can be put right when the control file is broken', async () => {
    await mkdir(site.state);
    await writeFile(join(site.state, 'control.json'), '{');
    await outputOf('control', '--state', site.state, '--reset', '--set', 'readOnly=0.5');
    expect(JSON.parse(await outputOf('control', '--state', site.state))).toEqual({
      offices: { '*': { readOnly: { probability: 0.5 } } },
    });
  });

  it('answers at the time it was told, in Europe/Rome whatever the zone of the machine, and stops at SIGTERM', async () => {
    const emulator = over('--clock-starts-at', '2026-07-01T08:00:00Z');
    await site.send(requestName(1), requestBytes('R-1'));
    const { header } = readOutcome(await site.answer(`out/${requestName(1).replace('MASSIVA', 'ESITI')}`));
    expect(header[4]).toMatch(/^2026-07-01T10:0\d:\d\d\+02:00$/);
    emulator.kill('SIGTERM');
    expect(await emulator.exit()).toBe(0);
    expect(emulator.output.trim().split('\n').at(-1)).toMatch(/ stopped openReceipts=\d$/);
  });

  it('ends when the standard input of --with-parent closes', async () => {
    const emulator = over('--with-parent');
    await hasStarted(emulator);
    emulator.letGo();
    expect(await emulator.exit()).toBe(0);
  });

  it('ends when the IPC channel of --with-parent closes', async () => {
    const emulator = new EmulatorProcess(['run', '--drop', site.drop, '--state', site.state, '--with-parent'], 'ipc');
    started.push(emulator);
    await hasStarted(emulator);
    expect(emulator.running).toBe(true);
    emulator.letGo();
    expect(await emulator.exit()).toBe(0);
  });

  it('lets one emulator at a time into a state directory; the next one takes over when it is gone', async () => {
    const first = over();
    await hasStarted(first);
    const second = over();
    await new Promise((resolve) => setTimeout(resolve, 1500));
    expect([second.running, second.output]).toEqual([true, '']);
    first.kill('SIGKILL');
    await hasStarted(second);
  });
});
