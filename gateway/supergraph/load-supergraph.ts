import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { packageRoot } from '../../schema/kernel/package-root.js';

const OWN_SUPERGRAPH = path.join('schema', 'graphql', 'supergraph.graphql');

/** The text of the supergraph to serve: the given file, or the product's own. */
export async function loadSupergraph(file: string | null): Promise<string> {
  const source = file ?? path.join(packageRoot(), OWN_SUPERGRAPH);
  try {
    return await readFile(source, 'utf8');
  } catch (cause) {
    throw new Error(`The supergraph ${source} cannot be read.`, { cause });
  }
}
