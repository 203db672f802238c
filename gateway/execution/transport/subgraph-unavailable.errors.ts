import { DomainError } from '../../../schema/kernel/domain-error.js';

/** What is said of faults that have nothing to do with an answer. */
const SENTENCES: Readonly<Record<string, { message: string; messageIt: string }>> = {
  'circuit-open': {
    message: 'has failed again and again and is left alone for a while',
    messageIt: 'non ha risposto più volte di seguito e per qualche istante non viene interpellato',
  },
  overloaded: {
    message: 'has too many queries to answer already',
    messageIt: 'ha già troppe richieste in corso',
  },
  stopping: {
    message: 'is not asked any more, because this gateway stops',
    messageIt: 'non viene più interpellato perché questo gateway si sta fermando',
  },
};

/** Tells which subgraph and what was wrong with its answer, never what the answer was. */
export function subgraphUnavailable(subgraph: string, fault: string, status: number | null = null): DomainError {
  const what = status === null ? fault : `${fault}, HTTP ${status}`;
  const { message = 'does not answer as a graph', messageIt = 'non risponde correttamente' } = SENTENCES[fault] ?? {};
  return new DomainError('SUBGRAPH_UNAVAILABLE', {
    message: `The ${subgraph} subgraph ${message} (${what}).`,
    messageIt: `Il servizio ${subgraph} ${messageIt} (${what}).`,
    details: { subgraph, fault },
  });
}

export function subgraphTooSlow(subgraph: string): DomainError {
  return new DomainError('DEADLINE_EXCEEDED', { details: { subgraph } });
}
