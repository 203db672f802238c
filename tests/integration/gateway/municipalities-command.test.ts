import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { packageRoot } from '../../../schema/kernel/package-root.js';
import { loadReferenceData } from '../../../subgraphs/agreements/reference-data.js';
import { createTestDatabase, type TestDatabase } from '../../testkit/database.js';
import { temporaryFolder, type TemporaryFolder } from '../../testkit/temporary-folder.js';

describe('importing the table of municipalities (R-40)', () => {
  let db: TestDatabase;
  let folder: TemporaryFolder;
  beforeAll(async () => {
    db = await createTestDatabase();
    folder = await temporaryFolder();
    await loadReferenceData(db.database);
  });
  afterAll(async () => {
    await db.drop();
    await folder.remove();
  });

  const importing = async (...args: string[]): Promise<{ stdout: string; stderr: string }> => {
    const env = { PATH: process.env['PATH'], DATABASE_URL: db.appUrl, DATABASE_OWNER_URL: db.ownerUrl };
    const command = path.join(packageRoot(), 'dist/gateway/municipalities/main.js');
    return promisify(execFile)(process.execPath, [command, ...args], { env, timeout: 120_000 });
  };
  const file = async (content: string): Promise<string> => {
    const name = path.join(folder.path, 'table.csv');
    await writeFile(name, content);
    return name;
  };

  it('R-40 says how many there are now', async () => {
    const { stdout } = await importing(await file('municipality,office\nD773,PROC-L719\nD612,PROC-D612\n'));
    expect(stdout).toBe('2 municipalities\n');
    const rows = await db.database.rows('SELECT municipality FROM certificates.municipality_office ORDER BY 1');
    expect(rows).toEqual([{ municipality: 'D612' }, { municipality: 'D773' }]);
  });

  it.each<[string, () => Promise<string[]>, RegExp]>([
    ['a bad line', async () => [await file('municipality,office\nX999,PROC-H501\n')], /line 2: no municipality/],
    ['a file that is too large', async () => [await file('x'.repeat(2_000_000))], /larger than 1048576 bytes/],
    ['a file that is not there', async () => ['/nowhere/table.csv'], /ENOENT/],
    ['no file', async () => [], /^Usage: /],
  ])('R-40 ends with 1 and says why: %s', async (_, args, message) => {
    await expect(importing(...(await args()))).rejects.toMatchObject({
      code: 1,
      stdout: '',
      stderr: expect.stringMatching(message),
    });
  });
});
