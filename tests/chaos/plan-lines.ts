import type { ChaosPlan, Fault } from './chaos-plan.js';

/** The whole schedule, a line a fault, and what the clients will ask for. */
export function planLines({ seed, size, faults, load, forcedClosing }: ChaosPlan): string[] {
  const rows = load.reduce((sum, request) => sum + request.rows, 0);
  const massivo = load.filter(({ channel }) => channel === 'MASSIVO').length;
  const files = load.filter(({ way }) => way === 'FILE').length;
  return [
    `Seed ${seed}, ${size.name}: ${load.length} requests with ${rows} rows in ${size.stormMs / 1_000} s`,
    `  ${massivo} for massivo, ${load.length - massivo} for the direct channel; ${files} files, ${load.length - files} through the graph`,
    `  the closing is ${forcedClosing ? 'forced while files are under way' : 'asked for until nothing is in flight'}`,
    ...faults.map(({ atMs, fault }) => `  +${(atMs / 1_000).toFixed(1).padStart(5)} s  ${faultText(fault)}`),
  ];
}

export function faultText(fault: Fault): string {
  switch (fault.kind) {
    case 'kill':
      return `kill -9 ${fault.process}, back after ${fault.forMs} ms`;
    case 'pause':
      return `stop ${fault.process} for ${fault.forMs} ms`;
    case 'full-disk':
      return `no space in the drop area for ${fault.forMs} ms`;
    case 'offices':
      return `offices: ${officesText(fault.control.offices)}`;
    case 'limits':
      return `limits of ${fault.officeCode}: ${fault.maximumRows} rows a file, ${fault.concurrentBatches} files at a time`;
    case 'flag':
      return `flag${fault.officeCode && ` of ${fault.officeCode}`} to ${fault.to}${fault.force ? ', forced' : ''}`;
  }
}

function officesText(offices: Record<string, Record<string, unknown>>): string {
  const texts = Object.entries(offices).map(([code, faults]) => `${code.slice(5)} ${JSON.stringify(faults)}`);
  return texts.length > 0 ? texts.join(' ') : 'all well';
}
