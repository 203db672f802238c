import { readFileSync } from 'node:fs';
import type { AttackCase, Fired } from './attack-case.js';
import type { AttackWorld } from './attack-world.js';

export interface AttackResult {
  case: AttackCase;
  /** Why the attack counts as one that got through. */
  fault: string | null;
  milliseconds: number;
}

export interface RunOptions {
  /** A refusal takes so long at most; those of slow bodies have deadlines of their own. */
  maxRefusalMs: number;
  onResult?: (result: AttackResult) => void;
}

const MAX_SLOW_REFUSAL_MS = 60_000;

/** What tells how the house is built, or comes from inside it. */
const INSIDE: readonly (readonly [what: string, pattern: RegExp])[] = [
  ['a frame of a stack', /\bat [\w.<>$ ]+ \(?(file:|\/|node:)|\.[jt]s:\d+:\d+/],
  ['a path', /\/(node_modules|home|root|work|usr\/lib|dist\/gateway|dist\/subgraphs)\//],
  ['SQL', /\b(SELECT .+ FROM|INSERT INTO|UPDATE .+ SET|syntax error at or near|violates|SQLSTATE|relation ")/],
  ['an engine', /\b(PrismaClient|PostgresError|ECONNREFUSED|TypeError|RangeError|ReferenceError|Cannot read prop)/],
];

/** Fires the cases one after the other. */
export async function runAttack(
  world: AttackWorld,
  cases: readonly AttackCase[],
  { maxRefusalMs, onResult }: RunOptions,
): Promise<AttackResult[]> {
  const results: AttackResult[] = [];
  for (const one of cases) {
    const result = await attempt(world, one, one.slow ? MAX_SLOW_REFUSAL_MS : maxRefusalMs);
    results.push(result);
    onResult?.(result);
  }
  return results;
}

async function attempt(world: AttackWorld, one: AttackCase, limit: number): Promise<AttackResult> {
  const start = performance.now();
  let fault: string | null;
  let timer: NodeJS.Timeout | undefined;
  try {
    const late = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(() => reject(new Error(`no answer within ${limit} ms`)), limit);
    });
    const fired = await Promise.race([one.fire(world), late]);
    fault = one.judge(fired, world) ?? leak(fired, world);
  } catch (error) {
    fault = error instanceof Error ? error.message : String(error);
  } finally {
    clearTimeout(timer);
  }
  return { case: one, fault, milliseconds: performance.now() - start };
}

/** Whatever the answer is to be, this is not in it. */
function leak({ text, headers }: Fired, { canaries }: AttackWorld): string | null {
  const whole = `${JSON.stringify(headers)}\n${text}`;
  const canary = canaries.findIndex((one) => whole.includes(one));
  if (canary >= 0) return `the victim's data came out (canary ${canary + 1})`;
  const [what] = INSIDE.find(([, pattern]) => pattern.test(whole)) ?? [];
  return what === undefined ? null : `${what} came out: ${text.slice(0, 300)}`;
}

/** Most memory that a process has held so far, in bytes (Linux); `null` where that cannot be told. */
export function peakMemory(pid: number): number | null {
  try {
    const kilobytes = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return kilobytes === undefined ? null : Number(kilobytes) * 1_024;
  } catch {
    return null;
  }
}
