import { httpFailure } from '../../../gateway/execution/http-failure.rules.js';
import { readAnswer } from '../../../gateway/execution/subgraph-answer.rules.js';

const JSON_TYPE = 'application/json; charset=utf-8';

describe('answers of subgraphs', () => {
  it.each<[string, number, string, string, object]>([
    ['data', 200, JSON_TYPE, '{"data":{"a":1}}', { data: { a: 1 } }],
    ['data of null', 200, JSON_TYPE, '{"data":null}', { data: null }],
    ['data with errors of null', 200, JSON_TYPE, '{"data":{},"errors":null}', { data: {} }],
    ['errors with a status', 400, JSON_TYPE, '{"errors":[{"message":"m"}]}', { errors: [{ message: 'm' }] }],
    ['errors of a graph that is ill', 503, JSON_TYPE, '{"errors":[{"message":"m"}]}', { errors: [{ message: 'm' }] }],
    ['the newer media type', 200, 'application/graphql-response+json', '{"data":{}}', { data: {} }],
  ])('read %s', (_what, status, contentType, text, answer) => {
    expect(readAnswer({ status, contentType, text })).toEqual({ fault: null, answer });
  });

  it.each<[string, number, string, string, string, boolean]>([
    ['a page', 200, 'text/html', '<html>', 'not-json', false],
    ['a page called JSON', 200, JSON_TYPE, '<html>', 'not-json', false],
    ['JSON called a page', 200, 'text/html', '{"data":{}}', 'not-json', false],
    ['nothing', 200, JSON_TYPE, '', 'empty', false],
    ['a redirect', 302, 'text/html', '', 'redirect', false],
    ['a redirect with data', 301, JSON_TYPE, '{"data":{}}', 'redirect', false],
    ['another API', 200, JSON_TYPE, '{"ok":true}', 'not-graphql', false],
    ['a list', 200, JSON_TYPE, '[{"data":{}}]', 'not-graphql', false],
    ['data that is text', 200, JSON_TYPE, '{"data":"x"}', 'not-graphql', false],
    ['errors that are text', 200, JSON_TYPE, '{"errors":"x"}', 'not-graphql', false],
    ['errors without messages', 200, JSON_TYPE, '{"errors":[{}]}', 'not-graphql', false],
    ['a refused token', 401, JSON_TYPE, '{"code":"UNAUTHENTICATED"}', 'status', false],
    ['a page of a proxy', 502, 'text/html', '<html>', 'status', true],
    ['a proxy without words', 503, '', '', 'status', true],
    ['a crash', 500, 'text/html', '<html>', 'status', false],
  ])('tell %s from a graph', (_what, status, contentType, text, fault, passing) => {
    expect(readAnswer({ status, contentType, text })).toEqual({ fault, passing });
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
