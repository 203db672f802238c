import { DocumentCache } from '../../../gateway/execution/transport/document-cache.js';
import { jsonData } from '../../../gateway/execution/transport/json-data.js';
import { isMutation } from '../../../gateway/execution/graph-call.js';
import { testSubgraphs } from '../../testkit/test-subgraphs.js';

const [agreements] = testSubgraphs().list;

describe('documents of fetches', () => {
  it('are parsed and checked once', () => {
    const cache = new DocumentCache(agreements!);
    const first = cache.get('{ bodies { code } }');

    expect(first).toHaveProperty('document');
    expect(cache.get('{ bodies { code } }')).toBe(first);
    expect(cache.get('{ bodies { nothing } }')).toHaveProperty('errors');
  });

  it('are forgotten, the least recently used first, when together they get too long', () => {
    const cache = new DocumentCache(agreements!, 1_000);
    const text = (n: number) => `query Q${String(n).padStart(3, '0')} { bodies { code } }`;
    const oldest = cache.get(text(0));
    for (let n = 1; n < 200; n += 1) {
      cache.get(text(n));
      expect(cache.get(text(0))).toBe(oldest);
    }

    expect(cache.size).toBe(Math.floor(1_000 / text(0).length));
  });

  it('are not kept when one alone would push out the others', () => {
    const cache = new DocumentCache(agreements!, 1_000);
    cache.get(`{ bodies { ${'code '.repeat(100)} } }`);

    expect(cache.size).toBe(0);
  });
});

describe('data as JSON', () => {
  it('is what a journey as JSON would make of it', () => {
    const shared = { deep: { x: 1 } };
    const selection = (fields: object) => Object.assign(Object.create(null), fields) as object;
    const make = () =>
      selection({
        list: [selection({ when: new Date(0), none: null }), null],
        json: shared,
        number: 1.5,
        nan: Number.NaN,
        text: 'x',
        yes: true,
        nested: [[selection({ when: new Date(1) })]],
      });

    expect(JSON.parse(JSON.stringify(jsonData(make())))).toEqual(JSON.parse(JSON.stringify(make())));
    expect(jsonData(make())).toMatchObject({ list: [{ when: '1970-01-01T00:00:00.000Z' }, null], nan: null });
  });

  it("shares nothing with the subgraph's own objects", () => {
    const owned = { tags: ['a'] };
    const data = jsonData(Object.assign(Object.create(null), { owned })) as { owned: { tags: string[] } };
    data.owned.tags.push('b');

    expect(owned.tags).toEqual(['a']);
  });
});

describe('kinds of fetches', () => {
  it.each([
    ['mutation{rename{code}}', true],
    ['  mutation Rename__agreements__0($a:ID!){x}', true],
    ['{mutation}', false],
    ['query($mutation:ID!){x}', false],
    ['query mutations{x}', false],
  ])('%s', (query, expected) => {
    expect(isMutation(query)).toBe(expected);
  });
});
