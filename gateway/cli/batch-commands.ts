import { OPERATIONS, type Batch } from './operations.js';
import type { Session } from './session.js';

export interface BatchListOptions {
  office?: string;
  body?: string;
  state?: string;
  overdue?: boolean;
}

/** Every batch that fits, latest first; one line, or one JSON object, each. */
export async function listBatches(session: Session, { office, body, state, overdue }: BatchListOptions): Promise<void> {
  const client = await session.client();
  const filter = {
    ...(office !== undefined && { officeCode: office }),
    ...(body !== undefined && { ipaCode: body }),
    ...(state !== undefined && { state: state.toUpperCase() }),
    ...(overdue && { overdue }),
  };
  for await (const batch of client.all(OPERATIONS.batches, { filter }, ({ massivoBatches }) => massivoBatches)) {
    session.show(batch, () => [batchLine(batch)]);
  }
}

export async function retryBatch(session: Session, id: string): Promise<void> {
  const { retryMassivoBatch: batch } = await (await session.client()).run(OPERATIONS.retryBatch, { id });
  session.show(batch, () => [batchLine(batch)]);
}

/** Its open items end as ABANDONED: asked for, like a closing. */
export async function abandonBatch(session: Session, id: string, reason: string): Promise<void> {
  const question = session.say(
    `Batch ${id} is given up; its open items end as ABANDONED.`,
    `Il lotto ${id} viene abbandonato; i nominativi aperti terminano come ABANDONED.`,
  );
  await session.confirm(question, id.slice(-6));
  const { abandonMassivoBatch: batch } = await (await session.client()).run(OPERATIONS.abandonBatch, { id, reason });
  session.show(batch, () => [batchLine(batch)]);
}

function batchLine({ id, fileName, state, rows, attempts, lastError }: Batch): string {
  return `${id} ${state.padEnd(12)} ${fileName} rows=${rows} attempts=${attempts}${lastError ? ` ${lastError}` : ''}`;
}
