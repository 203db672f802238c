/**
 * Writes the typed operations of the console and of the client, `schema/client/operations.generated.ts`, from
 * `schema/operations/*.graphql`: `npm run client`. With `--check` it writes nothing and ends with 1 when the committed
 * file is not what the operations say.
 */
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { packageRoot } from '../../kernel/package-root.js';
import { typedOperations } from './typed-operations.js';

const root = packageRoot();
const file = path.join(root, 'schema', 'client', 'operations.generated.ts');
const content = await typedOperations({
  supergraph: path.join(root, 'schema', 'graphql', 'supergraph.graphql'),
  operations: path.join(root, 'schema', 'operations'),
});
if (!process.argv.includes('--check')) await writeFile(file, content);
else if ((await readFile(file, 'utf8').catch(() => '')) !== content) {
  process.stderr.write('schema/client/operations.generated.ts is out of date; run "npm run client" and commit.\n');
  process.exitCode = 1;
}
