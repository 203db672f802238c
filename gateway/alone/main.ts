import { readConfig, type Config } from '../config.js';
import { actorSecret } from '../development/keys.js';
import { createActorToken } from '../execution/actor-token.js';
import { createSubgraphClients } from '../execution/transport/subgraph-clients.js';
import { stopOnSignals } from '../graceful-stop.js';
import { identifyNobody } from '../identity/identify.js';
import { setUpIdentity } from '../identity/set-up-identity.js';
import { loadOperations } from '../protection/operations/load-operations.js';
import { RateLimits } from '../protection/rate-limits/rate-limits.js';
import { createGateway } from '../server.js';
import { boundHeapGrowth } from '../start/heap-growth.js';
import { loadSupergraph } from '../supergraph/load-supergraph.js';
import { AskedLabel, followedBy, MASSIVO_DISMISSED_LABEL } from '../supergraph/massivo-label.js';
import { trustedBy } from '../supergraph/trusted-subgraphs.js';
import { watchSupergraph } from '../supergraph/watch-supergraph.js';
import { createLogger } from '../telemetry/logger.js';
import { createMetrics } from '../telemetry/metrics.js';

/** `npm run -s gateway`: the gateway alone, over HTTP to the subgraphs that the supergraph names. */
async function start(config: Config): Promise<void> {
  const logger = createLogger({ level: config.logLevel, process: 'gateway' });
  const metrics = createMetrics();
  const supergraphSdl = await loadSupergraph(config.supergraphFile);
  const trustedSubgraphs = trustedBy(config);
  const clients = createSubgraphClients({
    inProcess: [],
    urls: config.subgraphUrls,
    timeoutMs: config.subgraphTimeoutMs,
    maxResponseBytes: config.subgraphMaxResponseBytes,
    limits: config.subgraphLimits,
    actorToken: config.openGateway ? null : createActorToken(await actorSecret(config)),
    metrics,
    trusted: trustedSubgraphs,
  });
  const label = new AskedLabel({
    onUnknown: () => logger.warn('whether massivo is dismissed is not to be had; it stays as it was'),
  });
  const gateway = await createGateway({
    settings: config,
    logger,
    metrics,
    identify: config.openGateway
      ? identifyNobody
      : (await setUpIdentity(config, { onCertificateIgnored: (reason) => metrics.certificateIgnored(reason) }))
          .identify,
    supergraphSdl,
    clientOf: clients.clientOf,
    trustedSubgraphs,
    flagLabels: new Map([[MASSIVO_DISMISSED_LABEL, () => label.isActive()]]),
    opensLabels: config.openGateway,
    authorization: { mode: config.authorization, ownGraph: config.supergraphFile === null },
    files: null,
    dependencies: [],
    ...(config.production && { operations: await loadOperations(config.operationManifests) }),
    // Without a database each gateway counts for itself; whoever opens one wants it tried as hard as it goes.
    ...(!config.openGateway && { rateLimits: new RateLimits({ ...config.rateLimits, counter: null }) }),
  });
  metrics.showLabels(() => (label.isAsked ? [[MASSIVO_DISMISSED_LABEL, label.isActive()]] : []));
  await label.follow(supergraphSdl, gateway.ask);
  const supergraphFile =
    config.supergraphFile === null
      ? null
      : watchSupergraph(config.supergraphFile, { gateway: followedBy(label, gateway), logger });
  stopOnSignals({
    logger,
    stop: async () => {
      supergraphFile?.stop();
      await label.stop();
      await gateway.close();
      await clients.close();
    },
  });
  process.stdout.write(`gateway ready at ${await gateway.listen()}/graphql\n`);
}

boundHeapGrowth();
try {
  await start(readConfig({ needs: ['sign-in', 'person-index', 'actor'] }));
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}
