import { httpFailure } from '../../../../../gateway/execution/transport/http-failure.rules.js';
import { readAnswer, type HttpAnswer } from '../../../../../gateway/execution/transport/subgraph-answer.rules.js';

const JSON_TYPE = 'application/json; charset=utf-8';

describe('answers of subgraphs', () => {
  const of = (status: number, contentType: string, text: string): HttpAnswer => ({
    status,
    contentType,
    body: Buffer.from(text),
  });

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
    expect(readAnswer(http, false)).toEqual({ fault: null, answer, deprecation: null });
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
    expect(readAnswer(http, false)).toEqual({ fault, passing });
  });

  it.each<[string, string, object]>([
    ['text where it may', '{"data":{"_entities":[{"a":1},null]}}', { entityTexts: ['{"a":1}', 'null'] }],
    ['data where it must', '{"data":{"_entities":[{"a":1}]},"extensions":{}}', { data: { _entities: [{ a: 1 }] } }],
    [
      'data beside errors',
      '{"data":{"_entities":[null]},"errors":[{"message":"m"}]}',
      { data: { _entities: [null] }, errors: [{ message: 'm' }] },
    ],
  ])('keep entities as %s', (_what, text, answer) => {
    expect(readAnswer(of(200, JSON_TYPE, text), true)).toMatchObject({ answer });
    expect(readAnswer(of(200, JSON_TYPE, text), false)).not.toHaveProperty('answer.entityTexts');
    // With any other status somebody else may have written it.
    expect(readAnswer(of(203, JSON_TYPE, text), true)).not.toHaveProperty('answer.entityTexts');
  });

  it('tell the notice of deprecation, if it is one', () => {
    const deprecation = { since: '2026-02-05', lastDay: '2026-08-05', guide: 'https://guide.test' };
    const read = (extensions: object) => readAnswer(of(200, JSON_TYPE, JSON.stringify({ data: {}, extensions })), true);

    expect(read({ deprecation })).toMatchObject({ deprecation });
    expect(read({ deprecation: { ...deprecation, since: 'now' } })).toMatchObject({ deprecation: null });
    expect(read({ cost: 7 })).toEqual({ fault: null, answer: { data: {} }, deprecation: null });
  });

  it('cannot set the status or the headers of our own answer', () => {
    const text = JSON.stringify({
      errors: [{ message: 'm', path: ['a'], extensions: { code: 'X', http: { status: 302 } } }],
    });

    expect(readAnswer(of(200, JSON_TYPE, text), false)).toMatchObject({
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
    ['a certificate that nobody knows', failure('DEPTH_ZERO_SELF_SIGNED_CERT'), 'tls'],
    ['a certificate of somebody else', failure('ERR_TLS_CERT_ALTNAME_INVALID'), 'tls'],
    ['a server that speaks no TLS', failure('ERR_SSL_WRONG_VERSION_NUMBER'), 'tls'],
    ['something that is not HTTP', Object.assign(new Error('x'), { name: 'HTTPParserError' }), 'protocol'],
    ['a mistake of ours', new TypeError('x'), 'unexpected'],
    ['no error at all', 'x', 'unexpected'],
  ])('know %s', (_what, error, expected) => {
    expect(httpFailure(error)).toBe(expected);
  });
});
