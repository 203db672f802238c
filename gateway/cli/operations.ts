import type { ExportedRecord } from '../../schema/kernel/log-lines.rules.js';
import { operation } from './operation.js';

/** The operations of the command line; a test checks each against the graph, types and all. */

export type State = 'OPEN' | 'DRAINING' | 'CLOSED';

export interface ScopeVariables {
  officeCode?: string;
  ipaCode?: string;
}

export interface Page<Node> {
  nodes: Node[];
  pageInfo: { hasNextPage: boolean; endCursor: string | null };
}

export interface PageVariables {
  first?: number;
  after?: string | null;
}

export interface DataSubject {
  taxCode?: string;
  surname?: string;
  name?: string;
  birthDate?: string;
  reference: string;
  reason: string;
  after?: string | null;
}

export interface SubjectExport {
  id: string;
  json: string;
  items: number;
  unreadable: number;
  complete: boolean;
  endCursor: string | null;
}

export interface SubjectErasure {
  id: string;
  erased: number;
  retained: { itemId: string; ground: string; message: string; messageIt: string }[];
  unreadable: number;
  complete: boolean;
  endCursor: string | null;
}

interface Scoped {
  officeCode: string | null;
  ipaCode: string | null;
}

export interface PendingChange extends Scoped {
  id: string;
  from: State;
  to: State;
  at: string;
  reason: string;
  by: string;
  status: string;
}

export interface Change extends PendingChange {
  approvedBy: string | null;
  version: number | null;
  receipt: string | null;
}

export interface Status {
  state: State;
  version: number;
  opensOn: string;
  lastDay: string;
  daysLeft: number;
  decidedBy: string;
  doubtful: boolean;
  logIntact: boolean;
  overrides: (Scoped & { state: State; since: string })[];
  pending: PendingChange[];
}

export interface ChangeInput extends ScopeVariables {
  to: State;
  reason: string;
  expectedVersion: number;
  at?: string;
  force?: boolean;
}

export interface DryRun {
  refusal: { code: string; rule: string; message: string; messageIt: string; retryable: boolean } | null;
  bodiesWithoutChannelCount: number;
  bodiesWithoutChannel: { subjectsLast90Days: number; publicBody: { ipaCode: string; name: string | null } }[];
  openBatches: number;
  openItems: number;
  agreementsEndingBefore: number;
}

export interface Batch {
  id: string;
  fileName: string;
  state: string;
  rows: number;
  attempts: number;
  sentAt: string | null;
  lastError: string | null;
  office: { code: string };
  publicBody: { ipaCode: string };
}

export interface RequestProgress {
  id: string;
  channel: string;
  progress: number;
  counts: Record<'total' | 'open' | 'underReview' | 'issued' | 'rejected' | 'failed' | 'abandoned', number>;
  deprecation: { lastDay: string; daysLeft: number; guide: string } | null;
}

export interface FormerBodyRow {
  row: number;
  ipaCode: string;
  name: string;
  type: string;
  taxCode: string;
  pec: string;
  officeCode: string;
  volumes: { month: string; subjects: number }[];
}

export interface FormerBodyResult {
  row: number;
  ipaCode: string;
  status: 'RECORDED' | 'CORRECTED' | 'UNCHANGED' | 'REFUSED';
  problem: { field: string; message: string; messageIt: string } | null;
}

export interface MassivoClient {
  publicBody: { ipaCode: string; name: string | null };
  office: { code: string };
  requestsLast90Days: number;
  filesLast90Days: number;
  subjectsLast90Days: number;
  lastRequestAt: string;
}

export type StageCounts = Record<
  'notStarted' | 'drafted' | 'signed' | 'registered' | 'active' | 'firstDirectRequest' | 'massivoFree',
  number
>;

export interface PlaceMigration {
  bodies: StageCounts;
  bodiesTotal: number;
  migratedShare: number | null;
  migratedVolumeShare: number | null;
  atRisk: number;
}

/** As far as it is printed; `--json` prints all that the operation asks for. */
export interface Migration extends PlaceMigration {
  asOf: string;
  lastDay: string;
  daysLeft: number;
  newBodies: number;
  expiringAgreements: number;
  forecast: {
    completesOn: string | null;
    remaining: number;
    activatedLast28Days: number;
    beforeLastDay: boolean | null;
  };
  inFlight: { batches: number; items: number };
  topUnmigrated:
    { publicBody: { ipaCode: string; name: string }; stage: string; subjectsLast12Months: number }[] | null;
  byRegion: (PlaceMigration & { region: string })[];
  byOffice: (PlaceMigration & { office: { code: string } })[];
}

type Dates = Pick<Status, 'state' | 'version' | 'lastDay' | 'daysLeft'>;

export const OPERATIONS = {
  status: operation<{ transition: Status }, ScopeVariables>('transition-status'),
  version: operation<{ transition: Pick<Status, 'state' | 'version' | 'lastDay'> }, ScopeVariables>(
    'transition-version',
  ),
  dryRun: operation<{ transitionDryRun: DryRun }, { input: ChangeInput }>('transition-dry-run'),
  change: operation<{ changeTransition: Change }, { input: ChangeInput }>('transition-change'),
  approve: operation<{ approveTransitionChange: Change }, { id: string }>('transition-approve'),
  cancel: operation<{ cancelTransitionChange: Change }, { id: string; reason: string }>('transition-cancel'),
  extend: operation<{ extendTransition: Dates }, { lastDay: string; act: string }>('transition-extend'),
  confirm: operation<{ confirmTransition: Dates }, { reason: string; expectedVersion: number }>('transition-confirm'),
  log: operation<{ transitionLog: Page<Change> & { totalCount: number } }, PageVariables>('transition-log'),
  logRecords: operation<{ transitionLogRecords: Page<ExportedRecord> }, PageVariables>('transition-log-records'),
  logKey: operation<{ transitionLogKey: { id: string; pem: string } }>('transition-log-key'),
  massivoClients: operation<
    { massivoClients: Page<MassivoClient> & { totalCount: number } },
    PageVariables & { officeCode?: string }
  >('massivo-clients'),
  batches: operation<
    { massivoBatches: Page<Batch> & { totalCount: number } },
    PageVariables & { filter?: Record<string, unknown> }
  >('batches-list'),
  retryBatch: operation<{ retryMassivoBatch: Batch }, { id: string }>('batch-retry'),
  abandonBatch: operation<{ abandonMassivoBatch: Batch }, { id: string; reason: string }>('batch-abandon'),
  exportSubject: operation<{ exportSubjectData: SubjectExport }, { input: DataSubject }>('subject-export'),
  eraseSubject: operation<{ eraseSubjectData: SubjectErasure }, { input: DataSubject }>('subject-erase'),
  progress: operation<{ certificateRequest: RequestProgress | null }, { id: string }>('request-progress'),
  migration: operation<{ migrationProgress: Migration }, { filter: Record<string, string>; asOf?: string }>(
    'migration-progress',
  ),
  importBodies: operation<{ importFormerMassivoBodies: FormerBodyResult[] }, { rows: FormerBodyRow[] }>(
    'import-former-massivo-bodies',
  ),
};
