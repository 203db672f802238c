import type DataLoader from 'dataloader';
import type { Database } from '../../../schema/kernel/database.js';
import { uniqueLoader } from '../../shared/loaders.js';

export interface ProsecutorOfficeRow {
  code: string;
  name: string;
  district: string;
  region: string;
  belfiore: string;
  pilot: boolean;
}

export interface ProsecutorOfficeFilter {
  district?: string | null | undefined;
  region?: string | null | undefined;
}

export function prosecutorOfficeLoader({ prisma }: Database): DataLoader<string, ProsecutorOfficeRow | null> {
  return uniqueLoader(
    (office) => office.code,
    (codes) => prisma.prosecutorOffice.findMany({ where: { code: { in: [...codes] } } }),
  );
}

/** All offices, or those of a district or region in whatever case it is written, by name. */
export function readProsecutorOffices(
  { prisma }: Database,
  { district, region }: ProsecutorOfficeFilter,
): Promise<ProsecutorOfficeRow[]> {
  return prisma.prosecutorOffice.findMany({
    where: {
      ...(district && { district: { equals: district, mode: 'insensitive' } }),
      ...(region && { region: { equals: region, mode: 'insensitive' } }),
    },
    orderBy: [{ name: 'asc' }, { code: 'asc' }],
  });
}
