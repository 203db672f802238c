import fc from 'fast-check';
import type { Skeleton } from '../../../../../gateway/execution/subgraph-client.port.js';
import { skeletonData } from '../../../../../gateway/execution/transport/skeleton-data.rules.js';

const SLOT = '\0text';
const THINGS: Skeleton = { kind: 'text', slot: SLOT, head: ['__typename', 'id'] };
const fields = (own: Record<string, Skeleton | null>): Skeleton => ({
  kind: 'object',
  fields: new Map(Object.entries(own)),
});
const SKELETON = fields({ owner: null, lists: fields({ things: THINGS, count: null }) });

function read(body: Buffer | string, skeleton = SKELETON): unknown {
  const bytes = Buffer.from(body);
  return skeletonData(bytes, bytes.toString('latin1'), skeleton);
}

const decoded = (bytes: unknown): string => Buffer.from(bytes as string, 'latin1').toString();

/** The data with the texts read. */
function whole(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(whole);
  if (typeof value !== 'object' || value === null) return value;
  const { [SLOT]: text, ...others } = value as Record<string, unknown>;
  if (text === undefined) {
    return Object.fromEntries(Object.entries(others).map(([key, each]) => [key, key === 'owner' ? each : whole(each)]));
  }
  const object = JSON.parse(decoded(text)) as Record<string, unknown>;
  expect(others).toEqual({ __typename: object.__typename, id: object.id });
  return object;
}

/** Strings full of what could lead a scan astray. */
const text = fc.oneof(
  fc.string({ unit: fc.constantFrom('"', '\\', '{', '}', '[', ']', ',', ':', 'è', '😀', '\u0000', '\n', 'a') }),
  fc.string({ unit: 'binary' }),
);
const json = fc.jsonValue({ stringUnit: 'binary', maxDepth: 4 });
const scalar = fc.oneof(text, fc.constantFrom(null, true, false, 0, -1.5e-7, 12345678901));
const thing = fc.record({ __typename: fc.constant('Thing'), id: scalar, b: json, c: fc.array(text) });
const list = fc.oneof(
  fc.constant(null),
  fc.record({ things: fc.array(fc.option(thing, { nil: null })), count: fc.option(fc.integer()) }),
);
const data = fc.record({ owner: json, lists: fc.oneof(list, fc.array(list)) });

describe('data of which objects stay text', () => {
  it('are what JSON.parse finds, whatever they are', () => {
    fc.assert(
      fc.property(data, fc.boolean(), (given, line) => {
        const body = JSON.stringify({ data: given });
        const found = read(body + (line ? '\n' : ''));

        expect(found).not.toBeNull();
        expect(whole(found)).toEqual((JSON.parse(body) as { data: unknown }).data);
      }),
      { numRuns: 300 },
    );
  });

  it('are none of a body that has been cut off anywhere', () => {
    fc.assert(
      fc.property(data, fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }), (given, part) => {
        const body = Buffer.from(JSON.stringify({ data: given }));

        expect(read(body.subarray(0, Math.floor(part * body.length)))).toBeNull();
      }),
      { numRuns: 300 },
    );
  });

  it('have texts of objects alone, when one byte of the body is another', () => {
    const bytes = fc.constantFrom(...Buffer.from('{}[]",:\\n1 ')).map(Number);
    fc.assert(
      fc.property(fc.array(thing, { minLength: 1, maxLength: 4 }), fc.nat(), bytes, (things, at, byte) => {
        const body = Buffer.from(JSON.stringify({ data: { lists: { things } } }));
        body[at % body.length] = byte;
        const found = read(body) as { lists?: { things?: unknown } } | null;
        const texts = Array.isArray(found?.lists?.things) ? found.lists.things : [];

        for (const one of texts) expect((one as Record<string, unknown>)[SLOT]).toMatch(/^\{[^]*\}$/);
      }),
      { numRuns: 300 },
    );
  });

  it('may be text as a whole', () => {
    const body = '{"data":{"a":{"b":"è"}}}\n';
    const found = read(body, { kind: 'text', slot: SLOT, head: [] }) as Record<string, unknown>;
    expect(decoded(found[SLOT])).toBe('{"a":{"b":"è"}}');
  });

  it.each([
    ['no data', '{"data":null}'],
    ['errors after them', '{"data":{"owner":1},"errors":[]}'],
    ['errors before them', '{"errors":[],"data":{"owner":1}}'],
    ['extensions', '{"data":{"owner":1},"extensions":{}}'],
    ['spaces', '{ "data":{"owner":1}}'],
    ['a field that nobody asked for', '{"data":{"other":1}}'],
    ['a list instead of data', '{"data":[{"owner":1}]}'],
    ['text instead of an object', '{"data":{"lists":{"things":"a"}}}'],
    ['a number instead of an object', '{"data":{"lists":{"things":[1]}}}'],
    ['another order of fields', '{"data":{"lists":{"things":[{"id":1,"__typename":"T","b":1}]}}}'],
    ['an object without its first fields', '{"data":{"lists":{"things":[{}]}}}'],
    ['an object where a scalar was to be', '{"data":{"lists":{"things":[{"__typename":"T","id":{"a":1},"b":1}]}}}'],
    ['a value that is no JSON', '{"data":{"owner":01}}'],
    ['a list that goes on with nothing', '{"data":{"lists":[null,]}}'],
    ['an object that goes on with nothing', '{"data":{"owner":1,}}'],
    ['a bracket too many', '{"data":{"owner":1}}}'],
    ['nothing', ''],
  ])('are none of a body with %s: it is to be parsed', (_what, body) => {
    expect(read(body)).toBeNull();
  });
});
