import type { Actor } from '../../../../schema/kernel/actor.js';
import { DomainError } from '../../../../schema/kernel/domain-error.js';
import { MOST_UPLOADS, RateLimits, graphPoints } from '../../../../gateway/protection/rate-limits/rate-limits.js';
import type { Counted, SharedCounter } from '../../../../gateway/protection/rate-limits/shared-counter.port.js';
import { Spending } from '../../../../gateway/protection/rate-limits/spending.js';

const contact = (personKey: string): Actor => ({ kind: 'contact', personKey, method: 'SPID', level: 2 });

/** Counts for several gateways, as the database does; says nothing until it is told to. */
class FakeCounter implements SharedCounter {
  readonly calls: [key: string, points: number][] = [];
  readonly #spent = new Map<string, number>();
  answering: 'at once' | 'never' | 'with an error' = 'at once';

  add(key: string, points: number): Promise<Counted> {
    this.calls.push([key, points]);
    if (this.answering === 'never') return new Promise(() => undefined);
    if (this.answering === 'with an error') return Promise.reject(new Error('no connection'));
    const spent = (this.#spent.get(key) ?? 0) + points;
    this.#spent.set(key, spent);
    return Promise.resolve({ spent, msLeft: 30_000 });
  }
}

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('what is spent in a minute', () => {
  it('is refused beyond the limit until the minute is over', () => {
    let now = 1_000;
    const spending = new Spending({ limit: 3, counter: null, now: () => now });
    expect([1, 1, 1].map((points) => spending.spend('a', points))).toEqual([null, null, null]);
    now += 20_000;
    expect(spending.spend('a', 1)).toBe(40_000);
    expect(spending.spend('b', 1)).toBeNull();
    now += 40_000;
    expect(spending.spend('a', 3)).toBeNull();
    expect(spending.spend('a', 1)).toBe(60_000);
  });

  it('is settled in steps of a twentieth of the limit', () => {
    const counter = new FakeCounter();
    const spending = new Spending({ limit: 200, counter, now: () => 0 });
    for (let n = 0; n < 19; n += 1) spending.spend('a', 1);
    expect(counter.calls).toEqual([['a', 10]]);
  });

  it('counts what other gateways have let pass', async () => {
    const counter = new FakeCounter();
    const gateways = [1, 2, 3].map(() => new Spending({ limit: 100, counter, now: () => 0 }));
    let passed = 0;
    for (let n = 0; n < 300; n += 1) {
      if (gateways[n % 3]?.spend('a', 1) === null) passed += 1;
      await settled();
    }
    // Each may have a step of five that the others do not know yet.
    expect(passed).toBeGreaterThanOrEqual(100);
    expect(passed).toBeLessThanOrEqual(100 + 3 * 5);
    expect(gateways[0]?.spend('a', 1)).toBe(30_000);
  });

  it.each(['never', 'with an error'] as const)(
    'holds to the limit by itself when the database answers %s',
    async (how) => {
      const counter = new FakeCounter();
      counter.answering = how;
      const spending = new Spending({ limit: 100, counter, now: () => 0 });
      let passed = 0;
      for (let n = 0; n < 150; n += 1) {
        if (spending.spend('a', 1) === null) passed += 1;
        await settled();
      }
      expect(passed).toBe(100);
    },
  );

  it('neither gathers settlements nor keys', () => {
    const counter = new FakeCounter();
    counter.answering = 'never';
    const spending = new Spending({ limit: 1, counter, now: () => 0 });
    for (let n = 0; n < 30_000; n += 1) spending.spend(`key ${n}`, 1);
    expect(counter.calls).toHaveLength(8);
    expect(spending.size).toBe(20_000);
  });
});

describe('rate limits', () => {
  const limits = (options: Partial<ConstructorParameters<typeof RateLimits>[0]> = {}): RateLimits =>
    new RateLimits({ perCaller: 2, perAddress: 2, counter: null, ...options });
  const outcomeOf = (run: () => void): unknown => {
    try {
      run();
      return null;
    } catch (error) {
      return error instanceof DomainError ? [error.code, error.details] : error;
    }
  };
  const REFUSED = ['RATE_LIMITED', { retryAfterSeconds: 60 }];

  it('count each address, IPv6 by its network', () => {
    const own = limits();
    const ask = (address: string): unknown => outcomeOf(() => own.address(address));
    expect(['10.0.0.1', '10.0.0.1', '10.0.0.2', '::ffff:10.0.0.1'].map(ask)).toEqual([null, null, null, REFUSED]);
    expect(['2001:db8::1', '2001:db8:0:0:1::2', '2001:db8::ffff', '2001:db8:0:1::1'].map(ask)).toEqual([
      ...[null, null, REFUSED],
      null,
    ]);
  });

  it('count the persons of one body together, those of several bodies alone', async () => {
    const bodies: Record<string, string[]> = {
      anna: ['c_h501'],
      bea: ['c_h501'],
      carla: ['c_h501', 'c_g482'],
      dora: [],
    };
    const own = limits({ perCaller: 3, bodiesOf: (person) => Promise.resolve(new Set(bodies[person])) });
    const ask = (person: string): unknown => outcomeOf(() => own.caller(contact(person), 1));
    // The first question only finds out whose account it is.
    expect(Object.keys(bodies).map(ask)).toEqual([null, null, null, null]);
    await settled();
    expect(['anna', 'bea', 'anna', 'bea'].map(ask)).toEqual([null, null, null, REFUSED]);
    expect(['carla', 'carla', 'carla'].map(ask)).toEqual([null, null, REFUSED]);
    expect(['dora', 'dora', 'dora'].map(ask)).toEqual([null, null, REFUSED]);
  });

  it('count the person alone while it cannot be known whose body it is', async () => {
    const own = limits({ bodiesOf: () => Promise.reject(new Error('no connection')) });
    const ask = (): unknown => outcomeOf(() => own.caller(contact('anna'), 1));
    ask();
    await settled();
    expect([ask(), ask()]).toEqual([null, REFUSED]);
  });

  it('charge what an operation may cost, and feel it at the next one', () => {
    const own = limits({ perCaller: 10 });
    own.caller(contact('anna'), graphPoints(0));
    own.charge(contact('anna'), graphPoints(12_500) - graphPoints(0));
    expect(outcomeOf(() => own.caller(contact('anna'), 1))).toEqual(REFUSED);
    expect(outcomeOf(() => own.caller({ kind: 'anonymous' }, 1_000))).toBeNull();
  });

  it('bound the uploads that a caller has under way', () => {
    const own = limits();
    const ends = Array.from({ length: MOST_UPLOADS }, () => own.upload(contact('anna')));
    expect(outcomeOf(() => own.upload(contact('anna')))).toEqual(['RATE_LIMITED', { retryAfterSeconds: 5 }]);
    expect(outcomeOf(() => own.upload(contact('bea')))).toBeNull();
    ends[0]?.();
    expect(outcomeOf(() => own.upload(contact('anna')))).toBeNull();
  });

  it('are off at zero', () => {
    const own = limits({ perCaller: 0, perAddress: 0 });
    for (let n = 0; n < 100; n += 1) {
      own.address('10.0.0.1');
      own.caller(contact('anna'), 100);
    }
  });
});
