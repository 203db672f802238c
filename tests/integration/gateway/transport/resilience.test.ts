import type { ServerResponse } from 'node:http';
import { DomainError } from '../../../../schema/kernel/domain-error.js';
import type { GraphCall } from '../../../../gateway/execution/graph-call.js';
import { createSubgraphClients, type Clients } from '../../../../gateway/execution/transport/subgraph-clients.js';
import type { SubgraphLimits } from '../../../../gateway/execution/transport/subgraph-line.js';
import { createMetrics, type Metrics } from '../../../../gateway/telemetry/metrics.js';
import { endGraphCalls, graphCall, subgraphQuery } from '../../../testkit/graph-calls.js';
import { GOOD, good, JSON_TYPE, oddSubgraph, until, type OddSubgraph } from '../../../testkit/odd-subgraph.js';

const unavailable = (fault: string) => ({ code: 'SUBGRAPH_UNAVAILABLE', details: { subgraph: 'words', fault } });
const bad = (response: ServerResponse): void => void response.writeHead(500).end();

describe('the way to a subgraph', () => {
  let subgraph: OddSubgraph;
  let clients: Clients;
  let metrics: Metrics;
  let held: ServerResponse[];
  let asks: number;

  beforeEach(async () => {
    subgraph = await oddSubgraph();
    held = [];
    asks = 0;
    start({});
  });
  afterEach(async () => {
    endGraphCalls();
    await subgraph.close();
    await clients.close();
  });

  function start(limits: Partial<SubgraphLimits>, { timeoutMs = 30_000, drainMs = 30_000 } = {}): void {
    metrics = createMetrics();
    const settings = { inProcess: [], urls: {}, timeoutMs, drainMs, actorToken: null };
    clients = createSubgraphClients({ ...settings, metrics, limits });
  }
  /** No two alike, so that nothing is shared. */
  const ask = (query = {}, call = graphCall()) => {
    asks += 1;
    const variables = JSON.stringify({ n: asks });
    return clients.clientOf({ name: 'words', url: subgraph.url }).ask(subgraphQuery({ variables, ...query }), call);
  };
  const hold = (): void => {
    subgraph.answer = (response) => held.push(response);
  };
  const release = (): void => held.splice(0).forEach((r) => r.writeHead(200, JSON_TYPE).end('{"data":{}}'));

  it('carries the text, the variables and the name of the query', async () => {
    await ask({ text: 'query Né{word(a:"\\n")}', operationName: 'Né', variables: '{"è":[1]}' });
    const { body, headers } = subgraph.asked[0]!;

    expect(JSON.parse(body)).toEqual({ query: 'query Né{word(a:"\\n")}', operationName: 'Né', variables: { è: [1] } });
    expect(headers).toMatchObject({ 'content-type': 'application/json', 'x-correlation-id': 'a-test' });
    expect(headers).not.toHaveProperty('accept-encoding');
    expect(headers).not.toHaveProperty('authorization');
    expect(Number(headers['x-deadline-ms'])).toBeLessThanOrEqual(30_000);
  });

  it('uses connections again', async () => {
    for (let n = 0; n < 10; n += 1) await ask();

    expect(new Set(subgraph.asked.map(({ socket }) => socket)).size).toBe(1);
  });

  it('opens no more connections than are needed at once, and afterwards uses the last of them', async () => {
    await Promise.all([ask(), ask(), ask()]);
    await ask();
    await Promise.all([ask(), ask(), ask()]);

    expect(new Set(subgraph.asked.map(({ socket }) => socket)).size).toBe(3);
  });

  it('takes a fresh connection when the subgraph keeps none', async () => {
    subgraph.answer = (response) => response.writeHead(200, { ...JSON_TYPE, connection: 'close' }).end(GOOD);
    for (let n = 0; n < 5; n += 1) await expect(ask()).resolves.toEqual({ data: { word: 'good' } });

    expect(new Set(subgraph.asked.map(({ socket }) => socket)).size).toBe(5);
  });

  it('fails, and keeps no place, when its address is none of HTTP', async () => {
    start({ concurrency: 1, queue: 1 });
    const client = clients.clientOf({ name: 'words', url: 'ftp://words.test/graphql' });
    for (let n = 0; n < 3; n += 1) {
      await expect(client.ask(subgraphQuery(), graphCall())).rejects.toThrow('Invalid URL protocol');
    }

    expect(await metrics.text()).toContain('subgraph_fetches_under_way{subgraph="words"} 0');
  });

  it('takes a fresh connection when the kept one has been closed meanwhile', async () => {
    await ask();
    subgraph.asked[0]!.socket.destroy();

    await expect(ask()).resolves.toEqual({ data: { word: 'good' } });
  });

  describe('second attempts', () => {
    it('are a fifth of the recent queries at most, and a few', async () => {
      start({ circuitFailures: 1_000 });
      subgraph.answer = (response) => response.writeHead(503).end();
      for (let n = 0; n < 40; n += 1) await ask().catch(() => undefined);

      // Ten in reserve, of which each is replaced by a fifth of a query.
      expect(subgraph.asked.length - 40).toBeGreaterThanOrEqual(10);
      expect(subgraph.asked.length - 40).toBeLessThanOrEqual(18);
      expect(await metrics.text()).toContain(
        `subgraph_fetches_retried_total{subgraph="words"} ${subgraph.asked.length - 40}`,
      );
    });

    it('are not made for who has no more time', async () => {
      const call = graphCall({ milliseconds: 15 });
      subgraph.answer = (response) => response.writeHead(503).end();

      await expect(ask({}, call)).rejects.toMatchObject({ code: expect.any(String) as string });
      await until(() => call.deadline.reason !== null);
      expect(subgraph.asked.length).toBeLessThanOrEqual(1);
    });
  });

  describe('the circuit breaker', () => {
    const failures = async (count: number) => {
      subgraph.answer = bad;
      for (let n = 0; n < count; n += 1) await ask().catch(() => undefined);
    };

    it('opens after failures in a row, and then nothing is sent', async () => {
      start({ circuitFailures: 3 });
      await failures(3);
      subgraph.answer = good;
      const failed = (await ask().catch((error: unknown) => error)) as { message: string; messageIt: string };

      expect(failed).toMatchObject(unavailable('circuit-open'));
      expect([failed.message, failed.messageIt]).toEqual([
        'The words subgraph has failed again and again and is left alone for a while (circuit-open).',
        'Il servizio words non ha risposto più volte di seguito e per qualche istante non viene interpellato (circuit-open).',
      ]);
      expect(subgraph.asked).toHaveLength(3);
      expect(await metrics.text()).toContain('subgraph_circuit_state{subgraph="words",state="open"} 1');
    });

    it('does not open when one answer comes between', async () => {
      start({ circuitFailures: 3 });
      for (let n = 0; n < 3; n += 1) {
        await failures(2);
        subgraph.answer = good;
        await ask();
      }

      expect(subgraph.asked).toHaveLength(9);
    });

    it.each<[string, (response: ServerResponse) => void]>([
      ['errors of the graph', (r) => r.writeHead(200, JSON_TYPE).end('{"errors":[{"message":"m"}]}')],
      ['errors of the graph with a status', (r) => r.writeHead(503, JSON_TYPE).end('{"errors":[{"message":"m"}]}')],
      ['a page', (r) => r.writeHead(200, { 'content-type': 'text/html' }).end('<p>')],
    ])('is not opened by %s', async (_what, answer) => {
      start({ circuitFailures: 2 });
      subgraph.answer = answer;
      for (let n = 0; n < 5; n += 1) await ask().catch(() => undefined);

      expect(subgraph.asked).toHaveLength(5);
    });

    it('is not opened by callers who go', async () => {
      start({ circuitFailures: 2 });
      hold();
      for (let n = 0; n < 4; n += 1) {
        await expect(ask({}, graphCall({ milliseconds: 20 }))).rejects.toMatchObject({ code: 'DEADLINE_EXCEEDED' });
      }
      subgraph.answer = good;

      await expect(ask()).resolves.toEqual({ data: { word: 'good' } });
    });

    it('is opened by a subgraph that uses up its time', async () => {
      start({ circuitFailures: 2 }, { timeoutMs: 60 });
      hold();
      for (let n = 0; n < 2; n += 1) {
        await expect(ask()).rejects.toMatchObject({ code: 'DEADLINE_EXCEEDED', details: { subgraph: 'words' } });
      }

      await expect(ask()).rejects.toMatchObject(unavailable('circuit-open'));
    });

    /** Asks until something is sent, which is the probe; before that all fail at once. */
    const probe = async (call: GraphCall): Promise<unknown> => {
      const before = subgraph.asked.length;
      const asking: Promise<unknown>[] = [];
      await until(() => {
        asking.push(ask({}, call).catch(({ details }: { details: object }) => details));
        return subgraph.asked.length > before;
      });
      const answers = await Promise.all(asking);
      return answers.find((answer) => (answer as { fault?: string }).fault !== 'circuit-open');
    };
    const open = { subgraph: 'words', fault: 'circuit-open' };

    it('lets one in after a while to see, and closes when it is answered', async () => {
      start({ circuitFailures: 2, circuitRestMs: 10, circuitLongestRestMs: 10 });
      await failures(2);
      hold();
      const probing = probe(graphCall());
      await until(() => held.length === 1);

      await expect(ask()).rejects.toMatchObject({ details: open });
      expect(await metrics.text()).toContain('subgraph_circuit_state{subgraph="words",state="half-open"} 1');
      subgraph.answer = good;
      release();

      await expect(probing).resolves.toEqual({ data: {} });
      await expect(ask()).resolves.toEqual({ data: { word: 'good' } });
      expect(await metrics.text()).toContain('subgraph_circuit_state{subgraph="words",state="closed"} 1');
    });

    it('stays open when the probe fails', async () => {
      start({ circuitFailures: 1, circuitRestMs: 10, circuitLongestRestMs: 60_000 });
      await failures(1);

      await expect(probe(graphCall())).resolves.toMatchObject({ fault: 'status' });
      expect(await metrics.text()).toContain('subgraph_circuit_state{subgraph="words",state="open"} 1');
    });

    it('learns from the probe also when its caller has gone', async () => {
      start({ circuitFailures: 1, circuitRestMs: 10, circuitLongestRestMs: 10 });
      await failures(1);
      hold();
      const call = graphCall();
      const probing = probe(call);
      await until(() => held.length === 1);
      call.deadline.abort(new DomainError('REQUEST_INCOMPLETE'));
      await probing;

      await expect(ask()).rejects.toMatchObject({ details: open });
      subgraph.answer = good;
      release();
      await until(() => {
        ask().catch(() => undefined);
        return subgraph.asked.length > 2;
      });

      await expect(ask()).resolves.toEqual({ data: { word: 'good' } });
    });
  });

  describe('the limit of what is under way', () => {
    it('lets others wait their turn, and no more than that', async () => {
      start({ concurrency: 2, queue: 1 });
      hold();
      const asking = [ask(), ask(), ask()];

      await expect(ask()).rejects.toMatchObject(unavailable('overloaded'));
      await until(() => held.length === 2);
      expect(await metrics.text()).toMatch(
        /subgraph_fetches_under_way\{subgraph="words"\} 2\n[^]*subgraph_fetches_waiting\{subgraph="words"\} 1/,
      );
      release();
      await until(() => held.length === 1);
      release();

      await Promise.all(asking);
      expect(subgraph.asked).toHaveLength(3);
    });

    it('is not waited for longer than the request has time, and the place is free again', async () => {
      start({ concurrency: 1, queue: 1 });
      hold();
      const first = ask();

      await expect(ask({}, graphCall({ milliseconds: 20 }))).rejects.toMatchObject({ code: 'DEADLINE_EXCEEDED' });
      const waiting = ask();
      await until(() => held.length === 1);
      release();
      await first;
      await until(() => held.length === 1);
      release();
      await waiting;

      expect(subgraph.asked).toHaveLength(2);
    });
  });

  describe('at the stop', () => {
    it('lets end what is under way and takes no more', async () => {
      hold();
      const asking = ask();
      await until(() => held.length === 1);
      const closed = clients.close();

      await expect(ask()).rejects.toMatchObject(unavailable('stopping'));
      release();

      await expect(asking).resolves.toEqual({ data: {} });
      await closed;
    });

    it('fails what does not end in time, also what waits its turn', async () => {
      start({ concurrency: 1 }, { drainMs: 20 });
      hold();
      const asking = Promise.allSettled([ask(), ask()]);
      await until(() => held.length === 1);
      await Promise.all([clients.close(), clients.close()]);
      const faults = (await asking).map((one) => (one as PromiseRejectedResult).reason as unknown);

      expect(faults).toMatchObject([unavailable('stopping'), unavailable('stopping')]);
      expect(subgraph.asked).toHaveLength(1);
    });
  });
});
