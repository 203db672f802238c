import { z } from 'zod';
import type { Database } from '../../../schema/kernel/database.js';
import { requireOperatorOrOperations } from '../../shared/authorization.rules.js';
import { readPage, toConnection, type Connection, type PageArguments } from '../../shared/connection.js';
import { listOf } from '../../shared/cursor.js';
import { itemId } from '../certificate-request/certificate-item.rules.js';
import { itemsAt } from '../certificate-request/certificate-item.store.js';
import type { StoredItem } from '../certificate-request/stored-item.type.js';
import type { CertificatesContext } from '../certificates.context.js';
import {
  openCounterItems,
  openCounterItemTotal,
  openReviews,
  openReviewTotal,
  type CounterItemState,
  type WorkPosition,
} from './office-work.store.js';

const WORK_KEY: z.ZodType<[since: string, requestId: string, line: number]> = z.tuple([
  z.iso.datetime(),
  z.uuid(),
  z.int().min(0).max(2_147_483_647),
]);

/** One of the lists, as it is read. */
interface WorkList {
  name: string;
  read: (page: { limit: number; after: WorkPosition | null }) => Promise<WorkPosition[]>;
  count: () => Promise<number>;
}

/** What waits for the operators of an office; they see their own office's, operations all without the persons. */
export class OfficeWorkService {
  readonly #database: Database;

  constructor({ database }: { database: Database }) {
    this.#database = database;
  }

  /** Open items at the counter, those of the oldest request first. */
  async counterItems(
    { officeCode, state }: { officeCode: string; state: CounterItemState | null },
    page: PageArguments,
    context: CertificatesContext,
  ): Promise<Connection<StoredItem>> {
    requireOperatorOrOperations(context, officeCode);
    const question = { officeCode, state };
    return this.#page(page, {
      name: listOf('counterItems', question),
      read: (wanted) => openCounterItems(this.#database, { ...question, ...wanted }),
      count: () => openCounterItemTotal(this.#database, question),
    });
  }

  /** Items under review, those that have waited longest first. */
  async reviewItems(
    officeCode: string,
    page: PageArguments,
    context: CertificatesContext,
  ): Promise<Connection<StoredItem>> {
    requireOperatorOrOperations(context, officeCode);
    return this.#page(page, {
      name: listOf('reviewItems', { officeCode }),
      read: (wanted) => openReviews(this.#database, { officeCode, ...wanted }),
      count: () => openReviewTotal(this.#database, officeCode),
    });
  }

  /** An item that has been closed since its place was read stays on the page, as what it is now. */
  async #page(asked: PageArguments, { name, read, count }: WorkList): Promise<Connection<StoredItem>> {
    const page = readPage(asked, name, WORK_KEY);
    const after = page.after && { since: new Date(page.after[0]), requestId: page.after[1], line: page.after[2] };
    const places = await read({ limit: page.take, after });
    const items = new Map((await itemsAt(this.#database, places)).map((item) => [itemId(item), item]));
    const found = places.flatMap(({ since, ...place }) => {
      const item = items.get(itemId(place));
      return item ? [{ ...item, since }] : [];
    });
    return toConnection(found, page, {
      keyOf: ({ since, requestId, line }) => [since.toISOString(), requestId, line],
      totalCount: count,
    });
  }
}
