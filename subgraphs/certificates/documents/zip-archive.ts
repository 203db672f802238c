import { crc32, createDeflateRaw } from 'node:zlib';
import { Readable, pipeline } from 'node:stream';
import type { IsoDay } from '../../../schema/kernel/clock.js';

/**
 * Makes a ZIP archive piece by piece: each call gives the bytes that come next, and whoever passes them on decides the
 * pace. zip64 where it is needed.
 *
 * Not `yazl`: it looks through all earlier entries at each new one, keeps every content until the end and does not heed
 * back-pressure (9.4 s and all of the bytes in memory for 40,000 entries of 1 kB). Here 46 bytes and the name of an entry
 * are kept.
 */
export class ZipArchive {
  readonly #directory: Buffer[] = [];
  #records: Buffer[] = [];
  #entries = 0;
  #offset = 0;

  /** An entry with its whole content, stored as it is. */
  entry(name: string, content: Buffer, modifiedOn: IsoDay): Buffer {
    const facts = { crc: crc32(content), packed: content.length, size: content.length };
    const entry = {
      ...facts,
      name: Buffer.from(name, 'utf8'),
      date: dosDate(modifiedOn),
      method: STORED,
      flags: UTF8_NAME,
    };
    const bytes = Buffer.concat([localHeader(entry), entry.name, content]);
    this.#remember(entry, bytes.length);
    return bytes;
  }

  /** An entry whose content is not known beforehand, compressed on its way. */
  async *streamedEntry(
    name: string,
    content: AsyncIterable<Buffer>,
    modifiedOn: IsoDay,
  ): AsyncGenerator<Buffer, void, void> {
    const flags = UTF8_NAME | SIZES_FOLLOW;
    const entry = {
      crc: 0,
      packed: 0,
      size: 0,
      name: Buffer.from(name, 'utf8'),
      date: dosDate(modifiedOn),
      method: DEFLATED,
      flags,
    };
    const head = Buffer.concat([localHeader(entry), entry.name]);
    yield head;
    const counted = tap(content, (part) => {
      entry.crc = crc32(part, entry.crc);
      entry.size += part.length;
    });
    for await (const part of deflated(counted)) {
      entry.packed += part.length;
      yield part;
    }
    const descriptor = dataDescriptor(entry);
    this.#remember(entry, head.length + entry.packed + descriptor.length);
    yield descriptor;
  }

  /** The central directory: what makes an archive of the entries. Nothing comes after it. */
  *end(): Generator<Buffer, void, void> {
    this.#pack();
    const start = this.#offset;
    for (const block of this.#directory) {
      this.#offset += block.length;
      yield block;
    }
    yield endRecords({ entries: this.#entries, start, size: this.#offset - start });
  }

  #remember(entry: Entry, length: number): void {
    this.#records.push(centralRecord(entry, this.#offset));
    this.#entries += 1;
    this.#offset += length;
    if (this.#records.length >= RECORDS_A_BLOCK) this.#pack();
  }

  /** Many small buffers cost more than what is in them. */
  #pack(): void {
    if (this.#records.length > 0) this.#directory.push(Buffer.concat(this.#records));
    this.#records = [];
  }
}

interface Entry {
  name: Buffer;
  date: number;
  method: number;
  flags: number;
  crc: number;
  packed: number;
  size: number;
}

const STORED = 0;
const DEFLATED = 8;
const UTF8_NAME = 0x0800;
const SIZES_FOLLOW = 0x0008;
const VERSION = 20;
const VERSION_ZIP64 = 45;
const MAX_32 = 0xffff_ffff;
const MAX_16 = 0xffff;
const RECORDS_A_BLOCK = 1_000;

function localHeader(entry: Entry): Buffer {
  const header = Buffer.alloc(30);
  header.writeUInt32LE(0x0403_4b50, 0);
  writeCommonFields(header, 4, entry);
  return header;
}

function centralRecord(entry: Entry, offset: number): Buffer {
  const isFar = offset >= MAX_32;
  const header = Buffer.alloc(46);
  header.writeUInt32LE(0x0201_4b50, 0);
  header.writeUInt16LE(VERSION_ZIP64, 4);
  writeCommonFields(header, 6, entry);
  header.writeUInt32LE(isFar ? MAX_32 : offset, 42);
  if (!isFar) return Buffer.concat([header, entry.name]);
  header.writeUInt16LE(VERSION_ZIP64, 6);
  header.writeUInt16LE(12, 30);
  const extra = Buffer.alloc(12);
  extra.writeUInt16LE(1, 0);
  extra.writeUInt16LE(8, 2);
  extra.writeBigUInt64LE(BigInt(offset), 4);
  return Buffer.concat([header, entry.name, extra]);
}

/** The 26 bytes that both headers have, from "version needed" to "extra length". */
function writeCommonFields(header: Buffer, at: number, { flags, method, date, crc, packed, size, name }: Entry): void {
  header.writeUInt16LE(VERSION, at);
  header.writeUInt16LE(flags, at + 2);
  header.writeUInt16LE(method, at + 4);
  header.writeUInt16LE(date, at + 8);
  header.writeUInt32LE(crc, at + 10);
  header.writeUInt32LE(packed, at + 14);
  header.writeUInt32LE(size, at + 18);
  header.writeUInt16LE(name.length, at + 22);
}

function dataDescriptor({ crc, packed, size }: Entry): Buffer {
  const descriptor = Buffer.alloc(16);
  descriptor.writeUInt32LE(0x0807_4b50, 0);
  descriptor.writeUInt32LE(crc, 4);
  descriptor.writeUInt32LE(packed, 8);
  descriptor.writeUInt32LE(size, 12);
  return descriptor;
}

function endRecords({ entries, start, size }: { entries: number; start: number; size: number }): Buffer {
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x0605_4b50, 0);
  end.writeUInt16LE(Math.min(entries, MAX_16), 8);
  end.writeUInt16LE(Math.min(entries, MAX_16), 10);
  end.writeUInt32LE(Math.min(size, MAX_32), 12);
  end.writeUInt32LE(Math.min(start, MAX_32), 16);
  if (entries < MAX_16 && start < MAX_32 && size < MAX_32) return end;
  const record = Buffer.alloc(56);
  record.writeUInt32LE(0x0606_4b50, 0);
  record.writeBigUInt64LE(44n, 4);
  record.writeUInt16LE(VERSION_ZIP64, 12);
  record.writeUInt16LE(VERSION_ZIP64, 14);
  record.writeBigUInt64LE(BigInt(entries), 24);
  record.writeBigUInt64LE(BigInt(entries), 32);
  record.writeBigUInt64LE(BigInt(size), 40);
  record.writeBigUInt64LE(BigInt(start), 48);
  const locator = Buffer.alloc(20);
  locator.writeUInt32LE(0x0706_4b50, 0);
  locator.writeBigUInt64LE(BigInt(start + size), 8);
  locator.writeUInt32LE(1, 16);
  return Buffer.concat([record, locator, end]);
}

/** MS-DOS has no time zone and no second: the day is all that is told. */
function dosDate(day: IsoDay): number {
  return ((Number(day.slice(0, 4)) - 1980) << 9) | (Number(day.slice(5, 7)) << 5) | Number(day.slice(8, 10));
}

async function* tap(content: AsyncIterable<Buffer>, see: (part: Buffer) => void): AsyncGenerator<Buffer, void, void> {
  for await (const part of content) {
    see(part);
    yield part;
  }
}

/** An error of the source, and the end of the reader, pass through. */
function deflated(content: AsyncIterable<Buffer>): AsyncIterable<Buffer> {
  const deflate = createDeflateRaw();
  pipeline(Readable.from(content), deflate, () => undefined);
  return deflate;
}
