import { generateKeyPairSync } from 'node:crypto';
import pino from 'pino';
import { createLegacyAdapter, HostedDropArea } from '../../legacy-adapter/index.js';
import { clockStartingAt } from '../../schema/kernel/clock.js';
import { openDatabase } from '../../schema/kernel/database.js';
import { createItemOutcomes } from '../../subgraphs/certificates/index.js';
import { testVault } from '../testkit/requests.js';
import { logKey } from '../testkit/log-key.js';

/**
 * The worker that `bridge.bench.ts` measures, in a process of its own, put together as the product puts its worker
 * together: the bridge with its own settings, the certificates' own implementation of the port behind it, the files in
 * the file process. Arguments: database URL, root of the drop area, present time.
 */
const [url = '', root = '', now = ''] = process.argv.slice(2);
const database = openDatabase({ url, applicationName: 'bench worker' });
const parts = { database, vault: testVault(), clock: clockStartingAt(new Date(now)) };
const { privateKey: statementKey } = generateKeyPairSync('ed25519');
const dropArea = new HostedDropArea({ root });
const { worker } = createLegacyAdapter({
  logKey,
  ...parts,
  itemOutcomes: createItemOutcomes({ ...parts, statementKey }),
  dropArea,
  logger: pino({ level: 'warn' }, pino.destination(2)),
});
process.once('SIGTERM', () => void stop());
await worker.start();
process.stdout.write('{}\n');

async function stop(): Promise<void> {
  await worker.stop();
  await dropArea.close();
  await database.close();
  process.exit(0);
}
