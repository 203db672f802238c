import type { Sql } from '../../../schema/kernel/database.js';
import { newId } from '../../../schema/kernel/identity.js';
import { requestFileName } from '../records/file-names.js';
import { acceptedDay } from './batch-action.store.js';
import { isAnswerable, partRequestId, planParts } from './batch-plan.rules.js';
import { cutBatch, highestPart, insertPiece, isRequestIdTaken, takeFileNumbers } from './batch-plan.store.js';
import type { MassivoBatch, MassivoLimits } from './massivo-batch.type.js';

/**
 * cuts a batch that was planned under a higher maximum than the office has now. Only one that no worker has ever
 * set out to send: its name and its request id are unknown to the office. The batch keeps its first rows; the others
 * become further parts of the request. The caller holds the batch's row.
 */
export async function splitBatch(
  sql: Sql,
  batch: MassivoBatch,
  { limits, now }: { limits: MassivoLimits; now: Date },
): Promise<MassivoBatch> {
  const { id, requestId, ipaCode, officeCode, firstSeq } = batch;
  const acceptedOn = await acceptedDay(sql, requestId);
  if (acceptedOn === undefined) throw new Error('a batch without its submission');
  const [first, ...others] = planParts(batch.rows, limits).map((piece) => ({
    firstSeq: firstSeq + piece.firstSeq - 1,
    lastSeq: firstSeq + piece.lastSeq - 1,
  }));
  const lastPart = await highestPart(sql, requestId);
  const base = await requestIdBase(sql, batch, lastPart + others.length);
  const sequence = await takeFileNumbers(sql, { ipaCode, officeCode, acceptedOn }, others.length);
  for (const [index, range] of others.entries()) {
    const part = lastPart + index + 1;
    const fileName = requestFileName({ ipaCode, officeCode, day: acceptedOn, sequence: sequence + index });
    const fileRequestId = partRequestId(base, part);
    await insertPiece(sql, id, { id: newId(now), part, fileName, fileRequestId, ...range });
  }
  return cutBatch(sql, id, { lastSeq: first?.lastSeq ?? batch.lastSeq, fileRequestId: partRequestId(base, batch.part) });
}

/** What the request ids of the parts begin with: as before, or the request's own id where that cannot be used. */
async function requestIdBase(sql: Sql, batch: MassivoBatch, parts: number): Promise<string> {
  if (batch.parts > 1) return batch.fileRequestId.slice(0, batch.fileRequestId.lastIndexOf('-'));
  const base = batch.fileRequestId;
  const ids = Array.from({ length: parts }, (_, index) => partRequestId(base, index + 1));
  const isUsable = ids.every(isAnswerable) && !(await isRequestIdTaken(sql, batch, ids));
  return isUsable ? base : batch.requestId;
}
