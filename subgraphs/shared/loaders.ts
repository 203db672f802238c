import DataLoader from 'dataloader';
import type { Page } from './connection.js';

/**
 * Loaders: whatever is asked for in one step of a call is read in one statement, so that a page of 100 costs as many
 * statements as a page of one. They live as long as the call (context.ts).
 */

/** One row for each key; `null` where there is none. */
export function uniqueLoader<Row>(
  keyOf: (row: Row) => string,
  read: (keys: readonly string[]) => Promise<readonly Row[]>,
): DataLoader<string, Row | null> {
  return new DataLoader(async (keys) => {
    const byKey = new Map((await read(keys)).map((row) => [keyOf(row), row]));
    return keys.map((key) => byKey.get(key) ?? null);
  });
}

/** All rows for each key, in the order in which they were read. */
export function groupLoader<Row>(
  keyOf: (row: Row) => string,
  read: (keys: readonly string[]) => Promise<readonly Row[]>,
): DataLoader<string, Row[]> {
  return new DataLoader(async (keys) => {
    const byKey = new Map<string, Row[]>(keys.map((key) => [key, []]));
    for (const row of await read(keys)) byKey.get(keyOf(row))?.push(row);
    return keys.map((key) => byKey.get(key) ?? []);
  });
}

export interface PageReader<Row, Key> {
  /** The parent that a row belongs to. */
  parentOf: (row: Row) => string;
  /** At most `page.take` rows after `page.after` for each parent (a LATERAL join), in order. */
  read: (parents: readonly string[], page: Page<Key>) => Promise<readonly Row[]>;
}

/** One page of children for each of many parents: one loader for each page that is asked for. */
export class PageLoaders<Row, Key> {
  readonly #reader: PageReader<Row, Key>;
  readonly #byPage = new Map<string, DataLoader<string, Row[]>>();

  constructor(reader: PageReader<Row, Key>) {
    this.#reader = reader;
  }

  load(parent: string, page: Page<Key>): Promise<Row[]> {
    // Not the list's name: it tells the parents apart, which share one statement.
    const name = JSON.stringify([page.take, page.after]);
    let loader = this.#byPage.get(name);
    if (!loader) {
      loader = groupLoader(this.#reader.parentOf, (parents) => this.#reader.read(parents, page));
      this.#byPage.set(name, loader);
    }
    return loader.load(parent);
  }
}
