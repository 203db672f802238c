import type { RotationReport, RotationStep } from '../../schema/kernel/keys/key-rotation.js';
import type { KeyStatus } from '../../schema/kernel/keys/key-status.js';

/** What the command about keys prints; ids and counts only. */

const TROUBLE = {
  MASTER_MISSING: 'CANNOT BE OPENED: its master key is not configured',
  MASTER_DIFFERS: 'CANNOT BE OPENED: wrapped by another key of that id',
  KEY_DELETED: 'LOST: there is no such key',
};

export function statusLines({ dataKeys, masters, inClear, processes }: KeyStatus): string[] {
  const keys = dataKeys.flatMap(({ id, masterId, state, trouble, values }) => [
    `data key ${id}: ${state}, master key ${masterId}${trouble ? `, ${TROUBLE[trouble]}` : ''}`,
    ...values.map(({ table, rows }) => `  ${rows} in ${table}`),
    ...(state === 'OLD' && values.length === 0 ? ['  seals nothing: npm run -s keys -- retire'] : []),
  ]);
  return [
    ...keys,
    ...(inClear > 0 ? [`${inClear} values lie in clear from before they were sealed: npm run -s keys -- rotate`] : []),
    ...masters.map(({ id, isConfigured, isNeeded }) => masterLine(id, isConfigured, isNeeded)),
    `${processes} running processes hold keys`,
  ];
}

function masterLine(id: number, isConfigured: boolean, isNeeded: boolean): string {
  if (!isConfigured) return `master key ${id}: NOT CONFIGURED HERE, and needed`;
  return `master key ${id}: ${isNeeded ? 'needed' : 'nothing needs it: it can be taken away'}`;
}

export function stepLine(step: RotationStep, facts: Readonly<Record<string, number>>, dryRun: boolean): string | null {
  switch (step) {
    case 'NEW_KEY':
      return `${dryRun ? 'would make' : 'new'} data key ${facts['key']}, wrapped by master key ${facts['master']}`;
    case 'RESUMED':
      return `going on with data key ${facts['key']}`;
    case 'REWRAPPED':
      return `${facts['keys']} older data keys wrapped by master key ${facts['master']}`;
    case 'SWITCHED':
      return `all running processes seal with data key ${facts['key']}`;
    case 'WAITING':
      return 'waiting for transactions that began before the new key';
    case 'WALK':
    case 'DONE':
      return null;
  }
}

export function reportLines(report: RotationReport, dryRun: boolean): string[] {
  const { keyId, resealed, lost, damaged, isComplete } = report;
  const lines = [`${resealed} values ${dryRun ? 'would be' : 'were'} sealed anew with data key ${keyId}`];
  for (const [id, values] of lost)
    lines.push(`${values} values are sealed with data key ${id}, which is not to be had`);
  if (damaged > 0) lines.push(`${damaged} values do not open with the key that they name`);
  if (!dryRun && !isComplete) lines.push('transactions from before are still under way: call it again');
  if (!dryRun && isComplete && lost.size === 0 && damaged === 0)
    lines.push('nothing is left under older keys: npm run -s keys -- retire, then -- status');
  return lines;
}

/** 0: done. 2: done as far as it goes. */
export const exitCodeOf = ({ lost, damaged, isComplete }: RotationReport, dryRun: boolean): number =>
  lost.size === 0 && damaged === 0 && (dryRun || isComplete) ? 0 : 2;
