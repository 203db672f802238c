import { parseMigrationProgressId } from '../../shared/migration-progress-id.js';
import type { MigrationProgress } from './migration-progress.type.js';

/** Its id says what it is; nothing has to be read. */
export function migrationProgressById({ id }: { id: string }): MigrationProgress {
  return { id, key: parseMigrationProgressId(id) };
}
