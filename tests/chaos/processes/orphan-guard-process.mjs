import { execFileSync } from 'node:child_process';
import { createInterface } from 'node:readline';

// Reads what there is to end; ends it when the input closes without `done`, which is how a killed parent shows.
const pids = new Set();
const mounts = new Set();
let done = false;
for await (const line of createInterface({ input: process.stdin })) {
  const [what, value] = line.split(' ');
  if (what === 'done') done = true;
  if (what === 'pid') pids.add(Number(value));
  if (what === 'mount') mounts.add(value);
}
if (!done) {
  for (const pid of pids) attempt(() => process.kill(pid, 'SIGKILL'));
  for (const folder of mounts) attempt(() => execFileSync('umount', ['-l', folder], { stdio: 'ignore' }));
}

function attempt(act) {
  try {
    act();
  } catch {
    // gone already
  }
}
