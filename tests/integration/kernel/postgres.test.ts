import { spawn } from 'node:child_process';
import { cp, mkdir, readFile, readdir, rename, rm, stat, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { executable, packagedBinaries, runnableBinaries } from '../../../schema/kernel/postgres/binaries.js';
import { clusterFolder } from '../../../schema/kernel/postgres/cluster-location.js';
import {
  startEmbeddedPostgres,
  type EmbeddedPostgres,
  type EmbeddedPostgresOptions,
} from '../../../schema/kernel/postgres/embedded-postgres.js';
import { ensureCluster } from '../../../schema/kernel/postgres/initdb.js';
import { isAlive, OWNER_SETTING, runningServer } from '../../../schema/kernel/postgres/running-server.js';
import { serverUser } from '../../../schema/kernel/postgres/server-user.js';
import { startChildScript } from '../../testkit/child-script.js';
import { temporaryFolder, type TemporaryFolder } from '../../testkit/temporary-folder.js';

const PARENT = fileURLToPath(new URL('postgres-parent.ts', import.meta.url));
const asRoot = process.getuid?.() === 0;
/** Above every system's limit: nobody's process. */
const NOBODYS_PID = 0x7fff_fff0;

let folder: TemporaryFolder;
let servers: EmbeddedPostgres[];

beforeEach(async () => {
  folder = await temporaryFolder();
  servers = [];
});

afterEach(async () => {
  await Promise.all(servers.map((server) => server.stop()));
  await folder.remove();
});

const systemFolders = () => ({ data: path.join(folder.path, 'lib'), cache: path.join(folder.path, 'cache') });

async function start(dataDir: string, options: Partial<EmbeddedPostgresOptions> = {}): Promise<EmbeddedPostgres> {
  const server = await startEmbeddedPostgres({ dataDir, durable: false, systemFolders: systemFolders(), ...options });
  servers.push(server);
  return server;
}

async function query<T extends pg.QueryResultRow>(url: string, sql: string): Promise<T[]> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query<T>(sql)).rows;
  } finally {
    await client.end();
  }
}

const remember = (url: string) => query(url, 'CREATE TABLE memory AS SELECT 42 AS answer');
const recall = (url: string) => query(url, 'SELECT answer FROM memory');

async function until(condition: () => Promise<boolean> | boolean): Promise<void> {
  for (const deadline = performance.now() + 30_000; !(await condition()); await sleep(20))
    if (performance.now() > deadline) throw new Error(`not so within 30 s: ${String(condition)}`);
}

describe('a data folder', () => {
  it('gets a server at the first start and keeps its rows over the next', async () => {
    const first = await start(folder.path);
    await remember(first.url('postgres'));
    await first.stop();
    const second = await start(folder.path);

    expect(await recall(second.url('postgres'))).toEqual([{ answer: 42 }]);
    expect(second.owned).toBe(true);
  });

  it('is UTF-8 in code-point order whatever the system speaks, and reached by password only', async () => {
    const server = await start(folder.path);
    const rows = await query(
      server.url('postgres'),
      "SELECT current_setting('server_encoding') AS encoding, upper('è') AS upper, 'Z' < 'a' AS code_points",
    );
    expect(rows).toEqual([{ encoding: 'UTF8', upper: 'È', code_points: true }]);
    const wrong = new URL(server.url('postgres'));
    wrong.password = 'wrong';
    await expect(query(wrong.toString(), 'SELECT 1')).rejects.toMatchObject({ code: '28P01' });
    expect((await stat(path.join(server.home, 'secret'))).mode & 0o777).toBe(0o600);
  });

  it('R-60 keeps what statements carry out of the log', async () => {
    const server = await start(folder.path);
    const url = server.url('postgres');
    await query(url, 'CREATE TABLE person (tax_code text UNIQUE, age int)');
    await query(url, "INSERT INTO person VALUES ('RSSMRA80A01H501U', 1)");
    await expect(query(url, "INSERT INTO person VALUES ('RSSMRA80A01H501U', 1)")).rejects.toThrow(/duplicate key/);
    await expect(query(url, "SELECT 'RSSMRA80A01H501U'::int")).rejects.toThrow(/invalid input syntax/);
    await server.stop();

    const log = await readFile(path.join(server.home, 'server.log'), 'utf8');
    expect(log).toContain('database system is ready to accept connections');
    expect(log).not.toMatch(/RSSMRA|person|INSERT|SELECT/);
  });

  it('gets one server for two starts at once, and its owner alone can stop it', async () => {
    const both = await Promise.all([start(folder.path), start(folder.path)]);
    const owner = both.find((server) => server.owned);
    const other = both.find((server) => !server.owned);
    expect(other?.port).toBe(owner?.port);
    await other?.stop();
    await remember(both[0].url('postgres'));
    expect(await recall(both[1].url('postgres'))).toEqual([{ answer: 42 }]);
    await owner?.stop();
    await expect(recall(both[1].url('postgres'))).rejects.toThrow(/ECONNREFUSED/);
  });

  it('runs beside another one', async () => {
    const one = await start(path.join(folder.path, 'one'));
    const two = await start(path.join(folder.path, 'two'));
    await remember(one.url('postgres'));
    await expect(recall(two.url('postgres'))).rejects.toMatchObject({ code: '42P01' });
    expect(two.port).not.toBe(one.port);
  });

  it('tells the server’s own words when it does not start', async () => {
    await expect(start(folder.path, { settings: { shared_buffers: '1kB' } })).rejects.toThrow(/shared_buffers/);
    expect((await start(folder.path)).owned).toBe(true);
  });
});

describe('after kill -9 of the parent', () => {
  it('leaves no server behind and loses nothing that was committed', async () => {
    const parent = await startChildScript<{ url: string; home: string }>(PARENT, folder.path, folder.path);
    await remember(parent.said.url);
    const before = await runningServer(clusterFolder(parent.said.home));
    await parent.kill();

    // The server takes its pid file away before its process ends.
    expect(before?.pid).toBeGreaterThan(0);
    await until(() => !isAlive(before!.pid));
    expect(await runningServer(clusterFolder(parent.said.home))).toBeUndefined();
    expect(await recall((await start(folder.path)).url('postgres'))).toEqual([{ answer: 42 }]);
  });

  it('starts again at once, while the old server is still ending', async () => {
    const parent = await startChildScript<{ url: string }>(PARENT, folder.path, folder.path);
    await remember(parent.said.url);
    await parent.kill();
    const next = await start(folder.path);
    expect(next.owned).toBe(true);
    expect(await recall(next.url('postgres'))).toEqual([{ answer: 42 }]);
  });

  it('ends an orphan that lost its guard as well', async () => {
    const { home, port, stop } = await start(folder.path);
    await stop();
    const cluster = clusterFolder(home);
    const [binaries, user] = await Promise.all([packagedBinaries(), serverUser(cluster)]);
    const reachable = await runnableBinaries(binaries, user, systemFolders().cache);
    const args = ['-D', cluster, '-p', `${port}`, '-c', `${OWNER_SETTING}=${NOBODYS_PID}`];
    const settings = ['-c', 'listen_addresses=127.0.0.1', '-c', 'unix_socket_directories='];
    const orphan = spawn(executable(reachable, 'postgres'), [...args, ...settings], {
      ...user.ids,
      cwd: '/',
      stdio: 'ignore',
    });
    await until(async () => (await runningServer(cluster))?.status === 'ready');

    const next = await start(folder.path);
    expect(next.owned).toBe(true);
    await until(() => orphan.exitCode !== null || orphan.signalCode !== null);
  });

  it('starts over a process id that now belongs to somebody else', async () => {
    const first = await start(folder.path);
    await remember(first.url('postgres'));
    await first.stop();
    const cluster = clusterFolder(first.home);
    const lines = [process.pid, cluster, 1_700_000_000, first.port, '', '127.0.0.1', '', 'ready'];
    await writeFile(path.join(cluster, 'postmaster.pid'), lines.join('\n'));

    const next = await start(folder.path);
    expect(next.owned).toBe(true);
    expect(await recall(next.url('postgres'))).toEqual([{ answer: 42 }]);
  });

  it('makes a cluster anew that was half-made', async () => {
    const draft = path.join(folder.path, 'postgres', `cluster.draft-${NOBODYS_PID}-left`);
    await mkdir(draft, { recursive: true });
    await writeFile(path.join(draft, 'PG_VERSION'), '18\n');
    const server = await start(folder.path);
    expect(await query(server.url('postgres'), 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    expect(await readdir(server.home)).not.toContain(path.basename(draft));
  });
});

describe('a folder that only its owner may enter', () => {
  let closed: TemporaryFolder;

  beforeEach(async () => {
    closed = await temporaryFolder(0o700);
  });

  afterEach(() => closed.remove());

  it('holds the database itself, or for root the way to it', async () => {
    const dataDir = path.join(closed.path, 'data');
    const first = await start(dataDir);
    await remember(first.url('postgres'));
    await first.stop();
    const second = await start(dataDir);

    expect(await recall(second.url('postgres'))).toEqual([{ answer: 42 }]);
    expect(second.home).toBe(first.home);
    expect(path.dirname(second.home)).toBe(asRoot ? systemFolders().data : dataDir);
  });

  it('gives a copy of the folder a database of its own, and takes a moved one along', async () => {
    const [original, copy, moved] = ['original', 'copy', 'moved'].map((name) => path.join(closed.path, name)) as [
      string,
      string,
      string,
    ];
    const first = await start(original);
    await remember(first.url('postgres'));
    await first.stop();
    await cp(original, copy, { recursive: true, filter: (source) => !source.includes('cluster') });
    const second = await start(copy);
    await expect(recall(second.url('postgres'))).rejects.toMatchObject({ code: '42P01' });
    await rename(original, moved);
    expect(await recall((await start(moved)).url('postgres'))).toEqual([{ answer: 42 }]);
  });

  it('takes its database with it when it is deleted', async () => {
    const gone = await start(path.join(closed.path, 'gone'));
    await gone.stop();
    await rm(path.join(closed.path, 'gone'), { recursive: true });
    const kept = await start(path.join(closed.path, 'kept'));

    await expect(stat(gone.home)).rejects.toMatchObject({ code: 'ENOENT' });
    expect((await stat(kept.home)).isDirectory()).toBe(true);
  });

  it('serves also under a umask that closes everything', async () => {
    const umask = process.umask(0o077);
    try {
      const server = await start(path.join(closed.path, 'data'));
      expect(await query(server.url('postgres'), 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    } finally {
      process.umask(umask);
    }
  });

  it('lends the server binaries it can run', async () => {
    const { version, root } = await packagedBinaries();
    await symlink(root, path.join(closed.path, 'native'));
    const user = await serverUser(undefined);
    const unreachable = { root: path.join(closed.path, 'native'), version };
    const runnable = await runnableBinaries(unreachable, user, systemFolders().cache);

    const expected = asRoot ? path.join(systemFolders().cache, `pg-${version}`) : unreachable.root;
    expect(runnable.root).toBe(expected);
    expect(await runnableBinaries(unreachable, user, systemFolders().cache)).toEqual(runnable);
    expect((await stat(executable(runnable, 'postgres'))).mode & 0o111).toBeGreaterThan(0);
  });
});

describe('a user id without a name', () => {
  it('gets a cluster through a user namespace, or a sentence that says what is missing', async () => {
    const home = path.join(folder.path, 'home');
    await mkdir(home, { mode: 0o711 });
    const ids = asRoot ? { uid: 54_321, gid: 54_321 } : undefined;
    const user = { ids, hasName: false };
    const binaries = await runnableBinaries(await packagedBinaries(), user, systemFolders().cache);
    const making = ensureCluster({ location: { home, user }, binaries, secret: 'a secret', durable: false });

    const outcome = await making.then(
      async () => (await stat(path.join(clusterFolder(home), 'PG_VERSION'))).uid,
      (error: Error) => error.message,
    );
    if (typeof outcome === 'number') expect(outcome).toBe(ids?.uid ?? process.getuid?.());
    else expect(outcome).toMatch(/no entry in the system's user database.*DATABASE_URL/s);
  });
});
