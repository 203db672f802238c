import { Writable } from 'node:stream';
import { run } from '../../gateway/cli/run.js';

export interface CliResult {
  exitCode: number;
  out: string;
  err: string;
}

export interface CliSurroundings {
  env: Readonly<Record<string, string>>;
  /** What the person at the terminal types, question by question; left out: nobody is there. */
  answers?: readonly string[];
}

/** Runs one command line in this process, as `npm run cli` does in its own. */
export async function runCli(args: readonly string[], { env, answers }: CliSurroundings): Promise<CliResult> {
  const out = new Collected();
  const err = new Collected();
  const left = [...(answers ?? [])];
  const exitCode = await run(args, {
    ...{ out, err, env },
    isInteractive: answers !== undefined,
    signal: new AbortController().signal,
    ask(question) {
      err.write(question);
      return Promise.resolve(left.shift() ?? '');
    },
  });
  return { exitCode, out: out.text, err: err.text };
}

class Collected extends Writable {
  text = '';

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.text += chunk.toString('utf8');
    done();
  }
}
