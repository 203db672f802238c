import { createHash } from 'node:crypto';
import type { Evidence } from '../evidence.js';
import type { Violation } from '../violation.js';

const CHECK = 'the audit chain verifies';
const BEGINNING = '0'.repeat(64);

/**
 * R-22, by the documented formula: hash = sha256(previous hash ‖ entry), the first previous hash 32 zero bytes; no
 * gap; `seq` and `at` beside the entry are those in it; the version and every receipt are accounted for.
 */
export function checkLog({ log, changes, flagVersion }: Evidence): Violation[] {
  const found: Violation[] = [];
  let previous = BEGINNING;
  let version = 0;
  log.forEach((row, index) => {
    const entry = JSON.parse(row.entry) as { seq?: number; at?: string; version?: number | null };
    const hash = createHash('sha256').update(Buffer.from(previous, 'hex')).update(row.entry, 'utf8').digest('hex');
    if (row.seq !== index + 1) found.push(violation(`entry ${row.seq}: a gap before it`));
    if (row.previousHash !== previous) found.push(violation(`entry ${row.seq}: does not follow the one before it`));
    if (row.hash !== hash) found.push(violation(`entry ${row.seq}: its hash is not its own`));
    if (entry.seq !== row.seq || Date.parse(entry.at ?? '') !== row.at) {
      found.push(violation(`entry ${row.seq}: its columns say something else`));
    }
    version = entry.version ?? version;
    previous = row.hash;
  });
  if (version !== flagVersion)
    found.push(violation(`the log leads to version ${version}, the flag has ${flagVersion}`));
  const hashes = new Set(log.map(({ hash }) => hash));
  // A receipt is the head as `tlr1.<seq>.<hash>.<key>.<signature>`.
  const unknown = changes.filter(({ receipt }) => receipt === null || !hashes.has(receipt.split('.')[2] ?? receipt));
  return [...found, ...unknown.map(({ id }) => violation(`change ${id}: its receipt is not in the log`))];
}

const violation = (about: string): Violation => ({ check: CHECK, harm: 'WRONG', about });
