import type { IncomingMessage, ServerResponse } from 'node:http';
import { HeaderMap, type ApolloServer, type BaseContext } from '@apollo/server';
import { deprecationHeaders } from '../../schema/kernel/deprecation-headers.rules.js';
import { DomainError } from '../../schema/kernel/domain-error.js';
import { CORRELATION_HEADER } from '../../schema/kernel/subgraph-http.js';
import { errorAnswer, graphShape } from '../errors/http-error.js';
import type { GraphCall, GraphContext } from '../execution/graph-call.js';
import type { Identify } from '../identity/identify.js';
import type { CheckedTexts } from '../protection/limits/checked-texts.js';
import { GRAPH_BODY_DEADLINE_MS } from '../protection/limits/limits.js';
import type { OperationList } from '../protection/operations/operation-list.js';
import { graphPoints, type RateLimits } from '../protection/rate-limits/rate-limits.js';
import { correlationId } from '../telemetry/correlation.js';
import type { Logger } from '../telemetry/logger.js';
import type { Metrics } from '../telemetry/metrics.js';
import { newFacts, tellRequest } from '../telemetry/request-facts.js';
import { readOn } from '../unread-body.js';
import { readShortBody, shortBodyLength } from './short-body.js';
import { checkBody, stamped, startCall, type CallSettings } from './graph-request.js';

export interface DirectGraphParts extends CallSettings {
  apollo: ApolloServer<GraphContext & BaseContext>;
  identify: Identify;
  /** The address of whoever sends, as `trustProxy` says. */
  addressOf(request: IncomingMessage): string;
  headers: Readonly<Record<string, string>>;
  /** Then no new request comes this way, and connections are let go of. */
  isStopping(): boolean;
  logger: Logger;
  metrics: Metrics;
  texts: CheckedTexts;
  operations: OperationList | null;
  rateLimits: RateLimits | null;
}

/** Answers a request, or says `false`: it is not an ordinary one and goes the long way. */
export type DirectGraph = (request: IncomingMessage, response: ServerResponse) => boolean;

const PATH = '/graphql';

/**
 * The short way of ordinary requests to the graph, which nearly all are: `POST /graphql`, JSON, a body of a length that
 * is known and small. It does what the routes do (`graph-routes.ts`), in the same order and with the same answers, in
 * three quarters of their CPU (a prototype, with the execution left out): Fastify's hooks and reply, its integration
 * with ApolloServer and the merging of headers take the rest. Whatever is out of the ordinary is left to the routes.
 */
export function directGraph(parts: DirectGraphParts): DirectGraph {
  const { headers, logger, metrics, texts, rateLimits } = parts;
  const fixed = [...Object.entries(headers).flat(), 'x-content-type-options', 'nosniff', 'cache-control', 'no-store'];

  const answer = async (request: IncomingMessage, response: ServerResponse, length: number): Promise<void> => {
    const id = correlationId(request.headers);
    const facts = newFacts();
    let call: GraphCall | null = null;
    response.once('close', () => {
      tellRequest(
        { method: 'POST', route: PATH, status: response.statusCode, correlationId: id, facts },
        { logger, metrics },
      );
      if (call) rateLimits?.charge(call.actor, graphPoints(call.cost) - graphPoints(0));
      if (!request.complete && !request.destroyed) readOn(request);
    });
    const send = (status: number, named: readonly string[], text: string | Buffer): void => {
      const length = Buffer.byteLength(text);
      // Kept alive, the connection would hold up the closing until its client lets go of it.
      const last = parts.isStopping() ? ['connection', 'close'] : [];
      response.writeHead(status, [
        ...fixed,
        CORRELATION_HEADER,
        id,
        ...named,
        ...last,
        'content-length',
        String(length),
      ]);
      response.end(text);
    };
    try {
      rateLimits?.address(parts.addressOf(request));
      const reading = readShortBody(request, { length, deadlineMs: GRAPH_BODY_DEADLINE_MS });
      const actor = await parts.identify(request.headers.authorization, request);
      facts.actorKind = actor.kind;
      rateLimits?.caller(actor, graphPoints(0));
      call = startCall({ actor, correlationId: id, facts, headers: request.headers, response }, parts);
      const body = await reading;
      checkBody(body, { texts, operations: parts.operations });
      const { status, named, text } = await execute(body, { request, call, apollo: parts.apollo });
      if (response.destroyed) return;
      const notice = call.deprecation ? Object.entries(deprecationHeaders(call.deprecation)).flat() : [];
      send(
        status,
        notice.length === 0 ? named : [...named, ...notice],
        call.errorsStamped ? text : stamped(String(text), id),
      );
    } catch (error) {
      const refused = errorAnswer(error, { shape: graphShape, mediaType: 'application/json', id, facts, logger });
      if (!response.destroyed) send(refused.status, Object.entries(refused.headers).flat(), refused.body);
    }
  };
  return (request, response) => {
    const length = !parts.isStopping() && isOrdinary(request) ? shortBodyLength(request) : null;
    if (length === null) return false;
    void answer(request, response, length);
    return true;
  };
}

const JSON_TYPE = /^application\/json(?:; ?charset=utf-8)?$/i;
/** What the long way would refuse: it builds a URL with the name. */
const HOST = /^(?:[\w.-]+|\[[\da-f:]+\])(?::\d+)?$/i;

function isOrdinary({ method, url, headers }: IncomingMessage): boolean {
  return (
    method === 'POST' &&
    url === PATH &&
    JSON_TYPE.test(headers['content-type'] ?? '') &&
    HOST.test(headers.host ?? '') &&
    headers['content-encoding'] === undefined &&
    headers.expect === undefined
  );
}

/** Mean the same as none. */
const ANY_JSON = new Set([undefined, '', '*/*', 'application/json', 'application/json, */*']);

/**
 * What ApolloServer reads of the headers. That the body is JSON has been seen already (`isOrdinary`), which is all that
 * its guard against forged requests asks about it: told by the header for that, it need not parse the media type. No
 * `accept` would be looked through as one that accepts all. Together 12 µs of CPU.
 */
function headersForApollo({ headers: { accept } }: IncomingMessage): HeaderMap {
  const headers = new HeaderMap();
  headers.set('apollo-require-preflight', 'true');
  headers.set('accept', ANY_JSON.has(accept) ? '' : (accept as string));
  return headers;
}

async function execute(
  body: unknown,
  { request, call, apollo }: { request: IncomingMessage; call: GraphCall; apollo: DirectGraphParts['apollo'] },
): Promise<{ status: number; named: string[]; text: string | Buffer }> {
  const answer = await apollo.executeHTTPGraphQLRequest({
    httpGraphQLRequest: { method: 'POST', headers: headersForApollo(request), search: '', body },
    context: () => Promise.resolve({ call }),
  });
  if (answer.body.kind !== 'complete') throw new DomainError('INTERNAL', { message: 'An answer came in pieces.' });
  const named: string[] = [];
  for (const [name, value] of answer.headers) named.push(name, value);
  return { status: answer.status ?? 200, named, text: answer.body.string };
}
