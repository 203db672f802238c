import { DomainError } from '../../../schema/kernel/domain-error.js';
import type { DOCUMENT_LIMITS } from './limits.js';

export type Limit = keyof typeof DOCUMENT_LIMITS | 'repeatedSelections' | 'cost';

const WORDS: Record<Limit, [en: string, it: string]> = {
  depth: ['levels of nesting', 'livelli di annidamento'],
  rootFields: ['fields at its root', 'campi alla radice'],
  aliases: ['aliases', 'alias'],
  directives: ['directives', 'direttive'],
  selections: ['selected fields', 'campi selezionati'],
  repeatedSelections: ['repeated selections', 'selezioni ripetute'],
  cost: ['objects that the answer may hold', 'oggetti che la risposta può contenere'],
};

/** An operation is larger than one may be: which bound it passes, and what that bound is. */
export function queryTooCostly(limit: Limit, allowed: number, found: number): DomainError {
  const [words, parole] = WORDS[limit];
  return new DomainError('QUERY_TOO_COSTLY', {
    message: `The operation has ${found} ${words}; at most ${allowed} are taken.`,
    messageIt: `L'operazione ha ${found} ${parole}; il massimo è ${allowed}.`,
    details: { limit, allowed, found },
  });
}
