import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { finished } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import type { DropSite } from './emulator-harness.js';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const LOADER = './tests/testkit/register-typescript.mjs';
const MAIN = 'legacy-adapter/emulator/main.ts';

/** The emulator as a process of its own, from its sources. */
export class EmulatorProcess {
  output = '';
  errors = '';
  readonly #child: ChildProcess;
  readonly #exited: Promise<unknown>;

  constructor(args: readonly string[], stdio: 'pipe' | 'ipc' = 'pipe') {
    const channels =
      stdio === 'ipc' ? (['ignore', 'pipe', 'pipe', 'ipc'] as const) : (['pipe', 'pipe', 'pipe'] as const);
    const environment = { PATH: process.env.PATH, TZ: 'America/New_York' };
    this.#child = spawn(process.execPath, ['--import', LOADER, MAIN, ...args], {
      cwd: ROOT,
      env: environment,
      stdio: [...channels],
    });
    this.#child.stdout?.on('data', (chunk: Buffer) => (this.output += chunk.toString()));
    this.#child.stderr?.on('data', (chunk: Buffer) => (this.errors += chunk.toString()));
    // Not 'close', which does not come after the parent's own disconnect.
    const streams = [this.#child.stdout, this.#child.stderr].map((stream) => stream && finished(stream));
    this.#exited = Promise.all([once(this.#child, 'exit'), ...streams]);
  }

  /** Runs at zero delay over a site, at a fixed start of the clock. */
  static over({ drop, state }: DropSite, ...more: string[]): EmulatorProcess {
    const delays = ['--ack-delay', '0', '--process-delay', '0', '--poll', '10'];
    const where = ['--drop', drop, '--state', state, '--office', 'PROC-H501', '--max-rows', '1000'];
    return new EmulatorProcess(['run', ...where, ...delays, ...more]);
  }

  get running(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /** The exit code, or the name of the signal, once it is gone. */
  async exit(): Promise<number | string | null> {
    await this.#exited;
    return this.#child.exitCode ?? this.#child.signalCode;
  }

  kill(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  /** What the end of the parent does to its child. */
  letGo(): void {
    if (this.#child.connected) this.#child.disconnect();
    else this.#child.stdin?.end();
  }
}
