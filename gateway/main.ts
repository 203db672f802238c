import path from 'node:path';
import type { FastifyPluginCallback } from 'fastify';
import { loadReferenceData, seedAgreementsDemo } from '../subgraphs/agreements/index.js';
import { seedDemoRequests } from '../subgraphs/certificates/index.js';
import { seedDemoBatches } from '../subgraphs/legacy/index.js';
import { createAdapter, createSubgraph } from '../subgraphs/product.js';
import { createWork } from '../subgraphs/work.js';
import { today } from '../schema/kernel/clock.js';
import { SUBGRAPH_NAMES } from '../schema/kernel/subgraph.js';
import { readConfig, type Config } from './config.js';
import { actorSecret } from './development/keys.js';
import { createActorToken } from './execution/actor-token.js';
import { createDataSources } from './execution/data-sources.js';
import { explorerRoutes } from './explorer/explorer-routes.js';
import { createHttpFiles } from './files/http-file-handler.js';
import { stopOnSignals } from './graceful-stop.js';
import { setUpIdentity } from './identity/set-up-identity.js';
import { createGateway } from './server.js';
import { demoWindow } from './start/demo-window.rules.js';
import { startEmulator } from './start/emulator-process.js';
import { productBasics, type ProductBasics } from './start/product-parts.js';
import { Closing } from './start/closing.js';
import { openStore } from './start/store.js';
import { welcome } from './start/welcome.js';
import { loadSupergraph } from './supergraph/load-supergraph.js';
import { createLogger } from './telemetry/logger.js';
import { createMetrics } from './telemetry/metrics.js';

/** `npm start`: everything in one process; in development also the database, the emulator and the demo data. */
async function start(config: Config, closing: Closing): Promise<void> {
  if (config.openGateway) throw new Error('OPEN_GATEWAY is for the gateway alone: npm run -s gateway.');
  const logger = createLogger({ level: config.logLevel, process: 'product' });
  stopOnSignals({ logger, stop: () => closing.close() });

  const store = await openStore(config);
  closing.add(() => store.close());
  const parts = await productBasics(config, store.database, logger);
  const adapter = createAdapter(parts);
  await prepare(config, parts, adapter.transition);

  const inProcess = SUBGRAPH_NAMES.filter((name) => !config.subgraphUrls[name]).map((name) =>
    createSubgraph(name, parts, adapter),
  );
  const metrics = createMetrics();
  const actorToken = createActorToken(await actorSecret(config));
  const dataSources = createDataSources({
    inProcess,
    urls: config.subgraphUrls,
    timeoutMs: config.subgraphTimeoutMs,
    actorToken,
    metrics,
  });
  closing.add(() => dataSources.close());
  const filesUrl = config.subgraphUrls.certificates;
  const remoteFiles = filesUrl ? createHttpFiles({ subgraph: 'certificates', graphUrl: filesUrl, actorToken }) : null;
  if (remoteFiles) closing.add(() => remoteFiles.close());

  const work = createWork(parts, adapter);
  await work.start();
  closing.add(() => work.stop());
  if (!config.production) {
    const emulator = await startEmulator({
      dropDir: config.massivoDrop,
      stateDir: path.join(config.dataDir, 'emulator'),
      clockStartsAt: config.clockStartsAt,
      onLine: (line) => logger.debug({ line }, 'emulator'),
    });
    closing.add(() => emulator.stop());
  }

  const identity = await setUpIdentity(config);
  const development: FastifyPluginCallback[] = config.production ? [] : [explorerRoutes];
  const gateway = await createGateway({
    settings: config,
    logger,
    metrics,
    identify: identity.identify,
    supergraphSdl: await loadSupergraph(config.supergraphFile),
    dataSourceOf: dataSources.of,
    files: remoteFiles?.handle ?? inProcess.find(({ name }) => name === 'certificates')?.files ?? null,
    dependencies: [{ name: 'database', check: () => store.database.rows('SELECT 1') }],
    routes: [...identity.routes, ...development],
  });
  closing.add(() => gateway.close());
  const address = await gateway.listen();
  process.stdout.write(config.production ? `ready at ${address}\n` : welcome(address, config));
}

/** Dates of the transition, reference data and, in development, the demo data: written once, left alone afterwards. */
async function prepare(
  config: Config,
  parts: ProductBasics,
  transition: ReturnType<typeof createAdapter>['transition'],
): Promise<void> {
  const { transition: dates, production } = config;
  const window = production || dates.explicit ? dates : demoWindow(today(parts.clock));
  await transition.ensureWindow({ opensOn: window.opensOn, lastDay: window.lastDay });
  await loadReferenceData(parts.database);
  if (production) return;
  await seedAgreementsDemo({ ...parts, opensOn: window.opensOn, lastDay: window.lastDay });
  await seedDemoRequests(parts);
  await seedDemoBatches(parts);
}

const closing = new Closing();
try {
  await start(readConfig(), closing);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  await closing.close().catch(() => undefined);
  process.exit(1);
}
