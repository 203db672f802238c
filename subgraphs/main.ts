import { readConfig, type Config } from '../gateway/config.js';
import { actorSecret } from '../gateway/development/keys.js';
import { stopOnSignals } from '../gateway/graceful-stop.js';
import { Closing } from '../gateway/start/closing.js';
import { productBasics } from '../gateway/start/product-parts.js';
import { openStore } from '../gateway/start/store.js';
import { createLogger, errorFacts } from '../gateway/telemetry/logger.js';
import { SUBGRAPH_NAMES, type SubgraphName } from '../schema/kernel/subgraph.js';
import { createAdapter, createSubgraph } from './product.js';
import { subgraphServer } from './shared/http-server.js';

/** `npm run subgraph -- <name>`: one subgraph in a process of its own, for the gateway alone. */
async function start(config: Config, name: SubgraphName, closing: Closing): Promise<void> {
  const logger = createLogger({ level: config.logLevel, process: `subgraph ${name}` });
  stopOnSignals({ logger, stop: () => closing.close() });
  const store = await openStore(config);
  closing.add(() => store.close());
  const parts = await productBasics(config, store.database, logger);
  closing.add(() => parts.keyRing.stop());
  const adapter = createAdapter(parts);
  closing.add(() => adapter.close());
  const server = subgraphServer({
    subgraph: createSubgraph(name, parts, adapter),
    actorSecret: await actorSecret(config),
    ready: async () => (await store.database.rows('SELECT 1')).length === 1,
    onUnexpectedError: (error, correlationId) =>
      logger.error({ ...errorFacts(error), correlationId }, 'unexpected error'),
  });
  closing.add(() => server.close());
  process.stdout.write(
    `subgraph ${name} ready at ${await server.listen({ host: config.host, port: config.port })}/graphql\n`,
  );
}

/** What any subgraph must be given in production; the PDFs are made where the certificates are. */
const NEEDS = ['database', 'actor', 'person-index', 'personal-data', 'statement', 'transition-log'] as const;

function subgraphName(text: string | undefined): SubgraphName {
  const name = SUBGRAPH_NAMES.find((known) => known === text);
  if (!name) throw new Error(`Usage: npm run subgraph -- <name>. Names: ${SUBGRAPH_NAMES.join(', ')}.`);
  return name;
}

const closing = new Closing();
try {
  const name = subgraphName(process.argv[2]);
  const needs = [...NEEDS, ...(name === 'certificates' ? (['signing'] as const) : [])];
  await start(readConfig({ needs }), name, closing);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  await closing.close().catch(() => undefined);
  process.exit(1);
}
