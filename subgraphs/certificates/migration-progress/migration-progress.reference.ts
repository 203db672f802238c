import { parseMigrationProgressId, type MigrationProgressKey } from '../../shared/migration-progress-id.js';
import type { MigrationProgress } from './migration-progress.type.js';

/** The figures behind a key: which bodies, and on which day. */
export interface ProgressFigures extends MigrationProgress, MigrationProgressKey {}

/** Aggregates only, so that anybody may read them. @throws DomainError BAD_USER_INPUT for an id that is none. */
export function migrationProgressById({ id }: { id: string }): ProgressFigures {
  return { id, ...parseMigrationProgressId(id) };
}
