import type { Evidence } from '../evidence.js';
import type { Violation } from '../violation.js';

const CHECK = 'no log tells of a person';

/** no tax code, no name, nothing of a person in any log of any process. */
export function checkPrivacy({ leaks, logLines }: Evidence): Violation[] {
  const found = leaks.map(({ log, line, kind }) =>
    violation(`${log}:${line}: ${kind.toLowerCase().replace('_', ' ')}`),
  );
  return logLines > 0 ? found : [violation('no log was read')];
}

const violation = (about: string): Violation => ({ check: CHECK, harm: 'WRONG', about });
