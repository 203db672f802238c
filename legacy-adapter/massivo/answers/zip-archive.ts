import { promisify, types } from 'node:util';
import { crc32, inflateRaw, inflateRawSync } from 'node:zlib';
import {
  contentStart,
  directoryEntries,
  directoryPlace,
  LOCAL_BYTES,
  LONGEST_END_BYTES,
  type ZipEntry,
} from './zip-records.rules.js';

/** An archive's bytes, wherever they lie; fewer than asked for where it ends. What was given stays as it is. */
export interface ArchiveBytes {
  readonly size: number;
  read(position: number, length: number): Buffer | Promise<Buffer>;
}

/**
 * A ZIP as the office sends it. Read by hand because a certificate is a few kilobytes: `yauzl` makes a stream of each
 * and waits for the event loop five times, which was a third of all that the worker did (150 µs of CPU a deflated PDF
 * of 2 kB, measured; here 30).
 */
export interface ZipArchive {
  readonly entryCount: number;
  /** The files in the order in which they lie. Throws `ZipDefect`. */
  entries(): Promise<ZipEntry[]>;
  /**
   * A file's content; null when it is not what the directory says: size, check sum, place. A promise only where there is
   * something to wait for: a promise a certificate costs as much as reading it.
   */
  contentOf(entry: ZipEntry): Buffer | null | Promise<Buffer | null>;
}

/** Unpacked in one go; longer than that, in libuv's threads, nobody else in the process being kept waiting. */
const MOST_AT_ONCE = 128 * 1024;

const inflateInBackground = promisify(inflateRaw) as unknown as (
  packed: Buffer,
  options: { maxOutputLength: number; info: true },
) => Promise<Inflated>;

/** What Node gives with `info`: the type definitions do not have it. */
interface Inflated {
  buffer: Buffer;
  engine: { bytesWritten: number };
}

/** Opens an archive by its directory. Throws `ZipDefect`. */
export async function openZip(bytes: ArchiveBytes): Promise<ZipArchive> {
  const tailBytes = Math.min(bytes.size, LONGEST_END_BYTES);
  const place = directoryPlace(await bytes.read(bytes.size - tailBytes, tailBytes), bytes.size);
  return {
    entryCount: place.entries,
    entries: async () => directoryEntries(await bytes.read(place.position, place.bytes), place),
    contentOf: (entry) =>
      whenThere(bytes.read(entry.position, LOCAL_BYTES + entry.rawName.length), (local) => {
        const start = contentStart(local, entry);
        if (start === null) return null;
        return whenThere(bytes.read(start, entry.compressedBytes), (packed) => contentIn(packed, entry));
      }),
  };
}

/** Goes on with a value at once where it is there, and when it comes where it is awaited. */
function whenThere<T, R>(value: T | Promise<T>, goOn: (value: T) => R | Promise<R>): R | Promise<R> {
  return types.isPromise(value) ? value.then(goOn) : goOn(value);
}

function contentIn(packed: Buffer, entry: ZipEntry): Buffer | null | Promise<Buffer | null> {
  if (packed.length !== entry.compressedBytes) return null;
  const checked = (content: Buffer | null): Buffer | null =>
    content && crc32(content) === entry.crc32 ? content : null;
  return entry.method === 'STORED' ? checked(packed) : whenThere(unpacked(packed, entry), checked);
}

/** Never more than the directory says, whatever is packed there; null when it comes to anything else. */
function unpacked(packed: Buffer, { bytes }: ZipEntry): Buffer | null | Promise<Buffer | null> {
  const options = { maxOutputLength: Math.max(bytes, 1), info: true } as const;
  const whole = ({ buffer, engine }: Inflated): Buffer | null =>
    buffer.length === bytes && engine.bytesWritten === packed.length ? buffer : null;
  if (Math.max(bytes, packed.length) > MOST_AT_ONCE) {
    return inflateInBackground(packed, options).then(whole, () => null);
  }
  try {
    return whole(inflateRawSync(packed, options) as unknown as Inflated);
  } catch {
    return null;
  }
}
