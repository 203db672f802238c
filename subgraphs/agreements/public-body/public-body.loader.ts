import type DataLoader from 'dataloader';
import type { Database } from '../../../schema/kernel/database.js';
import type { Prisma } from '../../../schema/prisma/generated/client.js';
import type { Page } from '../../shared/connection.js';
import type { PublicBodyType } from '../../shared/graph-enums.js';
import { uniqueLoader } from '../../shared/loaders.js';

export interface PublicBodyRow {
  ipaCode: string;
  name: string;
  type: PublicBodyType;
  taxCode: string;
  pec: string;
  officeCode: string;
}

/** Bodies are listed by name; the IPA code tells those of one name apart. */
export type PublicBodySortKey = [name: string, ipaCode: string];

export interface PublicBodySelection {
  officeCode?: string | null;
  type?: PublicBodyType | null;
  massivoUser?: boolean | null;
  search?: string | null;
  /** Only these. */
  ipaCodes?: readonly string[];
}

const FIELDS = { ipaCode: true, name: true, type: true, taxCode: true, pec: true, officeCode: true } as const;

export function publicBodyLoader({ prisma }: Database): DataLoader<string, PublicBodyRow | null> {
  return uniqueLoader(
    (body) => body.ipaCode,
    (ipaCodes) => prisma.publicBody.findMany({ where: { ipaCode: { in: [...ipaCodes] } }, select: FIELDS }),
  );
}

/** Whether a body is in the register of former massivo bodies at an office: R-12. The key is made by `massivoUserKey`. */
export function massivoUserLoader({ prisma }: Database): DataLoader<string, object | null> {
  return uniqueLoader<{ ipaCode: string; officeCode: string }>(massivoUserKey, (keys) =>
    prisma.formerMassivoBody.findMany({ where: { ipaCode: { in: keys.map((key) => key.split('|')[0] ?? '') } } }),
  );
}

export function massivoUserKey({ ipaCode, officeCode }: { ipaCode: string; officeCode: string }): string {
  return `${ipaCode}|${officeCode}`;
}

export function readPublicBodies(
  { prisma }: Database,
  selection: PublicBodySelection,
  { after, take }: Page<PublicBodySortKey>,
): Promise<PublicBodyRow[]> {
  const isAfter = after && {
    OR: [{ name: { gt: after[0] } }, { name: after[0], ipaCode: { gt: after[1] } }],
  };
  return prisma.publicBody.findMany({
    where: { AND: [whereOf(selection), ...(isAfter ? [isAfter] : [])] },
    orderBy: [{ name: 'asc' }, { ipaCode: 'asc' }],
    select: FIELDS,
    take,
  });
}

export function countPublicBodies({ prisma }: Database, selection: PublicBodySelection): Promise<number> {
  return prisma.publicBody.count({ where: whereOf(selection) });
}

export async function readIpaCodes({ prisma }: Database, selection: PublicBodySelection): Promise<string[]> {
  const bodies = await prisma.publicBody.findMany({ where: whereOf(selection), select: { ipaCode: true } });
  return bodies.map((body) => body.ipaCode);
}

function whereOf({
  officeCode,
  type,
  massivoUser,
  search,
  ipaCodes,
}: PublicBodySelection): Prisma.PublicBodyWhereInput {
  const contains = search && { contains: likePattern(search), mode: 'insensitive' as const };
  // Without an office, the register of any: a body is in that of its own as a rule.
  const register = officeCode ? { officeCode } : {};
  return {
    ...(officeCode && { officeCode }),
    ...(type && { type }),
    ...(massivoUser != null && { formerMassivo: { [massivoUser ? 'some' : 'none']: register } }),
    ...(contains && { OR: [{ name: contains }, { ipaCode: contains }, { taxCode: contains }] }),
    ...(ipaCodes && { ipaCode: { in: [...ipaCodes] } }),
  };
}

/** Prisma hands the text on as a pattern, in which these would be wildcards. */
function likePattern(search: string): string {
  return search.trim().replace(/[\\%_]/g, '\\$&');
}
