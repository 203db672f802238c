import { Command, Option } from 'commander';
import { abandonBatch, listBatches, retryBatch, type BatchListOptions } from './batch-commands.js';
import { importBodies } from './import-commands.js';
import { showLog, verifyLog, type LogOptions, type VerifyOptions } from './log-commands.js';
import type { State } from './operations.js';
import { showProgress, type ProgressOptions } from './progress-commands.js';
import { download, submit, type DownloadOptions, type SubmitOptions } from './request-commands.js';
import type { ScopeOptions } from './scope.rules.js';
import { eraseSubject, exportSubject, type SubjectOptions } from './subject-commands.js';
import { Session, type CommonOptions } from './session.js';
import type { Terminal } from './terminal.js';
import * as transition from './transition-commands.js';

type Changing = transition.ChangeOptions & { reason: string };

/** The commands and their options; each is one call of a function that does it. */
export function createProgram(terminal: Terminal): Command {
  const program = new Command('casellario')
    .description(
      'The command line of casellario-bridge: transition, progress, batches, register, requests, data subjects.',
    )
    .option('--url <address>', 'address of the service (CASELLARIO_URL; default http://127.0.0.1:4000)')
    .option('--token-file <file>', 'file with the access token (else CASELLARIO_TOKEN)')
    .option('--lang <language>', 'it or en (default: of the terminal)')
    .option('--json', 'JSON instead of sentences')
    .option('--yes', 'do not ask: for scripts')
    .configureOutput({
      writeOut: (text) => terminal.out.write(text),
      writeErr: (text) => terminal.err.write(text),
    })
    .exitOverride();
  const sessionOf = (command: Command): Session => new Session(command.optsWithGlobals<CommonOptions>(), terminal);
  addTransition(program, sessionOf);
  addProgress(program, sessionOf);
  addBatches(program, sessionOf);
  addRequests(program, sessionOf);
  addSubjects(program, sessionOf);
  return program;
}

type SessionOf = (command: Command) => Session;

const withScope = (command: Command): Command =>
  command.option('--office <code>', 'this office only').option('--body <ipaCode>', 'this body only');

const withProposal = (command: Command): Command =>
  withScope(command)
    .option('--at <instant>', 'when to apply it, with its offset; left out: now')
    .option('--expected-version <number>', 'the version that the decision rests on (default: the present one)');

const collect = (value: string, others: string[] = []): string[] => [...others, value];

function addTransition(program: Command, sessionOf: SessionOf): void {
  const group = program.command('transition').description('the flag: how far massivo is switched off');
  withScope(group.command('status').description('state, version, last day, overrides, pending changes')).action(
    (options: ScopeOptions, command: Command) => transition.showStatus(sessionOf(command), options),
  );
  withProposal(group.command('dry-run').description('what a change would do, without doing it'))
    .addOption(
      new Option('--to <state>', 'the state to go to').choices(['OPEN', 'DRAINING', 'CLOSED']).makeOptionMandatory(),
    )
    .option('--reason <text>', 'the reason that would be given')
    .option('--force', 'as of a forced closing')
    .action((options: transition.ChangeOptions & { to: State }, command: Command) =>
      transition.dryRun(sessionOf(command), options.to, options),
    );
  const changes: [name: string, to: State, about: string][] = [
    ['drain', 'DRAINING', 'nothing new enters massivo; what is in flight is followed to its end'],
    ['close', 'CLOSED', 'massivo is called no more'],
    ['open', 'OPEN', 'takes a draining or a closing back'],
  ];
  for (const [name, to, about] of changes) {
    const command = withProposal(group.command(name).description(about)).requiredOption('--reason <text>', 'why');
    if (to === 'CLOSED') command.option('--force', 'although something is in flight, which then ends as ABANDONED');
    command.action((options: Changing, self: Command) => transition.change(sessionOf(self), to, options));
  }
  group
    .command('extend')
    .description('moves the last day later, by an act')
    .requiredOption('--last-day <day>', 'the new last day, yyyy-mm-dd')
    .requiredOption('--act <number>', 'number of the act')
    .action((options: { lastDay: string; act: string }, command: Command) =>
      transition.extend(sessionOf(command), options),
    );
  group
    .command('approve <id>')
    .description("approves another operator's change")
    .action((id: string, _options: object, command: Command) => transition.approve(sessionOf(command), id));
  group
    .command('cancel <id>')
    .description('takes back a change that still waits')
    .requiredOption('--reason <text>', 'why')
    .action((id: string, { reason }: { reason: string }, command: Command) =>
      transition.cancel(sessionOf(command), id, reason),
    );
  group
    .command('confirm')
    .description('confirms a database that may be an older copy')
    .requiredOption('--reason <text>', 'why it is the right one')
    .action(({ reason }: { reason: string }, command: Command) => transition.confirm(sessionOf(command), reason));
  group
    .command('clients')
    .description('who still uses massivo, and how much')
    .option('--office <code>', 'at this office only')
    .action(({ office }: { office?: string }, command: Command) =>
      transition.listMassivoClients(sessionOf(command), office),
    );
  addLog(group, sessionOf);
}

function addLog(group: Command, sessionOf: SessionOf): void {
  group
    .command('log')
    .description('the changes, latest first; or the log itself as JSON lines')
    .option('--first <number>', 'how many changes, 1 to 100', '20')
    .option('--jsonl', 'the log from its first record on, one JSON object a line')
    .option('--out <file>', 'write the JSON lines to a new file')
    .action((options: LogOptions, command: Command) => showLog(sessionOf(command), options));
  group
    .command('verify')
    .description('verifies the log without trusting the service')
    .option('--receipt <file>', 'receipts that were kept, one a line; may be given again', collect)
    .option('--log <file>', 'an exported log instead of that of the service')
    .option('--key <file>', 'public key in PEM; may be given again (default: the one pinned at first use)', collect)
    .action((options: VerifyOptions, command: Command) => verifyLog(sessionOf(command), options));
}

function addProgress(program: Command, sessionOf: SessionOf): void {
  program
    .command('progress')
    .description('how far the migration is, or was at the end of a past day')
    .option('--office <code>', 'bodies of this office only')
    .option('--district <name>', 'of the offices of this district')
    .option('--region <name>', 'of the offices of this region')
    .addOption(new Option('--body-type <type>', 'of this kind').choices(['PA', 'GPS']))
    .option('--as-of <day>', 'the day, yyyy-mm-dd (default: today)')
    .option('--csv', 'a line for all, for each region and for each office')
    .action((options: ProgressOptions, command: Command) => showProgress(sessionOf(command), options));
}

function addSubjects(program: Command, sessionOf: SessionOf): void {
  const group = program.command('subject').description('what persons ask about their own data');
  const withPerson = (command: Command): Command =>
    command
      .requiredOption('--person-file <file>', 'a file with the tax code, or {"surname", "name", "birthDate"}')
      .requiredOption('--reference <text>', "protocol reference of the person's request")
      .requiredOption('--reason <text>', 'why, for the record');
  withPerson(group.command('export').description('what your office holds about a person, as JSON'))
    .requiredOption('--out <file>', 'a new file')
    .action((options: SubjectOptions & { out: string }, command: Command) =>
      exportSubject(sessionOf(command), options),
    );
  withPerson(group.command('erase').description('erases what your office holds, as far as its purpose is over')).action(
    (options: SubjectOptions, command: Command) => eraseSubject(sessionOf(command), options),
  );
}

function addBatches(program: Command, sessionOf: SessionOf): void {
  const group = program.command('batches').description('files exchanged with the offices');
  withScope(group.command('list').description('every batch that fits'))
    .option('--state <state>', 'QUEUED, SENT, ACKNOWLEDGED, FAILED …')
    .option('--overdue', 'only those that have waited too long')
    .action((options: BatchListOptions, command: Command) => listBatches(sessionOf(command), options));
  group
    .command('retry <id>')
    .description('sends a failed batch again')
    .action((id: string, _options: object, command: Command) => retryBatch(sessionOf(command), id));
  group
    .command('abandon <id>')
    .description('gives a batch up; its open items end as ABANDONED')
    .requiredOption('--reason <text>', 'why')
    .action((id: string, { reason }: { reason: string }, command: Command) =>
      abandonBatch(sessionOf(command), id, reason),
    );
}

function addRequests(program: Command, sessionOf: SessionOf): void {
  const group = program.command('import').description('data that a deployment starts with');
  group
    .command('bodies <file>')
    .description('the register of former massivo bodies, with their monthly volumes (CSV)')
    .action((file: string, _options: object, command: Command) => importBodies(sessionOf(command), file));
  program
    .command('submit <file>')
    .description('sends a massivo file')
    .option('--id <clientRequestId>', 'default: the SHA-256 of the file')
    .option('--watch', 'until every subject is at an end')
    .action((file: string, options: SubmitOptions, command: Command) => submit(sessionOf(command), file, options));
  program
    .command('download <request>')
    .description('the certificates of a request (ZIP), or its outcome file')
    .addOption(new Option('--zip', 'the ZIP (default)').conflicts('outcome'))
    .option('--outcome', 'the outcome in MASSIVA v1')
    .option('--out <file>', 'name of the file')
    .action((id: string, options: DownloadOptions, command: Command) => download(sessionOf(command), id, options));
}
