import { open } from 'node:fs/promises';
import { importMunicipalityTable, LARGEST_TABLE_BYTES } from '../../subgraphs/certificates/index.js';
import { readConfig } from '../config.js';
import { openStore } from '../start/store.js';

/**
 * `npm run -s municipalities -- <file.csv>`: imports the table of municipalities and their offices
 * (`docs/office-counter.md`), also while the product runs; every instance answers from it at once.
 */
async function importFile(path: string | undefined): Promise<number> {
  if (path === undefined) throw new Error('Usage: npm run -s municipalities -- <file.csv>.');
  const table = await firstBytes(path, LARGEST_TABLE_BYTES + 1); // one more than is taken, so that it is refused
  const store = await openStore(readConfig({ needs: ['database'] }));
  try {
    return (await importMunicipalityTable(store.database, table)).municipalities;
  } finally {
    await store.close();
  }
}

async function firstBytes(path: string, count: number): Promise<Uint8Array> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(count), 0, count, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

try {
  process.stdout.write(`${await importFile(process.argv[2])} municipalities\n`);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
