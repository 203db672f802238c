import { generateKeyPairSync } from 'node:crypto';
import ssh2 from 'ssh2';
import { newKeyPair } from '../../testkit/key-pair.js';
import { signingP12 } from '../../testkit/signing-p12.js';
import { businessClock, ConfigurationError, readConfig, type ReadConfigOptions } from '../../../gateway/config.js';

const KEY = Buffer.alloc(32, 1).toString('base64');
const PRODUCTION = {
  NODE_ENV: 'production',
  DATABASE_URL: 'postgres://app:pw@db/bridge',
  EID_ISSUER: 'https://eid.example',
  EID_JWKS_URL: 'https://eid.example/jwks',
  SIC_ISSUER: 'https://sic.example',
  SIC_JWKS_URL: 'https://sic.example/jwks',
  DASHBOARDS_ISSUER: 'https://dash.example',
  DASHBOARDS_JWKS_URL: 'https://dash.example/jwks',
  ACTOR_SECRET: KEY,
  PERSON_INDEX_KEY: KEY,
  PERSONAL_DATA_KEYS: `2:${KEY},1:${KEY}`,
  STATEMENT_KEY: generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  TRANSITION_LOG_KEY: generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  SIGNING_P12: signingP12({ password: '' }).toString('base64'),
};

describe('configuration', () => {
  it('needs nothing in development', () => {
    const config = readConfig({ env: {} });

    expect(config).toMatchObject({
      production: false,
      host: '127.0.0.1',
      port: 4000,
      databaseUrl: null,
      openGateway: false,
      requestTimeoutMs: 30_000,
      subgraphTimeoutMs: 10_000,
      maxUploadBytes: 512 * 1_048_576,
      subgraphUrls: {},
      secrets: { actor: null, personIndex: null, personalData: null },
      clockStartsAt: null,
    });
    expect(config.massivoDrop).toBe(`${config.dataDir}/massivo`);
  });

  it('R-01 R-02 knows the days of the circular unless told others', () => {
    expect(readConfig({ env: {} }).transition).toEqual({
      opensOn: '2026-02-05',
      lastDay: '2026-08-05',
      explicit: false,
    });
    expect(readConfig({ env: { TRANSITION_LAST_DAY: '2026-12-31' } }).transition).toMatchObject({
      lastDay: '2026-12-31',
      explicit: true,
    });
  });

  it('is frozen all the way down', () => {
    const config = readConfig({ env: PRODUCTION });

    for (const part of [
      config,
      config.transition,
      config.secrets,
      config.issuers,
      config.issuers[0],
      config.subgraphUrls,
    ]) {
      expect(Object.isFrozen(part)).toBe(true);
    }
  });

  it('reads everything that production needs', () => {
    const config = readConfig({ env: PRODUCTION });

    expect(config.production).toBe(true);
    expect(config.issuers.map(({ kind }) => kind)).toEqual(['eid', 'sic', 'dashboards']);
    expect(config.secrets.personalData?.map(({ id }) => id)).toEqual([2, 1]);
    expect(config.secrets.actor).toHaveLength(32);
  });

  it('tells every problem at once, and the whole list of variables', () => {
    const error = failure({
      env: { PORT: 'abc', LOG_LEVEL: 'loud', TRANSITION_LAST_DAY: '2026-02-30', ACTOR_SECRET: 'c2hvcnQ=' },
    });

    expect(error.problems.map((problem) => problem.split(':')[0])).toEqual([
      'PORT',
      'LOG_LEVEL',
      'ACTOR_SECRET',
      'TRANSITION_LAST_DAY',
    ]);
    for (const told of [
      'SUBGRAPH_LEGACY_URL',
      'default 4000',
      'MiB',
      'PERSONAL_DATA_KEYS[_FILE]',
      'needed in production',
    ]) {
      expect(error.message).toContain(told);
    }
  });

  it('has no default secret in production, and asks each process for what it needs alone', () => {
    const missing = (options: ReadConfigOptions) => failure(options).problems.map((problem) => problem.split(':')[0]);

    expect(missing({ env: { NODE_ENV: 'production' } })).toEqual(
      Object.keys(PRODUCTION).filter((name) => name !== 'NODE_ENV'),
    );
    expect(missing({ env: { NODE_ENV: 'production' }, needs: ['database', 'actor'] })).toEqual([
      'DATABASE_URL',
      'ACTOR_SECRET',
    ]);
    expect(readConfig({ env: { NODE_ENV: 'production' }, needs: [] }).production).toBe(true);
  });

  it.each([
    ['OPEN_GATEWAY', '1'],
    ['CLOCK_STARTS_AT', '2026-03-01T09:00:00+01:00'],
    ['EID_JWKS_URL', 'http://eid.example/jwks'],
  ])('refuses %s=%s in production', (name, value) => {
    expect(failure({ env: { ...PRODUCTION, [name]: value } }).problems).toEqual([expect.stringContaining(name)]);
  });

  it.each([
    ['PORT', '65536'],
    ['PORT', '-1'],
    ['DATABASE_URL', 'mysql://db/x'],
    ['SUBGRAPH_LEGACY_URL', 'legacy:4003'],
    ['GATEWAY_REQUEST_TIMEOUT_MS', '0'],
    ['MAX_UPLOAD_MB', '0'],
    ['OPEN_GATEWAY', 'perhaps'],
    ['CLOCK_STARTS_AT', '2026-03-01T09:00:00'],
    ['CLOCK_STARTS_AT', 'yesterday'],
    ['PERSONAL_DATA_KEYS', `1:${KEY},1:${KEY}`],
    ['PERSONAL_DATA_KEYS', `0:${KEY}`],
    ['PERSONAL_DATA_KEYS', `1:${KEY.slice(4)}`],
    ['EID_ISSUER', 'https://alone.example'],
    ['TRANSITION_OPENS_ON', '2027-01-01'],
  ])('refuses %s=%s', (name, value) => {
    expect(failure({ env: { [name]: value } }).problems).toHaveLength(1);
  });

  it.each<[string, Record<string, string>, string]>([
    [
      'a sign-in without its client',
      { CONSOLE_OIDC_ISSUER: 'https://a.example' },
      'CONSOLE_OIDC_ISSUER: needs CONSOLE_OIDC_CLIENT_ID as well',
    ],
    [
      'a client without its sign-in',
      { CONSOLE_OIDC_CLIENT_ID: 'console' },
      'CONSOLE_OIDC_CLIENT_ID: needs CONSOLE_OIDC_ISSUER as well',
    ],
    [
      'a sign-in that anybody can read',
      { ...PRODUCTION, CONSOLE_OIDC_ISSUER: 'http://a.example', CONSOLE_OIDC_CLIENT_ID: 'console' },
      'CONSOLE_OIDC_ISSUER: must be https:// in production',
    ],
    ['a header that is none', { CNS_HEADER: 'client cert' }, 'CNS_HEADER: must be the name of a header'],
    [
      'tokens without an end',
      { TOKEN_MAX_LIFETIME_MINUTES: '0' },
      'TOKEN_MAX_LIFETIME_MINUTES: must be a whole number from 1 to 525600',
    ],
  ])('refuses %s', (_what, env, problem) => {
    expect(failure({ env }).problems).toEqual([problem]);
  });

  it('tells the console how to sign in', () => {
    const own = { CONSOLE_OIDC_ISSUER: 'https://a.example', CONSOLE_OIDC_CLIENT_ID: 'console' };

    expect(readConfig({ env: {} }).console).toBeNull();
    expect(readConfig({ env: { ...own, CONSOLE_OIDC_RESOURCE: 'urn:bridge' } }).console).toEqual({
      ...{ issuer: 'https://a.example', clientId: 'console', scope: 'openid', resource: 'urn:bridge' },
    });
  });

  describe('massivo over SFTP', () => {
    const { privateKey, publicKey } = newKeyPair();
    const fingerprint = 'SHA256:' + 'A'.repeat(43);
    const env = {
      MASSIVO_DROP: 'sftp://bridge@office.example:2222/drop/',
      MASSIVO_SFTP_KEY: privateKey,
      MASSIVO_SFTP_HOST_KEY: fingerprint,
    };

    it('reads server, folder and keys, and starts no emulator', () => {
      const config = readConfig({ env });

      expect(config.massivoDrop).toEqual({
        ...{ host: 'office.example', port: 2222, user: 'bridge', root: '/drop' },
        privateKey: expect.stringContaining('OPENSSH PRIVATE KEY'),
        hostKey: { fingerprint, algorithm: null },
      });
      expect(config.emulator).toBe(false);
      expect(Object.isFrozen(config.massivoDrop)).toBe(true);
    });

    it('takes the key from a file, the host key as a line, port 22 and the root folder unless told others', () => {
      const { MASSIVO_SFTP_KEY: _key, ...rest } = env;
      const config = readConfig({
        env: {
          ...rest,
          MASSIVO_DROP: 'sftp://bridge@[::1]/',
          MASSIVO_SFTP_KEY_FILE: '/run/secrets/massivo',
          MASSIVO_SFTP_HOST_KEY: `${publicKey} office`,
        },
        readFile: () => privateKey,
      });

      expect(config.massivoDrop).toMatchObject({
        host: '::1',
        port: 22,
        root: '/',
        hostKey: { algorithm: 'ssh-ed25519' },
      });
    });

    it('tells both keys that are missing, and each that is bad once', () => {
      const names = (some: object) =>
        failure({ env: { ...env, ...some } }).problems.map((problem) => problem.split(':')[0]);

      expect(names({ MASSIVO_SFTP_KEY: '', MASSIVO_SFTP_HOST_KEY: '' })).toEqual([
        'MASSIVO_SFTP_KEY',
        'MASSIVO_SFTP_HOST_KEY',
      ]);
      expect(names({ MASSIVO_SFTP_KEY: 'x', MASSIVO_SFTP_HOST_KEY: 'MD5:00:11' })).toEqual([
        'MASSIVO_SFTP_KEY',
        'MASSIVO_SFTP_HOST_KEY',
      ]);
      const encrypted = ssh2.utils.generateKeyPairSync('ed25519', {
        passphrase: 'p',
        cipher: 'aes256-ctr',
        rounds: 1,
      }).private;
      expect(names({ MASSIVO_SFTP_KEY: encrypted })).toEqual(['MASSIVO_SFTP_KEY']);
      expect(names({ MASSIVO_SFTP_HOST_KEY: publicKey.replace('ssh-ed25519', 'ssh-rsa') })).toEqual([
        'MASSIVO_SFTP_HOST_KEY',
      ]);
    });

    it.each([
      'sftp://office.example/drop',
      'sftp://bridge:secret@office.example/drop',
      'sftp://bridge@office.example',
      'sftp://bridge@office.example/drop?x=1',
      'sftp://bridge@office.example/a%00b',
      'sftp://bridge@office.example:99999/drop',
      'ftp://bridge@office.example/drop',
      'http://office.example/drop',
    ])('refuses MASSIVO_DROP=%s', (drop) => {
      expect(failure({ env: { ...env, MASSIVO_DROP: drop } }).problems).toEqual([
        expect.stringMatching(/^MASSIVO_DROP: must be a directory, or sftp:/),
      ]);
    });
  });

  it('never repeats a value, least of all a secret', () => {
    const error = failure({
      env: { DATABASE_URL: 'mysql://u:pa55word@db/x', ACTOR_SECRET: 'pa55word', PORT: 'pa55word' },
    });

    expect(error.message).not.toContain('pa55word');
  });

  it('reads secrets from files, and refuses both at once', () => {
    const readFile = (file: string) => {
      if (file !== '/run/secrets/actor') throw new Error('no such file');
      return `${KEY}\n`;
    };

    expect(readConfig({ env: { ACTOR_SECRET_FILE: '/run/secrets/actor' }, readFile }).secrets.actor).toHaveLength(32);
    expect(failure({ env: { ACTOR_SECRET_FILE: '/nowhere' }, readFile }).problems).toEqual([
      'ACTOR_SECRET_FILE: the file cannot be read',
    ]);
    expect(failure({ env: { ACTOR_SECRET_FILE: '/run/secrets/actor', ACTOR_SECRET: KEY }, readFile }).problems).toEqual(
      [expect.stringContaining('not both')],
    );
  });

  it('takes an empty variable for an unset one, and a bare subgraph origin for its /graphql', () => {
    const config = readConfig({
      env: {
        PORT: '',
        SUBGRAPH_LEGACY_URL: 'http://legacy:4003',
        SUBGRAPH_AGREEMENTS_URL: 'http://gw/agreements/graphql',
      },
    });

    expect(config.port).toBe(4000);
    expect(config.subgraphUrls).toEqual({
      agreements: 'http://gw/agreements/graphql',
      legacy: 'http://legacy:4003/graphql',
    });
  });

  it('starts the business clock where it is told', () => {
    const clock = businessClock(readConfig({ env: { CLOCK_STARTS_AT: '2026-08-05T23:59:00+02:00' } }));

    expect(clock.now().toISOString()).toMatch(/^2026-08-05T2[12]:/);
  });
});

function failure(options: ReadConfigOptions): ConfigurationError {
  try {
    readConfig(options);
  } catch (error) {
    if (error instanceof ConfigurationError) return error;
    throw error;
  }
  throw new Error('the configuration was accepted');
}
