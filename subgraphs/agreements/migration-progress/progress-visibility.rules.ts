import type { Actor } from '../../../schema/kernel/actor.js';
import type { MigrationProgressScope } from '../../shared/migration-progress-id.js';

/** Whose bodies a caller may see by name: all, those of one office, or none. */
export type NamedOffices = 'ALL' | 'NONE' | { officeCode: string };

/**
 * names of bodies that have not migrated are for operators of their office, within whatever was asked for, and for
 * operations; dashboards, contact persons and whoever has not signed in get aggregates only. An operator who asks for
 * another office gets none of its names.
 */
export function namedOffices(actor: Actor, { officeCode }: MigrationProgressScope): NamedOffices {
  switch (actor.kind) {
    case 'operations':
      return 'ALL';
    case 'operator':
      return officeCode === null || officeCode === actor.officeCode ? { officeCode: actor.officeCode } : 'NONE';
    case 'contact':
    case 'dashboard':
    case 'anonymous':
      return 'NONE';
  }
}
