import pino from 'pino';
import type { ItemOutcomes, ItemRange, LegacyAdapter } from '../../legacy-adapter/index.js';
import { createLegacyAdapter, DirectoryDropArea } from '../../legacy-adapter/index.js';
import { ANONYMOUS, type Actor } from '../../schema/kernel/actor.js';
import { executeSubgraph } from '../../schema/kernel/execute-subgraph.js';
import { newId } from '../../schema/kernel/identity.js';
import { createLegacySubgraph } from '../../subgraphs/legacy/index.js';
import { BODY_OF_MILANO, BODY_OF_ROMA, createLegacyWorld, MILANO, ROMA, type LegacyWorld } from './legacy-world.js';
import { logKey } from './log-key.js';
import { temporaryFolder } from './temporary-folder.js';

export { ANONYMOUS };
export const ALICE: Actor = { kind: 'operations', subject: 'alice' };
export const BRUNO: Actor = { kind: 'operations', subject: 'bruno' };
export const DASHBOARD: Actor = { kind: 'dashboard', subject: 'dashboard' };
export const OPERATOR_OF_ROMA: Actor = { kind: 'operator', subject: 'olga', officeCode: ROMA };
export const OPERATOR_OF_MILANO: Actor = { kind: 'operator', subject: 'marco', officeCode: MILANO };
export const CONTACT_OF_ROMA: Actor = { kind: 'contact', personKey: 'key of Roma', method: 'SPID', level: 2 };
export const CONTACT_OF_MILANO: Actor = { kind: 'contact', personKey: 'key of Milano', method: 'CIE', level: 3 };

export interface GraphAnswer {
  // Tests read whatever they have asked for.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  data: any;
  errors: { message: string; path?: unknown; extensions: Record<string, unknown> }[];
}

/** Items that remember only which of them were ended. */
export class FakeItemOutcomes implements ItemOutcomes {
  ended: (ItemRange & { status: string; code: string })[] = [];

  async *acceptedItems(): AsyncGenerator<never[]> {
    yield [];
  }

  takeIn(): Promise<number> {
    return Promise.resolve(0);
  }

  endOpen(...[, range, status, code]: Parameters<ItemOutcomes['endOpen']>): Promise<number> {
    const { requestId, firstSeq, lastSeq } = range;
    this.ended.push({ requestId, firstSeq, lastSeq, status, code });
    return Promise.resolve(lastSeq - firstSeq + 1);
  }
}

/** The subgraph of massivo and the flag, on the whole adapter. */
export interface LegacyGraph {
  world: LegacyWorld;
  adapter: LegacyAdapter;
  items: FakeItemOutcomes;
  /** Runs an operation as somebody; what comes back has gone through JSON. */
  as(actor: Actor, query: string, variables?: Record<string, unknown>): Promise<GraphAnswer>;
  drop(): Promise<void>;
}

export async function createLegacyGraph(): Promise<LegacyGraph> {
  const world = await createLegacyWorld();
  const { database, clock, vault } = world;
  const folder = await temporaryFolder();
  const items = new FakeItemOutcomes();
  const dropArea = new DirectoryDropArea({ root: folder.path, makeFolders: true });
  const logger = pino({ enabled: false });
  const adapter = createLegacyAdapter({ database, clock, vault, itemOutcomes: items, logKey, dropArea, logger });
  const subgraph = createLegacySubgraph({ database, adapter });
  await insertContacts(world);
  return {
    world,
    adapter,
    items,
    async as(actor, query, variables = {}) {
      const result = await executeSubgraph(subgraph, { query, variables }, { actor, correlationId: 'test' });
      return { errors: [], ...JSON.parse(JSON.stringify(result)) };
    },
    async drop() {
      await world.drop();
      await folder.remove();
    },
  };
}

async function insertContacts({ database, clock }: LegacyWorld): Promise<void> {
  for (const [personKey, ipaCode] of [
    ['key of Roma', BODY_OF_ROMA],
    ['key of Milano', BODY_OF_MILANO],
  ] as const) {
    await database.prisma.contactPerson.create({
      data: { id: newId(clock.now()), side: 'BODY', ipaCode, personKey, keyId: 1, sealed: Buffer.from('x') },
    });
  }
}

export interface BatchOfTest {
  ipaCode: string;
  officeCode: string;
  state?: 'QUEUED' | 'SENT' | 'ACKNOWLEDGED' | 'COMPLETED' | 'FAILED';
  createdAt?: Date;
  rows?: number;
  /** Another file of this request. */
  requestId?: string;
  part?: number;
  /** What is wrong with it. */
  lastError?: string | null;
}

let filesMade = 0;

/** A file of a request of its own, or a further one of a request; returns its id and the request's. */
export async function insertBatch(
  { database, clock }: LegacyWorld,
  { ipaCode, officeCode, state = 'SENT', rows = 10, part = 1, ...some }: BatchOfTest,
): Promise<{ id: string; requestId: string }> {
  const createdAt = some.createdAt ?? clock.now();
  const requestId =
    some.requestId ?? (await insertSubmission({ database, clock }, { ipaCode, officeCode, items: rows }));
  const id = newId(createdAt);
  const day = createdAt.toISOString().slice(0, 10).replaceAll('-', '');
  const fileName = `MASSIVA_${ipaCode}_${officeCode}_${day}_${String((filesMade += 1)).padStart(6, '0')}.txt`;
  await database.prisma.massivoBatch.create({
    data: {
      ...{ id, requestId, part, parts: part, ipaCode, officeCode, fileName, fileRequestId: `${requestId}-${part}` },
      ...{ firstSeq: (part - 1) * rows + 1, lastSeq: part * rows, state, createdAt, servedAt: createdAt },
      ...{ notBefore: createdAt, sentAt: state === 'QUEUED' ? null : createdAt, attempts: 1 },
      lastError: some.lastError ?? null,
    },
  });
  return { id, requestId };
}

export interface SubmissionOfTest {
  ipaCode: string;
  officeCode: string;
  items: number;
  /** No file has been planned for it yet. */
  unplanned?: boolean;
}

export async function insertSubmission(
  { database, clock }: Pick<LegacyWorld, 'database' | 'clock'>,
  { ipaCode, officeCode, items, unplanned = false }: SubmissionOfTest,
): Promise<string> {
  const requestId = newId(clock.now());
  await database.prisma.massivoSubmission.create({
    data: {
      ...{ requestId, ipaCode, officeCode, items, bodyTaxCode: '02438750586', fileRequestId: requestId },
      ...{ kindCode: '28GEN', purposeCode: 'FIN-001', protocolNumber: '1/2026', protocolDate: new Date('2026-06-09') },
      ...{ german: false, pec: 'a@pec.example.it', keyId: 1, sealedContact: Buffer.from('x') },
      ...{ acceptedOn: new Date('2026-06-10'), createdAt: clock.now(), plannedAt: unplanned ? null : clock.now() },
    },
  });
  return requestId;
}
