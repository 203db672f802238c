import { tmpdir } from 'node:os';

interface Environment {
  sharesModules?: boolean;
  teardown(): Promise<void>;
}

const MODULE = new URL('../../testkit/shared-modules/environment.mjs', import.meta.url).href;

async function environment(globalConfig: object): Promise<Environment> {
  const { default: TestEnvironment } = (await import(MODULE)) as {
    default: new (config: object, context: object) => Environment;
  };
  return new TestEnvironment({ globalConfig, projectConfig: { testEnvironmentOptions: {}, globals: {} } }, {});
}

describe('a test file among others in one worker', () => {
  it('leaves nothing of the process changed', async () => {
    const state = (): unknown => ({
      variables: { ...process.env },
      folder: process.cwd(),
      umask: process.umask(),
      exit: process.exit,
      listeners: process.listeners('SIGUSR2'),
      fetch: globalThis.fetch,
    });
    const before = state();
    const file = await environment({});

    process.env['LEFT_BEHIND'] = 'by a test file';
    delete process.env['PATH'];
    process.chdir(tmpdir());
    process.umask(0o077);
    process.exit = () => undefined as never;
    process.on('SIGUSR2', () => undefined);
    globalThis.fetch = () => Promise.reject(new Error('left behind'));
    await file.teardown();

    expect(state()).toEqual(before);
  });

  it.each([{ watch: true }, { watchAll: true }, { collectCoverage: true }])(
    'gets modules of its own where they must be loaded anew: %j',
    async (globalConfig) => {
      expect((await environment({})).sharesModules).toBe(true);
      expect((await environment(globalConfig)).sharesModules).toBeUndefined();
    },
  );
});
