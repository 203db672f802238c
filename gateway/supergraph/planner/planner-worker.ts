import { parentPort } from 'node:worker_threads';
import { operationFromDocument, Supergraph } from '@apollo/federation-internals';
import { QueryPlanner, type QueryPlan } from '@apollo/query-planner';
import { parse, printSchema } from 'graphql';
import { readSupergraphAccess } from '../../protection/authorization/supergraph-access.rules.js';
import type { PlannerReply, PlannerRequest, PlanQuestion, SupergraphFacts } from './planner-message.type.js';

/** The one that serves, the one that is to take over, and the one before, on which requests may still be under way. */
const KEPT = 3;

/** Each 10 to 40 MB for the product's own graph; the least recently used goes first. */
const planners = new Map<number, QueryPlanner>();

/**
 * Checks a supergraph and makes ready to plan over it: what ApolloGateway does with one, in the same order, without its
 * package, which takes 30 MB and more than half of the time to start.
 */
function load(number: number, text: string): SupergraphFacts {
  const { rules, sdl } = readSupergraphAccess(text);
  const supergraph = Supergraph.build(sdl, { validateSupergraph: true });
  // For its checks: what graphql-js refuses is not served.
  supergraph.schema.toGraphQLJSSchema();
  const apiSdl = printSchema(supergraph.apiSchema().toGraphQLJSSchema());
  keep(number, new QueryPlanner(supergraph));
  const subgraphs = [...supergraph.subgraphsMetadata()].map(({ name, url }) => ({ name, ...(url && { url }) }));
  return { apiSdl, sdl, rules, subgraphs };
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

function answer(request: PlannerRequest): PlannerReply {
  const { call, supergraph } = request;
  try {
    if (request.kind === 'load') return { call, kind: 'loaded', facts: load(supergraph, request.sdl) };
    const planner = planners.get(supergraph);
    if (planner === undefined) return { call, kind: 'forgotten' };
    keep(supergraph, planner);
    return { call, kind: 'planned', plan: plan(planner, request.question) };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    // A plan that explodes may also end at the bounds of arrays or of the stack.
    const isTooCostly = error instanceof RangeError || /\bexceeds?\b/.test(message);
    return { call, kind: 'failed', message, isTooCostly: request.kind === 'plan' && isTooCostly };
  }
}

parentPort?.on('message', (request: PlannerRequest) => parentPort?.postMessage(answer(request)));
