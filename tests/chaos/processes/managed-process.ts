import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, type WriteStream } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Journal } from '../journal.js';

export interface ProcessOptions {
  name: string;
  program: string;
  args: readonly string[];
  env: NodeJS.ProcessEnv;
  /** Who it runs as; left out: this user. */
  user?: { uid: number; gid: number };
  logFile: string;
  stopSignal?: NodeJS.Signals;
  journal: Journal;
  /** Hears of each process id, so that nothing outlives the run. */
  onStarted: (pid: number) => void;
}

/** As a service manager does: a process that ends by itself is started again after so long. */
const RESTART_MS = 300;
const STOP_DEADLINE_MS = 20_000;

/** One process of the run, through all its lives. */
export class ManagedProcess {
  readonly name: string;
  readonly #options: ProcessOptions;
  readonly #log: WriteStream;
  #child: ChildProcess | undefined;
  #wanted = false;
  /** Given up at the end of the run. */
  #over = false;

  constructor(options: ProcessOptions) {
    this.name = options.name;
    this.#options = options;
    this.#log = createWriteStream(options.logFile, { flags: 'a' });
  }

  start(): void {
    if (this.#over) return;
    this.#wanted = true;
    const { program, args, env, user, onStarted } = this.#options;
    const child = spawn(program, args, { ...user, cwd: '/', env, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
    this.#child = child;
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (bytes: Buffer) => this.#log.write(bytes));
    child.once('error', () => undefined); // not spawned: 'exit' does not follow, and the run's deadline tells
    if (child.pid !== undefined) onStarted(child.pid);
    child.once('exit', (code, signal) => this.#ended(child, code, signal));
  }

  /** As a power cut does. It stays down until `start`. */
  async kill(): Promise<void> {
    this.#wanted = false;
    const child = this.#running();
    if (!child) return;
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
  }

  pause(): void {
    this.#running()?.kill('SIGSTOP');
  }

  resume(): void {
    this.#running()?.kill('SIGCONT');
  }

  /** In order; by force after a deadline. The exit code, null after force. */
  async stop(): Promise<number | null> {
    this.#over = true;
    this.#wanted = false;
    const child = this.#running();
    if (child) {
      const ended = once(child, 'exit');
      child.kill('SIGCONT');
      child.kill(this.#options.stopSignal ?? 'SIGTERM');
      const late = setTimeout(() => child.kill('SIGKILL'), STOP_DEADLINE_MS);
      await ended;
      clearTimeout(late);
    }
    await new Promise<void>((resolve) => this.#log.end(() => resolve()));
    return child?.exitCode ?? null;
  }

  #running(): ChildProcess | undefined {
    const child = this.#child;
    return child && child.exitCode === null && child.signalCode === null ? child : undefined;
  }

  #ended(child: ChildProcess, code: number | null, signal: NodeJS.Signals | null): void {
    if (!this.#wanted || child !== this.#child) return;
    this.#options.journal.note(`${this.name} ended by itself (${signal ?? code})`, 'own-end');
    void sleep(RESTART_MS).then(() => {
      if (this.#wanted && child === this.#child) this.start();
    });
  }
}
