import { readdirSync, readFileSync } from 'node:fs';
import { cpuSeconds } from '../process-usage.js';

/**
 * CPU seconds of a process, all its threads together, as the kernel's scheduler has counted them: to the nanosecond,
 * where `/proc/<pid>/stat` counts in hundredths of a second, which is two per cent of a short round. Kernels that do
 * not tell are asked for the hundredths.
 */
export function threadSeconds(pid: number): number {
  const folder = `/proc/${pid}/task`;
  let nanoseconds = 0;
  try {
    for (const thread of readdirSync(folder)) {
      nanoseconds += Number(readFileSync(`${folder}/${thread}/schedstat`, 'utf8').split(' ', 1)[0]);
    }
  } catch {
    return cpuSeconds(pid);
  }
  return nanoseconds / 1e9;
}
