import {
  emulatorProgram,
  type ControlOptions,
  type RunOptions,
} from '../../../../legacy-adapter/emulator/cli/emulator-program.js';
import { CRASH_STEPS, SETTING_NAMES } from '../../../../legacy-adapter/emulator/control/control.input.js';

interface Outcome {
  readonly ran?: RunOptions;
  readonly controlled?: ControlOptions;
  readonly output: string;
}

/** What a command line comes to: the options handed on, and all that was printed. */
async function commandLine(...args: string[]): Promise<Outcome> {
  let ran: RunOptions | undefined;
  let controlled: ControlOptions | undefined;
  let output = '';
  const program = emulatorProgram({
    run: (options) => Promise.resolve(void (ran = options)),
    control: (options) => Promise.resolve(void (controlled = options)),
  });
  const write = (text: string): void => void (output += text);
  for (const command of [program, ...program.commands]) {
    command.exitOverride().configureOutput({ writeOut: write, writeErr: write, getOutHelpWidth: () => 200 });
  }
  await program.parseAsync(args, { from: 'user' }).catch((error: unknown) => {
    if (output === '') throw error;
  });
  return { ran, controlled, output };
}

describe('emulatorProgram', () => {
  it('explains every option and every fault', async () => {
    const [help, run, control] = await Promise.all(
      [['--help'], ['run', '--help'], ['control', '--help']].map((args) => commandLine(...args)),
    );
    for (const name of SETTING_NAMES) {
      expect(help?.output).toContain(name);
      expect(control?.output).toContain(name);
    }
    for (const step of CRASH_STEPS) expect(help?.output).toContain(step);
    const options = [
      '--drop',
      '--state',
      '--office',
      '--seed',
      '--max-rows',
      '--ack-delay',
      '--process-delay',
      '--poll',
    ];
    for (const option of [...options, '--with-parent', '--clock-starts-at']) {
      expect(run?.output).toContain(option);
      expect(help?.output).toContain(option);
    }
    for (const option of ['--set', '--clear', '--reset', '--show', 'control.json', 'probability', 'senders']) {
      expect(control?.output).toContain(option);
      expect(help?.output).toContain(option);
    }
    for (const variable of ['MASSIVO_DROP', 'EMULATOR_STATE', 'EMULATOR_SEED']) expect(run?.output).toContain(variable);
  });

  it('runs with the defaults of the demonstration when nothing is said', async () => {
    const { ran } = await commandLine();
    const { ackDelay, processDelay, poll, maxRows, office, clockStartsAt } = ran ?? {};
    expect({ ackDelay, processDelay, poll, maxRows, office, clockStartsAt }).toEqual({
      ackDelay: 300,
      processDelay: 1000,
      poll: 150,
      maxRows: 300,
      office: [],
      clockStartsAt: undefined,
    });
  });

  it('reads what it is told', async () => {
    const { ran } = await commandLine(
      'run',
      '--office',
      'PROC-H501',
      'PROC-G482',
      '--seed',
      '0',
      '--clock-starts-at',
      '2026-02-09T10:00:00+01:00',
    );
    expect(ran).toMatchObject({
      office: ['PROC-H501', 'PROC-G482'],
      seed: 0,
      clockStartsAt: new Date('2026-02-09T09:00:00Z'),
    });
  });

  it('reads a change of the control file', async () => {
    const { controlled } = await commandLine(
      'control',
      '--set',
      'noAnswer=1',
      '--set',
      'cutFile=0.5',
      '--clear',
      'readOnly',
      '--reset',
    );
    expect(controlled).toMatchObject({
      office: '*',
      set: ['noAnswer=1', 'cutFile=0.5'],
      clear: ['readOnly'],
      reset: true,
    });
  });

  it.each([
    [['run', '--drop', 'sftp://office.example/drop'], 'not on a URL'],
    [['run', '--poll', 'often'], 'A whole number from 10 to 60000'],
    [['run', '--poll', '5'], 'A whole number from 10 to 60000'],
    [['run', '--clock-starts-at', 'soon'], 'An ISO 8601 instant'],
    [['run', '--office', 'Roma'], 'An office code is PROC-'],
    [['explode'], 'too many arguments'],
  ])('refuses %j', async (args, complaint) => {
    const { ran, output } = await commandLine(...args);
    expect([ran, output]).toEqual([undefined, expect.stringContaining(complaint)]);
  });
});
