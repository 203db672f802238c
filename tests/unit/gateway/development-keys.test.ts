import { X509Certificate } from 'node:crypto';
import { readdir, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { readConfig } from '../../../gateway/config.js';
import {
  actorSecret,
  developmentSigningKey,
  existingSigningKey,
  loadSecrets,
} from '../../../gateway/development/keys.js';
import { signingIdentity } from '../../../gateway/development/signing-identity.js';
import { temporaryFolder, type TemporaryFolder } from '../../testkit/temporary-folder.js';

describe('keys of the development set-up', () => {
  let folder: TemporaryFolder;
  beforeEach(async () => {
    folder = await temporaryFolder();
  });
  afterEach(() => folder.remove());

  const config = (env: Record<string, string> = {}) =>
    readConfig({ env: { DATA_DIR: folder.path, ...env }, needs: [] });

  it('are made once and stay the same', async () => {
    const first = await loadSecrets(config());
    const second = await loadSecrets(config());

    expect(second).toEqual(first);
    expect([first.actor.length, first.personIndex.length, first.personalData[0]?.key.length]).toEqual([32, 32, 32]);
    expect(first.actor).not.toEqual(first.personIndex);
  });

  it('can be read by their owner alone', async () => {
    await loadSecrets(config());
    await developmentSigningKey(folder.path);
    const keys = path.join(folder.path, 'keys');

    expect((await stat(keys)).mode & 0o777).toBe(0o700);
    const files = await readdir(keys);
    expect(files.sort()).toEqual([
      'actor-secret',
      'identity-provider.jwk.json',
      'person-index-key',
      'personal-data-key-1',
    ]);
    for (const file of files) expect((await stat(path.join(keys, file))).mode & 0o777).toBe(0o600);
  });

  it('are the same for all who start at once', async () => {
    const made = await Promise.all(Array.from({ length: 12 }, () => developmentSigningKey(folder.path)));

    expect(new Set(made.map(({ kid }) => kid)).size).toBe(1);
    expect(await readdir(path.join(folder.path, 'keys'))).toEqual(['identity-provider.jwk.json']);
  });

  it('yield to what is configured', async () => {
    const key = Buffer.alloc(40, 9);
    const secrets = await loadSecrets(config({ ACTOR_SECRET: key.toString('base64') }));

    expect(Buffer.from(secrets.actor)).toEqual(key);
  });

  it('are not looked for before there are any, and a damaged one is told', async () => {
    expect(await existingSigningKey(folder.path)).toBeUndefined();
    await loadSecrets(config());
    await writeFile(path.join(folder.path, 'keys', 'actor-secret'), 'half');

    await expect(actorSecret(config())).rejects.toThrow('damaged');
  });

  it('are never made up in production', async () => {
    await expect(actorSecret(config({ NODE_ENV: 'production' }))).rejects.toThrow('production');
    expect(await readdir(folder.path)).toEqual([]);
  });
});

describe('who signs documents in development', () => {
  let folder: TemporaryFolder;
  beforeEach(async () => {
    folder = await temporaryFolder();
  });
  afterEach(() => folder.remove());

  const config = (env: Record<string, string> = {}) =>
    readConfig({ env: { DATA_DIR: folder.path, CLOCK_STARTS_AT: '2026-03-01T09:00:00+01:00', ...env }, needs: [] });

  it('R-35 is a key and a certificate for signatures, made once and read by their owner alone', async () => {
    const [first, second] = await Promise.all([signingIdentity(config()), signingIdentity(config())]);
    expect(first?.certificate.equals(second?.certificate ?? Buffer.alloc(0))).toBe(true);
    const certificate = new X509Certificate(first?.certificate ?? '');
    expect(first && certificate.checkPrivateKey(first.privateKey)).toBe(true);
    expect(certificate.verify(certificate.publicKey)).toBe(true);
    expect(certificate.subject).toContain('nessun valore legale');
    expect(new Date(certificate.validTo).getUTCFullYear()).toBe(2036);
    const file = path.join(folder.path, 'keys', 'signing-identity.pem');
    expect((await stat(file)).mode & 0o777).toBe(0o600);
  });

  it('R-35 is nobody in production unless it is configured: the start asks for it', async () => {
    expect(await signingIdentity(readConfig({ env: { NODE_ENV: 'production' }, needs: [] }))).toBeNull();
    expect(() => readConfig({ env: { NODE_ENV: 'production' }, needs: ['signing'] })).toThrow(
      'SIGNING_P12: needed in production',
    );
    expect(await readdir(folder.path)).toEqual([]);
  });
});
