import {
  certificateNumberOf,
  clientRequestIdOf,
  identifierOf,
  safeHeaders,
} from '../../../gateway/files/file-request.rules.js';
import { repeatedSelections } from '../../../gateway/protection/limits/repeated-selections.rules.js';
import { correlationId } from '../../../gateway/telemetry/correlation.js';
import { createReadiness } from '../../../gateway/telemetry/readiness.js';
import { withoutTaxCodes } from '../../../gateway/telemetry/tax-code-mask.rules.js';

describe('what names a file', () => {
  const ID = '0195A0B1-1234-7ABC-8DEF-0123456789AB';

  it('is taken when it is well-formed', () => {
    expect(identifierOf(ID)).toBe(ID.toLowerCase());
    expect(certificateNumberOf('AD-H501-2026-00000042')).toBe('AD-H501-2026-00000042');
    expect(clientRequestIdOf({ clientRequestId: 'a/b c#1' })).toBe('a/b c#1');
  });

  it.each(['', 'x', `${ID}x`, '../etc', `${ID}/..`])('is nothing when it is no id: "%s"', (text) => {
    expect(() => identifierOf(text)).toThrow(expect.objectContaining({ code: 'NOT_FOUND' }));
  });

  it.each(['', '..', '.hidden', 'a/b', 'a%2fb', 'a b', 'x'.repeat(65), 'à'])(
    'is nothing when it is no number: "%s"',
    (text) => {
      expect(() => certificateNumberOf(text)).toThrow(expect.objectContaining({ code: 'NOT_FOUND' }));
    },
  );

  it.each([
    {},
    { clientRequestId: '' },
    { clientRequestId: ['a', 'b'] },
    { clientRequestId: 'x'.repeat(201) },
    { clientRequestId: 'a\nb' },
  ])('R-32 is needed once: %j', (query) => {
    expect(() => clientRequestIdOf(query)).toThrow(
      expect.objectContaining({ code: 'BAD_USER_INPUT', details: { field: 'clientRequestId' } }),
    );
  });
});

describe('headers of downloads', () => {
  it('are those that a file needs, and it is never cached', () => {
    expect(
      safeHeaders({
        'content-type': 'application/zip',
        'content-disposition': 'attachment; filename="a-1.zip"',
        'content-length': '7',
      }),
    ).toEqual({
      'content-type': 'application/zip',
      'content-disposition': 'attachment; filename="a-1.zip"',
      'content-length': '7',
      'cache-control': 'private, no-store',
    });
  });

  it.each([
    'inline',
    'attachment; filename="a.zip"; x=1',
    'attachment; filename="../a"',
    'attachment; filename="a"\r\nset-cookie: b',
  ])('do not carry an odd name: %j', (disposition) => {
    expect(safeHeaders({ 'content-disposition': disposition, 'set-cookie': 'a=b', location: '/x' })).toEqual({
      'content-disposition': 'attachment',
      'cache-control': 'private, no-store',
    });
  });
});

describe('repeated selections', () => {
  it.each<[string, string, number]>([
    ['none', '{ a b c { a b } }', 0],
    ['in one place', '{ a a a b }', 2],
    ['by alias', '{ x: a x: a y: a }', 1],
    ['of a field and an alias of its name', '{ a a: b }', 1],
    ['with arguments, which are none', '{ a(a: 1, b: { a: 1, a: 2 }) b(a: 1) }', 0],
    [
      'with variables, which are none',
      'query q($a: Int, $b: [a!] = [1]) { a(a: $a) @skip(if: $b) b @skip(if: $b) }',
      0,
    ],
    ['below repeated parents', '{ a { b b } a { b b } }', 3],
    ['of a fragment', '{ ...F ...F ...G } fragment F on T { a } fragment G on T { a }', 1],
    ['through inline fragments', '{ a ... on T { a } ... { a } ... @include(if: true) { a } }', 3],
    ['not after an inline fragment', '{ ... on T { a } b { a } }', 0],
    ['in different operations', 'query A { a } query B { a }', 0],
    ['in a text that breaks off', '{ a a { a', 1],
    ['in a text that is none', '{ a a b ` ', 1],
  ])('%s', (_what, text, expected) => {
    expect(repeatedSelections(text)).toBe(expected);
  });
});

describe('correlation ids', () => {
  it('are the caller’s own when they are well-formed', () => {
    expect(correlationId({ 'x-correlation-id': 'abc-DEF.123_4' })).toBe('abc-DEF.123_4');
  });

  it.each([
    undefined,
    '',
    'short',
    'x'.repeat(65),
    'has space x',
    'new\nline-xx',
    'RSSMRA80A01H501U',
    'id-rssmra80a01h501u',
    ['a-b-c-d-e', 'b'],
  ])('R-60 are new ones otherwise: %j', (given) => {
    expect(correlationId({ 'x-correlation-id': given })).toMatch(/^[0-9a-f-]{36}$/);
  });
});

describe('tax codes in texts', () => {
  it.each([
    ['RSSMRA80A01H501U', '[tax code]'],
    ['query rssmra80a01h501u_x', 'query [tax code]_x'],
    ['RSSMRAULALMHRLMU with omocodia, and RSSMRA80A01H501U', '[tax code] with omocodia, and [tax code]'],
    ['RSSMRA8LA0MH5L1U', '[tax code]'],
    ['nothing of the kind here', 'nothing of the kind here'],
  ])('R-60 %s', (text, expected) => {
    expect(withoutTaxCodes(text)).toBe(expected);
  });
});

describe('readiness', () => {
  it('names each dependency, and one that fails is enough', async () => {
    const readiness = createReadiness([
      { name: 'good', check: () => Promise.resolve() },
      { name: 'bad', check: () => Promise.reject(new Error('password=x')) },
      {
        name: 'throws',
        check: () => {
          throw new Error('x');
        },
      },
    ]);
    const state = await readiness();

    expect(state.status).toBe('not-ready');
    expect(state.dependencies.map(({ name, status }) => [name, status])).toEqual([
      ['good', 'up'],
      ['bad', 'down'],
      ['throws', 'down'],
    ]);
    expect(JSON.stringify(state)).not.toContain('password');
  });

  it('asks once for all who ask at the same time', async () => {
    let asked = 0;
    const readiness = createReadiness([{ name: 'db', check: () => Promise.resolve((asked += 1)) }]);
    await Promise.all([readiness(), readiness(), readiness()]);
    await readiness();

    expect(asked).toBe(2);
  });

  it('does not wait for one that hangs', async () => {
    const readiness = createReadiness([{ name: 'hangs', check: () => new Promise(() => undefined) }]);

    await expect(readiness()).resolves.toMatchObject({ status: 'not-ready' });
  });
});
