import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'prisma/config';

const here = path.dirname(fileURLToPath(import.meta.url));

// Prisma's own schema engine as WebAssembly: the native one would be downloaded at first use (docs/adr).
process.env['PRISMA_SCHEMA_ENGINE_BINARY'] = path.join(here, 'schema/prisma/schema-engine.mjs');
// No look for newer versions, no telemetry.
process.env['CHECKPOINT_DISABLE'] = '1';
process.env['PRISMA_HIDE_UPDATE_MESSAGE'] = '1';

export default defineConfig({
  schema: path.join(here, 'schema/prisma/schema.prisma'),
  migrations: { path: path.join(here, 'schema/prisma/migrations') },
  datasource: { url: process.env['DATABASE_OWNER_URL'] ?? process.env['DATABASE_URL'] ?? '' },
});
