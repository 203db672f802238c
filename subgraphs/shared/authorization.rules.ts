import { LEAST_SIGN_IN_LEVEL } from '../../schema/access.js';
import type { Actor } from '../../schema/kernel/actor.js';
import { DomainError } from '../../schema/kernel/domain-error.js';

/**
 * Who may do what (api.md, "Who may call"; ). Every function returns what the check has established or
 * raises UNAUTHENTICATED (nobody has signed in) or FORBIDDEN.
 */
export interface Caller {
  readonly actor: Actor;
  /** IPA codes of the bodies that the caller is a contact person of. */
  contactBodies(): Promise<ReadonlySet<string>>;
}

export type ContactActor = Extract<Actor, { kind: 'contact' }>;
export type OperatorActor = Extract<Actor, { kind: 'operator' }>;
export type OperationsActor = Extract<Actor, { kind: 'operations' }>;

/** What a body's matter belongs to: the body and the office in charge of it. */
export interface Matter {
  ipaCode: string;
  officeCode: string;
}

/** *in*: a person. Dashboards read aggregates only. */
export function requireSignedIn({ actor }: Caller): ContactActor | OperatorActor | OperationsActor {
  if (actor.kind === 'anonymous') throw new DomainError('UNAUTHENTICATED');
  if (actor.kind === 'dashboard') throw forbidden('R-52');
  if (actor.kind === 'contact' && actor.level < LEAST_SIGN_IN_LEVEL) throw signInTooWeak();
  return actor;
}

/** *operator*: of any office; whoever calls it goes on with the office of the actor. */
export function requireOperator(caller: Caller): OperatorActor {
  const actor = requireSignedIn(caller);
  if (actor.kind !== 'operator') throw forbidden('R-61');
  return actor;
}

/** *operator*: of this office. */
export function requireOperatorOf(caller: Caller, officeCode: string): OperatorActor {
  const actor = requireOperator(caller);
  if (actor.officeCode !== officeCode) throw forbidden('R-61');
  return actor;
}

/** *ops*. */
export function requireOperations(caller: Caller): OperationsActor {
  const actor = requireSignedIn(caller);
  if (actor.kind !== 'operations') throw forbidden('R-61');
  return actor;
}

/** *operator, ops*: of this office, or operations. */
export function requireOperatorOrOperations(caller: Caller, officeCode: string): OperatorActor | OperationsActor {
  const actor = requireSignedIn(caller);
  return actor.kind === 'operations' ? actor : requireOperatorOf(caller, officeCode);
}

/** *contact*: contact person of this body, with a strong enough sign-in. */
export async function requireContactOf(caller: Caller, ipaCode: string): Promise<ContactActor> {
  const actor = requireSignedIn(caller);
  if (actor.kind !== 'contact') throw forbidden('R-61');
  if (!(await caller.contactBodies()).has(ipaCode)) throw forbidden('R-61');
  return actor;
}

/** *contact, operator, ops*: whoever may read the matters of a body at an office. */
export async function requireReaderOf(caller: Caller, matter: Matter): Promise<Actor> {
  const actor = requireSignedIn(caller);
  if (actor.kind === 'contact') return requireContactOf(caller, matter.ipaCode);
  return requireOperatorOrOperations(caller, matter.officeCode);
}

/** Whether `requireReaderOf` would let the caller through. */
export async function isReaderOf(caller: Caller, matter: Matter): Promise<boolean> {
  switch (caller.actor.kind) {
    case 'operations':
      return true;
    case 'operator':
      return caller.actor.officeCode === matter.officeCode;
    case 'contact':
      return caller.actor.level >= LEAST_SIGN_IN_LEVEL && (await caller.contactBodies()).has(matter.ipaCode);
    case 'anonymous':
    case 'dashboard':
      return false;
  }
}

/** Whether the caller may see personal data in a matter: operations see counts and ids only. */
export async function maySeePersonsOf(caller: Caller, matter: Matter): Promise<boolean> {
  return caller.actor.kind !== 'operations' && (await isReaderOf(caller, matter));
}

function forbidden(rule: string): DomainError {
  return new DomainError('FORBIDDEN', { rule });
}

function signInTooWeak(): DomainError {
  return new DomainError('FORBIDDEN', {
    rule: 'R-11',
    message: `The sign-in is too weak: level ${LEAST_SIGN_IN_LEVEL} of SPID, CIE or CNS is the least.`,
    messageIt: `Livello di autenticazione insufficiente: serve almeno il livello ${LEAST_SIGN_IN_LEVEL} di SPID, CIE o CNS.`,
    details: { leastLevel: LEAST_SIGN_IN_LEVEL },
  });
}
