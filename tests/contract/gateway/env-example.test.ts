import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { envExample } from '../../../gateway/configuration/variable-list.js';
import { packageRoot } from '../../../schema/kernel/package-root.js';

it('.env.example is the one that the table of variables makes', async () => {
  expect(await readFile(path.join(packageRoot(), '.env.example'), 'utf8')).toBe(envExample());
});
