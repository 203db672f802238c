import type { Actor } from '../../../../../schema/kernel/actor.js';
import { identityOf } from '../../../../../gateway/execution/transport/actor-identity.js';
import { ConcurrencyLimit } from '../../../../../gateway/execution/transport/concurrency-limit.js';
import { QueryTexts } from '../../../../../gateway/execution/transport/query-texts.js';
import { RetryBudget } from '../../../../../gateway/execution/transport/retry-budget.js';
import { SubgraphCircuit } from '../../../../../gateway/execution/transport/subgraph-circuit.js';
import { subgraphQuery } from '../../../../testkit/graph-calls.js';
import { until } from '../../../../testkit/odd-subgraph.js';

describe('the budget of second attempts', () => {
  const taken = (budget: RetryBudget, times: number) => Array.from({ length: times }, () => budget.take());

  it('has some in reserve, and no more', () => {
    const budget = new RetryBudget();
    for (let n = 0; n < 1_000; n += 1) budget.asked();

    expect(taken(budget, 12)).toEqual([...Array<boolean>(10).fill(true), false, false]);
  });

  it('grows by one with every five queries', () => {
    const budget = new RetryBudget();
    taken(budget, 10);
    const granted = Array.from({ length: 100 }, () => {
      budget.asked();
      return budget.take();
    });

    expect(granted.filter(Boolean)).toHaveLength(20);
  });
});

describe('the limit of what is under way', () => {
  it('lets in as many as it may, then one for each that leaves, in their order', () => {
    const limit = new ConcurrencyLimit({ atOnce: 2, queue: 2 });
    const turns: string[] = [];

    expect([limit.enter(), limit.enter(), limit.enter()]).toEqual([true, true, false]);
    expect([limit.wait(() => turns.push('a')), limit.wait(() => turns.push('b'))]).toEqual([true, true]);
    expect(limit.wait(() => turns.push('c'))).toBe(false);
    limit.leave();
    limit.leave();

    expect(turns).toEqual(['a', 'b']);
    expect([limit.underWay, limit.waiting]).toEqual([2, 0]);
    limit.leave();
    limit.leave();

    expect([limit.underWay, limit.enter()]).toEqual([0, true]);
  });

  it('forgets who waits no longer', () => {
    const limit = new ConcurrencyLimit({ atOnce: 1, queue: 2 });
    const turns: string[] = [];
    const a = () => turns.push('a');
    limit.enter();
    limit.wait(a);
    limit.wait(() => turns.push('b'));
    limit.giveUp(a);
    limit.leave();

    expect(turns).toEqual(['b']);
  });
});

describe('texts of queries', () => {
  const query = (n: number) => subgraphQuery({ text: `query Q{a${String(n).padStart(3, '0')}}`, operationName: 'Q' });

  it('are put into JSON once, with the name', () => {
    const texts = new QueryTexts();
    const text = texts.of(subgraphQuery({ text: '{a(b:"è\\n")}', operationName: 'N' }));

    expect(texts.of(subgraphQuery({ text: '{a(b:"è\\n")}', operationName: 'N' }))).toBe(text);
    expect(JSON.parse(`${text.head}{"v":1}}`)).toEqual({
      ...{ query: '{a(b:"è\\n")}', operationName: 'N', variables: { v: 1 } },
    });
    expect(JSON.parse(`${texts.of(subgraphQuery({ operationName: undefined, text: '{b}' })).head}{}}`)).toEqual({
      ...{ query: '{b}', variables: {} },
    });
  });

  it('are forgotten when together they get too long, but for what is used', () => {
    const texts = new QueryTexts(1_000);
    const used = texts.of(query(0));
    for (let n = 1; n < 500; n += 1) {
      texts.of(query(n));
      expect(texts.of(query(0))).toBe(used);
    }

    expect(texts.size * query(0).text.length).toBeLessThanOrEqual(1_100);
  });

  it('are not kept when one alone would push out the others', () => {
    const texts = new QueryTexts(100);
    texts.of(subgraphQuery({ text: `{${'a '.repeat(20)}}` }));

    expect(texts.size).toBe(0);
  });
});

describe('who is calling', () => {
  const actors: Actor[] = [
    { kind: 'anonymous' },
    { kind: 'contact', personKey: 'p', method: 'SPID', level: 2 },
    { kind: 'contact', personKey: 'q', method: 'SPID', level: 2 },
    { kind: 'contact', personKey: 'p', method: 'CIE', level: 2 },
    { kind: 'contact', personKey: 'p', method: 'SPID', level: 3 },
    { kind: 'operator', subject: 's', officeCode: '1' },
    { kind: 'operator', subject: 's', officeCode: '2' },
    { kind: 'operator', subject: 't', officeCode: '1' },
    { kind: 'operations', subject: 's' },
    { kind: 'dashboard', subject: 's' },
  ];

  it('is another one as soon as anything is that subgraphs are told', () => {
    expect(new Set(actors.map(identityOf)).size).toBe(actors.length);
    expect(actors.map((actor) => identityOf({ ...actor }))).toEqual(actors.map(identityOf));
  });
});

describe('a circuit', () => {
  const settle = () => new Promise((resolve) => setTimeout(resolve, 0));

  it('is not closed or kept open by what was sent before it opened', async () => {
    const circuit = new SubgraphCircuit({ failures: 1, restMs: 1, longestRestMs: 1 });
    const late = circuit.enter();
    const early = circuit.enter();
    early?.failed();
    await settle();
    expect(circuit.state).toBe('open');
    late?.succeeded();
    await settle();
    expect(circuit.state).toBe('open');

    let probe = circuit.enter();
    await until(() => (probe ??= circuit.enter()) !== null);
    expect([circuit.state, circuit.enter()]).toEqual(['half-open', null]);
    late?.failed();
    await settle();
    expect(circuit.state).toBe('half-open');
    probe?.succeeded();
    await until(() => circuit.state === 'closed');
    // One verdict each.
    probe?.failed();
    await settle();
    expect(circuit.state).toBe('closed');
  });
});
