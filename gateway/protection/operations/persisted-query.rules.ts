import { DomainError } from '../../../schema/kernel/domain-error.js';
import { sha256 } from './operation-manifest.js';

/**
 * A text that comes with a hash must be the one that the hash is of; ApolloServer would say so without a code.
 *
 * @throws DomainError BAD_REQUEST
 */
export function checkPersistedQuery(text: unknown, extensions: unknown): void {
  const persisted = (extensions as { persistedQuery?: unknown } | null | undefined)?.persistedQuery;
  if (persisted === undefined || persisted === null) return;
  const { version, sha256Hash } = persisted as { version?: unknown; sha256Hash?: unknown };
  const isHash = version === 1 && typeof sha256Hash === 'string' && sha256Hash.length <= MOST_CHARACTERS;
  if (isHash && (typeof text !== 'string' || sha256(text) === sha256Hash)) return;
  throw new DomainError('BAD_REQUEST', {
    message: 'The hash in extensions.persistedQuery is not the SHA-256 of the query, or not of version 1.',
    messageIt:
      "L'impronta in extensions.persistedQuery non è lo SHA-256 dell'interrogazione, o non è della versione 1.",
  });
}

const MOST_CHARACTERS = 200;
