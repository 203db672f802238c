import type { IsoDay } from '../../../schema/kernel/clock.js';
import { parseMigrationProgressId } from '../../shared/migration-progress-id.js';
import type { MigrationProgress } from './migration-progress.type.js';

/** Its id says what it is; nothing has to be read. */
export function migrationProgressByKey(reference: { id: string; lastDay?: IsoDay }): MigrationProgress {
  return { lastDay: '', ...reference, ...parseMigrationProgressId(reference.id) };
}
