import { demoContactTaxCode } from '../../schema/demo/demo-bodies.js';
import { personKey, type Actor } from '../../schema/kernel/actor.js';
import { FixedClock, type IsoDay } from '../../schema/kernel/clock.js';
import type { Database } from '../../schema/kernel/database.js';
import { executeSubgraph } from '../../schema/kernel/execute-subgraph.js';
import { PersonalDataVault } from '../../schema/kernel/personal-data.js';
import type { Subgraph } from '../../schema/kernel/subgraph.js';
import { seedAgreementsDemo } from '../../subgraphs/agreements/demo/demo-data.js';
import { createAgreementsSubgraph } from '../../subgraphs/agreements/index.js';
import { createTestDatabase } from './database.js';

/** Four months after the opening, two before the last day. */
export const WORLD_DAY: IsoDay = '2026-06-05';
export const OPENS_ON: IsoDay = '2026-02-05';
export const LAST_DAY: IsoDay = '2026-08-05';

/** For `beforeAll`: the first database of a run waits for the tests' server to start. */
export const WORLD_TIMEOUT_MS = 240_000;

export const INDEX_KEY = Buffer.alloc(32, 7);

export const OPERATIONS: Actor = { kind: 'operations', subject: 'alice' };
export const DASHBOARD: Actor = { kind: 'dashboard', subject: 'dashboard' };

export function operatorOf(officeCode: string): Actor {
  return { kind: 'operator', subject: `operator-${officeCode}`, officeCode };
}

/** The person of a tax code, signed in with SPID. */
export function personOf(taxCode: string, level = 2): Actor {
  return { kind: 'contact', personKey: personKey(INDEX_KEY, taxCode), method: 'SPID', level };
}

export function contactOf(ipaCode: string, level = 2): Actor {
  return personOf(demoContactTaxCode(ipaCode) ?? '', level);
}

export interface GraphAnswer {
  // Tests read whatever they have asked for.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  data: any;
  errors: { message: string; path?: unknown; extensions: Record<string, unknown> }[];
}

/** The subgraph of agreements on a database of its own with the demonstration in it; its clock stands still. */
export interface AgreementsWorld {
  database: Database;
  /** The superuser of the tests' server. */
  ownerUrl: string;
  clock: FixedClock;
  subgraph: Subgraph;
  /** Runs an operation as somebody; what comes back has gone through JSON. */
  as(actor: Actor, query: string, variables?: Record<string, unknown>): Promise<GraphAnswer>;
  seed(): Promise<void>;
  close(): Promise<void>;
}

export async function agreementsWorld(): Promise<AgreementsWorld> {
  const { database, ownerUrl, drop } = await createTestDatabase();
  const clock = new FixedClock(`${WORLD_DAY}T10:00:00+02:00`);
  const vault = new PersonalDataVault([{ id: 1, key: Buffer.alloc(32, 9) }]);
  const dependencies = { database, clock, vault, personIndexKey: INDEX_KEY };
  const subgraph = createAgreementsSubgraph(dependencies);
  const seed = (): Promise<void> => seedAgreementsDemo({ ...dependencies, opensOn: OPENS_ON, lastDay: LAST_DAY });
  await seed();
  return {
    database,
    ownerUrl,
    clock,
    subgraph,
    seed,
    close: drop,
    async as(actor, query, variables = {}) {
      const result = await executeSubgraph(subgraph, { query, variables }, { actor, correlationId: 'test' });
      return { errors: [], ...JSON.parse(JSON.stringify(result)) };
    },
  };
}
