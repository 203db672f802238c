import { DomainError } from '../../schema/kernel/domain-error.js';
import type { RequestHeader, RequestRow } from '../../legacy-adapter/massivo/records/massivo-record.type.js';
import { RequestFile, type RequestReaderOptions } from '../../legacy-adapter/massivo/records/request-reader.js';

/** Bytes as a stream, `size` at a time. */
export async function* inChunks(bytes: Uint8Array, size = 64 * 1024): AsyncGenerator<Uint8Array> {
  for (let start = 0; start < bytes.length; start += size) yield bytes.subarray(start, start + size);
}

/** Everything of a stream of bytes. */
export async function allBytes(source: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of source) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** A row that is kept; its bytes are the reader's. */
export type ReadRow = Omit<RequestRow, 'fields'>;

/** Everything that a reader finds in a request file. */
export interface ReadRequest {
  header: RequestHeader;
  rows: ReadRow[];
  closing: RequestFile['closing'];
}

export async function readRequest(
  source: AsyncIterable<Uint8Array> | Uint8Array,
  options?: RequestReaderOptions,
): Promise<ReadRequest> {
  const file = await RequestFile.open(source instanceof Uint8Array ? inChunks(source) : source, options);
  const rows: ReadRow[] = [];
  for await (const batch of file.batches()) {
    for (const { position, row, subject, refusal } of batch) rows.push({ position, row, subject, refusal });
  }
  return { header: file.header, rows, closing: file.closing };
}

/** The file code with which reading ends, or `OK`; anything else that is thrown is thrown on. */
export async function fileCodeOf(
  source: AsyncIterable<Uint8Array> | Uint8Array,
  options?: RequestReaderOptions,
): Promise<string> {
  try {
    await readRequest(source, options);
    return 'OK';
  } catch (error) {
    if (error instanceof DomainError) return error.code;
    throw error;
  }
}
