import { FetchesUnderWay } from '../../../../../gateway/execution/transport/fetches-under-way.js';
import { HttpConnections } from '../../../../../gateway/execution/transport/http-connections.js';
import { FetchMeter } from '../../../../../gateway/execution/transport/measured-client.js';
import { QueryTexts } from '../../../../../gateway/execution/transport/query-texts.js';
import { SharedFetch, Waiter, type Question } from '../../../../../gateway/execution/transport/shared-fetch.js';
import { keyOf, offer, sameUnderWay, withdraw } from '../../../../../gateway/execution/transport/sharing.js';
import { createMetrics } from '../../../../../gateway/telemetry/metrics.js';
import { endGraphCalls, graphCall, subgraphQuery } from '../../../../testkit/graph-calls.js';
import { until } from '../../../../testkit/odd-subgraph.js';

afterAll(endGraphCalls);

const text = new QueryTexts().of(subgraphQuery());
const meter = new FetchMeter('words', createMetrics());

const question = (variables: string, changes: Partial<Question> = {}): Question => ({
  ...{ variables, key: keyOf(variables), identity: 'i', endsAt: 1_000, epoch: 0 },
  ...changes,
});
const fetchOf = (asked: Question, startedAt = performance.now()): SharedFetch => {
  const parts = { call: graphCall(), asTexts: false as const, startedAt, meter };
  return new SharedFetch(
    asked,
    startedAt,
    new Waiter(
      parts,
      () => undefined,
      () => undefined,
    ),
  );
};

describe('the key of variables', () => {
  it('is short however long they are, and the same for the same', () => {
    const long = `{"representations":[${'{"__typename":"Word","id":"w"},'.repeat(1_000)}]}`;

    expect(keyOf('{"a":1}')).toBe('{"a":1}');
    expect(keyOf(long).length).toBeLessThan(256);
    expect(keyOf([...long].join(''))).toBe(keyOf(long));
  });
});

describe('the fetches that may be shared', () => {
  // Different in one character only, where no key looks.
  const [one = '', other = ''] = ['x', 'y'].map((odd) => `{"a":"${'-'.repeat(100)}${odd}${'-'.repeat(400)}"}`);

  it('are those of the very same variables, also where the key is the same', () => {
    expect(keyOf(one)).toBe(keyOf(other));
    const fetches = [one, other].map((variables) => fetchOf(question(variables)));
    for (const fetch of fetches) offer(text, fetch);

    expect(sameUnderWay(text, question(one), 0)).toBe(fetches[0]);
    expect(sameUnderWay(text, question(other), 0)).toBe(fetches[1]);
    for (const fetch of fetches) {
      withdraw(text, fetch);
      expect(sameUnderWay(text, fetch.question, 0)).toBeNull();
    }
    expect(text.underWay.size).toBe(0);
  });

  it.each<[string, Partial<Question>]>([
    ['another caller', { identity: 'j' }],
    ['after a mutation', { epoch: 1 }],
    ['with more time', { endsAt: 1_200 }],
  ])('are not shared by %s', (_what, changes) => {
    const fetch = fetchOf(question(one));
    offer(text, fetch);

    expect(sameUnderWay(text, question(one, changes), 100)).toBeNull();
    expect(sameUnderWay(text, question(one, { endsAt: 1_100 }), 100)).toBe(fetch);
    withdraw(text, fetch);
  });
});

describe('fetches under way', () => {
  it('are ended when each has had its time, in their order, by one timer after the other', async () => {
    const ended: SharedFetch[] = [];
    const underWay = new FetchesUnderWay(40, (fetch) => {
      ended.push(fetch);
      underWay.ended(fetch);
    });
    const begin = () => {
      const fetch = fetchOf(question('{}'));
      underWay.add(fetch);
      return fetch;
    };
    const [first, answered] = [begin(), begin()];
    underWay.ended(answered);
    await until(() => performance.now() > first.startedAt + 20);
    const second = begin();
    await until(() => ended.length === 2);

    expect(ended).toEqual([first, second]);
    expect(performance.now() - second.startedAt).toBeGreaterThanOrEqual(39);
    const third = begin();
    await until(() => ended.length === 3);
    expect(ended[2]).toBe(third);
  });

  it('are waited for until there are none, or no longer', async () => {
    const underWay = new FetchesUnderWay(60_000, () => undefined);
    expect(await underWay.drain(60_000)).toEqual([]);
    const [one, other] = [fetchOf(question('{}')), fetchOf(question('{}'))];
    underWay.add(one);
    underWay.add(other);

    expect(await underWay.drain(1)).toEqual([one, other]);
    const drained = underWay.drain(60_000);
    underWay.ended(one);
    underWay.ended(other);
    expect(await drained).toEqual([]);
  });
});

describe('connections', () => {
  it('are taken again in the order in which they are hot, but for those that failed', async () => {
    const connections = new HttpConnections('http://words.test', { connectTimeoutMs: 1_000, maxResponseBytes: 1_000 });
    const [one, two, three] = [connections.take(), connections.take(), connections.take()];
    connections.giveBack(two);
    connections.giveBack(one);
    connections.drop(three);

    expect([connections.take(), connections.take()]).toEqual([one, two]);
    expect([one, two, three]).not.toContain(connections.take());
    await connections.close();
    expect([one.closed, two.closed]).toEqual([true, true]);
  });
});
