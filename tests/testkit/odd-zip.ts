import { crc32, deflateRawSync } from 'node:zlib';

/** A file of an archive as it is, and whatever is to be told of it otherwise. */
export interface OddEntry {
  name: string;
  content: Buffer;
  /** Name in the local header, where it is to be another. */
  localName?: string;
  deflated?: boolean;
  /** Compression method that is told. */
  method?: number;
  flags?: number;
  /** Uncompressed size that is told. */
  bytes?: number;
  /** Place that is told: another file's, so that two share their bytes. */
  position?: number;
  /** Extra fields of the directory, as with zip64. */
  extra?: Buffer;
}

const LOCAL_BYTES = 30;
const ENTRY_BYTES = 46;
const END_BYTES = 22;
const UTF8_NAMES = 0x0800;
/** Bit 0 of the flags. */
export const ENCRYPTED = 0x0001;
/** What stands where a value is to be found in the zip64 fields. */
export const IN_ZIP64 = 0xffffffff;

/** An archive that no library writes: it says of its files what a test wants, true or not. */
export function oddZip(entries: readonly OddEntry[], end: { entries?: number; disk?: number } = {}): Buffer {
  const locals: Buffer[] = [];
  const directory: Buffer[] = [];
  let position = 0;
  for (const entry of entries) {
    const packed = entry.deflated ? deflateRawSync(entry.content) : entry.content;
    const local = localHeader(entry, packed.length);
    directory.push(directoryEntry(entry, packed.length, position));
    locals.push(local, packed);
    position += local.length + packed.length;
  }
  const listed = Buffer.concat(directory);
  const last = Buffer.alloc(END_BYTES);
  last.writeUInt32LE(0x06054b50, 0);
  last.writeUInt16LE(end.disk ?? 0, 4);
  last.writeUInt16LE(end.entries ?? entries.length, 8);
  last.writeUInt16LE(end.entries ?? entries.length, 10);
  last.writeUInt32LE(listed.length, 12);
  last.writeUInt32LE(position, 16);
  return Buffer.concat([...locals, listed, last]);
}

function localHeader(entry: OddEntry, packedBytes: number): Buffer {
  const name = Buffer.from(entry.localName ?? entry.name, 'utf8');
  const header = Buffer.alloc(LOCAL_BYTES);
  header.writeUInt32LE(0x04034b50, 0);
  commonFields(header, 4, { entry, packedBytes, nameBytes: name.length });
  return Buffer.concat([header, name]);
}

function directoryEntry(entry: OddEntry, packedBytes: number, position: number): Buffer {
  const name = Buffer.from(entry.name, 'utf8');
  const extra = entry.extra ?? Buffer.alloc(0);
  const header = Buffer.alloc(ENTRY_BYTES);
  header.writeUInt32LE(0x02014b50, 0);
  commonFields(header, 6, { entry, packedBytes, nameBytes: name.length });
  header.writeUInt16LE(extra.length, 30);
  header.writeUInt32LE(entry.position ?? position, 42);
  return Buffer.concat([header, name, extra]);
}

/** From "version needed" to the length of the name, which local header and directory have in common. */
function commonFields(
  header: Buffer,
  at: number,
  { entry, packedBytes, nameBytes }: { entry: OddEntry; packedBytes: number; nameBytes: number },
): void {
  header.writeUInt16LE(20, at);
  header.writeUInt16LE(entry.flags ?? UTF8_NAMES, at + 2);
  header.writeUInt16LE(entry.method ?? (entry.deflated ? 8 : 0), at + 4);
  header.writeUInt32LE(crc32(entry.content), at + 10);
  header.writeUInt32LE(packedBytes, at + 14);
  header.writeUInt32LE(entry.bytes ?? entry.content.length, at + 18);
  header.writeUInt16LE(nameBytes, at + 22);
}
