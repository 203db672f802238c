import type { IsoDay } from '../../schema/kernel/clock.js';

/** Prisma hands the days of `date` columns out, and takes them, as midnights in UTC; SQL through `Database` does not. */
export function dayOfColumn(column: Date): IsoDay {
  return column.toISOString().slice(0, 10);
}

export function columnOfDay(day: IsoDay): Date {
  return new Date(`${day}T00:00:00Z`);
}
