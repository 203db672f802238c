import type { Database } from '../../../schema/kernel/database.js';
import { RepeatedJob } from '../../shared/repeated-job.js';
import { MigrationFoldStore } from './migration-fold.store.js';

export interface MigrationFolderOptions {
  database: Database;
  /** Told of a fold that failed; what it left is folded the next time. */
  onError: (error: unknown) => void;
}

/** Figures are exact folded or not; the sooner it is done, the less whoever reads has to work out. */
const PAUSE_MS = 1_000;

/** Folds news of bodies into the figures of the migration. Runs in the worker, in as many as one likes. */
export class MigrationFolder {
  readonly #folds: MigrationFoldStore;
  readonly #job: RepeatedJob;

  constructor({ database, onError }: MigrationFolderOptions) {
    this.#folds = new MigrationFoldStore(database);
    this.#job = new RepeatedJob({ run: (signal) => this.foldAll(signal), pauseMs: PAUSE_MS, onError });
  }

  start(): void {
    this.#job.start();
  }

  /** Lets the fold under way end. */
  stop(): Promise<void> {
    return this.#job.stop();
  }

  /** Folds until there is no news, or until another folder is at it. */
  async foldAll(signal?: AbortSignal): Promise<void> {
    while (!signal?.aborted && (await this.#folds.foldSome()) > 0);
  }
}
