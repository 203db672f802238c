import type DataLoader from 'dataloader';
import type { Database } from '../../../schema/kernel/database.js';
import type { CertificateKind, PublicBodyType } from '../../shared/graph-enums.js';
import { uniqueLoader } from '../../shared/loaders.js';

export interface PurposeRow {
  code: string;
  title: string;
  titleIt: string;
  law: string;
  article: string;
  kinds: CertificateKind[];
  bodyTypes: PublicBodyType[];
}

export function purposeLoader({ prisma }: Database): DataLoader<string, PurposeRow | null> {
  return uniqueLoader(
    (purpose) => purpose.code,
    async (codes) => (await prisma.purpose.findMany({ where: { code: { in: [...codes] } } })) as PurposeRow[],
  );
}

/** The whole library, by code. */
export async function readPurposes({ prisma }: Database): Promise<PurposeRow[]> {
  return (await prisma.purpose.findMany({ orderBy: { code: 'asc' } })) as PurposeRow[];
}
