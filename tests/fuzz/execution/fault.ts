/**
 * What goes wrong in one execution. Faults of fields strike the field of every other object, wherever it is resolved,
 * so that the judge meets them too; faults of a subgraph or of its entities strike only who asks that subgraph.
 */
export type Fault = FieldFault | SubgraphFault | EntityFault | TamperFault;

export interface FieldFault {
  readonly kind: 'throw' | 'null' | 'wrong';
  /** `Type.field` of the object type. */
  readonly coordinate: string;
  /** Objects with odd (1) or even (0) numbers, or all. */
  readonly parity: 0 | 1 | 'all';
}

export interface SubgraphFault {
  readonly kind: 'subgraph';
  readonly subgraph: string;
  readonly form: 'reject' | 'timeout' | 'data-null' | 'no-data';
  /** Only its call of this number, counted from 0; otherwise all. */
  readonly call?: number;
}

export interface EntityFault {
  readonly kind: 'entity';
  readonly subgraph: string;
  readonly type: string;
  readonly parity: 0 | 1 | 'all';
  readonly form: 'null' | 'throw';
}

/** A value below this key is another than the schema of the subgraph says, whatever the schema says. */
export interface TamperFault {
  readonly kind: 'tamper';
  readonly subgraph: string;
  readonly key: string;
  readonly to: unknown;
}

export const FAULT_MESSAGES = { throw: 'the field has failed', entity: 'the entity has failed' } as const;
export const FAULT_CODE = 'FUZZ_FAULT';

/** Whether the judge, told of these faults, knows the whole answer, or only what may not be in it. */
export function isKnownToJudge(faults: readonly Fault[]): boolean {
  return faults.every(({ kind }) => kind === 'throw' || kind === 'null' || kind === 'wrong');
}

export function strikes(parity: 0 | 1 | 'all', number: number): boolean {
  return parity === 'all' || number % 2 === parity;
}
