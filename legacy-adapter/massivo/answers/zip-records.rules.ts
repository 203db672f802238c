import { isAscii, isUtf8 } from 'node:buffer';

/**
 * The records of a ZIP (APPNOTE.TXT 6.3.9), as far as an archive of certificates may use them: stored or deflated
 * files, not encrypted, in one part. zip64 is not among them: an archive stays below 4 GB and 65,535 files.
 */

/** `INCOMPLETE`: its directory, which is written last, is not there. `CORRUPT`: no waiting will make it good. */
export class ZipDefect extends Error {
  constructor(
    readonly kind: 'INCOMPLETE' | 'CORRUPT',
    /** What is wrong, in words without a name of a file: one could hold anything. */
    reason: string,
  ) {
    super(reason);
    this.name = 'ZipDefect';
  }
}

/** A file of the archive, as the directory has it; the directory is what counts. */
export interface ZipEntry {
  name: string;
  method: 'STORED' | 'DEFLATED';
  crc32: number;
  compressedBytes: number;
  bytes: number;
  /** Where its local header begins, and where the next file, or the directory, does. */
  position: number;
  limit: number;
  /** As it stands in the directory, for comparison with the local header. */
  rawName: Buffer;
  flags: number;
}

export interface DirectoryPlace {
  entries: number;
  position: number;
  bytes: number;
}

const END_SIGNATURE = 0x06054b50;
const ENTRY_SIGNATURE = 0x02014b50;
const LOCAL_SIGNATURE = 0x04034b50;
export const END_BYTES = 22;
export const LONGEST_END_BYTES = END_BYTES + 0xffff;
export const LOCAL_BYTES = 30;
const ENTRY_BYTES = 46;
/** Of one entry with its name and its extra fields, on average; more is no directory of certificates. */
const MOST_ENTRY_BYTES = 4_096;
const ENCRYPTED = 0x2041; // by password, strongly, or with the directory's values masked
const SIZES_FOLLOW = 0x0008;
const METHODS: Readonly<Record<number, ZipEntry['method']>> = { 0: 'STORED', 8: 'DEFLATED' };

/** Finds the directory by the record that ends the archive; `tail` are the archive's last bytes, up to `size`. */
export function directoryPlace(tail: Buffer, size: number): DirectoryPlace {
  for (let at = tail.length - END_BYTES; at >= 0; at -= 1) {
    if (tail[at] !== 0x50 || tail.readUInt32LE(at) !== END_SIGNATURE) continue;
    // The comment reaches to the last byte: what only looks like the record, inside a file, does not end so.
    if (at + END_BYTES + tail.readUInt16LE(at + 20) !== tail.length) continue;
    const [disk, firstDisk, here] = [4, 6, 8].map((field) => tail.readUInt16LE(at + field));
    const entries = tail.readUInt16LE(at + 10);
    const [bytes, position] = [tail.readUInt32LE(at + 12), tail.readUInt32LE(at + 16)];
    if (entries === 0xffff || position === 0xffffffff) throw new ZipDefect('CORRUPT', 'zip64');
    if (disk !== 0 || firstDisk !== 0 || here !== entries) throw new ZipDefect('CORRUPT', 'several parts');
    const end = size - tail.length + at;
    if (position + bytes !== end || bytes > entries * MOST_ENTRY_BYTES) throw new ZipDefect('CORRUPT', 'directory');
    return { entries, position, bytes };
  }
  throw new ZipDefect('INCOMPLETE', 'no directory');
}

/** Reads the directory, so many entries and not a byte more; in the order in which the files lie. Throws `ZipDefect`. */
export function directoryEntries(directory: Buffer, { entries: count, position }: DirectoryPlace): ZipEntry[] {
  const entries: ZipEntry[] = [];
  let at = 0;
  while (entries.length < count) {
    if (at + ENTRY_BYTES > directory.length || directory.readUInt32LE(at) !== ENTRY_SIGNATURE) throw unreadable();
    const [nameBytes, extraBytes, commentBytes] = [28, 30, 32].map((field) => directory.readUInt16LE(at + field));
    const end = at + ENTRY_BYTES + (nameBytes ?? 0) + (extraBytes ?? 0) + (commentBytes ?? 0);
    if (end > directory.length) throw unreadable();
    entries.push(entryAt(directory, at, nameBytes ?? 0));
    at = end;
  }
  if (at !== directory.length) throw unreadable();
  entries.sort((one, other) => one.position - other.position);
  entries.forEach((entry, index) => (entry.limit = entries[index + 1]?.position ?? position));
  return entries;
}

/**
 * Where the content begins, from its local header (30 bytes and the name), which must say what the directory says, and
 * let the content end before the next file begins. Null when it does not.
 */
export function contentStart(local: Buffer, entry: ZipEntry): number | null {
  const { rawName, flags, method, crc32, compressedBytes, bytes, position, limit } = entry;
  if (local.length < LOCAL_BYTES + rawName.length || local.readUInt32LE(0) !== LOCAL_SIGNATURE) return null;
  const isSame =
    local.readUInt16LE(26) === rawName.length &&
    rawName.equals(local.subarray(LOCAL_BYTES, LOCAL_BYTES + rawName.length)) &&
    METHODS[local.readUInt16LE(8)] === method &&
    (local.readUInt16LE(6) & (ENCRYPTED | SIZES_FOLLOW)) === (flags & (ENCRYPTED | SIZES_FOLLOW)) &&
    ((flags & SIZES_FOLLOW) !== 0 ||
      (local.readUInt32LE(14) === crc32 &&
        local.readUInt32LE(18) === compressedBytes &&
        local.readUInt32LE(22) === bytes));
  const start = position + LOCAL_BYTES + rawName.length + local.readUInt16LE(28);
  return isSame && start + compressedBytes <= limit ? start : null;
}

function entryAt(directory: Buffer, at: number, nameBytes: number): ZipEntry {
  const flags = directory.readUInt16LE(at + 8);
  const method = METHODS[directory.readUInt16LE(at + 10)];
  const [crc32, compressedBytes, bytes] = [16, 20, 24].map((field) => directory.readUInt32LE(at + field));
  const position = directory.readUInt32LE(at + 42);
  if ((flags & ENCRYPTED) !== 0) throw new ZipDefect('CORRUPT', 'encrypted');
  if (!method) throw new ZipDefect('CORRUPT', 'compression');
  if (crc32 === undefined || compressedBytes === undefined || bytes === undefined) throw unreadable();
  if (Math.max(compressedBytes, bytes, position) === 0xffffffff) throw new ZipDefect('CORRUPT', 'zip64');
  if (method === 'STORED' && compressedBytes !== bytes) throw unreadable();
  const rawName = directory.subarray(at + ENTRY_BYTES, at + ENTRY_BYTES + nameBytes);
  const name = rawName.toString(isAscii(rawName) || isUtf8(rawName) ? 'utf8' : 'latin1');
  return { name, method, crc32, compressedBytes, bytes, position, limit: position, rawName, flags };
}

const unreadable = (): ZipDefect => new ZipDefect('CORRUPT', 'directory');
