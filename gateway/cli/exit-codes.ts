/** What the command line ends with; scripts rely on it (docs/command-line.md). */
export const EXIT = {
  done: 0,
  /** The service said no: a rule, a missing right, an unknown name. Trying the same again changes nothing. */
  refused: 1,
  /** The command is not written as it must be, or a file cannot be read. */
  usage: 2,
  /** The service cannot be reached, or asks to try again later. */
  unreachable: 3,
  /** The log of the flag is not the one that was written. */
  tampered: 4,
  /** Done in part: some rows were refused. */
  partly: 5,
  /** The person at the terminal did not confirm. */
  notConfirmed: 6,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];
