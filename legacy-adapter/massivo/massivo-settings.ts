import { hostname, tmpdir } from 'node:os';

/** How the bridge goes about its work; times in milliseconds. */
export interface MassivoSettings {
  /** Pause between two looks while there is work. */
  pollMs: number;
  /** Longest pause when there is none. */
  idlePollMs: number;
  /**
   * A claim that is not renewed for so long is another worker's to take: the work of one that was killed goes on within
   * this and one look for work (`idlePollMs`).
   */
  leaseMs: number;
  /** Offices worked for at a time, for sending and for collecting each. */
  officesAtOnce: number;
  /** An office that takes longer is no longer counted among those, and keeps no transaction any more. */
  officePatienceMs: number;
  /** Transactions that hold a batch at a time: how much of the database the offices can keep busy, hang as they may. */
  heldAtOnce: number;
  /** Files sent to, or answers read from, one office before the others get their turn. */
  stepsAtOffice: number;
  /** Longest time that one file, or one answer, may take. */
  stepDeadlineMs: number;
  /** An office that fails is left alone for so long (its circuit is open), doubled with each failure up to the longest. */
  restMs: number;
  longestRestMs: number;
  /** How soon an answer is looked at again that is not complete yet, or was found wanting. */
  answerAgainMs: number;
  quarantineMs: number;
  /** An answer incomplete, or without its ZIP, for longer than this is reported. */
  incompleteDeadlineMs: number;
  /** Not sent for so long, whatever the reason: reported likewise; a day's quota that is used up is no reason. */
  queuedDeadlineMs: number;
  /** No acknowledgement, and no outcome, for so long: reported, and again after twice and four times as long. */
  acknowledgementDeadlineMs: number;
  outcomeDeadlineMs: number;
  /** how often, and until how long after the end, the outcome of an abandoned batch is looked for. */
  lateLookMs: number;
  lateOutcomeMs: number;
  /** Tells this worker from others where the state of its circuits is shown. */
  workerName: string;
  /** How long `stop` waits for what is under way. */
  stopDeadlineMs: number;
  maximumPdfBytes: number;
  maximumArchiveBytes: number;
  /** What all the files of an archive may unpack to: a small archive can hold very much. */
  maximumUnpackedBytes: number;
  /** Where a ZIP is laid, under no name, while it is read. */
  spoolDirectory: string;
}

const SECOND = 1_000;
const HOUR = 3_600 * SECOND;
const MEGABYTE = 1024 * 1024;

export const DEFAULT_MASSIVO_SETTINGS: Readonly<MassivoSettings> = {
  pollMs: 300,
  idlePollMs: SECOND,
  leaseMs: 20 * SECOND,
  officesAtOnce: 4,
  officePatienceMs: 2 * SECOND,
  heldAtOnce: 6,
  stepsAtOffice: 20,
  stepDeadlineMs: 60 * SECOND,
  restMs: SECOND,
  longestRestMs: 60 * SECOND,
  answerAgainMs: SECOND,
  quarantineMs: 60 * SECOND,
  incompleteDeadlineMs: 10 * 60 * SECOND,
  queuedDeadlineMs: 24 * HOUR,
  acknowledgementDeadlineMs: 4 * HOUR,
  outcomeDeadlineMs: 10 * 24 * HOUR,
  lateLookMs: 10 * 60 * SECOND,
  lateOutcomeMs: 30 * 24 * HOUR,
  workerName: `${hostname()}/${process.pid}`,
  stopDeadlineMs: 10 * SECOND,
  maximumPdfBytes: 5 * MEGABYTE,
  maximumArchiveBytes: 2_048 * MEGABYTE,
  maximumUnpackedBytes: 4_096 * MEGABYTE,
  spoolDirectory: tmpdir(),
};
