import { readFile } from 'node:fs/promises';
import type { WitnessEntry } from './evidence.js';

/** Reads the receipts of clients and operators, one JSON object a line. */
export async function readWitness(file: string): Promise<WitnessEntry[]> {
  const lines = (await readFile(file, 'utf8')).split('\n').filter((line) => line !== '');
  return lines.map((line) => JSON.parse(line) as WitnessEntry);
}
