#!/usr/bin/env node
import { createInterface } from 'node:readline/promises';
import { run } from './run.js';

/** `npm run cli -- …`: the command line, a client of the service over HTTP. */
const interrupted = new AbortController();
process.once('SIGINT', () => interrupted.abort());
process.once('SIGTERM', () => interrupted.abort());
// Such as `… | head`: whoever reads has had enough.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));

process.exitCode = await run(process.argv.slice(2), {
  out: process.stdout,
  err: process.stderr,
  isInteractive: process.stdin.isTTY === true && process.stderr.isTTY === true,
  env: process.env,
  signal: interrupted.signal,
  async ask(question) {
    const lines = createInterface({ input: process.stdin, output: process.stderr });
    try {
      return await lines.question(question, { signal: interrupted.signal });
    } finally {
      lines.close();
    }
  },
});
