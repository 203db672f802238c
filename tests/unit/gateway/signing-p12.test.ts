import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { X509Certificate } from 'node:crypto';
import { ConfigurationError, readConfig } from '../../../gateway/config.js';
import { signingP12, type P12Options } from '../../testkit/signing-p12.js';
import { temporaryFolder } from '../../testkit/temporary-folder.js';

const PASSWORD = 'segreta';
const AT = '2026-03-01T09:00:00+01:00';

function problems(env: Record<string, string>): readonly string[] {
  try {
    readConfig({ env: { CLOCK_STARTS_AT: AT, ...env } });
  } catch (error) {
    if (error instanceof ConfigurationError) return error.problems;
    throw error;
  }
  return [];
}

const withP12 = (options: Partial<P12Options>, password: string = PASSWORD): Record<string, string> => ({
  SIGNING_P12: signingP12(options).toString('base64'),
  SIGNING_P12_PASSWORD: password,
});

describe('the P12 that signs documents', () => {
  it('R-35 is read from a file, with its password from another', async () => {
    const folder = await temporaryFolder();
    const [file, password] = [path.join(folder.path, 'signing.p12'), path.join(folder.path, 'password')];
    await writeFile(file, signingP12());
    await writeFile(password, `${PASSWORD}\n`);
    const { signing } = readConfig({ env: { SIGNING_P12_FILE: file, SIGNING_P12_PASSWORD_FILE: password } });
    expect(signing?.privateKey.asymmetricKeyType).toBe('rsa');
    expect(new X509Certificate(signing?.certificate ?? '').subject).toBe('CN=Ufficio del casellario');
    expect(signing?.chain).toEqual([]);
    await folder.remove();
  });

  it('R-35 is read from a variable too', () => {
    expect(problems(withP12({}))).toEqual([]);
    expect(problems(withP12({ keyUsage: { digitalSignature: true } }))).toEqual([]);
  });

  it.each<[string, Record<string, string>, string]>([
    ['a wrong password', withP12({}, 'sbagliata'), 'SIGNING_P12_PASSWORD: does not open SIGNING_P12'],
    ['no password', withP12({}, ''), 'SIGNING_P12_PASSWORD: does not open SIGNING_P12'],
    ['no private key', withP12({ without: 'key' }), 'SIGNING_P12: holds no private key'],
    ['no certificate', withP12({ without: 'certificate' }), 'SIGNING_P12: holds no certificate of its private key'],
    [
      'an expired certificate',
      withP12({ until: '2026-02-28' }),
      'SIGNING_P12: the certificate has expired on 2026-02-28',
    ],
    [
      'one not yet valid',
      withP12({ from: '2026-03-02' }),
      'SIGNING_P12: the certificate is not valid before 2026-03-02',
    ],
    [
      'one for other uses',
      withP12({ keyUsage: { keyEncipherment: true } }),
      'SIGNING_P12: the certificate is not for signatures (key usage digitalSignature or nonRepudiation)',
    ],
    [
      'one that does not say what it is for',
      withP12({ keyUsage: null }),
      'SIGNING_P12: the certificate is not for signatures (key usage digitalSignature or nonRepudiation)',
    ],
    [
      'a weak key',
      withP12({ rsaBits: 1_024 }),
      'SIGNING_P12: the key must be RSA of 2048 bits or more, or ECDSA on P-256',
    ],
    ['something else', { SIGNING_P12: 'Z2FyYmFnZQ==' }, 'SIGNING_P12: is no PKCS #12 file'],
    ['no base64', { SIGNING_P12: 'è un file' }, 'SIGNING_P12: must be base64'],
  ])('R-35 with %s is a problem of the configuration', (_, env, problem) => {
    expect(problems(env)).toEqual([problem]);
  });

  it('is told together with every other problem, and the message holds nothing of it', () => {
    const env = { PORT: 'abc', ...withP12({}, 'parola-segretissima') };
    expect(problems(env).map((problem) => problem.split(':')[0])).toEqual(['PORT', 'SIGNING_P12_PASSWORD']);
    expect(problems(env).join()).not.toContain('parola-segretissima');
  });
});
