import { Readable } from 'node:stream';
import { openDatabase, type Database } from '../../../schema/kernel/database.js';
import { Semaphore } from '../../../schema/kernel/semaphore.js';
import { ContactPersons } from '../../../subgraphs/certificates/certificate-request/contact-person.read-model.js';
import type { SubmittedRequest } from '../../../subgraphs/certificates/certificate-request/incoming-request.type.js';
import { receiveMassivoFile } from '../../../subgraphs/certificates/certificate-request/massivo-file.service.js';
import { RequestIntake } from '../../../subgraphs/certificates/certificate-request/request-intake.service.js';
import { BODY, createBridgeWorld, ROMA, type BridgeWorld } from '../../testkit/bridge-world.js';
import { requestFileBytes } from '../../testkit/massivo-generator.js';

/** Two sendings of one request at once, each on a connection of its own. */
describe('R-32 the same request sent twice at once', () => {
  let world: BridgeWorld;
  let other: Database;

  beforeAll(async () => {
    world = await createBridgeWorld();
    other = openDatabase({ url: world.test.appUrl, poolSize: 3, applicationName: 'the other sending' });
  });
  afterAll(async () => {
    await other.close();
    await world.drop();
  });

  function send(clientRequestId: string, database: Database): Promise<SubmittedRequest> {
    const { clock, vault } = world.issuing;
    const staging = new Semaphore({ atOnce: 2, waiting: 2, waitMs: 1_000 });
    const parts = { database, clock, vault, routing: world.adapter.routing, staging };
    const header = { ipaCode: BODY, officeCode: ROMA, requestId: `file-${clientRequestId}` };
    const content = requestFileBytes({ seed: 1, rows: 3, invalidShare: 0, header });
    return receiveMassivoFile(
      new RequestIntake({ ...parts, contacts: new ContactPersons(vault) }),
      { clientRequestId, body: Readable.from([content]) },
      { submitter: { personKey: 'person-roma', method: 'SPID', level: 2 }, mayRequestFor: async () => true },
    );
  }

  /** Decided and promoted; the commit waits until it is let go. */
  function slowToCommit(): { database: Database; promoted: Promise<void>; letGo: () => void } {
    let [onPromoted, letGo] = [(): void => undefined, (): void => undefined];
    const promoted = new Promise<void>((resolve) => (onPromoted = resolve));
    const gate = new Promise<void>((resolve) => (letGo = resolve));
    const transaction: Database['transaction'] = (run, options) =>
      other.transaction(async (sql) => {
        const result = await run(sql);
        if (result !== 'MASSIVO') return result;
        onPromoted();
        await gate;
        return result;
      }, options);
    const database = new Proxy(other, {
      get: (target, name) => (name === 'transaction' ? transaction : Reflect.get(target, name)),
    });
    return { database, promoted, letGo: () => letGo() };
  }

  it('says busy, to be tried again, while the first is not decided; then gives its answer', async () => {
    const slow = slowToCommit();
    const first = send('busy', slow.database);
    await slow.promoted;

    const second = send('busy', world.test.database);
    await expect(second).rejects.toMatchObject({ code: 'SERVICE_BUSY', rule: 'R-32', retryable: true });

    slow.letGo();
    const accepted = await first;
    expect(await send('busy', world.test.database)).toEqual(accepted);
    const requests = await world.test.database.rows(
      `SELECT state FROM certificates.certificate_request WHERE client_request_id = 'busy'`,
    );
    expect(requests).toEqual([{ state: 'ACCEPTED' }]);
  });

  it('gives the answer of the first when that is decided while the second waits', async () => {
    const slow = slowToCommit();
    const first = send('waiting', slow.database);
    await slow.promoted;

    const second = send('waiting', world.test.database);
    await lockIsWaitedFor();
    slow.letGo();

    expect(await second).toEqual(await first);
  });

  it('R-23 accepts nothing whose rows the database has forgotten between staging and deciding', async () => {
    const { database } = world.test;
    const lost = send('forgotten', forgetfulAfterStaging());
    await expect(lost).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE', retryable: true });
    expect(
      await database.rows(`SELECT 1 FROM legacy.massivo_submission WHERE file_request_id = 'file-forgotten'`),
    ).toEqual([]);

    const { requestId, accepted } = await send('forgotten', database);
    const items = await database.rows('SELECT 1 FROM certificates.certificate_item WHERE request_id = $1', [requestId]);
    expect(items).toHaveLength(accepted);
  });

  /** Killed, and back, after the rows were staged: a commit that was not waited for on disk may be gone then. */
  function forgetfulAfterStaging(): Database {
    let transactions = 0;
    const transaction: Database['transaction'] = async (run, options) => {
      transactions += 1;
      if (transactions === 2) {
        await world.test.database.query(`DELETE FROM certificates.certificate_request WHERE state = 'STAGED'`);
        await world.test.database.query(
          `DELETE FROM certificates.certificate_item i
           WHERE NOT EXISTS (SELECT FROM certificates.certificate_request r WHERE r.id = i.request_id)`,
        );
      }
      return other.transaction(run, options);
    };
    return new Proxy(other, {
      get: (target, name) => (name === 'transaction' ? transaction : Reflect.get(target, name)),
    });
  }

  async function lockIsWaitedFor(): Promise<void> {
    for (;;) {
      const waiting = await world.test.database.rows('SELECT 1 FROM pg_locks WHERE NOT granted');
      if (waiting.length > 0) return;
    }
  }
});
