import { rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { parse } from 'graphql';
import type { Subgraph, SubgraphName } from '../../../schema/kernel/subgraph.js';
import { AskedLabel, followedBy, MASSIVO_DISMISSED_LABEL } from '../../../gateway/supergraph/massivo-label.js';
import { createLogger } from '../../../gateway/telemetry/logger.js';
import { watchSupergraph, type WatchedSupergraph } from '../../../gateway/supergraph/watch-supergraph.js';
import { startTestGateway, type TestGateway } from '../../testkit/test-gateway.js';
import { temporaryFolder, type TemporaryFolder } from '../../testkit/temporary-folder.js';
import { composed, testSubgraphs } from '../../testkit/test-subgraphs.js';

const { list, supergraphSdl } = testSubgraphs();
const QUESTION = '{ bodies { code name requests anniversary } queueLength }';
/** Another text, the same graph, but for a field less. */
const without = (field: string, version = 0): string =>
  `# ${version}\n${supergraphSdl.replace(new RegExp(`\\n  ${field}[^\\n]*`), '')}`;

describe('a supergraph that takes over', () => {
  let gateway: TestGateway;

  beforeAll(async () => {
    gateway = await startTestGateway({ supergraphSdl, inProcess: list });
  });
  afterAll(() => gateway.close());

  it('is what is served from then on', async () => {
    expect((await gateway.post('{ queueLength whoAmI }')).errors).toEqual([]);
    await gateway.replaceSupergraph(without('queueLength: Int!'));
    expect((await gateway.post('{ queueLength }')).status).toBe(400);
    expect((await gateway.post('{ whoAmI }')).errors).toEqual([]);
    await gateway.replaceSupergraph(supergraphSdl);
    expect((await gateway.post('{ queueLength whoAmI }')).errors).toEqual([]);
  });

  it.each([
    ['is no SDL', 'type Query {'],
    ['is empty', ''],
    ['is no supergraph', 'type Query { a: Int }'],
    ['does not fit together', supergraphSdl.replace(/^type Body/m, 'type Nobody')],
    ['has access rules that nobody reads', `${supergraphSdl}\nscalar X @authenticated`],
  ])('is refused with its reason when it %s, and the one before stays', async (_name, sdl) => {
    await expect(gateway.replaceSupergraph(sdl)).rejects.toThrow(/\w{4}/);
    expect((await gateway.post(QUESTION)).errors).toEqual([]);
  });

  it('fails no request, and has the operations ready that are asked', async () => {
    const answers: { status: number; errors: unknown[]; text: string }[] = [];
    let isAsking = true;
    const clients = Array.from({ length: 4 }, async () => {
      while (isAsking) answers.push(await gateway.post(QUESTION));
    });
    const first = await gateway.post(QUESTION);
    for (let version = 1; version <= 8; version += 1) {
      await gateway.replaceSupergraph(without(version % 2 ? 'queueLength: Nothing' : 'since', version));
      const before = answers.length;
      while (answers.length < before + 8) await new Promise((resolve) => setTimeout(resolve, 5));
    }
    isAsking = false;
    await Promise.all(clients);
    expect(answers.length).toBeGreaterThan(64);
    expect(new Set(answers.map(({ status, text }) => `${status} ${text}`))).toEqual(new Set([`200 ${first.text}`]));
  });

  it('lets a request end on the graph that it began with', async () => {
    const slow = gateway.post('{ slow(milliseconds: 1500) bodies { requests } }');
    await new Promise((resolve) => setTimeout(resolve, 300));
    await gateway.replaceSupergraph(without('slow', 99));
    const { data, errors } = await slow;
    expect([errors, Object.keys(data ?? {})]).toEqual([[], ['slow', 'bodies']]);
    expect((await gateway.post('{ slow(milliseconds: 1) }')).status).toBe(400);
    await gateway.replaceSupergraph(supergraphSdl);
  });
});

describe('the file of the supergraph', () => {
  let gateway: TestGateway;
  let watched: WatchedSupergraph;
  let file: string;
  let folder: TemporaryFolder;
  const log: string[] = [];
  const has = async (text: string, count = 1): Promise<void> => {
    while (log.filter((line) => line.includes(text)).length < count)
      await new Promise((resolve) => setTimeout(resolve, 20));
  };

  beforeAll(async () => {
    folder = await temporaryFolder();
    file = path.join(folder.path, 'supergraph.graphql');
    await writeFile(file, supergraphSdl);
    gateway = await startTestGateway({ supergraphSdl, inProcess: list });
    const destination = { write: (line: string) => void log.push(line) };
    const logger = createLogger({ level: 'info', process: 'test', destination: destination as never });
    watched = watchSupergraph(file, {
      gateway: { replaceSupergraph: (sdl) => gateway.replaceSupergraph(sdl) },
      logger,
      pauseMs: 20,
    });
  });
  afterAll(async () => {
    watched.stop();
    await gateway.close();
    await folder.remove();
  });

  it('is served when it changes, also by renaming', async () => {
    await writeFile(`${file}.new`, without('queueLength: Int!', 1));
    await rename(`${file}.new`, file);
    await has('supergraph in service');
    expect((await gateway.post('{ queueLength }')).status).toBe(400);
  });

  it('is refused when it is bad, and the one before stays', async () => {
    await writeFile(file, 'nonsense');
    await has('refused');
    const refusal = log.find((line) => line.includes('refused')) ?? '{}';
    expect((JSON.parse(refusal) as { reason: string }).reason).toContain('nonsense');
    expect((await gateway.post('{ whoAmI }')).errors).toEqual([]);
  });

  it('is read on SIGHUP', async () => {
    const before = log.length;
    process.emit('SIGHUP');
    await has('refused', 2);
    expect(log.length).toBeGreaterThan(before);
    await writeFile(file, supergraphSdl);
    process.emit('SIGHUP');
    await has('supergraph in service', 2);
    expect((await gateway.post('{ queueLength }')).errors).toEqual([]);
  });
});

describe('R-20 the label of massivo, in a supergraph that takes over', () => {
  const LINK = 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@override"])\n';
  const history = 'history: String!';
  const legacy = `${LINK} type Query { ${history} }`;
  const asking = (fields: string): string => `${LINK} type Query { massivoDismissed: Boolean! ${fields} }`;
  const label = new AskedLabel({ pauseMs: 5 });
  let isDismissed = true;
  let gateway: TestGateway;

  const subgraph = (name: SubgraphName, sdl: string): Subgraph => {
    const fields: Record<string, () => unknown> = { history: () => name };
    if (name === 'certificates') fields.massivoDismissed = () => isDismissed;
    const schema = buildSubgraphSchema({ typeDefs: parse(sdl), resolvers: { Query: fields } as never });
    return { name, schema, createContext: (call) => call };
  };
  const serve = (fields: string): Promise<void> =>
    followedBy(label, gateway).replaceSupergraph(composed(['legacy', legacy], ['certificates', asking(fields)]));
  const answeredBy = async (): Promise<unknown> => (await gateway.post('{ history }')).data?.history;

  beforeAll(async () => {
    gateway = await startTestGateway({
      supergraphSdl: composed(['legacy', legacy], ['certificates', asking('')]),
      inProcess: [subgraph('legacy', legacy), subgraph('certificates', asking(history))],
      flagLabels: new Map([[MASSIVO_DISMISSED_LABEL, () => label.isActive()]]),
    });
  });
  afterAll(async () => {
    await label.stop();
    await gateway.close();
  });

  it('is asked for from the moment in which it comes in, and no longer than it is there', async () => {
    expect(await answeredBy()).toBe('legacy');
    await serve(`${history} @override(from: "legacy", label: "${MASSIVO_DISMISSED_LABEL}")`);
    expect([label.isAsked, await answeredBy()]).toEqual([true, 'certificates']);
    isDismissed = false;
    while (label.isActive()) await new Promise((resolve) => setTimeout(resolve, 5));
    expect(await answeredBy()).toBe('legacy');
    await serve('');
    expect([label.isAsked, await answeredBy()]).toEqual([false, 'legacy']);
  });
});
