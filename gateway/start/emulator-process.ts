import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { packageRoot } from '../../schema/kernel/package-root.js';

export interface EmulatorOptions {
  /** Root of the drop areas. */
  dropDir: string;
  /** Where the emulator keeps its books. */
  stateDir: string;
  /** Business time of the product, so that both live on the same day. */
  clockStartsAt: Date | null;
  onLine: (line: string) => void;
}

export interface EmulatorProcess {
  stop(): Promise<void>;
}

const STOP_DEADLINE_MS = 5_000;

/**
 * The emulator of the legacy side as a child process (development only). In a process group of its own, so that Ctrl-C
 * reaches the product alone, which then ends it in order; it ends by itself when its standard input closes, so that a
 * product that was killed leaves no orphan.
 */
export async function startEmulator({
  dropDir,
  stateDir,
  clockStartsAt,
  onLine,
}: EmulatorOptions): Promise<EmulatorProcess> {
  await mkdir(dropDir, { recursive: true });
  const main = path.join(packageRoot(), 'dist/legacy-adapter/emulator/main.js');
  const clock = clockStartsAt ? ['--clock-starts-at', clockStartsAt.toISOString()] : [];
  const child = spawn(
    process.execPath,
    [main, 'run', '--with-parent', '--drop', dropDir, '--state', stateDir, ...clock],
    {
      stdio: ['pipe', 'pipe', 'pipe'],
      detached: true,
    },
  );
  for (const stream of [child.stdout, child.stderr]) lines(stream, onLine);
  return { stop: () => end(child) };
}

function lines(stream: NodeJS.ReadableStream, onLine: (line: string) => void): void {
  let rest = '';
  stream.setEncoding('utf8').on('data', (text: string) => {
    const parts = (rest + text).split('\n');
    rest = (parts.pop() ?? '').slice(0, 10_000);
    for (const part of parts) if (part !== '') onLine(part);
  });
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), STOP_DEADLINE_MS);
  await ended;
  clearTimeout(timer);
}
