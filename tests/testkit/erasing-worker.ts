/**
 * A worker that erases PDFs, one certificate a transaction, until it is killed: `erasing-worker.ts` with the database's
 * URL and the instant at which its clock stands. Says once that it has begun.
 */
import { FixedClock } from '../../schema/kernel/clock.js';
import { openDatabase } from '../../schema/kernel/database.js';
import { DocumentRetention } from '../../subgraphs/certificates/retention/document-retention.service.js';

const [url = '', instant = ''] = process.argv.slice(2);
const retention = new DocumentRetention({
  ...{ database: openDatabase({ url }), clock: new FixedClock(instant) },
  ...{ retentionDays: 180, batchSize: 1, batchesARun: 1 },
});
await retention.run();
process.stdout.write('"begun"\n');
while ((await retention.run()).certificates > 0);
