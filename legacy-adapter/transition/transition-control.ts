import type { KeyObject } from 'node:crypto';
import type { Clock, IsoDay } from '../../schema/kernel/clock.js';
import type { Database } from '../../schema/kernel/database.js';
import type { AuditedRecord } from '../../schema/kernel/log-audit.rules.js';
import type { TransitionScope } from '../contract.js';
import type { HeadWitness } from './head-witness.port.js';
import type { InFlightWork } from './in-flight-work.port.js';
import { massivoClients, type MassivoClient, type MassivoClientPage } from './massivo-clients.read-model.js';
import { MassivoPinService, type PinRequest } from './massivo-pin.service.js';
import { TransitionCalendarService, type TransitionDates } from './transition-calendar.service.js';
import { TransitionChangeService, type ClearingRequest } from './transition-change.service.js';
import { TransitionDoubtService, type ConfirmationRequest } from './transition-doubt.service.js';
import { TransitionDryRunService } from './transition-dry-run.service.js';
import { TransitionLog, type LogPublicKey } from './transition-log.store.js';
import { TransitionViewService } from './transition-view.service.js';
import type {
  TransitionChange,
  TransitionDryRun,
  TransitionOverride,
  TransitionProposal,
  TransitionView,
} from './transition.type.js';

/**
 * The flag as its operators use it. Every call that changes something rejects with TRANSITION_BUSY when the flag cannot
 * be locked in five seconds and with STORE_UNAVAILABLE when the store cannot be reached; both can be retried. Whether
 * the caller may ask is the caller's to decide. `by` is the operator's subject, never a tax code.
 */
export interface TransitionControl {
  /** First start: writes the dates and an OPEN flag; later starts change nothing. */
  ensureWindow(dates: TransitionDates): Promise<void>;
  /** What holds now. Throws NOT_FOUND. */
  present(scope: TransitionScope): Promise<TransitionView>;
  overrides(scope: TransitionScope): Promise<TransitionOverride[]>;
  pending(scope: TransitionScope): Promise<TransitionChange[]>;
  /** Latest first. */
  changes(page: { take: number; after: string | null }): Promise<TransitionChange[]>;
  countChanges(): Promise<number>;
  /** */
  isLogIntact(): Promise<boolean>;
  /** the log itself, record by record, in its order. */
  logRecords(page: { after: number; take: number }): Promise<AuditedRecord[]>;
  countLogRecords(): Promise<number>;
  /** the key that verifies receipts. */
  logKey(): LogPublicKey;
  /** */
  dryRun(proposal: TransitionProposal, by: string): Promise<TransitionDryRun>;
  /**
   * R-20 … R-25. Throws BAD_USER_INPUT, NOT_FOUND, STALE_VERSION (with `version`), ILLEGAL_TRANSITION (with
   * `legalNextStates`), EXTENSION_REQUIRED, IN_FLIGHT (with `inFlight`).
   */
  change(proposal: TransitionProposal, by: string): Promise<TransitionChange>;
  /** Throws as `change`, and NOT_FOUND where the scope has no value of its own. */
  clearOverride(request: ClearingRequest, by: string): Promise<TransitionChange>;
  /** Throws NOT_FOUND, CHANGE_NOT_PENDING, OWN_APPROVAL, and whatever the change is refused with now. */
  approve(id: string, by: string): Promise<TransitionChange>;
  /** Throws NOT_FOUND, CHANGE_NOT_PENDING, BAD_USER_INPUT. */
  cancel(id: string, reason: string, by: string): Promise<TransitionChange>;
  /** Throws BAD_USER_INPUT, STALE_VERSION, NOTHING_TO_CONFIRM. */
  confirm(request: ConfirmationRequest, by: string): Promise<void>;
  /** puts the flag in doubt where the witness remembers what the log does not have; then it remembers more. */
  compare(witness: HeadWitness): Promise<void>;
  /** Who still uses massivo, and how much. */
  massivoClients(page: MassivoClientPage): Promise<{ clients: MassivoClient[]; count: number }>;
  /** Throws BAD_USER_INPUT. */
  extend(lastDay: IsoDay, act: string, by: string): Promise<void>;
  /** Throws NOT_FOUND, BAD_USER_INPUT. */
  pin(request: PinRequest, by: string): Promise<void>;
  pinnedAmong(ipaCodes: readonly string[]): Promise<ReadonlySet<string>>;
  /** Applies the scheduled changes whose time has come; returns how many. Any number of workers may call it. */
  applyDue(): Promise<number>;
}

export interface TransitionControlDependencies {
  database: Database;
  clock: Clock;
  work: InFlightWork;
  /** Ed25519 private key that signs the heads of the log. */
  logKey: KeyObject;
}

export function createTransitionControl({ logKey, ...others }: TransitionControlDependencies): TransitionControl {
  const dependencies = { ...others, log: new TransitionLog(logKey) };
  const { database, clock } = others;
  const calendar = new TransitionCalendarService(dependencies);
  const view = new TransitionViewService(dependencies);
  const changes = new TransitionChangeService(dependencies);
  const dryRun = new TransitionDryRunService(dependencies);
  const doubt = new TransitionDoubtService(dependencies);
  const pins = new MassivoPinService(dependencies);
  return {
    ensureWindow: (dates) => calendar.ensureWindow(dates),
    extend: (lastDay, act, by) => calendar.extend(lastDay, act, by),
    present: (scope) => view.present(scope),
    overrides: (scope) => view.overrides(scope),
    pending: (scope) => view.pending(scope),
    changes: (page) => view.changes(page),
    countChanges: () => view.countChanges(),
    isLogIntact: () => view.isLogIntact(),
    logRecords: (page) => view.logRecords(page),
    countLogRecords: () => view.countLogRecords(),
    logKey: () => view.logKey(),
    confirm: (request, by) => doubt.confirm(request, by),
    compare: (witness) => doubt.compare(witness),
    massivoClients: (page) => massivoClients(database, { ...page, now: clock.now() }),
    change: (proposal, by) => changes.change(proposal, by),
    clearOverride: (request, by) => changes.clearOverride(request, by),
    approve: (id, by) => changes.approve(id, by),
    cancel: (id, reason, by) => changes.cancel(id, reason, by),
    applyDue: () => changes.applyDue(),
    dryRun: (proposal, by) => dryRun.dryRun(proposal, by),
    pin: (request, by) => pins.pin(request, by),
    pinnedAmong: (ipaCodes) => pins.pinnedAmong(ipaCodes),
  };
}
