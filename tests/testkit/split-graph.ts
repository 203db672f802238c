import { generateKeyPairSync } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { loadSupergraph } from '../../gateway/supergraph/load-supergraph.js';
import { AskedLabel, MASSIVO_DISMISSED_LABEL } from '../../gateway/supergraph/massivo-label.js';
import { createLogger } from '../../gateway/telemetry/logger.js';
import type { Actor } from '../../schema/kernel/actor.js';
import { FixedClock } from '../../schema/kernel/clock.js';
import { PersonalDataVault } from '../../schema/kernel/personal-data.js';
import type { Subgraph } from '../../schema/kernel/subgraph.js';
import { seedAgreementsDemo } from '../../subgraphs/agreements/index.js';
import { seedDemoRequests } from '../../subgraphs/certificates/index.js';
import { seedDemoBatches } from '../../subgraphs/legacy/index.js';
import { createAdapter, createSubgraph, type ProductParts } from '../../subgraphs/product.js';
import { subgraphServer } from '../../subgraphs/shared/http-server.js';
import { INDEX_KEY, LAST_DAY, OPENS_ON, WORLD_DAY } from './agreements-world.js';
import { createTestDatabase, type TestDatabase } from './database.js';
import { logKey } from './log-key.js';
import { TEST_DOCUMENTS } from './signing.js';
import { ACTOR_SECRET, serveSubgraphs, startTestGateway, type GraphResponse } from './test-gateway.js';
import { readActor, writtenActor } from './whole-graph.js';

/** A subgraph over HTTP that can be stopped, and started again where it was. */
export class StoppableSubgraph {
  /** How often it was asked. */
  asked = 0;
  readonly #subgraph: Subgraph;
  #server: FastifyInstance | null = null;
  #port = 0;

  constructor(subgraph: Subgraph) {
    const createContext: Subgraph['createContext'] = (call) => {
      this.asked += 1;
      return subgraph.createContext(call);
    };
    this.#subgraph = { ...subgraph, createContext };
  }

  /** Resolves with the address of its graph. */
  async start(): Promise<string> {
    this.#server = subgraphServer({
      ...{ subgraph: this.#subgraph, actorSecret: ACTOR_SECRET, ready: () => Promise.resolve(true) },
      onUnexpectedError: () => undefined,
    });
    const url = await this.#server.listen({ host: '127.0.0.1', port: this.#port });
    this.#port = Number(new URL(url).port);
    return `${url}/graphql`;
  }

  async stop(): Promise<void> {
    await this.#server?.close();
    this.#server = null;
  }
}

/** The product on the demonstration's database, each subgraph over HTTP, behind a gateway that has no database. */
export interface SplitGraph {
  store: TestDatabase;
  legacy: StoppableSubgraph;
  /** As the gateway knows it: by asking the graph. */
  label: AskedLabel;
  as(actor: Actor, query: string, variables?: object): Promise<GraphResponse>;
  close(): Promise<void>;
}

export async function splitGraph(): Promise<SplitGraph> {
  const store = await createTestDatabase();
  const parts = productParts(store);
  const adapter = createAdapter(parts);
  await adapter.transition.ensureWindow({ opensOn: OPENS_ON, lastDay: LAST_DAY });
  await seedAgreementsDemo({ ...parts, opensOn: OPENS_ON, lastDay: LAST_DAY });
  await seedDemoRequests(parts);
  await seedDemoBatches(parts);
  const others = await serveSubgraphs(
    (['agreements', 'certificates'] as const).map((name) => createSubgraph(name, parts, adapter)),
  );
  const legacy = new StoppableSubgraph(createSubgraph('legacy', parts, adapter));
  const label = new AskedLabel({ pauseMs: 50 });
  const supergraphSdl = await loadSupergraph(null);
  const gateway = await startTestGateway({
    supergraphSdl,
    urls: { ...others.urls, legacy: await legacy.start() },
    identify: readActor,
    authorization: { ownGraph: true },
    flagLabels: new Map([[MASSIVO_DISMISSED_LABEL, () => label.isActive()]]),
    // A machine that is busy with other tests is no reason to give a request up.
    ...{ requestTimeoutMs: 60_000, subgraphTimeoutMs: 60_000 },
  });
  await label.follow(supergraphSdl, gateway.ask);
  return {
    ...{ store, legacy, label },
    as: (actor, query, variables = {}) =>
      gateway.post(query, { variables, headers: { authorization: `Bearer ${writtenActor(actor)}` } }),
    async close() {
      await label.stop();
      await gateway.close();
      await legacy.stop();
      await others.close();
      await adapter.close();
      await store.drop();
    },
  };
}

function productParts({ database }: TestDatabase): ProductParts {
  return {
    database,
    clock: new FixedClock(`${WORLD_DAY}T10:00:00+02:00`),
    vault: new PersonalDataVault([{ id: 1, key: Buffer.alloc(32, 9) }]),
    personIndexKey: INDEX_KEY,
    statementKey: generateKeyPairSync('ed25519').privateKey,
    logKey,
    ...TEST_DOCUMENTS,
    massivoDrop: '/nowhere',
    makeDropFolders: false,
    certificateRetentionDays: 180,
    logger: createLogger({ level: 'silent', process: 'test' }),
  };
}
