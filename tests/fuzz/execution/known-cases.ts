import { readdir, readFile } from 'node:fs/promises';
import type { TestCase } from './test-case.js';

/** A case that is kept: one that Apollo's executor answers otherwise than the judge, or one that ours once did. */
export interface KnownCase extends TestCase {
  readonly name: string;
  /** Kind of the difference that Apollo's executor still has; `null`: it has none. */
  readonly apollo: string | null;
  /** `planner`: Apollo's planner finds no plan for it, so that ours cannot answer either. */
  readonly ours?: 'planner';
  readonly why: string;
}

const FOLDER = new URL('./cases/', import.meta.url);

export async function knownCases(): Promise<KnownCase[]> {
  const files = (await readdir(FOLDER)).filter((file) => file.endsWith('.json')).sort();
  return Promise.all(files.map(async (file) => JSON.parse(await readFile(new URL(file, FOLDER), 'utf8')) as KnownCase));
}
