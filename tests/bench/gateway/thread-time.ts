import { readdirSync, readFileSync } from 'node:fs';
import { cpuSeconds } from '../process-usage.js';

/**
 * CPU seconds of a process, all its threads together, as the kernel's scheduler has counted them: to the nanosecond,
 * where `/proc/<pid>/stat` counts in hundredths of a second, which is two per cent of a short round. Kernels that do
 * not tell are asked for the hundredths. A thread that has ended counts with what it had used when it was last seen.
 */
export function threadSeconds(pid: number): number {
  const folder = `/proc/${pid}/task`;
  const threads = seen.get(pid) ?? new Map<string, number>();
  seen.set(pid, threads);
  try {
    for (const thread of readdirSync(folder)) {
      threads.set(thread, Number(readFileSync(`${folder}/${thread}/schedstat`, 'utf8').split(' ', 1)[0]));
    }
  } catch {
    return cpuSeconds(pid);
  }
  return [...threads.values()].reduce((sum, nanoseconds) => sum + nanoseconds, 0) / 1e9;
}

/** Nanoseconds by process and thread. */
const seen = new Map<number, Map<string, number>>();
