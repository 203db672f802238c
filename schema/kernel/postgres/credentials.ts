import { createHmac, randomBytes } from 'node:crypto';
import { link, readFile, rm, writeFile } from 'node:fs/promises';

/**
 * The secret of one cluster, made at first use and kept in a file that only its owner may read. Every role's password
 * is derived from it, so one file serves any number of roles.
 */
export async function clusterSecret(file: string): Promise<string> {
  const known = await readSecret(file);
  if (known !== undefined) return known;
  const draft = `${file}.${randomBytes(6).toString('hex')}`;
  await writeFile(draft, `${randomBytes(32).toString('hex')}\n`, { mode: 0o600, flush: true });
  try {
    // `link` refuses an existing name, so of two first starts at once both read the secret of the faster one.
    await link(draft, file).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
    });
  } finally {
    await rm(draft, { force: true });
  }
  const made = await readSecret(file);
  if (made === undefined) throw new Error(`The secret of the embedded database could not be kept in ${file}.`);
  return made;
}

/** Password of a role: hex, so that it needs no escaping in a connection string. */
export function rolePassword(secret: string, role: string): string {
  return createHmac('sha256', secret).update(`postgresql role ${role}`).digest('hex');
}

async function readSecret(file: string): Promise<string | undefined> {
  const content = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  return content === undefined ? undefined : content.trim();
}
