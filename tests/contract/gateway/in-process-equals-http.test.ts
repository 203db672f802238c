import {
  CONTACT,
  serveSubgraphs,
  startTestGateway,
  type ServedSubgraphs,
  type TestGateway,
} from '../../testkit/test-gateway.js';
import { testSubgraphs } from '../../testkit/test-subgraphs.js';

/** A client cannot tell whether a subgraph runs in the gateway's process or behind HTTP. */
describe('in-process equals HTTP', () => {
  let served: ServedSubgraphs;
  let inProcess: TestGateway;
  let overHttp: TestGateway;

  beforeAll(async () => {
    const near = testSubgraphs();
    const far = testSubgraphs();
    served = await serveSubgraphs(far.list);
    const identify = () => Promise.resolve(CONTACT);
    const { supergraphSdl } = near;
    inProcess = await startTestGateway({ supergraphSdl, inProcess: near.list, identify });
    overHttp = await startTestGateway({ supergraphSdl, urls: served.urls, identify });
  });
  afterAll(async () => {
    await Promise.all([inProcess.close(), overHttp.close()]);
    await served.close();
  });

  const cases: [what: string, query: string, variables?: object][] = [
    ['a list', '{ bodies { code name size } }'],
    ['an entity of two owners', '{ bodies { name requests } }'],
    ['a required field that is a date', '{ bodies { anniversary } }'],
    ['a scalar that serialises to an object', '{ bodies { founded } }'],
    [
      'an interface of two types',
      '{ bodies { rival { __typename name ... on Body { requests } ... on Office { code } } } }',
    ],
    ['a field that is null with a refusal below an interface', '{ party(code: "o") { name ... on Office { queue } } }'],
    ['the actor', '{ whoAmI }'],
    ['the correlation id', '{ correlation }'],
    ['a mutation and what follows it', 'mutation { rename(code: "c", name: "New") { name requests } }'],
    [
      'two mutations in order',
      'mutation { one: rename(code: "b", name: "1") { name } two: rename(code: "b", name: "2") { name requests } }',
    ],
    ['a refusal with its details', '{ refused queueLength }'],
    ['a crash', '{ crash }'],
    ['a value that is not in the enum', '{ odd }'],
    ['variables', 'query ($moment: Moment!) { since(moment: $moment) }', { moment: '2026-02-05T10:00:00Z' }],
    [
      'a variable that a scalar refuses',
      'query ($moment: Moment!) { since(moment: $moment) }',
      { moment: 'RSSMRA80A01H501U' },
    ],
    ['a literal that a scalar refuses', '{ since(moment: "RSSMRA80A01H501U") }'],
    ['introspection', '{ __type(name: "Body") { fields { name } } }'],
    ['a query that is not valid', '{ bodies { nothing } }'],
  ];

  it.each(cases.map(([what, query, variables = {}]) => ({ what, query, variables })))(
    '$what',
    async ({ query, variables }) => {
      const headers = { 'x-correlation-id': 'same-for-both' };
      const near = await inProcess.post(query, { variables, headers });
      const far = await overHttp.post(query, { variables, headers });

      expect(near.text).toBe(far.text);
      expect(near.status).toBe(far.status);
      expect(near.text.length).toBeGreaterThan(20);
    },
  );

  it('says nothing of what a crash or a refused value held', async () => {
    const answers = await Promise.all([
      inProcess.post('{ crash }'),
      overHttp.post('{ crash }'),
      inProcess.post('query ($m: Moment!) { since(moment: $m) }', { variables: { m: 'RSSMRA80A01H501U' } }),
      overHttp.post('{ since(moment: "RSSMRA80A01H501U") }'),
    ]);

    expect(answers.map(({ text }) => text).join('')).not.toContain('RSSMRA');
    expect(answers.map(({ errors }) => errors[0]?.extensions.code)).toEqual([
      'INTERNAL',
      'INTERNAL',
      'BAD_USER_INPUT',
      'BAD_USER_INPUT',
    ]);
    expect(JSON.stringify([...inProcess.log, ...overHttp.log])).not.toContain('RSSMRA');
  });
});
