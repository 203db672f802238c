import { generateKeyPairSync } from 'node:crypto';
import pino from 'pino';
import { createLegacyAdapter, DirectoryDropArea, type LegacyAdapter } from '../../legacy-adapter/index.js';
import { ANONYMOUS, type Actor } from '../../schema/kernel/actor.js';
import type { FixedClock } from '../../schema/kernel/clock.js';
import type { Database } from '../../schema/kernel/database.js';
import { PersonalDataVault } from '../../schema/kernel/personal-data.js';
import type { Subgraph } from '../../schema/kernel/subgraph.js';
import { createCertificatesSubgraph, createItemOutcomes } from '../../subgraphs/certificates/index.js';
import { createLegacySubgraph, standInForLegacy } from '../../subgraphs/legacy/index.js';
import { productSchemas } from '../../subgraphs/schemas/product-schemas.js';
import { schemaFiles } from '../../subgraphs/schemas/schema-files.js';
import { agreementsWorld, LAST_DAY, OPENS_ON } from './agreements-world.js';
import { TEST_DOCUMENTS } from './signing.js';
import { logKey } from './log-key.js';
import { temporaryFolder } from './temporary-folder.js';
import { serveSubgraphs, startTestGateway, type GraphResponse, type TestGateway } from './test-gateway.js';

const RETENTION = { certificateRetentionDays: 180 };

/** Where the subgraphs run. */
export type Placement = 'in-process' | 'over HTTP';

/** The three subgraphs of the product on the demonstration's database, behind a gateway in either placement. */
export interface WholeGraph {
  database: Database;
  /** The superuser of the tests' server. */
  ownerUrl: string;
  clock: FixedClock;
  adapter: LegacyAdapter;
  vault: PersonalDataVault;
  /** Runs an operation as somebody, over HTTP, through the gateway. */
  as(actor: Actor, query: string, options?: { variables?: object; placement?: Placement }): Promise<GraphResponse>;
  /** What the gateways have logged so far. */
  log(): string;
  close(): Promise<void>;
}

/** The supergraph's text, composed of what the resolvers say now. */
export function supergraphSdl(): string {
  const files = schemaFiles(productSchemas());
  const text = files.find(({ name }) => name === 'supergraph.graphql')?.text;
  if (text === undefined) throw new Error('the subgraphs make no supergraph');
  return text;
}

export async function wholeGraph(): Promise<WholeGraph> {
  const agreements = await agreementsWorld();
  const folder = await temporaryFolder();
  const { database, ownerUrl, clock } = agreements;
  const vault = new PersonalDataVault([{ id: 1, key: Buffer.alloc(32, 9) }]); // the one of the agreements' world
  const { privateKey: statementKey } = generateKeyPairSync('ed25519');
  const parts = { database, clock, vault, statementKey, ...TEST_DOCUMENTS, logger: pino({ enabled: false }) };
  const dropArea = new DirectoryDropArea({ root: folder.path, makeFolders: true });
  const adapter = createLegacyAdapter({ ...parts, logKey, itemOutcomes: createItemOutcomes(parts), dropArea });
  await adapter.transition.ensureWindow({ opensOn: OPENS_ON, lastDay: LAST_DAY });
  const subgraphs = [
    agreements.subgraph,
    createCertificatesSubgraph({ ...parts, ...RETENTION, adapter, standIn: standInForLegacy({ database, adapter }) }),
    createLegacySubgraph({ database, adapter }),
  ];
  const gateways = await startGateways(subgraphs);
  return {
    ...{ database, ownerUrl, clock, adapter, vault },
    as: (actor, query, { variables = {}, placement = 'in-process' } = {}) =>
      gateways[placement].post(query, { variables, headers: { authorization: `Bearer ${writtenActor(actor)}` } }),
    log: () => JSON.stringify([gateways['in-process'].log, gateways['over HTTP'].log]),
    async close() {
      await gateways.close();
      await agreements.close();
      await folder.remove();
    },
  };
}

async function startGateways(
  subgraphs: readonly Subgraph[],
): Promise<Record<Placement, TestGateway> & { close(): Promise<void> }> {
  // Longer than a list over a million items takes on two cores that other tests keep busy.
  const patience = { requestTimeoutMs: 60_000, subgraphTimeoutMs: 60_000 };
  const authorization = { ownGraph: true };
  const parts = { supergraphSdl: supergraphSdl(), identify: readActor, authorization, ...patience };
  const served = await serveSubgraphs(subgraphs);
  const inProcess = await startTestGateway({ ...parts, inProcess: subgraphs });
  const overHttp = await startTestGateway({ ...parts, urls: served.urls });
  return {
    'in-process': inProcess,
    'over HTTP': overHttp,
    async close() {
      await Promise.all([inProcess.close(), overHttp.close()]);
      await served.close();
    },
  };
}

/** Callers say who they are: tokens have their own tests. */
export const writtenActor = (actor: Actor): string => Buffer.from(JSON.stringify(actor)).toString('base64url');

export function readActor(authorization: string | undefined): Promise<Actor> {
  const written = authorization?.replace(/^Bearer /, '');
  if (!written) return Promise.resolve(ANONYMOUS);
  return Promise.resolve(JSON.parse(Buffer.from(written, 'base64url').toString('utf8')) as Actor);
}

export type { GraphResponse };
