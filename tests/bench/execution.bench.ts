/**
 * `node --import ./tests/testkit/register-typescript.mjs tests/bench/execution.bench.ts [--other DIR] [--rounds 200]`:
 * what a question of the gateway's bench costs from the subgraphs' bytes to those of the answer: reading, plan, writing,
 * without HTTP and ApolloServer, in processor time. Of `dist`, and of another build beside it in turns (`cp -r dist DIR` before a change).
 * Medians of rounds of ten; the answers are compared byte for byte first.
 */
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { graphql, parse, type GraphQLSchema, type OperationDefinitionNode } from 'graphql';
import type * as Answers from '../../gateway/execution/answer/compile-answer.js';
import type * as Plans from '../../gateway/execution/plan/compile-plan.js';
import type { SubgraphClient, SubgraphQuery } from '../../gateway/execution/subgraph-client.port.js';
import type * as Reading from '../../gateway/execution/transport/subgraph-answer.rules.js';
import { anyCall, SmallSupergraph } from '../testkit/small-supergraph.js';
import { agreementById, bodiesFrom, bodyByCode } from './gateway/graph-data.js';
import { subgraphSdl, SUBGRAPHS, type BenchSubgraph } from './gateway/graph-sdl.js';
import { QUESTIONS, type Question } from './gateway/questions.js';

interface Build {
  readonly name: string;
  readonly plans: typeof Plans;
  readonly answers: typeof Answers;
  readonly reading: typeof Reading;
}

const TIMES = 10;
const ANSWERS_EACH = 32;
const ROOTS = {
  body: (_: unknown, { code }: { code: string }) => bodyByCode(code),
  bodies: (_: unknown, { from, first }: { from: string; first: number }) => bodiesFrom(from, first),
};
const RESOLVERS = {
  Query: ROOTS,
  PublicBody: { __resolveReference: ({ code }: { code: string }) => bodyByCode(code) },
  Agreement: { __resolveReference: ({ id }: { id: string }) => agreementById(id) },
};

const { values } = parseArgs({ options: { other: { type: 'string' }, rounds: { type: 'string' } } });
const builds = await Promise.all([...(values.other ? [values.other] : []), 'dist'].map(buildIn));
const schemas = new Map(SUBGRAPHS.map((name) => [name, subgraphSchema(name)]));
const graph = new SmallSupergraph(
  SUBGRAPHS.map((name) => ({
    name,
    sdl: subgraphSdl(name, { federation: 2, rules: false }).replace(/^.*?\]\)/, ''),
    resolvers: {},
  })),
);
for (const question of Object.values(QUESTIONS)) await measure(question);

async function buildIn(directory: string): Promise<Build> {
  const load = (file: string): Promise<unknown> => import(pathToFileURL(`${directory}/gateway/execution/${file}`).href);
  return {
    name: directory,
    plans: (await load('plan/compile-plan.js')) as typeof Plans,
    answers: (await load('answer/compile-answer.js')) as typeof Answers,
    reading: (await load('transport/subgraph-answer.rules.js')) as typeof Reading,
  };
}

function subgraphSchema(name: BenchSubgraph): GraphQLSchema {
  const typeDefs = parse(subgraphSdl(name, { federation: 2, rules: false }));
  const known = Object.entries(RESOLVERS).filter(([type]) => type !== 'Query' || name === 'registry');
  const own = known.filter(([type]) => type !== 'Agreement' || name !== 'registry');
  return buildSubgraphSchema({ typeDefs, resolvers: Object.fromEntries(own) as never });
}

async function measure(question: Question): Promise<void> {
  const variables = question.variables.slice(0, ANSWERS_EACH);
  const canned = new Map<string, Buffer>();
  for (const each of variables) await runner(builds[0] as Build, question, recorder(builds[0] as Build, canned))(each);
  const runners = builds.map((build) => runner(build, question, player(build, canned)));
  for (const each of variables) {
    const bodies = await Promise.all(runners.map((run) => run(each)));
    if (!bodies.every((body) => String(body) === String(bodies[0]))) throw new Error('The answers are not the same.');
  }
  const spent = runners.map((): number[] => []);
  for (let round = 0; round < Number(values.rounds ?? 200); round += 1) {
    for (const [index, run] of runners.entries()) {
      const start = process.cpuUsage();
      for (let time = 0; time < TIMES; time += 1) await run(variables[(round * TIMES + time) % variables.length] ?? {});
      const { user, system } = process.cpuUsage(start);
      spent[index]?.push((user + system) / TIMES);
    }
  }
  const figures = spent.map((each, index) => `${builds[index]?.name} ${median(each).toFixed(1)} µs`);
  process.stdout.write(`${question.name}: ${figures.join(', ')}\n`);
}

/** From variables to what is handed to the socket. */
function runner(build: Build, { text }: Question, client: (subgraph: BenchSubgraph) => SubgraphClient) {
  const document = parse(text);
  const operation = document.definitions[0] as OperationDefinitionNode;
  const api = graph.supergraph.apiSchema();
  const plan = build.plans.compilePlan(graph.plan(text).queryPlan, {
    schema: graph.schema,
    variableDefinitions: operation.variableDefinitions ?? [],
    trustedSubgraphs: new Set(SUBGRAPHS),
  });
  if ('reason' in plan) throw new Error(plan.reason);
  const answer = build.answers.compileAnswer({
    ...{ schema: api.toGraphQLJSSchema(), document, operation, leaves: plan.leaves, partlyHidden: new Set<string>() },
  });
  if ('reason' in answer) throw new Error(answer.reason);
  const clients = new Map(SUBGRAPHS.map((name) => [name, client(name)]));
  const { passedThrough } = answer;
  return async (variables: Record<string, unknown>): Promise<string | Buffer> => {
    const { data, errors } = await plan.run({ clients, call: anyCall(), variables, passedThrough });
    const written = answer.write(data, { variables, errors });
    if (errors.length + written.errors.length > 0)
      throw new Error(`The plan failed: ${String(errors[0] ?? written.errors[0])}`);
    const body = (build.answers.answerBody ?? build.answers.stringifyAnswer)({ data: written.data as never });
    return typeof body === 'string' ? Buffer.from(body) : body;
  };
}

function keyOf(subgraph: string, { text, variables }: SubgraphQuery): string {
  return `${subgraph} ${text} ${variables}`;
}

function recorder({ reading }: Build, canned: Map<string, Buffer>) {
  return (subgraph: BenchSubgraph): SubgraphClient => ({
    ask: async (query) => {
      const schema = schemas.get(subgraph) as GraphQLSchema;
      const variableValues = JSON.parse(query.variables) as Record<string, unknown>;
      const body = Buffer.from(JSON.stringify(await graphql({ schema, source: query.text, variableValues })));
      canned.set(keyOf(subgraph, query), body);
      return read(reading, body, query);
    },
  });
}

function player({ reading }: Build, canned: ReadonlyMap<string, Buffer>) {
  return (subgraph: BenchSubgraph): SubgraphClient => ({
    ask: (query) => Promise.resolve(read(reading, canned.get(keyOf(subgraph, query)) as Buffer, query)),
  });
}

function read(reading: typeof Reading, body: Buffer, { skeleton, entitiesAsText }: SubgraphQuery) {
  const read = reading.readAnswer({ status: 200, contentType: 'application/json', body }, skeleton ?? entitiesAsText);
  if (read.fault !== null) throw new Error(read.fault);
  return read.answer;
}

function median(figures: readonly number[]): number {
  return [...figures].sort((one, other) => one - other)[figures.length >> 1] ?? 0;
}
