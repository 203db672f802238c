/**
 * Writes `schema/graphql/*.graphql` from the resolvers: `npm run schema`. With `--check` it writes nothing and ends
 * with 1 when a committed file is not what the resolvers say.
 */
import { join } from 'node:path';
import { packageRoot } from '../../schema/kernel/package-root.js';
import { productSchemas } from './product-schemas.js';
import { driftOf, schemaFiles, writeSchemaFiles } from './schema-files.js';

const folder = join(packageRoot(), 'schema', 'graphql');
const files = schemaFiles(productSchemas());

if (process.argv.includes('--check')) {
  const drifts = await driftOf(folder, files);
  if (drifts.length > 0) {
    process.stderr.write(`schema/graphql is out of date; run "npm run schema" and commit:\n  ${drifts.join('\n  ')}\n`);
    process.exitCode = 1;
  }
} else {
  await writeSchemaFiles(folder, files);
}
