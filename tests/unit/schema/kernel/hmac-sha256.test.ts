import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { HmacSha256 } from '../../../../schema/kernel/hmac-sha256.js';

describe('HMAC-SHA256', () => {
  const expected = (key: Uint8Array, text: string) => createHmac('sha256', key).update(text).digest('base64url');

  it('is the one of node:crypto for every key and text', () => {
    const key = fc.uint8Array({ maxLength: 200 });
    const texts = fc.array(fc.string({ unit: 'binary', maxLength: 300 }), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(key, texts, (bytes, all) => {
        // One after the other under the same key: nothing of a longer text may stay behind a shorter one.
        const hmac = new HmacSha256(bytes);
        for (const text of all) expect(hmac.sign(text)).toBe(expected(bytes, text));
      }),
      { numRuns: 100 },
    );
  });

  it.each([0, 1, 31, 32, 63, 64, 65, 128, 1_000])('takes a key of %i bytes', (length) => {
    const key = Buffer.alloc(length, 0xa5);

    expect(new HmacSha256(key).sign('a text')).toBe(expected(key, 'a text'));
  });

  it.each([
    ['long', 'x'.repeat(4_096)],
    ['longer than what is kept', 'è'.repeat(5_000)],
    ['as wide as UTF-8 gets', '€'.repeat(4_096)],
    ['broken', '\ud800 and \udc00'],
  ])('takes a text that is %s', (_what, text) => {
    const hmac = new HmacSha256(Buffer.alloc(32, 7));

    expect(hmac.sign(text)).toBe(expected(Buffer.alloc(32, 7), text));
    expect(hmac.sign('next')).toBe(expected(Buffer.alloc(32, 7), 'next'));
  });

  it('is that of RFC 4231', () => {
    expect(Buffer.from(new HmacSha256(Buffer.from('Jefe')).sign('what do ya want for nothing?'), 'base64url')).toEqual(
      Buffer.from('5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843', 'hex'),
    );
  });
});
