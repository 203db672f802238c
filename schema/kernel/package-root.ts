import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * Top folder of the package, the same from sources and from `dist/`: what is not compiled (migrations, data, SDL) is
 * read from there, whatever the working directory.
 *
 * @throws Error when this file was moved out of the package.
 */
export function packageRoot(): string {
  let folder = path.dirname(fileURLToPath(import.meta.url));
  while (!existsSync(path.join(folder, 'prisma.config.ts'))) {
    const parent = path.dirname(folder);
    if (parent === folder) throw new Error('The top folder of casellario-bridge cannot be found.');
    folder = parent;
  }
  return folder;
}
