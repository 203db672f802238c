import { readdirSync, readFileSync } from 'node:fs';

/** What processes use, read from `/proc`; a process that has gone counts nothing. */

/** `getconf CLK_TCK` on every Linux that Node runs on. */
const TICKS_A_SECOND = 100;

/** CPU seconds of a process, of the children that it has outlived and of those that it has. */
export function cpuSeconds(pid: number): number {
  return childrenOf(pid).reduce((sum, child) => sum + cpuSeconds(child), statOf(pid)?.seconds ?? 0);
}

/** The children that a process has now. */
export function childrenOf(pid: number): number[] {
  return processes().filter((other) => statOf(other)?.parent === pid);
}

/** Resident memory now and at its highest so far, in MB. */
export function memoryMb(pid: number): { now: number; peak: number } {
  const status = textOf(`/proc/${pid}/status`);
  const megabytes = (field: string): number =>
    Number(new RegExp(`^${field}:\\s+(\\d+)`, 'm').exec(status)?.[1] ?? 0) / 1024;
  return { now: megabytes('VmRSS'), peak: megabytes('VmHWM') };
}

function statOf(pid: number): { parent: number; seconds: number } | undefined {
  // After the command's name, which may hold anything: state, parent … utime, stime, cutime, cstime (fields 14–17).
  const fields = textOf(`/proc/${pid}/stat`).split(') ').at(-1)?.split(' ');
  if (!fields || fields.length < 15) return undefined;
  const ticks = fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0);
  return { parent: Number(fields[1]), seconds: ticks / TICKS_A_SECOND };
}

function processes(): number[] {
  return readdirSync('/proc')
    .map(Number)
    .filter((pid) => pid > 0);
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
