import path from 'node:path';
import type { FastifyPluginCallback } from 'fastify';
import { today } from '../schema/kernel/clock.js';
import { SUBGRAPH_NAMES } from '../schema/kernel/subgraph.js';
import { readConfig, type Config } from './config.js';
import { actorSecret } from './development/keys.js';
import { stopOnSignals } from './graceful-stop.js';
import { Closing } from './start/closing.js';
import { demoWindow } from './start/demo-window.rules.js';
import { startEmulator } from './start/emulator-process.js';
import { fileHeadWitness } from './start/head-witness.js';
import { productBasics, type ProductBasics } from './start/product-parts.js';
import { openStore } from './start/store.js';
import { welcome } from './start/welcome.js';
import { createLogger, errorFacts } from './telemetry/logger.js';

/** What takes long to load: read while the database starts in processes of its own (2.5 s of a first start). */
async function heavyParts() {
  const [agreements, certificates, legacy, product, work, bridge] = await Promise.all([
    import('../subgraphs/agreements/index.js'),
    import('../subgraphs/certificates/index.js'),
    import('../subgraphs/legacy/index.js'),
    import('../subgraphs/product.js'),
    import('../subgraphs/work.js'),
    import('../legacy-adapter/index.js'),
  ]);
  const [door, clients, actorToken, files, identity, explorer, webConsole, supergraph, metrics] = await Promise.all([
    import('./server.js'),
    import('./execution/transport/subgraph-clients.js'),
    import('./execution/actor-token.js'),
    import('./files/file-owners.js'),
    import('./identity/set-up-identity.js'),
    import('./explorer/explorer-routes.js'),
    import('./console/console-routes.js'),
    import('./supergraph/load-supergraph.js'),
    import('./telemetry/metrics.js'),
  ]);
  const [labels, trusted, watched] = await Promise.all([
    import('./supergraph/massivo-label.js'),
    import('./supergraph/trusted-subgraphs.js'),
    import('./supergraph/watch-supergraph.js'),
  ]);
  const [operations, rateLimits, counter, bodies] = await Promise.all([
    import('./protection/operations/load-operations.js'),
    import('./protection/rate-limits/rate-limits.js'),
    import('./protection/rate-limits/postgres-counter.js'),
    import('../subgraphs/shared/contact-bodies.read-model.js'),
  ]);
  return {
    ...{ ...operations, ...rateLimits, ...counter, ...bodies },
    ...{ ...labels, ...trusted, ...watched },
    ...{ ...agreements, ...certificates, ...legacy, ...product, ...work, TransitionWatch: bridge.TransitionWatch },
    ...{
      ...door,
      ...clients,
      ...actorToken,
      ...files,
      ...identity,
      ...explorer,
      ...webConsole,
      ...supergraph,
      ...metrics,
    },
  };
}
type HeavyParts = Awaited<ReturnType<typeof heavyParts>>;

/** `npm start`: everything in one process; in development also the database, the emulator and the demo data. */
async function start(config: Config, closing: Closing): Promise<void> {
  if (config.openGateway) throw new Error('OPEN_GATEWAY is for the gateway alone: npm run -s gateway.');
  const logger = createLogger({ level: config.logLevel, process: 'product' });
  stopOnSignals({ logger, stop: () => closing.close() });

  const opening = openStore(config);
  opening.then((opened) => closing.add(() => opened.close())).catch(() => undefined); // awaited below
  const [heavy, store] = await Promise.all([heavyParts(), opening]);
  const parts = await productBasics(config, store.database, logger);
  closing.add(() => parts.keyRing.stop());
  const adapter = heavy.createAdapter(parts);
  closing.add(() => adapter.close());
  await prepare(config, parts, { heavy, transition: adapter.transition });

  const inProcess = SUBGRAPH_NAMES.filter((name) => !config.subgraphUrls[name]).map((name) =>
    heavy.createSubgraph(name, parts, adapter),
  );
  const metrics = heavy.createMetrics();
  metrics.showMassivo(() => adapter.watch.figures());
  const witness = fileHeadWitness(config.dataDir);
  const watch = new heavy.TransitionWatch({
    ...{ database: store.database, logger },
    present: () => adapter.transition.present({}),
    onNews: () => adapter.transition.compare(witness),
  });
  metrics.showTransition(() => watch.current());
  const label = heavy.watchedLabel(() => watch.current());
  metrics.showLabels(() => [[heavy.MASSIVO_DISMISSED_LABEL, label.isActive()]]);
  await watch.start();
  closing.add(() => watch.stop());
  const actorToken = heavy.createActorToken(await actorSecret(config));
  const clients = heavy.createSubgraphClients({
    inProcess,
    urls: config.subgraphUrls,
    timeoutMs: config.subgraphTimeoutMs,
    maxResponseBytes: config.subgraphMaxResponseBytes,
    limits: config.subgraphLimits,
    actorToken,
    metrics,
    trusted: heavy.trustedBy(config),
  });
  closing.add(() => clients.close());
  const files = heavy.createFileOwners({ inProcess, urls: config.subgraphUrls, actorToken });
  closing.add(() => files.close());

  const work = heavy.createWork(parts, adapter);
  metrics.showRetention(() => work.retention());
  await work.start();
  closing.add(() => work.stop());
  if (config.emulator && typeof config.massivoDrop === 'string') {
    const emulator = await startEmulator({
      dropDir: config.massivoDrop,
      stateDir: path.join(config.dataDir, 'emulator'),
      clockStartsAt: config.clockStartsAt,
      onLine: (line) => logger.debug({ line }, 'emulator'),
    });
    closing.add(() => emulator.stop());
  }

  const identity = await heavy.setUpIdentity(config, {
    onCertificateIgnored: (reason) => metrics.certificateIgnored(reason),
    onUnexpectedError: (error) => logger.error(errorFacts(error), 'development provider'),
  });
  const webConsole = heavy.consoleRoutes({ authority: config.console?.issuer ?? null });
  const development: FastifyPluginCallback[] = config.production ? [] : [heavy.explorerRoutes];
  const gateway = await heavy.createGateway({
    settings: config,
    logger,
    metrics,
    identify: identity.identify,
    supergraphSdl: await heavy.loadSupergraph(config.supergraphFile),
    clientOf: clients.clientOf,
    trustedSubgraphs: heavy.trustedBy(config),
    flagLabels: new Map([[heavy.MASSIVO_DISMISSED_LABEL, () => label.isActive()]]),
    authorization: { mode: config.authorization, ownGraph: config.supergraphFile === null },
    files: files.handle,
    dependencies: [{ name: 'database', check: () => store.database.rows('SELECT 1') }],
    ...(config.production && { operations: await heavy.loadOperations(config.operationManifests) }),
    rateLimits: new heavy.RateLimits({
      ...config.rateLimits,
      counter: heavy.postgresCounter(store.database, parts.personIndexKey),
      bodiesOf: (personKey) => heavy.contactBodies(store.database, personKey),
    }),
    routes: [...identity.routes, webConsole, ...development],
  });
  closing.add(() => gateway.close());
  metrics.showProgress((query) => gateway.ask(query));
  if (config.supergraphFile !== null) {
    const file = heavy.watchSupergraph(config.supergraphFile, { gateway, logger });
    closing.add(() => Promise.resolve(file.stop()));
  }
  const address = await gateway.listen();
  process.stdout.write(config.production ? `ready at ${address}\n` : welcome(address, config));
}

/** Dates of the transition, reference data and, in development, the demo data: written once, left alone afterwards. */
async function prepare(
  config: Config,
  parts: ProductBasics,
  { heavy, transition }: { heavy: HeavyParts; transition: ReturnType<HeavyParts['createAdapter']>['transition'] },
): Promise<void> {
  const { transition: dates, production } = config;
  const window = production || dates.explicit ? dates : demoWindow(today(parts.clock));
  await transition.ensureWindow({ opensOn: window.opensOn, lastDay: window.lastDay });
  await heavy.loadReferenceData(parts.database);
  if (production) return;
  await heavy.seedAgreementsDemo({ ...parts, opensOn: window.opensOn, lastDay: window.lastDay });
  await heavy.seedDemoRequests(parts);
  await heavy.seedDemoBatches(parts);
}

const closing = new Closing();
try {
  await start(readConfig(), closing);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  await closing.close().catch(() => undefined);
  process.exit(1);
}
