import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';

export interface ConsoleFile {
  type: string;
  content: Buffer;
  /** `null` for what is compressed by its nature. */
  gzipped: Buffer | null;
}

const TYPES: Readonly<Record<string, string>> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
};

/**
 * The built files, by name; no other can be asked for. Each is read once, when it is first wanted, and kept: a name
 * holds a hash of its content, and all of them together are a few megabytes.
 */
export function consoleFiles(folder: string): (name: string) => Promise<ConsoleFile> | null {
  const names = new Set(readdirSync(folder).filter((name) => path.extname(name) in TYPES));
  const kept = new Map<string, Promise<ConsoleFile>>();
  return (name) => {
    if (!names.has(name)) return null;
    const known = kept.get(name);
    if (known !== undefined) return known;
    const read = readConsoleFile(path.join(folder, name));
    // A failure is not kept: the file may be there again.
    read.catch(() => kept.delete(name));
    kept.set(name, read);
    return read;
  };
}

async function readConsoleFile(file: string): Promise<ConsoleFile> {
  const extension = path.extname(file);
  const content = await readFile(file);
  const gzipped = extension === '.woff2' ? null : await promisify(gzip)(content);
  return { type: TYPES[extension] ?? 'application/octet-stream', content, gzipped };
}
