import { stat } from 'node:fs/promises';
import path from 'node:path';
import { packageRoot } from '../../../schema/kernel/package-root.js';
import { startChildScript } from '../../testkit/child-script.js';
import { temporaryFolder, type TemporaryFolder } from '../../testkit/temporary-folder.js';

describe('the development provider', () => {
  let folder: TemporaryFolder;
  beforeEach(async () => {
    folder = await temporaryFolder();
  });
  afterEach(() => folder.remove());

  const identity = async (environment: string) => {
    const script = path.join(packageRoot(), 'tests/testkit/production-identity.ts');
    const child = await startChildScript<object>(script, environment, folder.path);
    await child.kill();
    return child.said;
  };

  it('is not there in production: no routes, no keys, nothing of it loaded', async () => {
    const absent = [{ status: 404 }, { status: 404 }, { status: 404 }, { status: 404 }];
    const body = {
      authority: 'https://sign-in.test',
      clientId: 'casellario-console',
      scope: 'openid',
      resource: null,
      development: false,
    };

    expect(await identity('production')).toEqual({
      without: [...absent, { status: 404 }],
      configured: [...absent, { status: 200, body }],
    });
    await expect(stat(path.join(folder.path, 'keys'))).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('would be noticed if it were loaded', async () => {
    expect(await identity('development')).toEqual({ refused: expect.stringContaining('loads ') as string });
  });
});
