import { buildSchema, parse } from 'graphql';
import { DocumentStore, documentKey, documentPrefix } from '../../../../gateway/execution/document-store.js';

const text = (index: number): string => `{ field${String(index).padStart(3, '0')} }`;

describe('the store of valid documents', () => {
  it('keeps as much text as it may, and what was used last', async () => {
    const store = new DocumentStore(12 * 10);
    for (let index = 0; index < 10; index += 1) await store.set(`s:${index}`, parse(text(index)));
    expect(await store.get('s:0')).toBeDefined();
    await store.set('s:10', parse(text(10)));
    await store.set('s:11', parse(text(11)));
    const there = await Promise.all(
      Array.from({ length: 12 }, async (_, index) => (await store.get(`s:${index}`)) !== undefined),
    );
    expect(there).toEqual([true, false, false, ...Array<boolean>(9).fill(true)]);
  });

  it('keeps no text that would take a tenth of it', async () => {
    const store = new DocumentStore(100);
    await store.set('s:0', parse('{ aaaaaaaaaaaaaaaaaaaaaaaaa }'));
    expect(await store.get('s:0')).toBeUndefined();
  });

  it('tells the most used ones of a schema', async () => {
    const store = new DocumentStore();
    for (let index = 0; index < 5; index += 1) {
      await store.set(`s:${index}`, parse(text(index)));
      await store.set(`t:${index}`, parse(text(index)));
      for (let use = 0; use < index; use += 1) await store.get(`s:${index}`);
    }
    const used = store.mostUsed('s:', 2).map(({ document, uses }) => [document.loc?.source.body, uses]);
    expect(used).toEqual([
      [text(4), 5],
      [text(3), 4],
    ]);
    expect(await store.delete('s:4')).toBe(true);
    expect(store.mostUsed('s:', 1)[0]?.uses).toBe(4);
  });

  it('knows a text by schema and hash', () => {
    const prefix = documentPrefix(buildSchema('type Query { a: Int }'));
    expect(prefix).toBe(documentPrefix(buildSchema('type Query { a: Int }')));
    expect(prefix).not.toBe(documentPrefix(buildSchema('type Query { b: Int }')));
    expect(documentKey(prefix, '{ a }')).toMatch(new RegExp(`^${prefix}[0-9a-f]{64}$`));
  });
});
