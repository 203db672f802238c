import type { Writable } from 'node:stream';

/** What the command line has to do with its surroundings; tests bring their own. */
export interface Terminal {
  out: Writable;
  err: Writable;
  /** Whether a person reads what is printed, and can be asked. */
  isInteractive: boolean;
  env: Readonly<Record<string, string | undefined>>;
  /** Asks a person for one line. */
  ask(question: string): Promise<string>;
  /** Fires when the person has had enough (Ctrl-C). */
  signal: AbortSignal;
}
