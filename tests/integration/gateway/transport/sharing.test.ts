import type { ServerResponse } from 'node:http';
import type { Actor } from '../../../../schema/kernel/actor.js';
import { DomainError } from '../../../../schema/kernel/domain-error.js';
import { createActorToken } from '../../../../gateway/execution/actor-token.js';
import { createSubgraphClients, type Clients } from '../../../../gateway/execution/transport/subgraph-clients.js';
import { createMetrics, type Metrics } from '../../../../gateway/telemetry/metrics.js';
import { endGraphCalls, graphCall, subgraphQuery } from '../../../testkit/graph-calls.js';
import { good, JSON_TYPE, oddSubgraph, until, type OddSubgraph } from '../../../testkit/odd-subgraph.js';

const ALICE: Actor = { kind: 'operator', subject: 'alice', officeCode: '1' };
const ENTITIES = '{"data":{"_entities":[{"id":"a"},null]}}';

describe('identical queries under way', () => {
  let subgraph: OddSubgraph;
  let clients: Clients;
  let metrics: Metrics;
  /** Answers are held until the test says so. */
  let held: ServerResponse[];

  beforeEach(async () => {
    subgraph = await oddSubgraph();
    held = [];
    subgraph.answer = (response) => held.push(response);
    metrics = createMetrics();
    const actorToken = createActorToken(new Uint8Array(32));
    const settings = { inProcess: [], urls: {}, timeoutMs: 30_000, actorToken, metrics };
    clients = createSubgraphClients({ ...settings, trusted: ['words'] });
  });
  afterEach(async () => {
    endGraphCalls();
    await subgraph.close();
    await clients.close();
  });

  const ask = (query = {}, call = graphCall()) =>
    clients.clientOf({ name: 'words', url: subgraph.url }).ask(subgraphQuery(query), call);
  const arrived = (count: number) => until(() => subgraph.asked.length === count);
  const answerAll = (text: string) => held.splice(0).forEach((r) => r.writeHead(200, JSON_TYPE).end(text));

  it('are sent once, and everybody gets data of his own', async () => {
    const asking = [ask(), ask(), ask()];
    await arrived(1);
    answerAll('{"data":{"word":{"deep":1}}}');
    const answers = await Promise.all(asking);

    expect(answers).toEqual(Array(3).fill({ data: { word: { deep: 1 } } }));
    expect(new Set(answers.map(({ data }) => data?.word)).size).toBe(3);
    expect(subgraph.asked).toHaveLength(1);
    expect(await metrics.text()).toContain('subgraph_fetches_shared_total{subgraph="words"} 2');
  });

  it('may be read as text by one and as data by another', async () => {
    const asking = [ask({ entitiesAsText: true }), ask(), ask({ entitiesAsText: true })];
    await arrived(1);
    answerAll(ENTITIES);

    expect(await Promise.all(asking)).toEqual([
      { entityTexts: ['{"id":"a"}', 'null'] },
      { data: { _entities: [{ id: 'a' }, null] } },
      { entityTexts: ['{"id":"a"}', 'null'] },
    ]);
  });

  it.each<[string, Parameters<typeof ask>, Parameters<typeof ask>]>([
    ['callers', [{}, graphCall({ actor: ALICE })], [{}, graphCall({ actor: { ...ALICE, officeCode: '2' } })]],
    ['variables', [{ variables: '{"a":1}' }], [{ variables: '{"a":2}' }]],
    ['texts', [{ text: '{word}' }], [{ text: '{ word }' }]],
    ['time, of which the second has far more', [{}, graphCall({ milliseconds: 9_000 })], [{}]],
  ])('are not shared between different %s', async (_what, first, second) => {
    const asking = [ask(...first), ask(...second)];
    await arrived(2);
    answerAll('{"data":{}}');

    await Promise.all(asking);
  });

  it('are shared by one caller however his actor is kept', async () => {
    const asking = [ask({}, graphCall({ actor: ALICE })), ask({}, graphCall({ actor: { ...ALICE } }))];
    await arrived(1);
    answerAll('{"data":{}}');
    await Promise.all(asking);

    expect(subgraph.asked).toHaveLength(1);
  });

  it('are never mutations', async () => {
    const asking = [ask({ kind: 'mutation' }), ask({ kind: 'mutation' })];
    await arrived(2);
    answerAll('{"data":{}}');

    await Promise.all(asking);
  });

  it('are not joined after a mutation, so that everybody reads what he wrote', async () => {
    const before = ask();
    await arrived(1);
    const [slow] = held.splice(0);
    subgraph.answer = good;
    await ask({ kind: 'mutation', text: 'mutation{say}' });

    await expect(ask()).resolves.toEqual({ data: { word: 'good' } });
    slow?.writeHead(200, JSON_TYPE).end('{"data":{"word":"old"}}');

    await expect(before).resolves.toEqual({ data: { word: 'old' } });
    expect(subgraph.asked).toHaveLength(3);
  });

  it('go on for the others when one has gone, the first included', async () => {
    const leaving = graphCall();
    const left = ask({}, leaving);
    const staying = ask();
    await arrived(1);
    leaving.deadline.abort(new DomainError('REQUEST_INCOMPLETE'));

    await expect(left).rejects.toMatchObject({ code: 'REQUEST_INCOMPLETE' });
    answerAll('{"data":{}}');

    await expect(staying).resolves.toEqual({ data: {} });
  });

  it('go on for the others when one has no more time', async () => {
    const staying = ask();
    const hasty = ask({}, graphCall({ milliseconds: 30 }));

    await expect(hasty).rejects.toMatchObject({ code: 'DEADLINE_EXCEEDED' });
    await arrived(1);
    answerAll('{"data":{}}');

    await expect(staying).resolves.toEqual({ data: {} });
  });

  it('are given up when all have gone', async () => {
    const calls = [graphCall(), graphCall()];
    const asking = calls.map((call) => ask({}, call));
    await arrived(1);
    for (const { deadline } of calls) deadline.abort(new DomainError('REQUEST_INCOMPLETE'));

    expect((await Promise.allSettled(asking)).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    await until(() => subgraph.asked[0]!.socket.destroyed);
  });

  it('fail together, and the next asks anew', async () => {
    const asking = [ask(), ask()];
    await arrived(1);
    held.splice(0).forEach((response) => response.writeHead(500).end());
    const failed = await Promise.allSettled(asking);

    expect(failed).toEqual(
      Array(2).fill({
        status: 'rejected',
        reason: expect.objectContaining({ code: 'SUBGRAPH_UNAVAILABLE' }) as unknown,
      }),
    );
    subgraph.answer = good;

    await expect(ask()).resolves.toEqual({ data: { word: 'good' } });
  });

  it('bring the notice of deprecation to everybody', async () => {
    const deprecation = { since: '2026-02-05', lastDay: '2026-08-05', guide: 'https://guide.test' };
    const calls = [graphCall(), graphCall()];
    const asking = calls.map((call) => ask({}, call));
    await arrived(1);
    answerAll(JSON.stringify({ data: {}, extensions: { deprecation } }));
    await Promise.all(asking);

    expect(calls.map((call) => call.deprecation)).toEqual([deprecation, deprecation]);
  });
});
