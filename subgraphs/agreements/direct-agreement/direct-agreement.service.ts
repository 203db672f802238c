import { z } from 'zod';
import { LEAST_SIGN_IN_LEVEL } from '../../../schema/access.js';
import { addDays, italianDate, startOfDay } from '../../../schema/kernel/clock.js';
import { isUuid } from '../../../schema/kernel/identity.js';
import { requireReaderOf, type Caller } from '../../shared/authorization.rules.js';
import { readPage, toConnection, type Connection, type PageArguments } from '../../shared/connection.js';
import { listOf } from '../../shared/cursor.js';
import type { AgreementsContext } from '../agreements-context.js';
import type { PurposeRow } from '../purpose/purpose.loader.js';
import { agreementsOfBodyKey, type AgreementSortKey } from './direct-agreement.loader.js';
import { stepByDate } from './direct-agreement-status.rules.js';
import type { DirectAgreement, StatusChange } from './direct-agreement.type.js';
import { agreementOn, type DirectAgreementRow } from './direct-agreement.view.js';

export const agreementSortKey: z.ZodType<AgreementSortKey> = z.tuple([z.uuid()]);

/**
 * Reads agreements. One is handed out only to those who may read it: contact persons of the body, operators of the
 * office, operations; what is public of it is in the transparency register.
 */
export async function findAgreement(id: string, context: AgreementsContext): Promise<DirectAgreement | null> {
  const row = isUuid(id) ? await context.loaders.directAgreement.load(id.toLowerCase()) : null;
  return readable(row, context);
}

export async function renewalOf({ id }: DirectAgreement, context: AgreementsContext): Promise<DirectAgreement | null> {
  return readable(await context.loaders.renewal.load(id), context);
}

/** Those of the body's agreements that the caller may read, newest first. */
export async function agreementsOfBody(
  { ipaCode }: { ipaCode: string },
  page: PageArguments,
  context: AgreementsContext,
): Promise<Connection<DirectAgreement>> {
  const { loaders, day } = context;
  const wanted = readPage(page, listOf('directAgreements', { ipaCode }), agreementSortKey);
  const offices = await readableOffices(context, ipaCode);
  const key = offices && agreementsOfBodyKey(ipaCode, offices.officeCode);
  const rows = key === null ? [] : await loaders.agreementPages.load(key, wanted);
  return toConnection(
    rows.map((row) => agreementOn(row, day)),
    wanted,
    {
      keyOf: (agreement) => [agreement.id],
      totalCount: async () => (key === null ? 0 : ((await loaders.agreementCount.load(key))?.count ?? 0)),
    },
  );
}

export async function purposesOfAgreement(
  { id }: { id: string },
  { loaders }: AgreementsContext,
): Promise<PurposeRow[]> {
  const links = await loaders.purposeCodes.load(id);
  const purposes = await Promise.all(links.map(({ purposeCode }) => loaders.purpose.load(purposeCode)));
  return purposes.filter((purpose) => purpose !== null);
}

/** Who made the steps that nobody made. */
const CALENDAR = 'calendar';

/** The steps that operators have made, and the one that date alone has. */
export async function historyOf(
  { id, recorded }: DirectAgreement,
  { loaders, day }: AgreementsContext,
): Promise<StatusChange[]> {
  const acts = await loaders.history.load(id);
  const byDate = stepByDate(recorded, day);
  if (!byDate) return acts;
  const { from, to, on } = byDate;
  const reason = `Scaduto il termine del ${italianDate(addDays(on, -1))}`;
  return [...acts, { from, to, at: startOfDay(on), by: CALENDAR, reason }];
}

async function readable(row: DirectAgreementRow | null, context: AgreementsContext): Promise<DirectAgreement | null> {
  if (row === null) return null;
  await requireReaderOf(context, row);
  return agreementOn(row, context.day);
}

/** Of which offices the caller may read the agreements of a body: of all (`null`), of one, or of none. */
async function readableOffices(caller: Caller, ipaCode: string): Promise<{ officeCode: string | null } | null> {
  const { actor } = caller;
  switch (actor.kind) {
    case 'operations':
      return { officeCode: null };
    case 'operator':
      return { officeCode: actor.officeCode };
    case 'contact': {
      const isContact = actor.level >= LEAST_SIGN_IN_LEVEL && (await caller.contactBodies()).has(ipaCode);
      return isContact ? { officeCode: null } : null;
    }
    case 'anonymous':
    case 'dashboard':
      return null;
  }
}
