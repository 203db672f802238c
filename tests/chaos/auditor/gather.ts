import type { Evidence } from './evidence.js';
import { readBooks } from './read-books.js';
import { readDatabase } from './read-database.js';
import { readDropArea } from './read-drop-area.js';
import { readLogs } from './read-logs.js';
import { readWitness } from './read-witness.js';

export interface Sources {
  /** Of a role that may read every table. */
  databaseUrl: string;
  dropDir: string;
  /** The emulator's state directory. */
  booksDir: string;
  witnessFile: string;
  /** Where the logs of all processes lie. */
  logsDir: string;
  /** What no log may hold. */
  personsFile: string;
}

/** Reads everything, once, after the run has come to rest. */
export async function gatherEvidence(sources: Sources): Promise<Evidence> {
  const [database, books, files, witness, logs] = await Promise.all([
    readDatabase(sources.databaseUrl),
    readBooks(sources.booksDir),
    readDropArea(sources.dropDir),
    readWitness(sources.witnessFile),
    readLogs(sources.logsDir, sources.personsFile),
  ]);
  return { ...database, ...books, files, witness, ...logs };
}
