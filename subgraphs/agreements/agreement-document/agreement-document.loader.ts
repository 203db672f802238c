import type DataLoader from 'dataloader';
import type { Database } from '../../../schema/kernel/database.js';
import { uniqueLoader } from '../../shared/loaders.js';

/** Hashes of the documents that are kept. */
export function documentHashLoader({
  prisma,
}: Database): DataLoader<string, { agreementId: string; sha256: string } | null> {
  return uniqueLoader(
    (document) => document.agreementId,
    (ids) =>
      prisma.directAgreementDocument.findMany({
        where: { agreementId: { in: [...ids] } },
        select: { agreementId: true, sha256: true },
      }),
  );
}
