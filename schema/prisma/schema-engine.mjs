#!/usr/bin/env node
// Stands in for Prisma's native `schema-engine`, which the Prisma CLI downloads at first use and which a closed network
// cannot give it. Prisma publishes the same engine as WebAssembly; this file speaks the native engine's protocol
// (JSON-RPC, one message per line, on standard input and output) and passes each call on to it.
// `prisma.config.ts` points the CLI here by PRISMA_SCHEMA_ENGINE_BINARY.
/* global WebAssembly */
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { PrismaPg } from '@prisma/adapter-pg';
import { bindMigrationAwareSqlAdapterFactory, ColumnTypeEnum } from '@prisma/driver-adapter-utils';
import * as wasmBindings from '@prisma/schema-engine-wasm/schema_engine_bg';
import pg from 'pg';

const CONNECT_TIMEOUT_MS = 10_000;
const wasmFolder = path.dirname(createRequire(import.meta.url).resolve('@prisma/schema-engine-wasm/schema_engine_bg'));

if (process.argv.includes('--version')) {
  const { version } = JSON.parse(readFileSync(path.join(wasmFolder, 'package.json'), 'utf8'));
  process.stdout.write(`schema-engine-cli ${version}\n`);
  process.exit(0);
}

// The CLI passes more options than these; the native engine ignores what it does not know, and so do we.
const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  strict: false,
  options: { datamodels: { type: 'string', multiple: true }, datasource: { type: 'string' } },
});
const datasource = options.datasource ? JSON.parse(options.datasource) : {};

let startedEngine;
let factory;

if (positionals[0] === 'cli') await runDatabaseCommand(positionals.at(-1));
else serveRequests();

/** `schema-engine cli <command>`: one of three commands on the database itself, then the end. */
async function runDatabaseCommand(command) {
  log('INFO', 'Starting schema engine CLI'); // the Prisma CLI skips the first line
  try {
    if (command === 'can-connect-to-database') await withClient(databaseUrl(), () => undefined);
    else if (command === 'create-database') await createDatabase();
    else if (command === 'drop-database') await dropDatabase(databaseName());
    else throw new Error(`unknown command ${command}`);
    process.exit(0);
  } catch (error) {
    log('ERROR', error.message, { error_code: error.code === '3D000' ? 'P1003' : 'P1001', is_panic: false });
    process.exit(1);
  }
}

/** Requests are answered strictly one after the other, as the native engine does. */
function serveRequests() {
  let queue = Promise.resolve();
  createInterface({ input: process.stdin })
    .on('line', (line) => {
      const request = JSON.parse(line);
      if (request.method) queue = queue.then(() => answer(request)); // without a method: the CLI answers our `print`
    })
    .on('close', () => queue.then(() => process.exit(0)));
}

async function answer({ id, method, params = {} }) {
  try {
    send({ id, result: (await call(method, params, id)) ?? {} });
  } catch (error) {
    // The adapter keeps a database's own error aside and hands the engine a number for it.
    const message = factory?.errorRegistry?.consumeError?.(0)?.message ?? error?.message ?? String(error);
    const data = { is_panic: false, message, error_code: error?.code ?? null, meta: null };
    send({ id, error: { code: 4466, message, data } });
  }
}

/** The WASM engine's methods bear the names of the protocol's, with three differences. */
async function call(method, params, requestId) {
  if (method === 'createDatabase') {
    await createDatabase();
    return { databaseName: databaseName() };
  }
  const engine = await schemaEngine();
  if (method === 'getDatabaseVersion') return engine.version(params);
  const result = await engine[method](params);
  if (method !== 'diff' || result?.stdout == null) return result;
  // The native engine prints a diff by a call of its own; its answer holds the exit code alone.
  send({ id: 1e6 + requestId, method: 'print', params: { content: result.stdout } });
  return { exitCode: result.exitCode, stdout: null };
}

function schemaEngine() {
  return (startedEngine ??= startEngine());
}

async function startEngine() {
  const wasm = readFileSync(path.join(wasmFolder, 'schema_engine_bg.wasm'));
  const { instance } = await WebAssembly.instantiate(wasm, { './schema_engine_bg.js': wasmBindings });
  wasmBindings.__wbg_set_wasm(instance.exports);
  instance.exports.__wbindgen_start();
  const datamodels = options.datamodels?.map((file) => [file, readFileSync(file, 'utf8')]);
  factory = bindMigrationAwareSqlAdapterFactory(adapterFactory());
  return wasmBindings.SchemaEngine.new({ datamodels }, () => undefined, factory);
}

function adapterFactory() {
  const { provider, adapterName } = new PrismaPg({ connectionString: databaseUrl() });
  return { provider, adapterName, connect: () => connectAdapter(databaseUrl()), connectToShadowDb };
}

/** The database in which the engine replays the migrations to see what they come to. */
async function connectToShadowDb() {
  if (datasource.shadowDatabaseUrl) return connectAdapter(datasource.shadowDatabaseUrl);
  const name = `prisma_migrate_shadow_db_${randomUUID()}`;
  await administer(`CREATE DATABASE ${pg.escapeIdentifier(name)}`);
  const adapter = await connectAdapter(urlOf(name));
  const dispose = adapter.dispose.bind(adapter);
  adapter.dispose = async () => {
    await dispose();
    await dropDatabase(name);
  };
  return adapter;
}

/** One connection for each adapter: session settings and advisory locks of a migration must stay on theirs. */
async function connectAdapter(connectionString) {
  const settings = { connectionString, max: 1, idleTimeoutMillis: 0, connectionTimeoutMillis: CONNECT_TIMEOUT_MS };
  const adapter = await new PrismaPg(settings).connect();
  runScriptsWhole(adapter);
  readCatalogCharacters(adapter);
  return adapter;
}

/** The adapter splits a script at each semicolon, which tears functions in $$ … $$ apart; the server need not. */
function runScriptsWhole(adapter) {
  adapter.executeScript = async (script) => {
    try {
      await adapter.underlyingDriver().query(script);
    } catch (error) {
      adapter.onError(error);
    }
  };
}

/**
 * The adapter refuses columns of the catalog's type "char" (18), which introspection reads. They pass as text (25) and
 * are then reported as characters, which is what the engine expects.
 */
function readCatalogCharacters(adapter) {
  const pool = adapter.underlyingDriver();
  const query = pool.query.bind(pool);
  const queryRaw = adapter.queryRaw.bind(adapter);
  let characterColumns = [];
  pool.query = async (...args) => {
    const result = await query(...args);
    characterColumns = [];
    result?.fields?.forEach((field, index) => {
      if (field.dataTypeID !== 18) return;
      field.dataTypeID = 25;
      characterColumns.push(index);
    });
    return result;
  };
  adapter.queryRaw = async (statement) => {
    const result = await queryRaw(statement);
    for (const index of characterColumns) result.columnTypes[index] = ColumnTypeEnum.Character;
    return result;
  };
}

function databaseUrl() {
  const url = datasource.url ?? process.env.DATABASE_URL;
  if (!url) throw new Error('no database: neither the datasource nor DATABASE_URL names one');
  return url;
}

function databaseName() {
  return decodeURIComponent(new URL(databaseUrl()).pathname.slice(1));
}

/** The same server and credentials, another database. */
function urlOf(name) {
  const url = new URL(databaseUrl());
  url.pathname = `/${encodeURIComponent(name)}`;
  return url.toString();
}

function createDatabase() {
  return administer(`CREATE DATABASE ${pg.escapeIdentifier(databaseName())}`);
}

function dropDatabase(name) {
  return administer(`DROP DATABASE IF EXISTS ${pg.escapeIdentifier(name)} WITH (FORCE)`);
}

function administer(sql) {
  return withClient(urlOf('postgres'), (client) => client.query(sql));
}

async function withClient(connectionString, use) {
  const client = new pg.Client({ connectionString, connectionTimeoutMillis: CONNECT_TIMEOUT_MS });
  await client.connect();
  try {
    await use(client);
  } finally {
    await client.end();
  }
}

function send(message) {
  process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);
}

function log(level, message, extra = {}) {
  const line = { level, fields: { message, ...extra }, target: 'schema_engine::logger' };
  process.stderr.write(`${JSON.stringify(line)}\n`);
}
