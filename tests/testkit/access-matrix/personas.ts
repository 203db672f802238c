import { ANONYMOUS, type Actor } from '../../../schema/kernel/actor.js';
import { contactOf, DASHBOARD, operatorOf, OPERATIONS } from '../agreements-world.js';

/** The body and the office whose matters are asked for. */
export const BODY = 'c_h501';
export const OFFICE = 'PROC-H501';

/** Every kind of caller, as the columns of the matrix name them. */
export const PERSONAS = {
  anonymous: ANONYMOUS,
  contact: contactOf(BODY),
  'other contact': contactOf('c_f205'),
  operator: operatorOf(OFFICE),
  'other operator': operatorOf('PROC-F205'),
  operations: OPERATIONS,
  dashboard: DASHBOARD,
} as const satisfies Record<string, Actor>;

export type Persona = keyof typeof PERSONAS;
export const PERSONA_NAMES = Object.keys(PERSONAS) as Persona[];

/**
 * What came of asking for a field: `ok`; `null` or `empty` where others are told something; or the code of the refusal.
 */
export type Outcome = string;
export type Row = Readonly<Record<Persona, Outcome>>;
