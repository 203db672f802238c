/**
 * Port: remembers the newest head of the log outside the database. A copy of the database's files that is put
 * back in place looks in every way like the database that it was taken from; only who remembers more can tell.
 */
export interface HeadWitness {
  /** The newest receipt kept of the log with this beginning (hash of its first record in hex); `null`: none. */
  last(log: string): Promise<string | null>;
  keep(log: string, receipt: string): Promise<void>;
}
