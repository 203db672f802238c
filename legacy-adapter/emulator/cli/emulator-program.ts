import { Command, InvalidArgumentError, Option } from 'commander';
import { isOfficeFolder } from '../drop/request-name.rules.js';
import type { ControlChange } from './control-change.rules.js';
import { settingsTable } from './settings-help.js';

export interface RunOptions {
  readonly drop: string;
  readonly state: string;
  readonly office: readonly string[];
  readonly seed: number;
  readonly maxRows: number;
  readonly ackDelay: number;
  readonly processDelay: number;
  readonly poll: number;
  readonly clockStartsAt?: Date;
  readonly withParent?: boolean;
}

export interface ControlOptions extends ControlChange {
  readonly state: string;
  readonly show?: boolean;
}

/** What the commands do; the composition root supplies it. */
export interface EmulatorCommands {
  run(options: RunOptions): Promise<void>;
  control(options: ControlOptions): Promise<void>;
}

/** The emulator's command line. Every option of `run` can also be given by the variable named beside it. */
export function emulatorProgram(commands: EmulatorCommands): Command {
  const program = new Command('emulator');
  const run = runCommand(commands);
  const control = controlCommand(commands);
  program
    .description(
      'Plays the legacy side of massivo (the local offices and SIC) over drop folders. All it issues is synthetic.',
    )
    .addHelpText('after', () => `\n${run.helpInformation()}\n${control.helpInformation()}${CONTROL_HELP}`)
    .addCommand(run, { isDefault: true })
    .addCommand(control);
  return program;
}

function runCommand({ run }: EmulatorCommands): Command {
  const offices = new Option(
    '--office <code...>',
    'make the folders of these offices; others are found when they appear',
  );
  return new Command('run')
    .description('answer the files in <drop>/<office>/in until SIGTERM or SIGINT')
    .addOption(
      new Option('--drop <dir>', 'root of the drop areas')
        .env('MASSIVO_DROP')
        .default('.data/massivo')
        .argParser(directory),
    )
    .addOption(stateOption())
    .addOption(offices.env('EMULATOR_OFFICES').default([]).argParser(officeList))
    .addOption(
      wholeNumber('--seed <n>', 'seed of the synthetic register and of the faults', [0, 2 ** 31])
        .env('EMULATOR_SEED')
        .default(1),
    )
    .addOption(
      wholeNumber('--max-rows <n>', 'most names in one file', [1, 1_000_000]).env('EMULATOR_MAX_ROWS').default(300),
    )
    .addOption(
      wholeNumber('--ack-delay <ms>', 'delay of the acknowledgement').env('EMULATOR_ACK_DELAY_MS').default(300),
    )
    .addOption(
      wholeNumber('--process-delay <ms>', 'delay from there to the outcome')
        .env('EMULATOR_PROCESS_DELAY_MS')
        .default(1000),
    )
    .addOption(
      wholeNumber('--poll <ms>', 'pause between two looks at the folders', [10, 60_000])
        .env('EMULATOR_POLL_MS')
        .default(150),
    )
    .addOption(
      new Option('--clock-starts-at <instant>', 'development: begin at this ISO 8601 instant')
        .env('EMULATOR_CLOCK_STARTS_AT')
        .argParser(instant),
    )
    .addOption(
      new Option('--with-parent', 'end when the standard input or the IPC channel of the parent closes').env(
        'EMULATOR_WITH_PARENT',
      ),
    )
    .action((options: RunOptions) => run(options));
}

function controlCommand({ control }: EmulatorCommands): Command {
  return new Command('control')
    .description('change what a running emulator does, by its control file; without a change, show it')
    .addOption(stateOption())
    .addOption(new Option('--office <code>', 'the office it is for, * for all').default('*'))
    .addOption(
      new Option(
        '--set <name=value...>',
        'set it: a number is a probability (or ms, or rows), JSON says the rest',
      ).default([]),
    )
    .addOption(new Option('--clear <name...>', 'unset it').default([]))
    .addOption(new Option('--reset', 'first unset everything, for all offices'))
    .addOption(wholeNumber('--seed <n>', 'seed of the faults from now on', [0, 2 ** 31]))
    .addOption(new Option('--show', 'print the control file after the change'))
    .addHelpText('after', CONTROL_HELP)
    .action((options: ControlOptions) => control(options));
}

const EXAMPLES = `Examples:
  control --office PROC-H501 --set noAnswer=1
  control --set processDelayMs=5000 --set 'cutFile={"probability":0.2,"answers":["outcome"],"completeAfterMs":2000}'
  control --office PROC-G482 --set refuseWith=TES-005 --clear noAnswer
  control --reset
`;

const CONTROL_HELP = `
${EXAMPLES}
The control file, <state>/control.json, holds what was set; a running emulator follows
it within one --poll, whoever writes it:
  {"seed": 7, "offices": {"*": {"noAnswer": 0.1}, "PROC-H501": {"refuseWith": "TES-005"}},
   "senders": {"c_h501": {"bodyTaxCode": "…", "offices": ["PROC-H501"], "purposes": ["FIN-001"]}}}
What is set for an office goes before what is set for *. With senders, all others are
unknown (AUT-001).

A fault is given as true, as a probability from 0 to 1, or as JSON with "probability" (1)
and the fields in brackets; a list that is left out is all of it. Whether a file is hit
is drawn from seed, office and file name: the same in every run, and again after a crash.

Settings and faults:

${settingsTable()}`;

const stateOption = (): Option =>
  new Option('--state <dir>', "the emulator's own books and its control file")
    .env('EMULATOR_STATE')
    .default('.data/emulator');

function wholeNumber(
  flags: string,
  description: string,
  [least, most]: readonly [number, number] = [0, 86_400_000],
): Option {
  return new Option(flags, description).argParser((text: string) => {
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= least && value <= most) return value;
    throw new InvalidArgumentError(`A whole number from ${least} to ${most}.`);
  });
}

function directory(text: string): string {
  if (/^[a-z]+:\/\//i.test(text)) throw new InvalidArgumentError('The emulator works on a directory, not on a URL.');
  return text;
}

function officeList(text: string, before: readonly string[]): string[] {
  const codes = text.split(',').map((code) => code.trim());
  if (!codes.every(isOfficeFolder)) throw new InvalidArgumentError('An office code is PROC- and a Belfiore code.');
  return [...before, ...codes];
}

function instant(text: string): Date {
  const date = new Date(text);
  if (Number.isNaN(date.getTime()))
    throw new InvalidArgumentError('An ISO 8601 instant, e.g. 2026-02-09T09:00:00+01:00.');
  return date;
}
