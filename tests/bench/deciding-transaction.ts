import { createReadStream } from 'node:fs';
import { ChannelRoutingService } from '../../legacy-adapter/routing/channel-routing.service.js';
import { systemClock } from '../../schema/kernel/clock.js';
import type { Database, TransactionOptions, Sql } from '../../schema/kernel/database.js';
import { Semaphore } from '../../schema/kernel/semaphore.js';
import { ContactPersons } from '../../subgraphs/certificates/certificate-request/contact-person.read-model.js';
import { receiveMassivoFile } from '../../subgraphs/certificates/certificate-request/massivo-file.service.js';
import { RequestIntake } from '../../subgraphs/certificates/certificate-request/request-intake.service.js';
import { testVault } from '../testkit/requests.js';

/** One deciding transaction, in milliseconds. */
export interface Decision {
  /** From its BEGIN to the answer to its COMMIT. */
  whole: number;
  /** From the asking for the flag's lock to the answer to COMMIT. */
  underLock: number;
  statements: number;
}

/** Takes a file in, in this process, and tells how long the transaction took that decides about it. */
export async function measureDecision(database: Database, file: string, clientRequestId: string): Promise<Decision> {
  const decisions: Decision[] = [];
  const vault = testVault();
  const parts = { database: watched(database, decisions), clock: systemClock, vault };
  const intake = new RequestIntake({
    ...parts,
    routing: new ChannelRoutingService(parts),
    contacts: new ContactPersons(vault),
    staging: new Semaphore({ atOnce: 1, waiting: 1, waitMs: 1_000 }),
  });
  const { requestId, channel } = await receiveMassivoFile(
    intake,
    { clientRequestId, body: createReadStream(file) },
    { submitter: { personKey: 'bench', method: 'SPID', level: 2 }, mayRequestFor: async () => true },
  );
  if (channel !== 'DIRECT_AGREEMENT') throw new Error(`the request went to ${channel}`);
  await database.query('DELETE FROM certificates.issuing_job WHERE request_id = $1', [requestId]);
  const [decision] = decisions;
  if (!decision || decisions.length > 1) throw new Error(`${decisions.length} transactions decided`);
  return decision;
}

/** The deciding transaction is the one that waits for a lock no longer than its limit. */
function watched(database: Database, decisions: Decision[]): Database {
  async function timed<T>(run: (sql: Sql) => Promise<T>, options: TransactionOptions): Promise<T> {
    let lockedAt = 0;
    let statements = 0;
    const deaf = database.onStatement((text) => {
      statements += 1;
      if (text.includes('pg_advisory_xact_lock_shared')) lockedAt = performance.now();
    });
    const start = performance.now();
    const result = await database.transaction(run, options);
    const end = performance.now();
    deaf();
    decisions.push({ whole: end - start, underLock: end - lockedAt, statements });
    return result;
  }
  return {
    ...database,
    transaction: (run, options = {}) =>
      options.lockTimeoutMs === undefined ? database.transaction(run, options) : timed(run, options),
  };
}
