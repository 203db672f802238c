import { isPlainName, type DropEntry } from './drop-area.port.js';

/** Folders that an office offers (massivo-protocol.md, "Transport"). */
export const FOLDERS = ['in', 'ack', 'err', 'out'] as const;
export type Folder = (typeof FOLDERS)[number];

/** Where a folder's receiver keeps what it has taken in. */
export const DONE = 'done';
/** Entries of a folder that one look goes through, unless told otherwise. */
export const MAXIMUM_ENTRIES = 100_000;
/** Answers of one name that are kept beside each other in `done/`. */
export const MAXIMUM_COPIES = 1_000;

const OFFICE = /^PROC-[A-Z]\d{3}$/;

/** Whether it may become the name of a folder. */
export function isOfficeCode(officeCode: string): boolean {
  return OFFICE.test(officeCode);
}

/** The names that the adapter makes itself are all plain; anything else must never become part of a path. */
export function plain(name: string): string {
  if (!isPlainName(name)) throw new RangeError('not the plain name of a file');
  return name;
}

/** Under which name the n-th answer of that name is kept in `done/`. */
export function copyName(name: string, copy: number): string {
  return copy === 1 ? name : `${name}.${copy}`;
}

/** What a file holds, for comparison. */
export interface Fingerprint {
  bytes: number;
  sha256: string;
}

export function isSameContent(one: Fingerprint, other: Fingerprint): boolean {
  return one.bytes === other.bytes && one.sha256 === other.sha256;
}

/** How an entry of an answer folder is shown; null for `done/` and for files that are still being written. */
export function shownEntry(name: string, kind: { isFile(): boolean; isDirectory(): boolean }): DropEntry | null {
  if (name === DONE && kind.isDirectory()) return null;
  if (!kind.isFile()) return { kind: 'FOREIGN', reason: 'NOT_A_REGULAR_FILE' };
  if (!isPlainName(name)) return { kind: 'FOREIGN', reason: 'MALFORMED_NAME' };
  return name.endsWith('.part') ? null : { kind: 'FILE', name };
}
