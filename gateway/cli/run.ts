import { CommanderError } from 'commander';
import { CliFailure, failureLines, failureObject } from './cli-failure.js';
import { EXIT } from './exit-codes.js';
import { languageOf } from './language.js';
import { createProgram } from './program.js';
import type { Terminal } from './terminal.js';

/** Runs one command line, without the names of node and script; resolves with its exit code. */
export async function run(args: readonly string[], terminal: Terminal): Promise<number> {
  const program = createProgram(terminal);
  try {
    await program.parseAsync([...args], { from: 'user' });
    return EXIT.done;
  } catch (error) {
    // Help and version are printed by now, and so is what is wrong with the command.
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.usage;
    if (terminal.signal.aborted) return INTERRUPTED;
    if (!(error instanceof CliFailure)) throw error;
    const { json, lang } = program.opts<{ json?: boolean; lang?: string }>();
    const isJson = json === true || args.includes('--json');
    const lines = isJson ? [JSON.stringify(failureObject(error))] : failureLines(error, languageOf(lang, terminal.env));
    for (const line of lines) terminal.err.write(`${line}\n`);
    return error.exitCode;
  }
}

/** As shells have it: 128 and the number of SIGINT. */
const INTERRUPTED = 130;
