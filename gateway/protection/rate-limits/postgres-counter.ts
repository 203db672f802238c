import { createHmac } from 'node:crypto';
import { RateLimiterPostgres } from 'rate-limiter-flexible';
import type { Database } from '../../../schema/kernel/database.js';
import type { SharedCounter } from './shared-counter.port.js';

/** The windows of `rate-limiter-flexible`, in a table of ours. Keys are hashed: addresses are personal data. */
export function postgresCounter(database: Pick<Database, 'pool'>, hashKey: Uint8Array): SharedCounter {
  const limiter = new RateLimiterPostgres({
    storeClient: database.pool,
    storeType: 'pool',
    schemaName: 'gateway',
    tableName: 'rate_limit',
    keyPrefix: '',
    tableCreated: true,
    points: Number.MAX_SAFE_INTEGER,
    duration: 60,
  });
  return {
    async add(key, points) {
      const hashed = createHmac('sha256', hashKey).update(`rate-limit ${key}`).digest('base64url');
      // Adds without refusing: who is to be refused is decided by whoever asked.
      const { consumedPoints, msBeforeNext } = await limiter.penalty(hashed, points);
      return { spent: consumedPoints, msLeft: msBeforeNext };
    },
  };
}
