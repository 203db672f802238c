import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { decodeJwt } from 'jose';
import { readConfig } from '../../../gateway/config.js';
import { developmentSigningKey } from '../../../gateway/development/keys.js';
import { setUpIdentity } from '../../../gateway/identity/set-up-identity.js';
import { packageRoot } from '../../../schema/kernel/package-root.js';
import { temporaryFolder, type TemporaryFolder } from '../../testkit/temporary-folder.js';

describe('npm run token', () => {
  let folder: TemporaryFolder;
  beforeEach(async () => {
    folder = await temporaryFolder();
  });
  afterEach(() => folder.remove());

  it('prints a token that the running instance accepts, and nothing else', async () => {
    const { identify } = await setUpIdentity(readConfig({ env: { DATA_DIR: folder.path } }));
    const { stdout, stderr } = await token(folder.path, 'contact:c_h501');

    expect(stderr).toBe('');
    expect(stdout).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+\n$/);
    await expect(identify(`Bearer ${stdout.trim()}`)).resolves.toMatchObject({
      kind: 'contact',
      method: 'SPID',
      level: 2,
    });
    expect(decodeJwt(stdout.trim()).iss).toBe('urn:casellario-bridge:development:eid');
  });

  it('says who there is when there is no such persona', async () => {
    await developmentSigningKey(folder.path);

    await expect(token(folder.path, 'contact:c_nobody')).rejects.toMatchObject({
      code: 1,
      stdout: '',
      stderr: expect.stringMatching(/no persona "contact:c_nobody".*operator:<officeCode>/) as string,
    });
    await expect(token(folder.path)).rejects.toMatchObject({ stderr: expect.stringMatching(/^Usage: /) as string });
  });

  it('says to start the product first when there are no keys', async () => {
    await expect(token(folder.path, 'ops:alice')).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/start the product first, with the same DATA_DIR/) as string,
    });
  });
});

function token(dataDir: string, ...persona: string[]): Promise<{ stdout: string; stderr: string }> {
  const register = path.join(packageRoot(), 'tests/testkit/register-typescript.mjs');
  const main = path.join(packageRoot(), 'gateway/token/main.ts');
  const { PATH = '', HOME = '' } = process.env;
  const env = { PATH, HOME, DATA_DIR: dataDir };
  return promisify(execFile)(process.execPath, ['--import', register, main, ...persona], { env });
}
