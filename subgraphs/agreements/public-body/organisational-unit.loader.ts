import type DataLoader from 'dataloader';
import type { Database } from '../../../schema/kernel/database.js';
import { groupLoader } from '../../shared/loaders.js';
import type { OrganisationalUnitType } from './organisational-unit.type.js';

export interface OrganisationalUnitRow {
  ipaCode: string;
  code: string;
  name: string;
  type: OrganisationalUnitType;
}

/** The units of a body, by code. */
export function unitsOfBodyLoader({ prisma }: Database): DataLoader<string, OrganisationalUnitRow[]> {
  return groupLoader(
    (unit) => unit.ipaCode,
    (ipaCodes) =>
      prisma.organisationalUnit.findMany({ where: { ipaCode: { in: [...ipaCodes] } }, orderBy: { code: 'asc' } }),
  );
}
