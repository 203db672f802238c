import type { Database } from '../../../schema/kernel/database.js';
import { itemId } from '../certificate-request/certificate-item.rules.js';
import { itemsAt } from '../certificate-request/certificate-item.store.js';
import type { StoredItem } from '../certificate-request/stored-item.type.js';

export interface ItemPlace {
  requestId: string;
  line: number;
}

interface LinkRow {
  requestId: string;
  line: number;
  otherRequestId: string;
  otherLine: number;
}

/** From abandoned items to those of accepted resubmissions. */
const FORWARD = `
  SELECT link.of_request_id AS "requestId", link.of_line AS line, link.request_id AS "otherRequestId",
         link.line AS "otherLine"
  FROM unnest($1::uuid[], $2::int[]) AS asked (request_id, line)
  JOIN certificates.item_resubmission link ON link.of_request_id = asked.request_id AND link.of_line = asked.line
  JOIN certificates.certificate_request request ON request.id = link.request_id AND request.state = 'ACCEPTED'`;

/** From items of a resubmission to the abandoned ones. */
const BACKWARD = `
  SELECT link.request_id AS "requestId", link.line, link.of_request_id AS "otherRequestId",
         link.of_line AS "otherLine"
  FROM unnest($1::uuid[], $2::int[]) AS asked (request_id, line)
  JOIN certificates.item_resubmission link ON link.request_id = asked.request_id AND link.line = asked.line`;

/** For each item, in their order, the one that it was resubmitted as; two statements for any number. */
export function resubmittedItems(database: Database, items: readonly ItemPlace[]): Promise<(StoredItem | null)[]> {
  return linkedItems(database, items, FORWARD);
}

/** For each item, in their order, the abandoned one that it was made of; two statements for any number. */
export function originalItems(database: Database, items: readonly ItemPlace[]): Promise<(StoredItem | null)[]> {
  return linkedItems(database, items, BACKWARD);
}

async function linkedItems(
  database: Database,
  items: readonly ItemPlace[],
  direction: string,
): Promise<(StoredItem | null)[]> {
  const links = await database.rows<LinkRow>(direction, [
    items.map(({ requestId }) => requestId),
    items.map(({ line }) => line),
  ]);
  if (links.length === 0) return items.map(() => null);
  const others = await itemsAt(
    database,
    links.map(({ otherRequestId, otherLine }) => ({ requestId: otherRequestId, line: otherLine })),
  );
  const byId = new Map(others.map((item) => [itemId(item), item]));
  const linked = new Map(
    links.map((link) => [itemId(link), byId.get(itemId({ requestId: link.otherRequestId, line: link.otherLine }))]),
  );
  return items.map((item) => linked.get(itemId(item)) ?? null);
}
