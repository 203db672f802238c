/**
 * Writes the documents that are generated from code, `.env.example`, `schema/ERROR_CODES.md`, `docs/rules.md` and
 * `schema/operations/manifest.json`:
 * `npm run documents`. With `--check` it writes nothing and ends with 1 when a committed one is not what the code says.
 * Either way it ends with 1 when a rule is decided or tested nowhere, or a number is cited that is no rule.
 */
import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { DOMAIN_RULES } from '../../schema/domain-rules.js';
import { errorCodesDocument } from '../../schema/error-codes-document.js';
import { packageRoot } from '../../schema/kernel/package-root.js';
import { envExample } from '../configuration/variable-list.js';
import { OWN_MANIFEST } from '../protection/operations/load-operations.js';
import { manifestOf, type OperationFile } from '../protection/operations/operation-manifest.js';
import { readEvidence } from './rules/rule-evidence.js';
import { ruleProblems, rulesDocument } from './rules/rules-document.js';

const evidence = readEvidence(packageRoot());
const DOCUMENTS: Readonly<Record<string, string>> = {
  '.env.example': envExample(),
  'schema/ERROR_CODES.md': errorCodesDocument(),
  'docs/rules.md': rulesDocument(DOMAIN_RULES, evidence),
  [OWN_MANIFEST]: `${JSON.stringify(manifestOf(await operationFiles()), null, 2)}\n`,
};

/** Each as it is in `schema/operations`. */
async function operationFiles(): Promise<OperationFile[]> {
  const folder = path.join(packageRoot(), 'schema', 'operations');
  const names = (await readdir(folder)).filter((name) => name.endsWith('.graphql')).sort();
  return Promise.all(names.map(async (name) => ({ name, text: await readFile(path.join(folder, name), 'utf8') })));
}

const isCheck = process.argv.includes('--check');
for (const [name, content] of Object.entries(DOCUMENTS)) {
  const file = path.join(packageRoot(), name);
  if (!isCheck) await writeFile(file, content);
  else if ((await readFile(file, 'utf8').catch(() => '')) !== content) {
    process.stderr.write(`${name} is out of date; run "npm run documents" and commit.\n`);
    process.exitCode = 1;
  }
}
for (const problem of ruleProblems(DOMAIN_RULES, evidence)) {
  process.stderr.write(`docs/rules.md: ${problem}.\n`);
  process.exitCode = 1;
}
