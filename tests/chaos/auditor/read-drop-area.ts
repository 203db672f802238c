import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import type { DropFile } from './evidence.js';

const FOLDERS = ['in', 'in/done'] as const;

/** The request files of every office, those that it has taken in among them, with what is in them. */
export async function readDropArea(root: string): Promise<DropFile[]> {
  const files: DropFile[] = [];
  for (const { officeCode, folder, name } of await listInFolders(root)) {
    const content = await readFile(path.join(root, officeCode, folder, name));
    files.push({ officeCode, folder, name, sha256: createHash('sha256').update(content).digest('hex') });
  }
  return files;
}

/** Names alone, which is quick. */
export async function listInFolders(root: string): Promise<Omit<DropFile, 'sha256'>[]> {
  const found: Omit<DropFile, 'sha256'>[] = [];
  for (const office of await readdir(root, { withFileTypes: true })) {
    if (!office.isDirectory() || !office.name.startsWith('PROC-')) continue;
    for (const folder of FOLDERS) {
      const entries = await readdir(path.join(root, office.name, folder), { withFileTypes: true }).catch(() => []);
      for (const entry of entries) {
        if (entry.isFile() && entry.name.endsWith('.txt')) {
          found.push({ officeCode: office.name, folder, name: entry.name });
        }
      }
    }
  }
  return found;
}
