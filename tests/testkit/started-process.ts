import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';

export interface Start {
  /** What node is started with. */
  args: readonly string[];
  env?: Readonly<Record<string, string>>;
  /** What goes to standard error goes to this file. */
  log?: string;
  /** Begins the line that tells that it is ready; any line unless told. */
  ready?: string;
}

export interface StartedProcess {
  pid: number;
  /** The line with which it said so. */
  readyLine: string;
  /** SIGTERM, and SIGKILL where that is not enough. */
  stop(): Promise<void>;
}

const READY_DEADLINE_MS = 300_000;
const STOP_DEADLINE_MS = 20_000;

/** Starts a process of node, in production's set-up, and waits until it is ready. */
export async function startProcess({ args, env = {}, log, ready = '' }: Start): Promise<StartedProcess> {
  const errors = log === undefined ? 'inherit' : openSync(log, 'a');
  const child = spawn(process.execPath, [...args], {
    stdio: ['ignore', 'pipe', errors],
    env: { PATH: process.env['PATH'] ?? '', NODE_ENV: 'production', APOLLO_TELEMETRY_DISABLED: 'true', ...env },
  });
  if (typeof errors === 'number') closeSync(errors);
  // Whatever ends us, nothing is left running.
  const kill = (): unknown => child.kill('SIGKILL');
  process.once('exit', kill);
  child.once('exit', () => process.off('exit', kill));
  const { stdout: output } = child;
  if (output === null) throw new Error('the output of a process cannot be read');
  const exited: Promise<unknown[]> = once(child, 'exit');
  const early = exited.then(([code]) => {
    const said = log === undefined ? '' : `: ${readFileSync(log, 'utf8').slice(-2_000)}`;
    throw new Error(`${args.join(' ')} ended with ${String(code)} before it was ready${said}`);
  });
  const readyLine = await Promise.race([lineOf(output, ready), early]);
  return { pid: child.pid ?? 0, readyLine, stop: () => stop(child, exited) };
}

/** Goes on reading, so that the process is never held up by what it says later. */
function lineOf(output: Readable, beginning: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('a process is not ready in time')), READY_DEADLINE_MS);
    createInterface({ input: output }).on('line', (line) => {
      if (!line.startsWith(beginning)) return;
      clearTimeout(timer);
      resolve(line);
    });
  });
}

async function stop(child: ChildProcess, exited: Promise<unknown>): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const timer = setTimeout(() => child.kill('SIGKILL'), STOP_DEADLINE_MS);
  child.kill('SIGTERM');
  await exited;
  clearTimeout(timer);
}
