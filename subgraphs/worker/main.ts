import { readConfig, type Config } from '../../gateway/config.js';
import { stopOnSignals } from '../../gateway/graceful-stop.js';
import { Closing } from '../../gateway/start/closing.js';
import { productBasics } from '../../gateway/start/product-parts.js';
import { openStore } from '../../gateway/start/store.js';
import { createLogger } from '../../gateway/telemetry/logger.js';
import { createAdapter } from '../product.js';
import { createWork } from '../work.js';

/** `npm run worker`: issues on the direct channel and exchanges files with massivo; any number of them. */
async function start(config: Config, closing: Closing): Promise<void> {
  const logger = createLogger({ level: config.logLevel, process: 'worker' });
  stopOnSignals({ logger, stop: () => closing.close() });
  const store = await openStore(config);
  closing.add(() => store.close());
  const parts = await productBasics(config, store.database, logger);
  closing.add(() => parts.keyRing.stop());
  const adapter = createAdapter(parts);
  closing.add(() => adapter.close());
  const work = createWork(parts, adapter);
  await work.start();
  closing.add(() => work.stop());
  process.stdout.write('worker ready\n');
}

const closing = new Closing();
try {
  await start(
    readConfig({ needs: ['database', 'person-index', 'personal-data', 'statement', 'transition-log'] }),
    closing,
  );
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  await closing.close().catch(() => undefined);
  process.exit(1);
}
