import { FixedClock } from '../../../../schema/kernel/clock.js';
import { SpentTokens } from '../../../../subgraphs/shared/spent-tokens.js';

describe('tokens that have been shown', () => {
  const clock = new FixedClock('2026-03-02T09:00:00Z');
  const soon = (): number => clock.now().getTime() + 35_000;

  it('are good once', () => {
    const spent = new SpentTokens(clock);

    expect([spent.spend('a', soon()), spent.spend('b', soon()), spent.spend('a', soon())]).toEqual([true, true, false]);
  });

  it('are forgotten when they would be refused anyway', () => {
    const spent = new SpentTokens(clock);
    for (let call = 0; call < 10; call++) spent.spend(`${call}`, soon());
    clock.advance(35_000);
    spent.spend('next', soon());

    expect(spent.size).toBe(1);
  });

  it('never take more room than they have: the oldest are forgotten first', () => {
    const spent = new SpentTokens(clock, 3);
    for (const id of ['a', 'b', 'c', 'd']) spent.spend(id, soon());

    expect(spent.size).toBe(3);
    expect([spent.spend('d', soon()), spent.spend('c', soon())]).toEqual([false, false]);
  });
});
