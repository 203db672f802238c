import { once } from 'node:events';
import { chmod, mkdtemp, readdir, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import os from 'node:os';
import path from 'node:path';

const FOLDER = 'casellario-bridge-tests-';
const TEMPLATE = 'bridge_template';
const RUNTIME_ROLE = 'bridge_app';

/**
 * Lives in Jest's main process and hands out databases to its workers over HTTP: one embedded server for the whole run,
 * started when the first database is asked for, so that unit tests never pay for it. A database is a clone of a
 * migrated template (some 30 ms), made one at a time, because cloning wants the template to itself.
 */
export class DatabaseBroker {
  #listener = createServer((request, response) => void this.#answer(request, response));
  #server;
  #queue = Promise.resolve();
  #made = 0;

  async open() {
    this.#listener.listen(0, '127.0.0.1');
    await once(this.#listener, 'listening');
    return `http://127.0.0.1:${this.#listener.address().port}`;
  }

  async close() {
    this.#listener.closeAllConnections();
    this.#listener.close();
    if (this.#server === undefined) return;
    const { postgres, administrator, folder } = await this.#server;
    await administrator.end();
    await postgres.stop();
    await rm(folder, { recursive: true, force: true });
  }

  /** `POST /databases` a clone of the template, `POST /databases/empty` an empty one, `DELETE /databases/<name>`. */
  async #answer(request, response) {
    const work = this.#queue.then(async () => {
      this.#server ??= startServer();
      const server = await this.#server;
      const [, , name] = request.url.split('/');
      if (request.method === 'DELETE') return drop(server, name);
      return create(server, `test_${(this.#made += 1)}`, name === 'empty' ? 'template0' : TEMPLATE);
    });
    this.#queue = work.catch(() => undefined);
    const [status, body] = await work.then(
      (result) => [200, result ?? {}],
      (error) => [500, { message: error.stack }],
    );
    // No connection is kept: one that a worker found idle could be closed here at the moment of its next call.
    response.writeHead(status, { 'content-type': 'application/json', connection: 'close' }).end(JSON.stringify(body));
  }
}

async function startServer() {
  await import('./register-typescript.mjs');
  const [{ startEmbeddedPostgres }, { migrateDatabase }, { default: pg }] = await Promise.all([
    import('../../schema/kernel/postgres/embedded-postgres.ts'),
    import('../../schema/kernel/migrate.ts'),
    import('pg'),
  ]);
  await removeAbandonedFolders();
  const folder = await mkdtemp(path.join(os.tmpdir(), `${FOLDER}${process.pid}-`));
  await chmod(folder, 0o755); // when root runs the tests, the server's user must be able to enter
  const postgres = await startEmbeddedPostgres({ dataDir: folder, durable: false });
  const runtimeRole = { name: RUNTIME_ROLE, password: postgres.passwordOf(RUNTIME_ROLE) };
  await migrateDatabase({ ownerUrl: postgres.url(TEMPLATE), runtimeRole });
  const administrator = new pg.Client({ connectionString: postgres.url('postgres') });
  administrator.on('error', () => undefined);
  await administrator.connect();
  return { postgres, administrator, folder };
}

async function create({ postgres, administrator }, name, template) {
  await administrator.query(`CREATE DATABASE ${name} TEMPLATE ${template}`);
  return { name, ownerUrl: postgres.url(name), appUrl: postgres.url(name, RUNTIME_ROLE) };
}

async function drop({ administrator }, name) {
  await administrator.query(`DROP DATABASE IF EXISTS ${administrator.escapeIdentifier(name)} WITH (FORCE)`);
}

/** Left behind by runs that were killed; their servers ended with them. */
async function removeAbandonedFolders() {
  for (const name of await readdir(os.tmpdir())) {
    if (!name.startsWith(FOLDER) || isAlive(Number.parseInt(name.slice(FOLDER.length), 10))) continue;
    await rm(path.join(os.tmpdir(), name), { recursive: true, force: true });
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}
