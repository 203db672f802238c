import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { packageRoot } from '../../schema/kernel/package-root.js';

export interface ChildScript<T> {
  process: ChildProcess;
  /** What the script printed as its first line, as JSON. */
  said: T;
  /** Ends it as a power cut would. */
  kill(): Promise<void>;
}

/** Runs a TypeScript file of the tests in a process of its own, from its sources, until its first line. */
export async function startChildScript<T>(script: string, ...args: string[]): Promise<ChildScript<T>> {
  const register = path.join(packageRoot(), 'tests/testkit/register-typescript.mjs');
  const child = spawn(process.execPath, ['--import', register, script, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, NODE_OPTIONS: '' },
  });
  const exited = once(child, 'exit');
  const line = await Promise.race([
    once(createInterface({ input: child.stdout }), 'line'),
    exited.then(([code]) => Promise.reject(new Error(`${script} ended with ${code} before its first line`))),
  ]);
  return {
    process: child,
    said: JSON.parse(line[0] as string) as T,
    async kill() {
      child.kill('SIGKILL');
      await exited;
    },
  };
}
