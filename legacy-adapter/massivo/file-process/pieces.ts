/** Some bytes of a file on their way from one process to the other; null: there is no such file. */
export type Piece = { bytes: Uint8Array; last: boolean } | null;

/** An archive of a usual file is one piece. */
const PIECE_BYTES = 1024 * 1024;

/** The next piece. Records come one by one; sent as they come, each would cost a message. */
export async function pieceOf(bytes: AsyncIterator<Buffer>): Promise<NonNullable<Piece>> {
  const chunks: Buffer[] = [];
  let length = 0;
  while (length < PIECE_BYTES) {
    const next = await bytes.next();
    if (next.done) return { bytes: wholeOf(chunks), last: true };
    chunks.push(next.value);
    length += next.value.length;
  }
  return { bytes: wholeOf(chunks), last: false };
}

function wholeOf(chunks: readonly Buffer[]): Buffer {
  const [only] = chunks;
  return only && chunks.length === 1 ? only : Buffer.concat(chunks);
}
