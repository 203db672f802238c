/**
 * The product in one process, as `npm start` runs it, with a drop area whose offices can be made to hang. Started by
 * isolation.bench.ts, which tells it what to do; says `ready` with its address.
 */
import pino from 'pino';
import { readConfig } from '../../gateway/config.js';
import { actorSecret } from '../../gateway/development/keys.js';
import { createActorToken } from '../../gateway/execution/actor-token.js';
import { createSubgraphClients } from '../../gateway/execution/transport/subgraph-clients.js';
import { setUpIdentity } from '../../gateway/identity/set-up-identity.js';
import { createGateway } from '../../gateway/server.js';
import { productBasics } from '../../gateway/start/product-parts.js';
import { openStore } from '../../gateway/start/store.js';
import { loadSupergraph } from '../../gateway/supergraph/load-supergraph.js';
import { createMetrics } from '../../gateway/telemetry/metrics.js';
import { createLegacyAdapter, type ItemOutcomes } from '../../legacy-adapter/index.js';
import { submissionPlace } from '../../legacy-adapter/massivo-work.js';
import { insertSubmission } from '../../legacy-adapter/routing/massivo-submission.store.js';
import { dayOf, today } from '../../schema/kernel/clock.js';
import { newId } from '../../schema/kernel/identity.js';
import { SUBGRAPH_NAMES } from '../../schema/kernel/subgraph.js';
import { loadReferenceData, seedAgreementsDemo } from '../../subgraphs/agreements/index.js';
import { createSubgraph } from '../../subgraphs/product.js';
import { createWork } from '../../subgraphs/work.js';
import { demoWindow } from '../../gateway/start/demo-window.rules.js';
import { generatePersons } from '../testkit/person-generator.js';
import { hangingDropArea, type Places, type Variant } from './hanging-drop-areas.js';

const [variant, places, env] = JSON.parse(process.argv[2] ?? '[]') as [Variant, Places, Record<string, string>];
const ROWS = 3;

const config = readConfig({ env });
const logger = pino({ level: 'fatal' });
const store = await openStore(config);
const parts = await productBasics(config, store.database, logger);
const { database, clock, vault } = parts;

/** The items of massivo's requests, which are not what is measured. */
const itemOutcomes: ItemOutcomes = {
  async *acceptedItems({ firstSeq, lastSeq }) {
    const persons = [...generatePersons({ seed: 1, rows: lastSeq, invalidShare: 0 })];
    yield await Promise.resolve(
      persons.slice(firstSeq - 1).map(({ expected: _, ...subject }, index) => ({
        ...{ seq: firstSeq + index, row: firstSeq + index },
        ...subject,
      })),
    );
  },
  takeIn: () => Promise.resolve(0),
  endOpen: () => Promise.resolve(0),
};
const adapter = createLegacyAdapter({
  ...parts,
  itemOutcomes,
  dropArea: hangingDropArea(variant, places),
  // A fourth of the usual times, so that timeouts, openings and probes come four times as often; and no patience, so
  // that every office hangs in seconds.
  settings: { officePatienceMs: 100, stepDeadlineMs: 15_000, longestRestMs: 15_000 },
});
const window = demoWindow(today(clock));
await adapter.transition.ensureWindow({ opensOn: window.opensOn, lastDay: window.lastDay });
await loadReferenceData(database);
await seedAgreementsDemo({ ...parts, opensOn: window.opensOn, lastDay: window.lastDay });

const metrics = createMetrics();
metrics.showMassivo(() => adapter.watch.figures());
const clients = createSubgraphClients({
  inProcess: SUBGRAPH_NAMES.map((name) => createSubgraph(name, parts, adapter)),
  urls: {},
  timeoutMs: config.subgraphTimeoutMs,
  actorToken: createActorToken(await actorSecret(config)),
  metrics,
});
const identity = await setUpIdentity(config);
const gateway = await createGateway({
  settings: config,
  ...{ logger, metrics, identify: identity.identify, files: null, dependencies: [], routes: identity.routes },
  supergraphSdl: await loadSupergraph(null),
  clientOf: clients.clientOf,
  trustedSubgraphs: SUBGRAPH_NAMES,
  authorization: { mode: config.authorization, ownGraph: true },
});
await createWork(parts, adapter).start();

/** A file for every office to be sent, and one that its answer is awaited of. */
async function queue(): Promise<void> {
  const offices = await database.rows<{ code: string }>('SELECT code FROM agreements.prosecutor_office');
  for (const state of ['SENT', 'QUEUED'] as const) {
    for (const { code: officeCode } of offices) {
      const now = clock.now();
      const requestId = newId(now);
      const contactTaxCode = 'RSSMRA80A01H501U';
      await database.transaction((sql) =>
        insertSubmission(sql, {
          ...{ requestId, ipaCode: 'c_g482', officeCode, fileRequestId: requestId, items: ROWS },
          ...{ bodyTaxCode: '00124600685', kind: 'CASELLARIO_GENERAL', purposeCode: 'FIN-001', german: false },
          ...{ protocolNumber: '1/2026', protocolDate: dayOf(now), pec: 'a@pec.example.it', contactTaxCode },
          ...{ acceptedOn: dayOf(now), createdAt: now },
          sealedContact: vault.seal(contactTaxCode, submissionPlace(requestId)),
        }),
      );
    }
    if (state === 'QUEUED') return;
    // The first of the two is planned, and then taken for sent.
    while ((await unplanned()) > 0) await new Promise((resolve) => setTimeout(resolve, 50));
    await database.query(
      `UPDATE legacy.massivo_batch SET state = 'SENT', sent_at = $1, claim_token = claim_token + 1, claimed_until = NULL
        WHERE state = 'QUEUED'`,
      [clock.now()],
    );
  }
}

const unplanned = async (): Promise<number> =>
  (await database.one<{ count: number }>('SELECT count(*) FROM legacy.massivo_submission WHERE planned_at IS NULL'))
    ?.count ?? 0;

const ACTIONS: Record<string, () => Promise<void>> = { queue };
process.on('message', (action: string) => {
  void ACTIONS[action]?.().then(() => process.send?.(action));
});
process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'));
process.send?.({ ready: await gateway.listen() });
