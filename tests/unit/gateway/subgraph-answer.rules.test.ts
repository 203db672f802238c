import { httpFailure } from '../../../gateway/execution/http-failure.rules.js';
import { readAnswer, type HttpAnswer } from '../../../gateway/execution/subgraph-answer.rules.js';

const JSON_TYPE = 'application/json; charset=utf-8';

describe('answers of subgraphs', () => {
  const of = (status: number, contentType: string, text: string): HttpAnswer => ({ status, contentType, text });

  it.each<[string, HttpAnswer, object]>([
    ['data', of(200, JSON_TYPE, '{"data":{"a":1}}'), { data: { a: 1 } }],
    ['data of null', of(200, JSON_TYPE, '{"data":null}'), { data: null }],
    ['data with errors of null', of(200, JSON_TYPE, '{"data":{},"errors":null}'), { data: {} }],
    ['errors with a status', of(400, JSON_TYPE, '{"errors":[{"message":"m"}]}'), { errors: [{ message: 'm' }] }],
    [
      'errors of a graph that is ill',
      of(503, JSON_TYPE, '{"errors":[{"message":"m"}]}'),
      { errors: [{ message: 'm' }] },
    ],
    ['the newer media type', of(200, 'application/graphql-response+json', '{"data":{}}'), { data: {} }],
  ])('read %s', (_what, http, answer) => {
    expect(readAnswer(http)).toEqual({ fault: null, answer });
  });

  it.each<[string, HttpAnswer, string, boolean]>([
    ['a page', of(200, 'text/html', '<html>'), 'not-json', false],
    ['a page called JSON', of(200, JSON_TYPE, '<html>'), 'not-json', false],
    ['JSON called a page', of(200, 'text/html', '{"data":{}}'), 'not-json', false],
    ['nothing', of(200, JSON_TYPE, ''), 'empty', false],
    ['a redirect', of(302, 'text/html', ''), 'redirect', false],
    ['a redirect with data', of(301, JSON_TYPE, '{"data":{}}'), 'redirect', false],
    ['another API', of(200, JSON_TYPE, '{"ok":true}'), 'not-graphql', false],
    ['a list', of(200, JSON_TYPE, '[{"data":{}}]'), 'not-graphql', false],
    ['data that is text', of(200, JSON_TYPE, '{"data":"x"}'), 'not-graphql', false],
    ['errors that are text', of(200, JSON_TYPE, '{"errors":"x"}'), 'not-graphql', false],
    ['errors without messages', of(200, JSON_TYPE, '{"errors":[{}]}'), 'not-graphql', false],
    ['a refused token', of(401, JSON_TYPE, '{"code":"UNAUTHENTICATED"}'), 'status', false],
    ['a page of a proxy', of(502, 'text/html', '<html>'), 'status', true],
    ['a proxy without words', of(503, '', ''), 'status', true],
    ['a crash', of(500, 'text/html', '<html>'), 'status', false],
  ])('tell %s from a graph', (_what, http, fault, passing) => {
    expect(readAnswer(http)).toEqual({ fault, passing });
  });

  it('cannot set the status or the headers of our own answer', () => {
    const text = JSON.stringify({
      errors: [{ message: 'm', path: ['a'], extensions: { code: 'X', http: { status: 302 } } }],
    });

    expect(readAnswer({ status: 200, contentType: JSON_TYPE, text })).toEqual({
      fault: null,
      answer: { errors: [{ message: 'm', path: ['a'], extensions: { code: 'X' } }] },
    });
  });
});

describe('failures of HTTP', () => {
  const failure = (code: string, cause?: unknown) => Object.assign(new Error('x', { cause }), { code });

  it.each([
    ['a refused connection', failure('ECONNREFUSED'), 'connection'],
    [
      'a connection that was reset, below another error',
      new Error('fetch', { cause: failure('ECONNRESET') }),
      'connection',
    ],
    [
      'several addresses that all refuse',
      new AggregateError([failure('ECONNREFUSED'), failure('EHOSTUNREACH')]),
      'connection',
    ],
    ['a socket that was closed', failure('UND_ERR_SOCKET'), 'connection'],
    ['an answer without end', failure('UND_ERR_RES_EXCEEDED_MAX_SIZE'), 'too-large'],
    ['a mistake of ours', new TypeError('x'), 'unexpected'],
    ['no error at all', 'x', 'unexpected'],
  ])('know %s', (_what, error, expected) => {
    expect(httpFailure(error)).toBe(expected);
  });
});
