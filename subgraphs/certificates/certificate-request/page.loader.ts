import DataLoader from 'dataloader';

/** The same page of the lists of many owners (bodies, requests), one statement for all that are asked for alike. */
export interface PageLoader<Page, Value> {
  load(owner: string, page: Page): Promise<Value>;
}

/** A field has the same arguments for every parent, so that as a rule there is one page and one statement. */
export function pageLoader<Page, Value>(
  read: (owners: readonly string[], page: Page) => Promise<readonly Value[]>,
): PageLoader<Page, Value> {
  const byPage = new Map<string, DataLoader<string, Value>>();
  return {
    load(owner, page) {
      const key = JSON.stringify(page);
      const loader = byPage.get(key) ?? new DataLoader<string, Value>((owners) => read(owners, page));
      byPage.set(key, loader);
      return loader.load(owner);
    },
  };
}
