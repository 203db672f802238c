import fc from 'fast-check';
import { entityTexts } from '../../../../../gateway/execution/transport/entity-texts.rules.js';

function cut(text: string): string[] | null {
  const body = Buffer.from(text);
  return entityTexts(body, body.toString('latin1'));
}

const decoded = (bytes: string): string => Buffer.from(bytes, 'latin1').toString();
const around = (entities: string): string => `{"data":{"_entities":[${entities}]}}`;

/** Strings full of what could lead a scan astray. */
const text = fc.oneof(
  fc.string({ unit: fc.constantFrom('"', '\\', '{', '}', '[', ']', ',', ':', 'è', '😀', '\u0000', '\n', 'a') }),
  fc.string({ unit: 'binary' }),
);
const entity = fc.option(fc.dictionary(text, fc.jsonValue({ stringUnit: 'binary', maxDepth: 6 })), { nil: null });

describe('texts of entities', () => {
  it('are what JSON.parse finds, whatever the entities are', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(entity, fc.record({ a: text, b: fc.array(text) }))),
        fc.boolean(),
        (entities, line) => {
          const texts = cut(JSON.stringify({ data: { _entities: entities } }) + (line ? '\n' : ''));

          expect(texts?.map(decoded)).toEqual(entities.map((one) => JSON.stringify(one)));
        },
      ),
      { numRuns: 300 },
    );
  });

  it('are none of a body that has been cut off anywhere', () => {
    fc.assert(
      fc.property(
        fc.array(entity, { minLength: 1, maxLength: 4 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (entities, part) => {
          const whole = Buffer.from(JSON.stringify({ data: { _entities: entities } }));
          const body = whole.subarray(0, Math.floor(part * whole.length));

          expect(body.length === whole.length || entityTexts(body, body.toString('latin1')) === null).toBe(true);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('are never more or other than the body holds, when one byte of it is another', () => {
    const bytes = fc.constantFrom(...Buffer.from('{}[]",:\\n1 ')).map(Number);
    fc.assert(
      fc.property(fc.array(entity, { minLength: 1, maxLength: 4 }), fc.nat(), bytes, (entities, at, byte) => {
        const body = Buffer.from(JSON.stringify({ data: { _entities: entities } }));
        body[at % body.length] = byte;
        const texts = entityTexts(body, body.toString('latin1'));

        // Either it is found out, or the parts put together are the body again, each an object or null.
        if (texts !== null) {
          expect(around(decoded(texts.join(',')))).toBe(body.toString());
          expect(texts.every((one) => one === 'null' || /^\{[^]*\}$/.test(one))).toBe(true);
        }
      }),
      { numRuns: 300 },
    );
  });

  it.each<[string, string[]]>([
    [around(''), []],
    [around('null'), ['null']],
    [around('{}'), ['{}']],
    [around('{"a":"\\\\"},{"b":"\\""}'), ['{"a":"\\\\"}', '{"b":"\\""}']],
    [around('{"a":[[1,2],{"b":"]}}"}]},null'), ['{"a":[[1,2],{"b":"]}}"}]}', 'null']],
    [`${around('{"a":"è"}')}\n`, ['{"a":"è"}']],
  ])('%s', (body, texts) => {
    expect(cut(body)?.map(decoded)).toEqual(texts);
  });

  it.each([
    ['errors after it', '{"data":{"_entities":[]},"errors":[]}'],
    ['errors before it', '{"errors":[],"data":{"_entities":[]}}'],
    ['extensions', '{"data":{"_entities":[{"a":1}]},"extensions":{}}'],
    ['another field beside it', '{"data":{"_entities":[],"b":1}}'],
    ['spaces', '{ "data":{"_entities":[]}}'],
    ['no list', '{"data":{"_entities":null}}'],
    ['an alias', '{"data":{"e":[]}}'],
    ['nothing', ''],
    ['the beginning alone', '{"data":{"_entities":['],
    ['an end that is a part of the beginning', '{"data":{"_entities":]}}'],
    ['an element that is text', around('"a"')],
    ['an element that is a number', around('1')],
    ['an element that is a list', around('[]')],
    ['an element that is missing', around('{},,{}')],
    ['an element that ends with the list', around('{"a":1')],
    ['a bracket too many', around('{"a":1}}')],
    ['a bracket of another kind', around('{"a":[1}}')],
    ['a string without end', around('{"a":"b}')],
    ['a string that ends with an escape', around('{"a":"b\\"}')],
    ['more depth than there are bits', around(`{"a":${'['.repeat(40)}${']'.repeat(40)}}`)],
    ['a list that closes early', around('{}]}},{"data":{"_entities":[{}')],
  ])('are none of a body with %s: it is to be parsed', (_what, body) => {
    expect(cut(body)).toBeNull();
  });
});
