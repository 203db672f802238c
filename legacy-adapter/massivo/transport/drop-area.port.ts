import type { Readable } from 'node:stream';

/**
 * The folders that each office offers (massivo-protocol.md, "Transport"), whatever carries the files: a directory or
 * SFTP. Office by office, so that what is wrong with one is no other's trouble.
 *
 * Every call takes a signal: a deadline. An implementation ends as soon as it can after it has fired; where the system
 * gives it no way to end (a mount that hangs), the caller stops waiting and does not call again for that office.
 * Failures are `DropAreaError`s.
 */
export interface DropArea {
  /**
   * Writes a `.part` file in `in/`, makes it durable, and renames it to `in/NAME.txt` while the claim is held. A name
   * that is taken, in `in/` or in `in/done/` where the office keeps what it took in, is compared byte by byte: the same
   * bytes are a success, others an incident (`NAME_TAKEN`). The bytes are asked for once.
   */
  put(file: OutgoingFile): Promise<PutResult>;
  /** What lies in an answer folder, `done/` and unfinished `.part` files left out. Never follows, never deletes. */
  list(folder: OfficeFolder, signal: AbortSignal): AsyncIterable<DropEntry>;
  /** A regular file's bytes; null when there is none of that name. The caller reads it or destroys it. */
  open(file: AnswerFile, signal: AbortSignal): Promise<Readable | null>;
  /** Moves a file that was taken in to the folder's `done/`, beside any of the same name; harmless when it is gone. */
  take(file: AnswerFile, signal: AbortSignal): Promise<void>;
  /** What is wrong with the office's folders; null when files can be put and taken. */
  health(officeCode: string, signal: AbortSignal): Promise<DropAreaTrouble | null>;
  /** Ends what is kept open (connections, processes), and soon: calls under way, and any later one, fail. Harmless twice. */
  close(): Promise<void>;
}

export type AnswerFolder = 'ack' | 'err' | 'out';

export interface OfficeFolder {
  officeCode: string;
  folder: AnswerFolder;
}

export interface AnswerFile extends OfficeFolder {
  name: string;
}

export interface OutgoingFile {
  officeCode: string;
  /** `MASSIVA_….txt` */
  name: string;
  bytes: AsyncIterable<Buffer>;
  claim: SendingClaim;
  signal: AbortSignal;
}

/**
 * The right to send one file. Whoever revokes it waits for an act that is under way, and after that no act begins:
 * both reject with what the claim's owner throws. An act is never cut short, because an act given up may still happen.
 */
export interface SendingClaim {
  /** Runs an act that must not meet another sender's: taking the `.part` name. */
  hold<T>(act: () => Promise<T>): Promise<T>;
  /** Runs the act that makes the file the office's; "sent" is recorded in the same breath. Once. */
  publish<T>(act: () => Promise<T>): Promise<T>;
}

/** `ALREADY_THERE`: an earlier attempt had got as far as the rename. */
export type PutResult = 'SENT' | 'ALREADY_THERE';

/** An entry of an answer folder; the name of a foreign one is not passed on, it could hold anything. */
export type DropEntry =
  | { kind: 'FILE'; name: string }
  | { kind: 'FOREIGN'; reason: 'NOT_A_REGULAR_FILE' | 'MALFORMED_NAME' }
  /** There are more entries than are looked at: any file may be there without having been listed. */
  | { kind: 'TRUNCATED' };

export type DropAreaTrouble =
  /** A folder is not there, or is no directory of its own (a link, a file). */
  | 'MISSING'
  | 'READ_ONLY'
  | 'FULL'
  /** Other bytes lie under the name of a file of ours. */
  | 'NAME_TAKEN'
  | 'TIMED_OUT'
  | 'UNREACHABLE'
  /** SFTP: the server shows another host key than the pinned one. Nothing was said to it. */
  | 'HOST_KEY_MISMATCH'
  /** SFTP: the server does not accept our key for the user. */
  | 'KEY_REFUSED';

/** Names that are ever opened or moved: no separator, no control character, nothing hidden. */
const PLAIN_NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,199}$/;

export function isPlainName(name: string): boolean {
  return PLAIN_NAME.test(name);
}
