import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parse, print, visit } from 'graphql';
import { loadOperations } from '../../../../gateway/protection/operations/load-operations.js';
import { OperationList } from '../../../../gateway/protection/operations/operation-list.js';
import { manifestOf, parseManifest, sha256 } from '../../../../gateway/protection/operations/operation-manifest.js';
import { PersistedQueryCache } from '../../../../gateway/protection/operations/persisted-query-cache.js';
import { checkPersistedQuery } from '../../../../gateway/protection/operations/persisted-query.rules.js';
import { temporaryFolder, type TemporaryFolder } from '../../../testkit/temporary-folder.js';

const READ = 'query Read($id: ID!) {\n  thing(id: $id) {\n    ...Name\n  }\n}\n';
const NAME = 'fragment Name on Thing {\n  name\n  owner {\n    ...Owner\n  }\n}\n';
const OWNER = 'fragment Owner on Owner { id }';
const FILES = [
  { name: 'read.graphql', text: READ },
  { name: 'fragments.graphql', text: NAME + OWNER },
  { name: 'write.graphql', text: 'mutation Write { write { id } }\n' },
];

/** As a client with a cache prints it. */
const withTypenames = (text: string): string =>
  print(
    visit(parse(text), {
      SelectionSet: (set, _key, parent) =>
        parent && 'kind' in parent && parent.kind === 'OperationDefinition'
          ? undefined
          : { ...set, selections: [...set.selections, { kind: 'Field', name: { kind: 'Name', value: '__typename' } }] },
    }),
  );

describe('a manifest of operations', () => {
  const manifest = manifestOf(FILES);

  it("is in Apollo's format, with the fragments that an operation needs and the SHA-256 of its text", () => {
    expect(parseManifest(JSON.stringify(manifest))).toEqual(manifest);
    expect(manifest.operations.map(({ name, type }) => [name, type])).toEqual([
      ['Read', 'query'],
      ['Write', 'mutation'],
    ]);
    const [read, write] = manifest.operations;
    expect(write?.body).toBe('mutation Write { write { id } }\n');
    expect(write?.id).toBe(sha256('mutation Write { write { id } }\n'));
    expect(parse(read?.body ?? '').definitions).toHaveLength(3);
  });

  it.each([
    ['two operations in a file', 'query A { a } query B { b }'],
    ['an operation without a name', '{ a }'],
  ])('refuses %s', (_what, text) => {
    expect(() => manifestOf([{ name: 'odd.graphql', text }])).toThrow('odd.graphql must hold one operation');
  });

  it.each(['', '{}', '[]', '{"format":"apollo-persisted-query-manifest","version":2,"operations":[]}', 'x'])(
    'refuses what is none: %j',
    (text) => {
      expect(() => parseManifest(text)).toThrow();
    },
  );
});

describe('the list of operations', () => {
  const manifest = manifestOf(FILES);
  const read = manifest.operations[0]?.body ?? '';
  const list = new OperationList([manifest]);
  const outcome = (text: string): unknown => {
    try {
      list.check(text);
      return 'served';
    } catch (error) {
      return (error as { code: string }).code;
    }
  };

  it.each<[string, string]>([
    ['as it stands', read],
    ['in one line', read.replaceAll(/\s+/g, ' ')],
    ['with comments', `# mine\n${read}`],
    ['with its fragments first', `${NAME}${OWNER}\n${READ}`],
    ['with the names of types that a cache adds', withTypenames(read)],
  ])('serves an operation %s', (_what, text) => {
    expect([outcome(text), outcome(text)]).toEqual(['served', 'served']);
  });

  it.each<[string, string]>([
    ['a field more', read.replace('name', 'name taxCode')],
    ['an alias', read.replace('name', 'other: name')],
    ['another argument', read.replace('id: $id', 'id: "1"')],
    ['another operation beside it', `${read} query Other { thing(id: 1) { name } }`],
    ['an alias for the name of a type', read.replace('name', 'name t: __typename')],
    ['a directive', read.replace('name', 'name @include(if: true)')],
    ['no text that can be read', 'query {'],
    ['nothing', ''],
  ])('R-61 refuses %s', (_what, text) => {
    expect(outcome(text)).toBe('PERSISTED_QUERY_NOT_IN_LIST');
  });

  it('gives texts by hash and takes none from clients, unless it is open', async () => {
    const closed = new PersistedQueryCache(list, { open: false });
    const open = new PersistedQueryCache(new OperationList([]), { open: true });
    for (const cache of [closed, open]) await cache.set('apq:of-a-client', '{ mine }');
    expect(await closed.get(`apq:${manifest.operations[0]?.id}`)).toBe(read);
    expect(await closed.get('apq:of-a-client')).toBeUndefined();
    expect(await open.get('apq:of-a-client')).toBe('{ mine }');
  });

  it('does not grow with what clients register', async () => {
    const cache = new PersistedQueryCache(new OperationList([]), { open: true });
    for (let n = 0; n < 300; n += 1) await cache.set(`apq:${n}`, 'x'.repeat(10_000));
    expect(await cache.get('apq:0')).toBeUndefined();
    expect(await cache.get('apq:299')).toHaveLength(10_000);
    const kept = await Promise.all(Array.from({ length: 300 }, (_, n) => cache.get(`apq:${n}`)));
    expect(kept.filter((text) => text !== undefined)).toHaveLength(100);
  });
});

describe('manifests of registered clients', () => {
  let folder: TemporaryFolder;
  beforeAll(async () => {
    folder = await temporaryFolder();
  });
  afterAll(() => folder.remove());
  const write = async (name: string, content: string): Promise<string> => {
    const file = path.join(folder.path, name);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, content);
    return file;
  };

  it("are read from files and folders, beside the product's own", async () => {
    const own = (await loadOperations([])).size;
    const one = JSON.stringify(manifestOf([{ name: 'a', text: 'query A { a }' }]));
    const other = JSON.stringify(manifestOf([{ name: 'b', text: 'query B { b }' }]));
    const file = await write('one.json', one);
    await write('clients/other.json', other);
    await write('clients/notes.txt', 'no manifest');
    const list = await loadOperations([file, path.join(folder.path, 'clients')]);
    expect(list.size).toBe(own + 2);
    expect(() => list.check('query B { b }')).not.toThrow();
  });

  it('that cannot be read are named', async () => {
    const broken = await write('broken.json', '{');
    await expect(loadOperations([broken])).rejects.toThrow(`${broken} is not a manifest`);
    await expect(loadOperations(['/nowhere.json'])).rejects.toThrow('/nowhere.json cannot be read');
  });
});

describe('a hash beside a text', () => {
  const text = '{ a }';
  it.each<[string, unknown, unknown, boolean]>([
    ['none', text, undefined, true],
    ['other extensions', text, { tracing: {} }, true],
    ['the right one', text, { persistedQuery: { version: 1, sha256Hash: sha256(text) } }, true],
    ['alone', undefined, { persistedQuery: { version: 1, sha256Hash: sha256(text) } }, true],
    ['of another text', text, { persistedQuery: { version: 1, sha256Hash: sha256('{ b }') } }, false],
    ['of another version', text, { persistedQuery: { version: 2, sha256Hash: sha256(text) } }, false],
    ['that is no text', undefined, { persistedQuery: { version: 1, sha256Hash: 5 } }, false],
    ['of a megabyte', undefined, { persistedQuery: { version: 1, sha256Hash: 'x'.repeat(1_000_000) } }, false],
  ])('%s', (_what, query, extensions, good) => {
    const check = (): void => checkPersistedQuery(query, extensions);
    if (good) expect(check).not.toThrow();
    else expect(check).toThrow('SHA-256');
  });
});
