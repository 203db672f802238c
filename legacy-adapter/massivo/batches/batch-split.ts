import type { Sql } from '../../../schema/kernel/database.js';
import { newId } from '../../../schema/kernel/identity.js';
import { requestFileName } from '../records/file-names.js';
import { acceptedDay } from './batch-action.store.js';
import { recordEvent } from './batch-event.store.js';
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
  const firstNew = (await highestPart(sql, requestId)) + 1;
  const ids = await requestIds(sql, batch, { firstNew, count: others.length });
  const sequence = await takeFileNumbers(sql, { ipaCode, officeCode, acceptedOn }, others.length);
  const pieces: string[] = [];
  for (const [index, range] of others.entries()) {
    const fileName = requestFileName({ ipaCode, officeCode, day: acceptedOn, sequence: sequence + index });
    const fileRequestId = ids.added[index] ?? '';
    const piece = newId(now);
    pieces.push(piece);
    await insertPiece(sql, id, { id: piece, part: firstNew + index, fileName, fileRequestId, ...range });
  }
  const cut = await cutBatch(sql, id, { lastSeq: first?.lastSeq ?? batch.lastSeq, fileRequestId: ids.own });
  await recordEvent(sql, [id, ...pieces], { kind: 'CUT', at: now });
  return cut;
}

/** In the request's own series, `<id>-01`, `<id>-02` …, or in one of ours where another request has those ids. */
async function requestIds(
  sql: Sql,
  batch: MassivoBatch,
  { firstNew, count }: { firstNew: number; count: number },
): Promise<{ own: string; added: string[] }> {
  const { requestId, fileRequestId, part, parts } = batch;
  const series = (base: string): { own: string; added: string[] } => ({
    own: parts > 1 ? fileRequestId : partRequestId(base, part),
    added: Array.from({ length: count }, (_, index) => partRequestId(base, firstNew + index)),
  });
  const wished = series(parts > 1 ? fileRequestId.slice(0, fileRequestId.lastIndexOf('-')) : fileRequestId);
  const fresh = [wished.own, ...wished.added].filter((id) => id !== fileRequestId);
  const isUsable = fresh.every(isAnswerable) && !(await isRequestIdTaken(sql, batch, fresh));
  return isUsable ? wished : series(requestId);
}
