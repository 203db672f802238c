import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { packageRoot } from '../../../schema/kernel/package-root.js';
import { OperationList } from './operation-list.js';
import { parseManifest, type OperationManifest } from './operation-manifest.js';

export const OWN_MANIFEST = path.join('schema', 'operations', 'manifest.json');

/**
 * The operations of the product's own clients and those of the given manifests: files, or folders of `*.json`.
 *
 * @throws Error that names the file which is no manifest.
 */
export async function loadOperations(manifests: readonly string[]): Promise<OperationList> {
  const files = [path.join(packageRoot(), OWN_MANIFEST), ...(await Promise.all(manifests.map(filesOf))).flat()];
  return new OperationList(await Promise.all(files.map(readManifest)));
}

async function filesOf(source: string): Promise<string[]> {
  const found = await stat(source).catch((cause: unknown) => {
    throw new Error(`The operations of ${source} cannot be read.`, { cause });
  });
  if (!found.isDirectory()) return [source];
  const names = (await readdir(source)).filter((name) => name.endsWith('.json')).sort();
  return names.map((name) => path.join(source, name));
}

async function readManifest(file: string): Promise<OperationManifest> {
  try {
    return parseManifest(await readFile(file, 'utf8'));
  } catch (cause) {
    throw new Error(`${file} is not a manifest of persisted operations (format 1).`, { cause });
  }
}
