import { createHash } from 'node:crypto';
import type { Actor } from '../../schema/kernel/actor.js';

/** Decides for one request whether a label of `@override` holds. */
export interface OverrideLabels {
  isActive(label: string, caller: LabelCaller): boolean;
}

export interface LabelCaller {
  readonly actor: Actor;
  /** Labels that the caller asked for, and may ask for. */
  readonly chosenLabels: ReadonlySet<string>;
}

export interface OverrideLabelsParts {
  /** Labels that hang on a state that this process knows, such as the flag of the transition: never waits. */
  flags: ReadonlyMap<string, () => boolean>;
  /** Told once of each label that nobody here can resolve. */
  onUnknown: (label: string) => void;
}

const PERCENT = /^percent\((\d{1,3}(?:\.\d{1,8})?)\)$/;
const CALLER = 'caller:';
/** As fine as eight decimals of a percentage are. */
const BUCKETS = 2 ** 32;

/**
 * Labels are resolved, in this order: asked for by the caller; a flag by its name; `percent(n)`, true for n of a hundred
 * callers, the same caller always the same, and whoever is among 5 % is also among 10 %; `caller:operator`, true for
 * callers of that kind, `caller:office/PROC-H501` for operators of that office. Any other label is false.
 */
export function createOverrideLabels({ flags, onUnknown }: OverrideLabelsParts): OverrideLabels {
  const told = new Set<string>();
  return {
    isActive(label, { actor, chosenLabels }) {
      if (chosenLabels.has(label)) return true;
      const flag = flags.get(label);
      if (flag) return flag();
      const percent = PERCENT.exec(label)?.[1];
      if (percent !== undefined) return bucketOf(actor) < Number(percent) / 100;
      if (label.startsWith(CALLER)) return isCaller(label.slice(CALLER.length), actor);
      if (!told.has(label)) {
        told.add(label);
        onUnknown(label);
      }
      return false;
    },
  };
}

/** A number from 0 to 1 that is the caller's own; those who have not signed in share one. */
function bucketOf(actor: Actor): number {
  return (
    createHash('sha256')
      .update(`${actor.kind} ${whoIs(actor)}`)
      .digest()
      .readUInt32BE(0) / BUCKETS
  );
}

/** The same however somebody has signed in this time. */
function whoIs(actor: Actor): string {
  if (actor.kind === 'anonymous') return '';
  return actor.kind === 'contact' ? actor.personKey : actor.subject;
}

function isCaller(wanted: string, actor: Actor): boolean {
  if (wanted === actor.kind) return true;
  return actor.kind === 'operator' && wanted === `office/${actor.officeCode}`;
}
