import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';

/** The files of the explorer: they come with the development dependencies, so nothing is loaded from outside. */
const FILES = {
  'react.js': ['react', 'umd/react.production.min.js', 'text/javascript'],
  'react-dom.js': ['react-dom', 'umd/react-dom.production.min.js', 'text/javascript'],
  'graphiql.js': ['graphiql', 'graphiql.min.js', 'text/javascript'],
  'graphiql.css': ['graphiql', 'graphiql.min.css', 'text/css'],
} as const;

export type ExplorerFile = keyof typeof FILES;

export function isExplorerFile(name: string): name is ExplorerFile {
  return Object.hasOwn(FILES, name);
}

/** A file of the explorer; `null` when the development dependencies are not installed. */
export async function explorerFile(name: ExplorerFile): Promise<{ type: string; content: Buffer } | null> {
  const [packageName, file, type] = FILES[name];
  const folder = folderOf(packageName);
  return folder === null ? null : { type, content: await readFile(path.join(folder, file)) };
}

export function explorerIsInstalled(): boolean {
  return Object.values(FILES).every(([packageName]) => folderOf(packageName) !== null);
}

function folderOf(packageName: string): string | null {
  try {
    // The built files are not among the packages' exports; `package.json` is.
    return path.dirname(createRequire(import.meta.url).resolve(`${packageName}/package.json`));
  } catch {
    return null;
  }
}
