import { mkdir } from 'node:fs/promises';
import { clockStartingAt, systemClock } from '../../schema/kernel/clock.js';
import { changedControl, isChange } from './cli/control-change.rules.js';
import { emulatorProgram, type ControlOptions, type RunOptions } from './cli/emulator-program.js';
import { readControl, writeControl } from './control/control.store.js';
import { lineEvents } from './events.js';
import { Emulator } from './office/emulator.service.js';
import { StateLock } from './state-lock.js';

/** How long a new emulator waits for the one before it to be gone. */
const LOCK_WAIT_MS = 10_000;
/** What is under way may take so long to finish; the books make up for what did not. */
const STOP_WITHIN_MS = 5_000;

async function run(options: RunOptions): Promise<void> {
  const stop = stopSignal(options.withParent === true);
  const clock = options.clockStartsAt ? clockStartingAt(options.clockStartsAt) : systemClock;
  const events = lineEvents(clock, (line) => process.stdout.write(`${line}\n`));
  await mkdir(options.state, { recursive: true });
  const lock = await StateLock.acquire(options.state, LOCK_WAIT_MS);
  const { drop: dropRoot, state: stateDir, office: offices, seed, maxRows, poll: pollMs } = options;
  const delays = { ackDelayMs: options.ackDelay, processDelayMs: options.processDelay };
  const die = (): void => void process.kill(process.pid, 'SIGKILL');
  const settings = { dropRoot, stateDir, offices, seed, maxRows, delays, pollMs };
  const emulator = await Emulator.open(settings, { clock, events, die });
  await emulator.run(stop);
  await lock.release();
}

async function control(options: ControlOptions): Promise<void> {
  const before = options.reset ? { offices: {} } : await readControl(options.state);
  if (isChange(options)) await writeControl(options.state, changedControl(before, options));
  if (options.show || !isChange(options)) {
    process.stdout.write(`${JSON.stringify(await readControl(options.state), null, 2)}\n`);
  }
}

/** Aborts at SIGTERM, at SIGINT and, with a parent, when its end of the channel closes; then the process ends in time. */
function stopSignal(withParent: boolean): AbortSignal {
  const controller = new AbortController();
  const stop = (): void => {
    controller.abort();
    setTimeout(() => process.exit(0), STOP_WITHIN_MS).unref();
  };
  process.once('SIGTERM', stop).once('SIGINT', stop);
  if (withParent && process.connected) process.once('disconnect', stop);
  else if (withParent) process.stdin.once('end', stop).once('close', stop).once('error', stop).resume();
  return controller.signal;
}

try {
  await emulatorProgram({ run, control }).parseAsync();
  // The parent's open channel must not keep a finished process.
  process.stdin.destroy();
  if (process.connected) process.disconnect();
} catch (error) {
  process.stderr.write(`emulator: ${error instanceof Error ? error.message : 'failed'}\n`);
  process.exitCode = 1;
  process.stdin.destroy();
}
