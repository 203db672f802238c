import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { caseRandom } from './fuzz-case.js';
import { targetOf } from './fuzz-targets.js';
import { minimised } from './minimal-case.js';

export interface Reproduction {
  /** The file as it was made. */
  path: string;
  /** The smallest one found of which the same does not hold; null when it does not fail here. */
  minimalPath: string | null;
  message: string | null;
}

/** Makes a case anew, checks it, and writes it into a folder; when it fails, also the smallest that fails alike. */
export async function reproduce(
  { seed, index }: { seed: number; index: number },
  folder: string,
  options: { checked?: boolean } = {},
): Promise<Reproduction> {
  const target = targetOf(index);
  const bytes = await target.make(caseRandom(seed, index, 'make'));
  await mkdir(folder, { recursive: true });
  const stem = join(folder, `${target.name}-${seed}-${index}`);
  const path = `${stem}.${target.extension}`;
  await writeFile(path, bytes);
  // A case that never ends is not run here again.
  if (options.checked === false) return { path, minimalPath: null, message: null };
  const messageOf = (candidate: Buffer): Promise<string | null> =>
    target.check(candidate, caseRandom(seed, index, 'check')).then(
      () => null,
      (error: unknown) => (error instanceof Error ? error.message : String(error)),
    );
  const message = await messageOf(bytes);
  if (message === null) return { path, minimalPath: null, message };
  const [property] = message.split(':');
  const minimal = await minimised(bytes, async (smaller) => (await messageOf(smaller))?.split(':')[0] === property);
  const minimalPath = `${stem}.minimal.${target.extension}`;
  await writeFile(minimalPath, minimal);
  return { path, minimalPath, message };
}
