import { chainHash, parseEntry, type LogHead, type LogRecord } from '../../schema/kernel/log-chain.rules.js';
import type { InFlight, TransitionChange, TransitionChangeStatus } from './transition.type.js';

/** What a log entry may hold: plain values only, so that its canonical form is beyond doubt. */
export type LogValue = string | number | boolean | null | { readonly [key: string]: LogValue };

export type LogFacts = { readonly [key: string]: LogValue };

/** What became of a change at one step; a clearing is an applied change that leaves no value behind. */
export type ChangeAction = TransitionChangeStatus | 'CLEARED';

/** JSON with the keys of every object sorted and no white space: the same value is always the same bytes. */
export function canonicalJson(value: LogValue): string {
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  const members = Object.keys(value)
    .sort()
    .map((key) => `${JSON.stringify(key)}:${canonicalJson(value[key] ?? null)}`);
  return `{${members.join(',')}}`;
}

export interface LoggedStep {
  action: ChangeAction;
  /** Who took the step; who asked for the change stands beside. */
  actor: string;
  /** Why, where the reason is not the change's own. */
  reason?: string;
  /** What a forced closing ended. */
  abandoned?: InFlight;
}

/** who, when, why, and the state before and after. */
export function logEntryOf(change: TransitionChange, { action, actor, reason, abandoned }: LoggedStep): LogFacts {
  const { id, officeCode = '', ipaCode = '', from, to, by, approvedBy, force, version } = change;
  return {
    ...{ action, actor, reason: reason ?? change.reason, change: id, officeCode, ipaCode, from, to, by, approvedBy },
    ...{ force, version, effectiveAt: change.at.toISOString() },
    ...(abandoned && { abandoned: { ...abandoned } }),
  };
}

/** the entry that follows `head`, its hash taken over the previous hash and the entry. */
export function nextRecord(head: LogHead, at: Date, facts: LogFacts): LogRecord {
  const seq = head.seq + 1;
  const entry = canonicalJson({ ...facts, seq, at: at.toISOString() });
  return { seq, at, entry, previousHash: head.hash, hash: chainHash(head.hash, entry) };
}

/** The version of the flag that the entry led to; `null` when the entry changed nothing in force or cannot be read. */
export function versionOf(entry: string): number | null {
  const version = parseEntry(entry)?.['version'];
  return typeof version === 'number' ? version : null;
}
