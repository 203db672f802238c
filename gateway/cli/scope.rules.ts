import { usageFailure } from './cli-failure.js';
import type { Sentence } from './language.js';
import type { ScopeVariables } from './operations.js';

export interface ScopeOptions {
  office?: string;
  body?: string;
}

/** The scope as the graph takes it; neither: everybody. */
export function scopeOf({ office, body }: ScopeOptions): ScopeVariables {
  if (office !== undefined && body !== undefined) {
    throw usageFailure('Name an office or a body, not both.', 'Indicare un ufficio o un ente, non entrambi.');
  }
  return { ...(office !== undefined && { officeCode: office }), ...(body !== undefined && { ipaCode: body }) };
}

/** What is typed to confirm: the scope itself, so that nobody closes everything who meant one office. */
export function scopeWord({ officeCode, ipaCode }: ScopeVariables): string {
  return officeCode ?? ipaCode ?? 'ITALIA';
}

export function scopeName({ officeCode, ipaCode }: { officeCode?: string | null; ipaCode?: string | null }): Sentence {
  if (officeCode) return [`office ${officeCode}`, `ufficio ${officeCode}`];
  if (ipaCode) return [`body ${ipaCode}`, `ente ${ipaCode}`];
  return ['everywhere', 'ovunque'];
}
