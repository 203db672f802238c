import type pg from 'pg';
import { from as copyFrom, type CopyStreamQuery } from 'pg-copy-streams';
import { CopyEncoder, type CopyColumn, type CopyRow } from './copy-encoding.js';

export type { CopyColumn, CopyRow, CopyType, CopyValue } from './copy-encoding.js';

export interface CopyTarget {
  /** Schema and table, `certificates.certificate_item`. */
  readonly table: string;
  readonly columns: readonly CopyColumn[];
}

/** Large enough that a chunk's overhead does not show (64 KiB and 256 KiB measure the same), small enough to be idle memory. */
const CHUNK_BYTES = 128 * 1024;

/**
 * Writes rows by binary COPY, inside the client's transaction. Rows are taken only as fast as the server takes them,
 * and one buffer serves them all: memory does not depend on how many there are.
 *
 * @param batches rows in any portions; a portion is encoded without a pause.
 * @returns how many rows were written.
 * @throws what `batches` throws, a TypeError for a value that does not fit its column, or the server's error; the
 * transaction is then aborted and the client ready for ROLLBACK.
 */
export async function copyRows(
  client: pg.ClientBase,
  target: CopyTarget,
  batches: AsyncIterable<readonly CopyRow[]> | Iterable<readonly CopyRow[]>,
): Promise<number> {
  const upload = new CopyUpload(client.query(copyFrom(statementOf(client, target))));
  const encoder = new CopyEncoder(target.columns, CHUNK_BYTES + CHUNK_BYTES / 8);
  try {
    for await (const batch of batches) {
      for (const row of batch) {
        encoder.append(row);
        if (encoder.length >= CHUNK_BYTES) await upload.write(encoder.take());
      }
    }
    encoder.appendEnd();
    await upload.write(encoder.take());
    return await upload.end();
  } catch (error) {
    await upload.abandon();
    throw error;
  }
}

function statementOf(client: pg.ClientBase, { table, columns }: CopyTarget): string {
  const name = table.split('.').map((part) => client.escapeIdentifier(part));
  const list = columns.map((column) => client.escapeIdentifier(column.name));
  return `COPY ${name.join('.')} (${list.join(', ')}) FROM STDIN (FORMAT binary)`;
}

/**
 * A COPY under way, as promises. The stream reports the server's errors and a lost connection by its `error` event
 * only, and then never calls back: whoever waits is told from there.
 */
class CopyUpload {
  readonly #stream: CopyStreamQuery;
  #failure: Error | undefined;
  #rejectWaiting: (error: Error) => void = () => undefined;

  constructor(stream: CopyStreamQuery) {
    this.#stream = stream;
    stream.on('error', (error) => {
      this.#failure ??= error;
      this.#rejectWaiting(error);
    });
  }

  /**
   * Settles when the chunk may be overwritten: it is larger than the socket's high-water mark, so the socket asks to
   * wait, and its `drain` comes when everything has gone to the kernel.
   */
  write(chunk: Buffer): Promise<void> {
    return this.#until((done) => this.#stream.write(chunk, () => done()));
  }

  /** Settles when the server has the rows and is ready for the next statement. */
  async end(): Promise<number> {
    await this.#until((done) => this.#stream.end(done));
    return this.#stream.rowCount;
  }

  /** Tells the server to forget the rows and waits for its answer, unless it is the one that failed. */
  async abandon(): Promise<void> {
    if (this.#failure !== undefined) return;
    const closed = new Promise<void>((resolve) => this.#stream.once('close', resolve));
    this.#stream.destroy(new Error('the rows ended early')); // this sentence goes to the server: no reason, no values
    await closed;
  }

  async #until(start: (done: () => void) => void): Promise<void> {
    if (this.#failure !== undefined) throw this.#failure;
    await new Promise<void>((resolve, reject) => {
      this.#rejectWaiting = reject;
      start(resolve);
    });
  }
}
