import type { Database } from '../../../schema/kernel/database.js';
import { DomainError } from '../../../schema/kernel/domain-error.js';
import { parseIpaCode, parseOfficeCode } from '../../../schema/identifiers.js';
import { requireOperatorOrOperations } from '../../shared/authorization.rules.js';
import { readPage, toConnection, type Connection, type PageArguments } from '../../shared/connection.js';
import { listOf } from '../../shared/cursor.js';
import type { AgreementsContext } from '../agreements-context.js';
import { agreementSortKey } from '../direct-agreement/direct-agreement.service.js';
import type { DirectAgreement } from '../direct-agreement/direct-agreement.type.js';
import { agreementOn } from '../direct-agreement/direct-agreement.view.js';
import {
  countHalfEntered,
  countTransparencyEntries,
  readHalfEntered,
  readTransparencyEntries,
  type HalfEnteredSelection,
  type TransparencyRow,
} from './transparency.read-model.js';

export interface TransparencyFilter {
  officeCode?: string | null | undefined;
  ipaCode?: string | null | undefined;
}

/** the public register, and what the two registers of the ministry lack of each other. */
export class TransparencyService {
  readonly #database: Database;

  constructor({ database }: { database: Database }) {
    this.#database = database;
  }

  /** Anyone. */
  async entries(
    filter: TransparencyFilter,
    page: PageArguments,
    { day }: AgreementsContext,
  ): Promise<Connection<TransparencyRow>> {
    // What cannot be a code is the code of nothing.
    const officeCode = filter.officeCode == null ? null : (parseOfficeCode(filter.officeCode) ?? '');
    const ipaCode = filter.ipaCode == null ? null : (parseIpaCode(filter.ipaCode) ?? '');
    const selection = { day, officeCode, ipaCode };
    const wanted = readPage(page, listOf('transparencyRegister', { officeCode, ipaCode }), agreementSortKey);
    const rows = await readTransparencyEntries(this.#database, selection, wanted);
    return toConnection(rows, wanted, {
      keyOf: (entry) => [entry.agreementId],
      totalCount: () => countTransparencyEntries(this.#database, selection),
    });
  }

  /** Operators of the office, operations. */
  async reconciliation(officeCode: string, context: AgreementsContext): Promise<{ officeCode: string }> {
    const code = parseOfficeCode(officeCode);
    requireOperatorOrOperations(context, code ?? '');
    const office = code && (await context.loaders.prosecutorOffice.load(code));
    if (!office) throw new DomainError('NOT_FOUND', { details: { field: 'officeCode' } });
    return { officeCode: office.code };
  }

  async halfEntered(
    selection: HalfEnteredSelection,
    page: PageArguments,
    { day }: AgreementsContext,
  ): Promise<Connection<DirectAgreement>> {
    const wanted = readPage(page, listOf('registerReconciliation', selection), agreementSortKey);
    const rows = await readHalfEntered(this.#database, selection, wanted);
    return toConnection(
      rows.map((row) => agreementOn(row, day)),
      wanted,
      { keyOf: (agreement) => [agreement.id], totalCount: () => countHalfEntered(this.#database, selection) },
    );
  }
}
