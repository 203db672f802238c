import { isAscii, isUtf8 } from 'node:buffer';
import type { GraphQLFormattedError } from 'graphql';
import { isIsoDay } from '../../../schema/kernel/clock.js';
import type { DeprecationNotice } from '../../../schema/kernel/deprecation-headers.rules.js';
import type { Skeleton, SubgraphAnswer } from '../subgraph-client.port.js';
import { entityTexts } from './entity-texts.rules.js';
import { skeletonData } from './skeleton-data.rules.js';

/** An HTTP answer of a subgraph, read whole. */
export interface HttpAnswer {
  status: number;
  contentType: string;
  body: Buffer;
}

/** `true`: the entities. */
export type TextWish = boolean | Skeleton;

/** Why an answer is not one of a graph. */
export type AnswerFault = 'redirect' | 'status' | 'empty' | 'not-json' | 'not-graphql';

export type ReadAnswer =
  | { fault: null; answer: SubgraphAnswer; deprecation: DeprecationNotice | null }
  /** `passing`: the same query may well be answered a moment later. */
  | { fault: AnswerFault; passing: boolean };

/** 502, 503 and 504 come from whatever stands in front of a subgraph that is being replaced. */
const PASSING_STATUSES = [502, 503, 504];
const JSON_TYPE = /^application\/(graphql-response\+)?json\b/i;
const BYTE_ORDER_MARK = 0xef;

/**
 * Reads a subgraph's answer. A graph's answer counts whatever its status is (servers send errors with 4xx); everything
 * else is a fault with a name, never a parser's error.
 *
 * @param asTexts what may stay the text that it came as.
 */
export function readAnswer({ status, contentType, body }: HttpAnswer, asTexts: TextWish): ReadAnswer {
  const passing = PASSING_STATUSES.includes(status);
  if (status >= 300 && status < 400) return { fault: 'redirect', passing };
  const isJson = JSON_TYPE.test(contentType);
  if (isJson && asTexts !== false && status === 200 && isUtf8(body)) {
    const answer = textAnswer(body, asTexts);
    if (answer !== null) return { fault: null, answer, deprecation: null };
  }
  const parsed = isJson ? parse(body) : undefined;
  const answer = graphAnswer(parsed);
  if (answer !== null) {
    return { fault: null, answer, deprecation: noticeIn((parsed as { extensions?: unknown }).extensions) };
  }
  if (status >= 400) return { fault: 'status', passing };
  if (isBlank(body)) return { fault: 'empty', passing };
  return { fault: parsed === undefined ? 'not-json' : 'not-graphql', passing };
}

function textAnswer(body: Buffer, wish: true | Skeleton): SubgraphAnswer | null {
  const latin1 = body.toString('latin1');
  if (wish === true) {
    const texts = entityTexts(body, latin1);
    return texts && { entityTexts: texts };
  }
  const data = skeletonData(body, latin1, wish);
  return data && { data };
}

/** `undefined` when the body is not JSON in UTF-8. */
function parse(body: Buffer): unknown {
  try {
    // Bytes that are characters are copied a third faster than they are decoded.
    if (isAscii(body)) return JSON.parse(body.toString('latin1')) as unknown;
    if (!isUtf8(body)) return undefined;
    return JSON.parse(body.toString('utf8', body[0] === BYTE_ORDER_MARK ? 3 : 0)) as unknown;
  } catch {
    return undefined;
  }
}

function isBlank(body: Buffer): boolean {
  return body.every((byte) => byte === 32 || (byte >= 9 && byte <= 13));
}

function graphAnswer(body: unknown): SubgraphAnswer | null {
  if (!isObject(body)) return null;
  const { data } = body;
  if (data !== undefined && data !== null && !isObject(data)) return null;
  const told = body.errors ?? undefined;
  if (told === undefined) return data === undefined ? null : { data };
  if (!Array.isArray(told) || !told.every(isError)) return null;
  if (told.length === 0) return data === undefined ? null : { data };
  const errors = told.map(plainError);
  return data === undefined ? { errors } : { data, errors };
}

/** What our own subgraphs tell beside the answer; whatever else is there is left alone. */
function noticeIn(extensions: unknown): DeprecationNotice | null {
  const deprecation = isObject(extensions) ? extensions.deprecation : undefined;
  if (!isObject(deprecation)) return null;
  const { since, lastDay, guide } = deprecation;
  if (typeof since !== 'string' || typeof lastDay !== 'string' || typeof guide !== 'string') return null;
  return isIsoDay(since) && isIsoDay(lastDay) ? { since, lastDay, guide } : null;
}

function isError(error: unknown): error is GraphQLFormattedError {
  return isObject(error) && typeof error.message === 'string';
}

/** `http` among the extensions would set the status and headers of our own answer. */
function plainError({ message, path, extensions }: GraphQLFormattedError): GraphQLFormattedError {
  const placed = isPath(path) ? { message, path } : { message };
  if (!isObject(extensions)) return placed;
  const { http: _http, ...others } = extensions;
  return { ...placed, extensions: others };
}

function isPath(path: unknown): path is (string | number)[] {
  return (
    Array.isArray(path) &&
    path.every((step) => typeof step === 'string' || (Number.isInteger(step) && Number(step) >= 0))
  );
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
