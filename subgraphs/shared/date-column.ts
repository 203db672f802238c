import type { IsoDay } from '../../schema/kernel/clock.js';

/** Prisma takes the days of `date` columns as midnights in UTC; SQL through `Database` does not. */
export function columnOfDay(day: IsoDay): Date {
  return new Date(`${day}T00:00:00Z`);
}
