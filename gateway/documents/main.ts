/**
 * Writes the documents that are generated from code, `.env.example` and `schema/ERROR_CODES.md`: `npm run documents`.
 * With `--check` it writes nothing and ends with 1 when a committed one is not what the code says.
 */
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { errorCodesDocument } from '../../schema/error-codes-document.js';
import { packageRoot } from '../../schema/kernel/package-root.js';
import { envExample } from '../configuration/variable-list.js';

const DOCUMENTS: Readonly<Record<string, string>> = {
  '.env.example': envExample(),
  'schema/ERROR_CODES.md': errorCodesDocument(),
};

const isCheck = process.argv.includes('--check');
for (const [name, content] of Object.entries(DOCUMENTS)) {
  const file = path.join(packageRoot(), name);
  if (!isCheck) await writeFile(file, content);
  else if ((await readFile(file, 'utf8').catch(() => '')) !== content) {
    process.stderr.write(`${name} is out of date; run "npm run documents" and commit.\n`);
    process.exitCode = 1;
  }
}
