import { startEmbeddedPostgres } from '../../../schema/kernel/postgres/embedded-postgres.js';

// The process that `postgres.test.ts` kills: it starts a server, says where, and does nothing more.
const [dataDir = '', systemFolder = ''] = process.argv.slice(2);
const server = await startEmbeddedPostgres({
  dataDir,
  systemFolders: { data: `${systemFolder}/lib`, cache: `${systemFolder}/cache` },
});
process.stdout.write(`${JSON.stringify({ url: server.url('postgres'), home: server.home })}\n`);
setInterval(() => undefined, 60_000);
