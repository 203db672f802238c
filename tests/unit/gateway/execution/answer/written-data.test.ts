import { answerBody, stringifyAnswer, WrittenData } from '../../../../../gateway/execution/answer/compile-answer.js';
import {
  start,
  finish,
  literal,
  raw,
  text,
  number,
  mark,
  reset,
} from '../../../../../gateway/execution/answer/json-buffer.js';

describe('the body of an answer', () => {
  const result = (data: unknown) => ({ errors: undefined, data, extensions: undefined }) as never;
  const written = (data: unknown) => new WrittenData(Buffer.from(`${JSON.stringify({ data })}\n`));

  it.each([
    ['data', { data: { a: 1 } }],
    ['errors first', { errors: [{ message: 'no "x"' }], data: { a: 1 } }],
    ['extensions', { errors: undefined, data: { a: 'è' }, extensions: { cost: 1 } }],
    ['errors alone', { errors: [{ message: 'no' }], data: undefined }],
    ['no data', { errors: [{ message: 'no' }], data: null }],
  ])('is what ApolloServer writes: %s', (_what, body) => {
    const given = { ...body, ...(body.data && { data: written(body.data) }) };
    expect(stringifyAnswer(given as never)).toBe(`${JSON.stringify(body)}\n`);
    expect(String(answerBody(given as never))).toBe(`${JSON.stringify(body)}\n`);
    expect(JSON.stringify(given)).toBe(JSON.stringify(body));
  });

  it('has no empty members', () => {
    expect(stringifyAnswer(result(written({})))).toBe('{"data":{}}\n');
  });

  it('is the bytes that were written where there is nothing beside the data', () => {
    const data = written({ a: 'è' });
    expect(answerBody(result(data))).toBe(data.body);
  });
});

describe('the buffer of answers', () => {
  const none = new Uint8Array(0);
  const written = (write: () => void): string => {
    start();
    write();
    return finish().toString();
  };

  it('grows with an answer of any size', () => {
    const long = 'x'.repeat(3_000_000);
    expect(written(() => text(none, long))).toBe(JSON.stringify(long));
    expect(written(() => Array.from({ length: 100_000 }).forEach(() => number(none, 1_234_567)))).toBe(
      '1234567'.repeat(100_000),
    );
    expect(written(() => Array.from({ length: 50_000 }).forEach(() => text(none, '"é😀\u0007')))).toBe(
      JSON.stringify('"é😀\u0007').repeat(50_000),
    );
  });

  it.each([
    '',
    'a',
    '"',
    '\\',
    '\u0000',
    '\u001f',
    '\u007f',
    '\u0080',
    'ÿ',
    'Ā',
    '\u2028',
    '\ud83d\ude00',
    '\ud83d',
    '\ude00x',
    'a"b\\c',
  ])('writes %j as JSON does, short and long', (part) => {
    for (const value of [part, `x${part}`, part.repeat(60), `${'y'.repeat(199)}${part}`, `${'y'.repeat(500)}${part}`]) {
      expect(written(() => text(none, value))).toBe(JSON.stringify(value));
    }
  });

  it('writes numbers as JSON does', () => {
    const numbers = [
      0, -0, 9, 10, 99, 100, 999_999_999, 1_000_000_000, 2_147_483_647, 2_147_483_648, -1, 0.1, 1e-7, 1e21, 5e-324,
    ];
    for (const value of numbers) expect(written(() => number(none, value))).toBe(JSON.stringify(value));
  });

  it('leaves alone what it has handed out', () => {
    const texts = ['è'.repeat(40_000), 'a', 'ò'.repeat(60_000), 'b', 'ù'.repeat(300_000), 'c'].flatMap((each) => [
      each,
      each,
    ]);
    const bodies = texts.map((each) => {
      start();
      text(none, each);
      return finish();
    });
    expect(bodies.map(String)).toEqual(texts.map((each) => JSON.stringify(each)));
  });

  it('forgets a text that was not finished', () => {
    start();
    raw('lost');
    expect(written(() => raw('kept'))).toBe('kept');
  });

  it('takes back to a mark also where it has grown since', () => {
    const json = written(() => {
      raw('kept');
      const at = mark();
      raw('x'.repeat(1_000_000));
      reset(at);
      raw('!');
    });
    expect(json).toBe('kept!');
  });

  it('takes back what was written since a mark', () => {
    const json = written(() => {
      raw('kept');
      const at = mark();
      literal(new Uint8Array([65, 66]));
      text(none, 'è');
      reset(at);
      raw('è');
    });
    expect(json).toBe('keptè');
  });
});
