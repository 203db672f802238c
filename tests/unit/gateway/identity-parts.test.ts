import { FixedClock } from '../../../schema/kernel/clock.js';
import { MemoryStore } from '../../../gateway/identity/development/memory-store.js';
import { pageLanguage } from '../../../gateway/identity/development/page-language.rules.js';
import { requestOrigin } from '../../../gateway/identity/development/request-origin.rules.js';
import { RememberedTokens } from '../../../gateway/identity/remembered-tokens.js';

const clock = new FixedClock('2026-03-02T09:00:00Z');

describe('the origin by which the development provider was reached', () => {
  it.each([
    ['http', '127.0.0.1:4000', 'http://127.0.0.1:4000'],
    ['http', 'localhost:4000', 'http://localhost:4000'],
    ['http', 'LOCALHOST', 'http://localhost'],
    ['http', '[::1]:4000', 'http://[::1]:4000'],
    ['https', '192.168.1.7:443', 'https://192.168.1.7'],
    ['http', 'bridge.lan:4000', 'http://bridge.lan:4000'],
    ['http', 'evil.test:4000', null],
    ['http', 'localhost.evil.test', null],
    ['http', 'localhost:4000/x', null],
    ['http', 'user@localhost', null],
    ['http', '', null],
    ['http', 'a b', null],
  ])('is %s://%s → %s', (protocol, host, origin) => {
    expect(requestOrigin({ protocol, host, configuredHost: 'bridge.lan' })).toBe(origin);
  });
});

describe('the language of a page', () => {
  it.each([
    [{ chosen: 'en', uiLocales: 'it', acceptLanguage: 'it' }, 'en'],
    [{ chosen: 'de', uiLocales: 'de en-GB', acceptLanguage: 'it' }, 'en'],
    [{ chosen: undefined, uiLocales: undefined, acceptLanguage: 'de-DE,en-US;q=0.7,it;q=0.3' }, 'en'],
    [{ chosen: undefined, uiLocales: undefined, acceptLanguage: undefined }, 'it'],
  ] as const)('%j: %s', (wishes, language) => {
    expect(pageLanguage(wishes)).toBe(language);
  });
});

describe('what the development provider remembers', () => {
  it('has room for so many of a kind, and the oldest goes', async () => {
    const store = new MemoryStore(clock, 3);
    const [codes, sessions] = [store.adapter('AuthorizationCode'), store.adapter('Session')];
    await sessions.upsert('s', { uid: 'u' }, 60);
    for (const id of ['a', 'b', 'c', 'd']) await codes.upsert(id, { grantId: 'g' }, 60);

    expect(store.size('AuthorizationCode')).toBe(3);
    expect(await codes.find('a')).toBeUndefined();
    expect(await codes.find('d')).toEqual({ grantId: 'g' });
    expect(await sessions.findByUid('u')).toEqual({ uid: 'u' });
  });

  it('ends with its time, with its grant, and when it is destroyed', async () => {
    const store = new MemoryStore(clock);
    const tokens = store.adapter('RefreshToken');
    await tokens.upsert('short', { grantId: 'g' }, 10);
    await tokens.upsert('long', { grantId: 'g' }, 100);
    await tokens.upsert('other', { grantId: 'h' }, 100);
    clock.advance(10_000);
    expect(await tokens.find('short')).toBeUndefined();
    await tokens.consume('long');
    expect(await tokens.find('long')).toMatchObject({ consumed: clock.now().getTime() / 1_000 });

    await tokens.revokeByGrantId('g');
    expect(await tokens.find('long')).toBeUndefined();
    await tokens.destroy('other');
    expect(await tokens.find('other')).toBeUndefined();
  });
});

describe('tokens that were verified', () => {
  it('are remembered for a minute at most, and never longer than they are good', () => {
    const remembered = new RememberedTokens<string>(clock);
    const inSeconds = (seconds: number) => ({
      expiresAt: clock.now().getTime() + seconds * 1_000,
      stillGood: () => true,
    });
    remembered.put('long', 'a', inSeconds(3_600));
    remembered.put('short', 'b', inSeconds(5));
    clock.advance(5_000);
    expect([remembered.get('long'), remembered.get('short')]).toEqual(['a', undefined]);
    clock.advance(55_000);
    expect(remembered.get('long')).toBeUndefined();
  });

  it('are forgotten when the keys change, and when there are too many', () => {
    const remembered = new RememberedTokens<string>(clock, 2);
    const until = { expiresAt: Infinity, stillGood: () => true };
    let good = true;
    remembered.put('a', 'a', { ...until, stillGood: () => good });
    expect(remembered.get('a')).toBe('a');
    good = false;
    expect(remembered.get('a')).toBeUndefined();

    for (const token of ['b', 'c', 'd']) remembered.put(token, token, until);
    expect(remembered.size).toBe(2);
    expect([remembered.get('b'), remembered.get('d')]).toEqual([undefined, 'd']);
  });
});
