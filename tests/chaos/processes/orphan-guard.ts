import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** Ends what a run has started when the run itself is killed. */
export interface OrphanGuard {
  watch(pid: number): void;
  /** A file system to be unmounted. */
  watchMount(folder: string): void;
  /** Everything has ended in order. */
  release(): void;
}

const SCRIPT = fileURLToPath(new URL('orphan-guard-process.mjs', import.meta.url));

/** A process of its own that outlives this one by a moment, and only then does anything. */
export function startOrphanGuard(): OrphanGuard {
  const child = spawn(process.execPath, [SCRIPT], { stdio: ['pipe', 'ignore', 'ignore'], detached: true });
  child.stdin.on('error', () => undefined);
  child.unref();
  (child.stdin as unknown as { unref?: () => void }).unref?.();
  return {
    watch: (pid) => void child.stdin.write(`pid ${pid}\n`),
    watchMount: (folder) => void child.stdin.write(`mount ${folder}\n`),
    release: () => void child.stdin.end('done\n'),
  };
}
