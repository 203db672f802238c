import type { GraphQLFormattedError } from 'graphql';
import { isIsoDay } from '../../schema/kernel/clock.js';
import type { CallNotices } from '../../schema/kernel/subgraph.js';

/** An HTTP answer of a subgraph, read whole. */
export interface HttpAnswer {
  status: number;
  contentType: string;
  text: string;
}

/** Why an answer is not one of a graph. */
export type AnswerFault = 'redirect' | 'status' | 'empty' | 'not-json' | 'not-graphql';

export interface GraphAnswer {
  data?: Record<string, unknown> | null;
  errors?: GraphQLFormattedError[];
  extensions?: CallNotices;
}

export type ReadAnswer =
  | { fault: null; answer: GraphAnswer }
  /** `passing`: the same query may well be answered a moment later. */
  | { fault: AnswerFault; passing: boolean };

/** 502, 503 and 504 come from whatever stands in front of a subgraph that is being replaced. */
const PASSING_STATUSES = [502, 503, 504];
const JSON_TYPE = /^application\/(graphql-response\+)?json\b/i;

/**
 * Reads a subgraph's answer. A graph's answer counts whatever its status is (servers send errors with 4xx); everything
 * else is a fault with a name, never a parser's error.
 */
export function readAnswer({ status, contentType, text }: HttpAnswer): ReadAnswer {
  const passing = PASSING_STATUSES.includes(status);
  if (status >= 300 && status < 400) return { fault: 'redirect', passing };
  const body = JSON_TYPE.test(contentType) ? parsed(text) : undefined;
  const answer = graphAnswer(body);
  if (answer !== null) return { fault: null, answer };
  if (status >= 400) return { fault: 'status', passing };
  if (text.trim() === '') return { fault: 'empty', passing };
  return { fault: body === undefined ? 'not-json' : 'not-graphql', passing };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function graphAnswer(body: unknown): GraphAnswer | null {
  if (!isObject(body)) return null;
  const { data, errors } = body;
  if (data !== undefined && data !== null && !isObject(data)) return null;
  const told = errors ?? undefined;
  if (told !== undefined && !(Array.isArray(told) && told.every(isError))) return null;
  if (data === undefined && told === undefined) return null;
  const notices = noticesOf(body.extensions);
  return {
    ...(data !== undefined && { data }),
    ...(told !== undefined && { errors: told.map(plainError) }),
    ...(notices && { extensions: notices }),
  };
}

/** What our own subgraphs tell beside the answer; whatever else is there is left alone. */
function noticesOf(extensions: unknown): CallNotices | null {
  const deprecation = isObject(extensions) ? extensions.deprecation : undefined;
  if (!isObject(deprecation)) return null;
  const { since, lastDay, guide } = deprecation;
  if (typeof since !== 'string' || typeof lastDay !== 'string' || typeof guide !== 'string') return null;
  return isIsoDay(since) && isIsoDay(lastDay) ? { deprecation: { since, lastDay, guide } } : null;
}

function isError(error: unknown): error is GraphQLFormattedError {
  return isObject(error) && typeof error.message === 'string';
}

/** `http` among the extensions would set the status and headers of our own answer. */
function plainError(error: GraphQLFormattedError): GraphQLFormattedError {
  if (!isObject(error.extensions)) return { message: error.message, ...(error.path && { path: error.path }) };
  const { http: _http, ...extensions } = error.extensions;
  return { message: error.message, ...(error.path && { path: error.path }), extensions };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
