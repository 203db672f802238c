import { composeServices } from '@apollo/composition';
import { operationFromDocument, Supergraph } from '@apollo/federation-internals';
import type { GraphQLDataSource } from '@apollo/gateway';
import { executeQueryPlan } from '@apollo/gateway/dist/executeQueryPlan.js';
import { computeResponse } from '@apollo/gateway/dist/resultShaping.js';
import { QueryPlanner, type QueryPlan, type QueryPlannerConfig } from '@apollo/query-planner';
import { buildSubgraphSchema } from '@apollo/subgraph';
import {
  execute,
  Kind,
  parse,
  validate,
  type ExecutionResult,
  type FragmentDefinitionNode,
  type GraphQLFormattedError,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from 'graphql';
import { ANONYMOUS } from '../../schema/kernel/actor.js';
import { Deadline } from '../../gateway/execution/deadline.js';
import type { GraphCall } from '../../gateway/execution/graph-call.js';
import type { Data } from '../../gateway/execution/answer-data.type.js';
import { readAnswer } from '../../gateway/execution/transport/subgraph-answer.rules.js';
import type { SubgraphAnswer, SubgraphClient, SubgraphQuery } from '../../gateway/execution/subgraph-client.port.js';

const HEADER = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@external", "@requires", "@provides", "@shareable", "@interfaceObject", "@inaccessible", "@override", "@context", "@fromContext"])\n`;

export interface SmallSubgraph {
  readonly name: string;
  /** Without the link to federation, which is put before it. */
  readonly sdl: string;
  readonly resolvers: object;
}

export interface PlannedOperation {
  readonly queryPlan: QueryPlan;
  readonly operation: OperationDefinitionNode;
  readonly fragments: Record<string, FragmentDefinitionNode>;
}

/** A real answer of a subgraph, on its way to whoever asked; what a test returns goes instead. */
export type Tamper = (subgraph: string, answer: ExecutionResult, query: AskedQuery) => unknown;

export interface AskedQuery {
  readonly subgraph: string;
  readonly text: string;
  readonly variables: Record<string, unknown>;
}

/** What Apollo's executor makes of an operation. */
export interface ApolloAnswer {
  readonly data: unknown;
  readonly errors: readonly GraphQLFormattedError[];
}

/** A supergraph of a few types: composed, planned and executed by the real parts, all in this process. */
export class SmallSupergraph {
  readonly supergraph: Supergraph;
  /** The whole of it, inaccessible parts included. */
  readonly schema: GraphQLSchema;
  readonly supergraphSdl: string;
  readonly #subgraphs: ReadonlyMap<string, GraphQLSchema>;
  readonly #apiSchema: GraphQLSchema;
  readonly #planner: QueryPlanner;

  constructor(subgraphs: readonly SmallSubgraph[], planning: QueryPlannerConfig = {}) {
    const services = subgraphs.map(({ name, sdl, resolvers }) => ({
      name,
      url: `http://${name}.test/graphql`,
      typeDefs: parse(HEADER + sdl),
      resolvers,
    }));
    const { supergraphSdl, errors } = composeServices(services);
    if (supergraphSdl === undefined) throw new Error(errors?.map(({ message }) => message).join('\n'));
    this.supergraphSdl = supergraphSdl;
    this.supergraph = Supergraph.buildForTests(supergraphSdl);
    this.schema = this.supergraph.schema.toGraphQLJSSchema();
    this.#apiSchema = this.supergraph.apiSchema().toGraphQLJSSchema();
    this.#planner = new QueryPlanner(this.supergraph, planning);
    this.#subgraphs = new Map(
      services.map(({ name, typeDefs, resolvers }) => [
        name,
        buildSubgraphSchema({ typeDefs, resolvers: resolvers as never }),
      ]),
    );
  }

  plan(source: string): PlannedOperation {
    const document = parse(source);
    const apiSchema = this.supergraph.apiSchema();
    const invalid = validate(this.#apiSchema, document);
    if (invalid.length > 0) throw new Error(invalid.join('\n'));
    const operation = document.definitions.find(({ kind }) => kind === Kind.OPERATION_DEFINITION);
    const queryPlan = this.#planner.buildQueryPlan(operationFromDocument(apiSchema, document));
    const fragments = document.definitions.filter((node) => node.kind === Kind.FRAGMENT_DEFINITION);
    return {
      queryPlan,
      operation: operation as OperationDefinitionNode,
      fragments: Object.fromEntries(fragments.map((fragment) => [fragment.name.value, fragment])),
    };
  }

  /** Clients that execute on the subgraphs' schemas; `asked` gets every query. */
  clients(asked: AskedQuery[] = [], tamper: Tamper = (_subgraph, answer) => answer): Map<string, SubgraphClient> {
    const clientOf = (subgraph: string): SubgraphClient => ({
      ask: async (query) => this.#answer(subgraph, query, { asked, tamper }),
    });
    return new Map([...this.#subgraphs.keys()].map((name) => [name, clientOf(name)]));
  }

  /** The operation by Apollo's executor, over the same subgraphs. */
  async byApollo(planned: PlannedOperation, variables: Data = {}, tamper?: Tamper): Promise<ApolloAnswer> {
    const clients = this.clients([], tamper);
    const sources = [...clients].map(([name, client]): [string, GraphQLDataSource] => [name, sourceOf(client)]);
    const { data, errors = [] } = await executeQueryPlan(
      planned.queryPlan,
      Object.fromEntries(sources),
      { request: { variables }, metrics: {}, context: {} } as never,
      {
        ...planned,
        schema: this.#apiSchema,
        queryHash: '',
        operationName: planned.operation.name?.value ?? null,
      } as never,
      this.schema,
      this.supergraph.apiSchema(),
      undefined as never,
    );
    return { data: plain(data), errors };
  }

  /** Data of a plan as Apollo would answer it: what was asked for, nulls propagated. */
  shaped({ operation, fragments }: PlannedOperation, data: Data, variables: Data = {}): unknown {
    const document = { kind: Kind.DOCUMENT, definitions: [operation, ...Object.values(fragments)] } as const;
    const shaped = computeResponse({
      operation: operationFromDocument(this.supergraph.apiSchema(), document),
      variables: variables as never,
      input: data,
      introspectionHandling: () => null,
    });
    return plain(shaped.data);
  }

  async #answer(
    subgraph: string,
    query: Pick<SubgraphQuery, 'text' | 'operationName' | 'variables' | 'entitiesAsText' | 'skeleton'>,
    { asked, tamper }: { asked: AskedQuery[]; tamper: Tamper },
  ): Promise<SubgraphAnswer> {
    const schema = this.#subgraphs.get(subgraph) as GraphQLSchema;
    const document = parse(query.text);
    const invalid = validate(schema, document);
    const variables = JSON.parse(query.variables) as Record<string, unknown>;
    asked.push({ subgraph, text: query.text, variables });
    const result =
      invalid.length > 0
        ? { errors: invalid }
        : await execute({ schema, document, variableValues: variables, operationName: query.operationName });
    const answer = plain(result) as SubgraphAnswer;
    const sent = plain(
      tamper(subgraph, answer as ExecutionResult, { subgraph, text: query.text, variables }),
    ) as SubgraphAnswer;
    return asItIsRead(sent, query);
  }
}

/** What becomes of an answer over HTTP: texts where they are asked for. */
export function asItIsRead(
  answer: SubgraphAnswer,
  { entitiesAsText, skeleton }: Pick<SubgraphQuery, 'entitiesAsText' | 'skeleton'>,
): SubgraphAnswer {
  const http = { status: 200, contentType: 'application/json', body: Buffer.from(JSON.stringify(answer)) };
  const read = readAnswer(http, skeleton ?? entitiesAsText);
  return read.fault === null ? read.answer : answer;
}

/** A request of nobody in particular, with a minute's time. */
export function anyCall(): GraphCall {
  const deadline = new Deadline(60_000);
  // Its timer would keep the process.
  deadline.end();
  return {
    actor: ANONYMOUS,
    correlationId: 'correlation',
    deadline,
    facts: { actorKind: null, operationName: null, errorCodes: new Set(), startedAt: 0 },
    subgraphContexts: new Map(),
    chosenLabels: new Set(),
    errorsStamped: false,
    cost: 0,
    deprecation: null,
  };
}

function sourceOf(client: SubgraphClient): GraphQLDataSource {
  return {
    process: async ({ request: { query = '', variables = {}, operationName } }) => {
      const asked: SubgraphQuery = {
        text: query,
        operationName,
        kind: 'query',
        variables: JSON.stringify(variables),
        entitiesAsText: false,
      };
      return (await client.ask(asked, anyCall())) as Awaited<ReturnType<GraphQLDataSource['process']>>;
    },
  };
}

/** As it comes out of JSON. */
function plain(value: unknown): unknown {
  return value === undefined ? undefined : (JSON.parse(JSON.stringify(value)) as unknown);
}
