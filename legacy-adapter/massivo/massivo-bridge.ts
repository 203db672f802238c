import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { Clock } from '../../schema/kernel/clock.js';
import type { Database } from '../../schema/kernel/database.js';
import type { PersonalDataVault } from '../../schema/kernel/personal-data.js';
import type { ItemOutcomes } from '../contract.js';
import { BatchClaimStore } from './batches/batch-claim.store.js';
import { MASSIVO_WORK_CHANNEL } from '../massivo-work.js';
import { OfficeActs } from './batches/office-acts.js';
import { BatchPlanner } from './batches/batch-planner.js';
import type { MassivoBatches } from './batches/massivo-batch.type.js';
import { MassivoWatchService, type MassivoWatch } from './massivo-watch.service.js';
import { MassivoBatchesService } from './batches/massivo-batches.service.js';
import { Collector } from './collector.js';
import { Dispatcher } from './dispatcher.js';
import { DEFAULT_MASSIVO_SETTINGS, type MassivoSettings } from './massivo-settings.js';
import { GuardedDropArea } from './isolation/guarded-drop-area.js';
import { isOfficeWide, OfficeBreakers } from './isolation/office-breaker.js';
import { OfficeHealthReport } from './isolation/office-health.js';
import { OfficeNotices } from './isolation/office-notices.js';
import { OfficeLanes } from './office-lanes.js';
import type { DropArea } from './transport/drop-area.port.js';
import { WorkLoop } from './work-loop.js';

export interface MassivoBridgeDependencies {
  database: Database;
  clock: Clock;
  vault: PersonalDataVault;
  dropArea: DropArea;
  itemOutcomes: ItemOutcomes;
  /** false once massivo is CLOSED for everybody; asked before each step. */
  mayCallMassivo: () => Promise<boolean>;
  logger: Logger;
  settings?: Partial<MassivoSettings>;
}

/** What one round has done. */
export interface BridgeRound {
  /** Requests cut into batches. */
  planned: number;
  /** Files that lie at their office now. */
  sent: number;
  /** Batches whose answers were looked at. */
  collected: number;
}

export interface MassivoWorker {
  /** Plans, sends and collects once, and waits for it (each office until its deadline). Not while it is started. */
  runOnce(): Promise<BridgeRound>;
  /** Works until `stop`. */
  start(): Promise<void>;
  /** Begins nothing new and waits, not longer than its deadline, for what is under way. */
  stop(): Promise<void>;
}

export interface MassivoBridge {
  batches: MassivoBatches;
  watch: MassivoWatch;
  worker: MassivoWorker;
}

/** Overdue answers are looked for, and the state of the circuits is confirmed, this often. */
const REPORT_EVERY_MS = 5_000;

export function createMassivoBridge(dependencies: MassivoBridgeDependencies): MassivoBridge {
  const { database, clock } = dependencies;
  const settings = { ...DEFAULT_MASSIVO_SETTINGS, ...dependencies.settings };
  const claims = new BatchClaimStore({ database, clock, leaseMs: settings.leaseMs, heldAtOnce: settings.heldAtOnce });
  return {
    batches: new MassivoBatchesService({ ...dependencies, deadlines: settings }),
    watch: new MassivoWatchService({ database, clock, deadlines: settings }),
    worker: new BridgeWorker({ ...dependencies, settings, claims }),
  };
}

type WorkerParts = MassivoBridgeDependencies & { settings: MassivoSettings; claims: BatchClaimStore };

class BridgeWorker implements MassivoWorker {
  readonly #parts: WorkerParts;
  readonly #planner: BatchPlanner;
  readonly #collector: Collector;
  readonly #health: OfficeHealthReport;
  readonly #notices: OfficeNotices;
  readonly #sending: OfficeLanes;
  readonly #collecting: OfficeLanes;
  readonly #sendLoop: WorkLoop;
  readonly #collectLoop: WorkLoop;
  #stopListening: () => Promise<void> = () => Promise.resolve();
  #reportDueAt = 0;

  constructor(parts: WorkerParts) {
    const { database, settings, claims, logger } = parts;
    const { restMs, longestRestMs, leaseMs, officePatienceMs: patienceMs } = settings;
    this.#parts = parts;
    this.#health = new OfficeHealthReport({ ...parts, worker: settings.workerName });
    const { changed } = this.#health;
    const offices = new OfficeBreakers({ counts: isOfficeWide, restMs, longestRestMs, onChange: changed('office') });
    const dropArea = new GuardedDropArea(parts.dropArea, offices);
    const acts = new OfficeActs({ database, claims, leaseMs, patienceMs });
    const dispatcher = new Dispatcher({ ...parts, dropArea, acts });
    this.#planner = new BatchPlanner(parts);
    this.#notices = new OfficeNotices({ ...parts, lateLookMs: settings.lateLookMs });
    this.#collector = new Collector({ ...parts, dropArea, notices: this.#notices });
    const { officesAtOnce: atOnce, stepDeadlineMs: deadlineMs } = settings;
    const lanes = { offices, atOnce, patienceMs, deadlineMs, restMs, longestRestMs, logger };
    const send = dispatcher.sendTo.bind(dispatcher);
    const collect = this.#collector.collectFrom.bind(this.#collector);
    const [sending, collecting] = [changed('sending'), changed('collecting')];
    this.#sending = new OfficeLanes({ ...lanes, task: 'sending to the office', work: send, onChange: sending });
    this.#collecting = new OfficeLanes({
      ...{ ...lanes, task: 'collecting from the office', work: collect, onChange: collecting },
    });
    const loop = { pollMs: settings.pollMs, idlePollMs: settings.idlePollMs, logger };
    this.#sendLoop = new WorkLoop({ ...loop, name: 'sending round', round: () => this.#sendRound() });
    this.#collectLoop = new WorkLoop({ ...loop, name: 'collecting round', round: () => this.#collectRound() });
  }

  async runOnce(): Promise<BridgeRound> {
    const planned = await this.#plan();
    const sent = await sum(await this.#startSending());
    const collected = await sum(await this.#startCollecting());
    await this.#report(0);
    return { planned, sent, collected };
  }

  async start(): Promise<void> {
    this.#stopListening = await this.#parts.database.listen(MASSIVO_WORK_CHANNEL, () => this.#wake());
    this.#sendLoop.start();
    this.#collectLoop.start();
  }

  async stop(): Promise<void> {
    const { stopDeadlineMs } = this.#parts.settings;
    const quiet = this.#stopListening()
      .then(() => Promise.all([this.#sendLoop.stop(), this.#collectLoop.stop()]))
      .then(() => Promise.all([this.#sending.settle(), this.#collecting.settle()]));
    const patience = new AbortController();
    const late = sleep(stopDeadlineMs, undefined, { signal: patience.signal }).catch(() => undefined);
    await Promise.race([quiet, late]);
    patience.abort();
    await this.#health.withdraw().catch(() => undefined); // it runs out by itself
  }

  async #sendRound(): Promise<boolean> {
    const planned = await this.#plan();
    const lanes = await this.#startSending();
    // A lane that has sent something may have reached its bound, and an answer may be there soon: look again at once.
    for (const lane of lanes) void lane.then((sent) => sent > 0 && this.#wake());
    return planned > 0 || lanes.length > 0;
  }

  async #collectRound(): Promise<boolean> {
    const lanes = await this.#startCollecting();
    // What an office has answered makes room for the next file to it.
    for (const lane of lanes) void lane.then((taken) => taken > 0 && this.#wake());
    await this.#report(REPORT_EVERY_MS);
    return lanes.length > 0;
  }

  /** Planning calls nobody, but a closed massivo has nothing to be planned for. */
  async #plan(): Promise<number> {
    return (await this.#parts.mayCallMassivo()) ? this.#planner.planDue() : 0;
  }

  async #startSending(): Promise<Promise<number>[]> {
    if (!(await this.#parts.mayCallMassivo())) return [];
    return this.#sending.start(await this.#parts.claims.officesToSend());
  }

  async #startCollecting(): Promise<Promise<number>[]> {
    if (!(await this.#parts.mayCallMassivo())) return [];
    return this.#collecting.start(await this.#parts.claims.officesToCollect());
  }

  async #report(everyMs: number): Promise<void> {
    if (performance.now() < this.#reportDueAt) return;
    this.#reportDueAt = performance.now() + everyMs;
    await this.#health.confirm();
    await this.#notices.sweep();
    await this.#collector.reportOverdue();
  }

  #wake(): void {
    this.#sendLoop.wake();
    this.#collectLoop.wake();
  }
}

async function sum(lanes: readonly Promise<number>[]): Promise<number> {
  return (await Promise.all(lanes)).reduce((total, done) => total + done, 0);
}
