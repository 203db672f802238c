import type { Clock } from '../../schema/kernel/clock.js';
import type { Database } from '../../schema/kernel/database.js';
import { RepeatedJob } from '../shared/repeated-job.js';
import { RequestEnds } from './certificate-request/request-end.service.js';
import { StagedRequestJanitor } from './certificate-request/staged-request.janitor.js';
import { ProgressFolding } from './migration-progress/progress-folding.service.js';
import { DocumentRetention, type RetentionFigures } from './retention/document-retention.service.js';

export interface UpkeepParts {
  database: Database;
  clock: Clock;
  /** Days from its issue for which the PDF of a certificate is kept. */
  certificateRetentionDays: number;
  /** Told which job has failed; it is done again at its next time. */
  onError: (job: UpkeepJob, error: unknown) => void;
}

export type UpkeepJob =
  | 'erasing PDFs'
  | 'marking ended requests'
  | 'removing forgotten uploads'
  | 'folding the figures of the migration'
  | 'adding up the figures of the migration';

/** What the worker does now and then behind the requests; any number of workers may. */
export interface Upkeep {
  start(): void;
  /** Lets what is under way end. */
  stop(): Promise<void>;
  /** For the metrics. */
  retention(): Promise<RetentionFigures>;
}

/** A day's PDFs are due from midnight on; nobody waits for them. */
const RETENTION_PAUSE_MS = 10 * 60_000;
const REQUEST_ENDS_PAUSE_MS = 60_000;
const JANITOR_PAUSE_MS = 10 * 60_000;
/** Whoever reads adds up what is open: the less, the quicker. */
const FOLDING_PAUSE_MS = 2_000;
const CHECKPOINTS_PAUSE_MS = 10 * 60_000;

export function createUpkeep(parts: UpkeepParts): Upkeep {
  const { database, clock, certificateRetentionDays: retentionDays, onError } = parts;
  const failed = (job: UpkeepJob) => (error: unknown) => onError(job, error);
  const retention = new DocumentRetention({ database, clock, retentionDays });
  const requestEnds = new RequestEnds({ database });
  const janitor = new StagedRequestJanitor({ database, clock });
  const folding = new ProgressFolding({ database, clock });
  const jobs = [
    new RepeatedJob({
      run: async (signal) => void (await folding.fold(signal)),
      pauseMs: FOLDING_PAUSE_MS,
      onError: failed('folding the figures of the migration'),
    }),
    new RepeatedJob({
      run: async (signal) => void (await folding.makeCheckpoints(signal)),
      pauseMs: CHECKPOINTS_PAUSE_MS,
      onError: failed('adding up the figures of the migration'),
    }),
    new RepeatedJob({
      run: async (signal) => void (await retention.run(signal)),
      pauseMs: RETENTION_PAUSE_MS,
      onError: failed('erasing PDFs'),
    }),
    new RepeatedJob({
      run: async (signal) => void (await requestEnds.run(signal)),
      pauseMs: REQUEST_ENDS_PAUSE_MS,
      onError: failed('marking ended requests'),
    }),
    new RepeatedJob({
      run: async () => void (await janitor.runOnce()),
      pauseMs: JANITOR_PAUSE_MS,
      onError: failed('removing forgotten uploads'),
    }),
  ];
  return {
    start() {
      for (const job of jobs) job.start();
    },
    async stop() {
      await Promise.all(jobs.map((job) => job.stop()));
    },
    retention: () => retention.figures(),
  };
}
