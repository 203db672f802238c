import type { AttackWorld } from './attack-world.js';
import type { Fired, GraphShot } from './shot.js';

export type { Fired, GraphShot };

export type Judge = (fired: Fired, world: AttackWorld) => string | null;

export interface AttackCase {
  family: string;
  name: string;
  /** Needs more than a few seconds: left to `npm run attack`. */
  slow?: boolean;
  fire(world: AttackWorld): Promise<Fired>;
  /** What is wrong with the answer; `null`: the attack was refused as it must be. */
  judge: Judge;
}

/** Codes by which a caller is told that something is not theirs. */
export const NOT_YOURS = ['UNAUTHENTICATED', 'FORBIDDEN', 'NOT_FOUND', 'UNAUTHORIZED_FIELD_OR_TYPE'];

/** Refused, and every error has one of these codes. */
export function refused(...codes: readonly string[]): Judge {
  return ({ status, codes: found }) => {
    if (found.length === 0) return `answered with ${status} and no error`;
    const other = found.find((code) => !codes.includes(code));
    return other === undefined ? null : `${other} (HTTP ${status}) instead of ${codes.join(' or ')}`;
  };
}

/** Refused by HTTP itself, before the product sees a request. */
export function refusedWith(...statuses: readonly number[]): Judge {
  return ({ status }) => (statuses.includes(status) ? null : `HTTP ${status} instead of ${statuses.join(' or ')}`);
}

/** Either is enough. */
export function either(...judges: readonly Judge[]): Judge {
  return (fired, world) => {
    const faults = judges.map((judge) => judge(fired, world));
    return faults.includes(null) ? null : faults.join('; ');
  };
}

/** Answered or not: what must not be in the answer is looked for in every case (`run-attack.ts`). */
export const harmless: Judge = ({ status, codes }) =>
  status >= 500 || codes.includes('INTERNAL') ? `HTTP ${status} ${codes.join(' ')}` : null;

/** An answer whose data hold nothing at all besides nulls and empty lists. */
export const empty: Judge = ({ text }) => {
  try {
    const { data } = JSON.parse(text) as { data?: unknown };
    return holdsSomething(data) ? 'something was answered' : null;
  } catch {
    return 'no JSON';
  }
};

function holdsSomething(value: unknown): boolean {
  if (value === null || value === undefined || value === 0) return false;
  if (typeof value === 'object') return Object.values(value).some(holdsSomething);
  return true;
}

/** A case that is one operation. */
export function graphCase(
  [family, name]: readonly [family: string, name: string],
  shot: GraphShot | ((world: AttackWorld) => GraphShot | Promise<GraphShot>),
  judge: Judge,
): AttackCase {
  return {
    family,
    name,
    judge,
    fire: async (world) => world.graph(typeof shot === 'function' ? await shot(world) : shot),
  };
}
