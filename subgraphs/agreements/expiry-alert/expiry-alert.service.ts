import { z } from 'zod';
import { parseOfficeCode } from '../../../schema/identifiers.js';
import type { Database } from '../../../schema/kernel/database.js';
import { requireContactOf, requireOperatorOf, requireSignedIn } from '../../shared/authorization.rules.js';
import { readPage, toConnection, type Connection, type PageArguments } from '../../shared/connection.js';
import { listOf } from '../../shared/cursor.js';
import type { AgreementsContext } from '../agreements-context.js';
import {
  countAlerts,
  readAlerts,
  type AlertSelection,
  type AlertSortKey,
  type ExpiryAlertRow,
} from './expiry-alert.loader.js';

const sortKey: z.ZodType<AlertSortKey> = z.tuple([z.string().regex(/^\d{1,18}$/)]);

export interface AlertFilter {
  officeCode?: string | null | undefined;
  /** As `IpaCode` reads it. */
  ipaCode?: string | null | undefined;
}

/** Reads the alerts of agreements for those who may read the agreements. */
export class ExpiryAlertService {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async list(
    filter: AlertFilter,
    page: PageArguments,
    context: AgreementsContext,
  ): Promise<Connection<ExpiryAlertRow>> {
    const selection = await readableSelection(filter, context);
    const wanted = readPage(page, listOf('agreementAlerts', filter), sortKey);
    const rows = await readAlerts(this.#database, selection, wanted);
    return toConnection(rows, wanted, {
      keyOf: (alert) => [alert.id],
      totalCount: () => countAlerts(this.#database, selection),
    });
  }
}

/** Operators: of their office. Contact persons: of their bodies. Operations: all. */
async function readableSelection(
  { officeCode, ipaCode }: AlertFilter,
  context: AgreementsContext,
): Promise<AlertSelection> {
  // What cannot be the code of an office is that of none.
  const asked = {
    officeCode: officeCode == null ? null : (parseOfficeCode(officeCode) ?? ''),
    ipaCodes: ipaCode == null ? null : [ipaCode],
  };
  const actor = requireSignedIn(context);
  switch (actor.kind) {
    case 'operations':
      return asked;
    case 'operator':
      if (asked.officeCode !== null) requireOperatorOf(context, asked.officeCode);
      return { ...asked, officeCode: actor.officeCode };
    case 'contact':
      for (const code of asked.ipaCodes ?? []) await requireContactOf(context, code);
      return { ...asked, ipaCodes: asked.ipaCodes ?? [...(await context.contactBodies())] };
  }
}
