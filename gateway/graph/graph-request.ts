import type { IncomingHttpHeaders, ServerResponse } from 'node:http';
import type { GraphQLFormattedError } from 'graphql';
import type { Actor } from '../../schema/kernel/actor.js';
import { DomainError } from '../../schema/kernel/domain-error.js';
import { stampErrors } from '../errors/client-error.js';
import { Deadline } from '../execution/deadline.js';
import type { GraphCall } from '../execution/graph-call.js';
import type { CheckedTexts } from '../protection/limits/checked-texts.js';
import type { OperationList } from '../protection/operations/operation-list.js';
import { checkPersistedQuery } from '../protection/operations/persisted-query.rules.js';
import type { RequestFacts } from '../telemetry/request-facts.js';
import { chosenLabels } from './chosen-labels.rules.js';

/** What a request to the graph is known by, whichever way it came in. */
export interface GraphRequest {
  actor: Actor;
  correlationId: string;
  facts: RequestFacts;
  headers: IncomingHttpHeaders;
  response: ServerResponse;
}

export interface CallSettings {
  requestTimeoutMs: number;
  /** Whether anybody may name labels of `@override` for a request: a gateway without sign-in. */
  opensLabels: boolean;
}

/** Starts the clock of a request whose caller is known. What works for it is stopped when its connection goes. */
export function startCall(request: GraphRequest, { requestTimeoutMs, opensLabels }: CallSettings): GraphCall {
  const { actor, correlationId, facts, headers, response } = request;
  const deadline = new Deadline(requestTimeoutMs);
  response.once('close', () => {
    if (!response.writableFinished) deadline.abort(new DomainError('REQUEST_INCOMPLETE'));
    deadline.end();
  });
  const labels = chosenLabels(headers, { actor, opensLabels });
  const unmarked = { errorsStamped: false, cost: 0, deprecation: null };
  return { actor, correlationId, deadline, facts, subgraphContexts: new Map(), chosenLabels: labels, ...unmarked };
}

/** @throws DomainError for a text that is too much, or not on the list. */
export function checkBody(
  body: unknown,
  { texts, operations }: { texts: CheckedTexts; operations: OperationList | null },
): void {
  const { query: text, extensions } = (body ?? {}) as { query?: unknown; extensions?: unknown };
  checkPersistedQuery(text, extensions);
  if (typeof text !== 'string') return;
  texts.check(text);
  operations?.check(text);
}

/** Errors of requests that never became an operation come without the plugin's care: not JSON, blocked as CSRF. */
export function stamped(body: string, correlationId: string): string {
  const { errors = [] } = JSON.parse(body) as { errors?: GraphQLFormattedError[] };
  return `${JSON.stringify({ errors: stampErrors(errors, correlationId) })}\n`;
}
