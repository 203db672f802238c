import { randomBytes } from 'node:crypto';
import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';

/** The content of a key file, or `undefined` when there is none. */
export async function readKeyFile(file: string): Promise<string | undefined> {
  try {
    return (await readFile(file, 'utf8')).trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/**
 * The content of a key file, made at first use and readable by its owner alone. Written aside and linked into place,
 * because `link` refuses a name that exists: of two processes that start at once both read the key of the faster one,
 * and nobody ever reads half a key.
 */
export async function keptKey(file: string, make: () => string | Promise<string>): Promise<string> {
  const known = await readKeyFile(file);
  if (known !== undefined) return known;
  await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
  const draft = `${file}.${randomBytes(6).toString('hex')}`;
  try {
    await writeFile(draft, `${await make()}\n`, { mode: 0o600, flush: true });
    await link(draft, file).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
    });
  } finally {
    await rm(draft, { force: true });
  }
  const made = await readKeyFile(file);
  if (made === undefined) throw new Error(`The key could not be kept in ${file}.`);
  return made;
}
