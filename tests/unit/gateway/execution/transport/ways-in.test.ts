import type { FetchOptions } from '../../../../../gateway/execution/graph-call.js';
import { ApolloDataSource } from '../../../../../gateway/execution/transport/apollo-data-source.js';
import { createSubgraphClients } from '../../../../../gateway/execution/transport/subgraph-clients.js';
import type { SubgraphQuery } from '../../../../../gateway/execution/subgraph-client.port.js';
import { createMetrics } from '../../../../../gateway/telemetry/metrics.js';
import { endGraphCalls, graphCall, subgraphQuery } from '../../../../testkit/graph-calls.js';
import { testSubgraphs } from '../../../../testkit/test-subgraphs.js';

afterAll(endGraphCalls);

describe("the way in for Apollo's executor", () => {
  const asked: SubgraphQuery[] = [];
  const source = new ApolloDataSource({
    ask: (query, call) => {
      asked.push(query);
      call.deprecation = { since: '2026-02-05', lastDay: '2026-08-05', guide: 'https://guide.test' };
      return Promise.resolve({ data: { a: 1 }, errors: [{ message: 'm' }] });
    },
  });
  const process = (request: object, call = graphCall()) =>
    source.process({ request, context: { call } } as unknown as FetchOptions);

  it.each<[object, Partial<SubgraphQuery>]>([
    [{ query: '{a}' }, { text: '{a}', kind: 'query', variables: '{}', operationName: undefined }],
    [
      { query: 'mutation M__a__0($x:ID!){a}', variables: { x: '1' }, operationName: 'M__a__0' },
      { kind: 'mutation', variables: '{"x":"1"}', operationName: 'M__a__0' },
    ],
  ])('asks the same as a compiled plan: %j', async (request, query) => {
    const call = graphCall();

    expect(await process(request, call)).toEqual({ data: { a: 1 }, errors: [{ message: 'm' }] });
    expect(asked.at(-1)).toMatchObject({ ...query, entitiesAsText: false });
    expect(call.deprecation).toMatchObject({ lastDay: '2026-08-05' });
  });
});

describe('clients of subgraphs', () => {
  const { list, contexts } = testSubgraphs();
  const make = (urls = {}) =>
    createSubgraphClients({ inProcess: list, urls, timeoutMs: 30_000, actorToken: null, metrics: createMetrics() });

  it('are the same for the same subgraph, so that what they know of it outlives a supergraph', () => {
    const clients = make();
    const client = clients.clientOf({ name: 'words', url: 'http://words.test/a' });

    expect(clients.clientOf({ name: 'words', url: 'http://words.test/a' })).toBe(client);
    expect(clients.clientOf({ name: 'words', url: 'http://words.test/b' })).not.toBe(client);
    expect(clients.clientOf({ name: 'legacy', url: 'http://x.test/' })).toBe(clients.clientOf({ name: 'legacy' }));
  });

  it.each([undefined, '', 'nowhere'])('need a URL, which %j is not', (url) => {
    expect(() => make().clientOf({ name: 'words', ...(url !== undefined && { url }) })).toThrow(
      'The supergraph names no URL for the subgraph words.',
    );
  });

  it('in this process take variables as text and share one context a request, but for mutations', async () => {
    const client = make().clientOf({ name: 'agreements' });
    const call = graphCall();
    const ask = (query: Partial<SubgraphQuery>) =>
      client.ask(subgraphQuery({ operationName: undefined, ...query }), call);
    const before = contexts.get('agreements') ?? 0;
    const party = {
      text: 'query($code:ID!){party(code:$code){name}}',
      variables: '{"code":"a"}',
      entitiesAsText: true,
    };

    expect(await Promise.all([ask(party), ask(party)])).toEqual(Array(2).fill({ data: { party: { name: 'Body a' } } }));
    expect((contexts.get('agreements') ?? 0) - before).toBe(1);
    await ask({ kind: 'mutation', text: 'mutation{rename(code:"b",name:"B"){name}}' });
    await ask(party);

    expect((contexts.get('agreements') ?? 0) - before).toBe(3);
  });

  it('in this process say what is wrong with a query, and end with the request', async () => {
    const client = make().clientOf({ name: 'agreements' });

    expect(await client.ask(subgraphQuery({ text: '{nothing}' }), graphCall())).toMatchObject({
      errors: [{ extensions: { code: 'BAD_USER_INPUT' } }],
    });
    await expect(
      client.ask(
        subgraphQuery({ text: '{slow(milliseconds:1000)}', operationName: undefined }),
        graphCall({ milliseconds: 10 }),
      ),
    ).rejects.toMatchObject({ code: 'DEADLINE_EXCEEDED' });
  });
});
