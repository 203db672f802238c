import { parentPort } from 'node:worker_threads';
import { ApolloGateway } from '@apollo/gateway';
import { operationFromDocument } from '@apollo/federation-internals';
import type { QueryPlan, QueryPlanner } from '@apollo/query-planner';
import { parse, printSchema } from 'graphql';
import { readSupergraphAccess } from '../../protection/authorization/supergraph-access.rules.js';
import type { PlannerReply, PlannerRequest, PlanQuestion, SupergraphFacts } from './planner-message.type.js';

/** The one that serves, the one that is to take over, and the one before, on which requests may still be under way. */
const KEPT = 3;

/** Each 10 to 40 MB for the product's own graph; the least recently used goes first. */
const planners = new Map<number, QueryPlanner>();

const silent = { debug() {}, info() {}, warn() {}, error() {} };

/** Checks a supergraph and makes ready to plan over it, as ApolloGateway does. */
async function load(supergraph: number, text: string): Promise<SupergraphFacts> {
  const { rules, sdl } = readSupergraphAccess(text);
  const subgraphs: { name: string; url?: string }[] = [];
  const gateway = new ApolloGateway({
    supergraphSdl: sdl,
    logger: silent,
    validateSupergraph: true,
    buildService: ({ name, url }) => {
      subgraphs.push({ name, ...(url && { url }) });
      return { process: () => Promise.reject(new Error('The planner fetches nothing.')) };
    },
  });
  const { schema } = await gateway.load();
  const { queryPlanner } = gateway.__testing();
  await gateway.stop();
  if (queryPlanner === undefined) throw new Error('The supergraph has no planner.');
  keep(supergraph, queryPlanner);
  return { apiSdl: printSchema(schema), sdl, rules, subgraphs };
}

function keep(supergraph: number, planner: QueryPlanner): void {
  planners.delete(supergraph);
  planners.set(supergraph, planner);
  const [oldest] = planners.keys();
  if (planners.size > KEPT && oldest !== undefined) planners.delete(oldest);
}

function plan(planner: QueryPlanner, { text, operationName, activeLabels }: PlanQuestion): QueryPlan {
  const document = parse(text, { noLocation: true });
  const operation = operationFromDocument(planner.supergraph.apiSchema(), document, {
    ...(operationName !== null && { operationName }),
  });
  // Labels that it is not given are false.
  return planner.buildQueryPlan(operation, { overrideConditions: new Map(activeLabels.map((label) => [label, true])) });
}

async function answer(request: PlannerRequest): Promise<PlannerReply> {
  const { call, supergraph } = request;
  try {
    if (request.kind === 'load') return { call, kind: 'loaded', facts: await load(supergraph, request.sdl) };
    const planner = planners.get(supergraph);
    if (planner === undefined) return { call, kind: 'forgotten' };
    keep(supergraph, planner);
    return { call, kind: 'planned', plan: plan(planner, request.question) };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { call, kind: 'failed', message, isTooCostly: request.kind === 'plan' && /\bexceeds?\b/.test(message) };
  }
}

// One at a time, in order: loading is the only thing that waits, and not for long.
let turn: Promise<void> = Promise.resolve();
parentPort?.on('message', (request: PlannerRequest) => {
  turn = turn.then(async () => parentPort?.postMessage(await answer(request)));
});
