import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import path from 'node:path';
import { promisify } from 'node:util';
import { packageRoot } from './package-root.js';

/** How a run of Prisma's command line ended. */
export interface PrismaRun {
  readonly exitCode: number;
  /** What it said, on both its outputs. */
  readonly said: string;
}

const DEADLINE_MS = 120_000;

/**
 * Runs Prisma's command line on a database with this package's configuration. It takes about three seconds, most of
 * them to load itself.
 *
 * @throws Error when it cannot be run at all or has not ended after two minutes.
 */
export async function runPrisma(args: readonly string[], ownerUrl: string): Promise<PrismaRun> {
  const root = packageRoot();
  const cli = createRequire(import.meta.url).resolve('prisma/build/index.js');
  const { NODE_OPTIONS: _meantForUs, ...environment } = process.env;
  // The schema engine is a script that begins with `env node`.
  const searchPath = [path.dirname(process.execPath), environment['PATH']].filter(Boolean).join(path.delimiter);
  const command = [cli, ...args, '--config', path.join(root, 'prisma.config.ts')];
  try {
    const { stdout, stderr } = await promisify(execFile)(process.execPath, command, {
      cwd: root,
      env: { ...environment, PATH: searchPath, DATABASE_OWNER_URL: ownerUrl },
      timeout: DEADLINE_MS,
      killSignal: 'SIGKILL',
    });
    return { exitCode: 0, said: together(stdout, stderr) };
  } catch (error) {
    const { code, stdout, stderr } = error as { code?: unknown; stdout?: string; stderr?: string };
    if (typeof code !== 'number') throw error;
    return { exitCode: code, said: together(stdout, stderr) };
  }
}

function together(...outputs: (string | undefined)[]): string {
  return outputs
    .map((output) => output?.trim())
    .filter(Boolean)
    .join('\n');
}
