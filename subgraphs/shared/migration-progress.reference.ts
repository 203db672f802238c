import { parseMigrationProgressId, type MigrationProgressKey } from './migration-progress-id.js';

/** The figures behind a key: which bodies, and on which day. */
export interface ProgressFigures extends MigrationProgressKey {
  id: string;
}

/**
 * Its id says what it is; nothing has to be read. Aggregates only, so that anybody may read them. The same in
 * every subgraph that adds figures to it.
 * @throws DomainError BAD_USER_INPUT for an id that is none.
 */
export function migrationProgressById({ id }: { id: string }): ProgressFigures {
  return { id, ...parseMigrationProgressId(id) };
}
