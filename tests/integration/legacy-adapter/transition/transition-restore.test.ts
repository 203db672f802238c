import { execFile } from 'node:child_process';
import { rename } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import {
  createTransitionControl,
  type TransitionControl,
} from '../../../../legacy-adapter/transition/transition-control.js';
import type { HeadWitness } from '../../../../legacy-adapter/transition/head-witness.port.js';
import { ChannelRoutingService } from '../../../../legacy-adapter/routing/channel-routing.service.js';
import { fileHeadWitness } from '../../../../gateway/start/head-witness.js';
import { FixedClock } from '../../../../schema/kernel/clock.js';
import { openDatabase, type Database } from '../../../../schema/kernel/database.js';
import { migrateDatabase } from '../../../../schema/kernel/migrate.js';
import { PersonalDataVault } from '../../../../schema/kernel/personal-data.js';
import { startEmbeddedPostgres } from '../../../../schema/kernel/postgres/embedded-postgres.js';
import { createTestDatabase } from '../../../testkit/database.js';
import { FakeInFlightWork, LAST_DAY, massivoQuestion, OPENS_ON, submissionOf } from '../../../testkit/legacy-world.js';
import { logKey } from '../../../testkit/log-key.js';
import { temporaryFolder } from '../../../testkit/temporary-folder.js';

const clock = new FixedClock('2026-06-10T12:00:00+02:00');
const vault = new PersonalDataVault([{ id: 1, key: new Uint8Array(32).fill(7) }]);

const controlOf = (database: Database): TransitionControl =>
  createTransitionControl({ database, clock, work: new FakeInFlightWork(), logKey });

/** The channel of a massivo user's request, decided as an admission is. */
async function admit(database: Database): Promise<string> {
  const routing = new ChannelRoutingService({ database, clock, vault });
  const question = massivoQuestion();
  const decided = await database.transaction((sql) => routing.admit(sql, question, submissionOf(question)));
  return decided.channel ?? decided.refusal;
}

/** With owners and rights, as a backup keeps them: the server runs as another user where the tests run as root. */
async function copyFolder(from: string, to: string): Promise<void> {
  await promisify(execFile)('cp', ['-a', from, to]);
}

async function drainAndOpen(transition: TransitionControl): Promise<void> {
  await transition.change({ to: 'DRAINING', reason: 'x', expectedVersion: 0 }, 'alice');
  await transition.change({ to: 'OPEN', reason: 'y', expectedVersion: 1 }, 'alice');
}

describe('R-27 a database restored from a copy', () => {
  it('R-27 in another place counts as DRAINING until an operator confirms it', async () => {
    const original = await createTestDatabase();
    const ownerUrl = new URL(original.ownerUrl);
    const copy = `${ownerUrl.pathname.slice(1)}_restored`;
    const admin = new pg.Client({ connectionString: Object.assign(new URL(ownerUrl), { pathname: '/postgres' }).href });
    await controlOf(original.database).ensureWindow({ opensOn: OPENS_ON, lastDay: LAST_DAY });
    await drainAndOpen(controlOf(original.database));
    expect(await admit(original.database)).toBe('MASSIVO');
    await original.database.close();
    await admin.connect();
    await admin.query(`CREATE DATABASE "${copy}" TEMPLATE "${ownerUrl.pathname.slice(1)}"`);
    const database = openDatabase({ url: Object.assign(new URL(original.appUrl), { pathname: `/${copy}` }).href });
    try {
      const transition = controlOf(database);
      await transition.ensureWindow({ opensOn: OPENS_ON, lastDay: LAST_DAY });
      expect(await transition.present({})).toMatchObject({ state: 'DRAINING', decidedBy: 'DOUBT', doubtful: true });
      expect(await admit(database)).toBe('MASSIVO_DISMISSED');
      const open = { to: 'OPEN' as const, reason: 'no', expectedVersion: 2 };
      await expect(transition.change(open, 'alice')).rejects.toMatchObject({ code: 'CONFIRMATION_REQUIRED' });
      await expect(transition.confirm({ reason: '', expectedVersion: 2 }, 'alice')).rejects.toMatchObject({
        code: 'BAD_USER_INPUT',
      });
      await expect(transition.confirm({ reason: 'x', expectedVersion: 1 }, 'alice')).rejects.toMatchObject({
        code: 'STALE_VERSION',
      });
      await transition.confirm({ reason: 'restored on purpose', expectedVersion: 2 }, 'alice');
      expect(await transition.present({})).toMatchObject({ state: 'OPEN', version: 3, doubtful: false });
      expect(await admit(database)).toBe('MASSIVO');
      expect(await transition.isLogIntact()).toBe(true);
      await expect(transition.confirm({ reason: 'x', expectedVersion: 3 }, 'alice')).rejects.toMatchObject({
        code: 'NOTHING_TO_CONFIRM',
      });
      const [last] = (await transition.logRecords({ after: 3, take: 10 })).map(({ entry }) => JSON.parse(entry));
      expect(last).toMatchObject({ action: 'CONFIRMED', actor: 'alice', from: 'DRAINING', to: 'OPEN', version: 3 });
    } finally {
      await database.close();
      await admin.query(`DROP DATABASE "${copy}"`);
      await admin.end();
      await original.drop();
    }
  });

  it('R-27 in its own place, file by file, is found out by whoever remembers a newer head', async () => {
    const folder = await temporaryFolder();
    const dataDir = path.join(folder.path, 'postgres');
    const witness = fileHeadWitness(folder.path);
    const systemFolders = { data: path.join(folder.path, 'lib'), cache: path.join(folder.path, 'cache') };
    const withServer = async (work: (database: Database) => Promise<void>): Promise<string> => {
      const server = await startEmbeddedPostgres({ dataDir, durable: false, systemFolders });
      await migrateDatabase({ ownerUrl: server.url('bridge') });
      const database = openDatabase({ url: server.url('bridge') });
      try {
        await work(database);
      } finally {
        await database.close();
        await server.stop();
      }
      return server.home;
    };
    try {
      const home = await withServer(async (database) => {
        await controlOf(database).ensureWindow({ opensOn: OPENS_ON, lastDay: LAST_DAY });
        await controlOf(database).compare(witness);
      });
      await copyFolder(home, `${home}-backup`);
      await withServer(async (database) => {
        await controlOf(database).change({ to: 'DRAINING', reason: 'x', expectedVersion: 0 }, 'alice');
        await controlOf(database).compare(witness);
        await controlOf(database).compare(witness);
        expect(await controlOf(database).present({})).toMatchObject({ state: 'DRAINING', doubtful: false, version: 1 });
      });
      await rename(home, `${home}-lost`);
      await rename(`${home}-backup`, home);
      await withServer(async (database) => {
        const transition = controlOf(database);
        expect(await transition.present({})).toMatchObject({ state: 'OPEN', version: 0 });
        await transition.compare(witness);
        expect(await transition.present({})).toMatchObject({ state: 'DRAINING', decidedBy: 'DOUBT', version: 1 });
        expect(await admit(database)).toBe('MASSIVO_DISMISSED');
        await transition.compare(witness);
        await transition.confirm({ reason: 'the newer one is lost', expectedVersion: 1 }, 'bruno');
        expect(await transition.present({})).toMatchObject({ state: 'OPEN', doubtful: false });
        expect(await transition.isLogIntact()).toBe(true);
        await transition.compare(witness);
      });
    } finally {
      await folder.remove();
    }
  });
});

describe('R-27 the witness', () => {
  it('R-27 says nothing of a log that it does not know, and nothing against one that has grown', async () => {
    const test = await createTestDatabase();
    const transition = controlOf(test.database);
    const kept = new Map<string, string>();
    const witness: HeadWitness = {
      last: (log) => Promise.resolve(kept.get(log) ?? null),
      keep: (log, receipt) => Promise.resolve(void kept.set(log, receipt)),
    };
    try {
      await transition.compare(witness);
      expect(kept.size).toBe(0);
      await transition.ensureWindow({ opensOn: OPENS_ON, lastDay: LAST_DAY });
      await transition.compare(witness);
      await drainAndOpen(transition);
      await transition.compare(witness);
      expect([...kept.values()]).toEqual([expect.stringMatching(/^tlr1\.3\./)]);
      expect(await transition.present({})).toMatchObject({ state: 'OPEN', version: 2, doubtful: false });
    } finally {
      await test.drop();
    }
  });
});
