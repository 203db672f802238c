import {
  either,
  empty,
  graphCase,
  NOT_YOURS,
  refused,
  type AttackCase,
  type GraphShot,
  type Judge,
} from '../attack-case.js';

const OPERATIONS = 'ops:alice';

/** Texts that mean something to a database, a shell, a template, a browser, a log. */
const TEXTS: readonly string[] = [
  "' OR '1'='1",
  "'; DROP TABLE legacy.transition_log; --",
  "x' UNION SELECT person_key FROM agreements.contact_person --",
  '1; SELECT pg_sleep(30)',
  '$1',
  '%',
  '\\',
  '${7*7}',
  '{{7*7}}',
  '$(id)',
  '`id`',
  '../../../../etc/passwd',
  '<script>alert(1)</script>',
  '\u202eexe.pdf',
  '\ud800',
  'a\u0000b',
  'a\r\nb',
  'constructor',
  '__proto__',
  'toString',
  'x'.repeat(10_000),
];

/** The places into which each of them is put. */
const PLACES: readonly [name: string, query: string][] = [
  ['the id of a request', 'query ($a: ID!) { certificateRequest(id: $a) { id protocolNumber } }'],
  ['the code of a body', 'query ($a: ID!) { publicBody(ipaCode: $a) { name } }'],
  ['the code of an office', 'query ($a: ID!) { prosecutorOffice(code: $a) { name } }'],
  ['a cursor', 'query ($a: String!) { publicBodies(after: $a) { nodes { name } } }'],
  ['a verification code', 'query ($a: String!) { verifyCertificate(code: $a) { kind issuedOn } }'],
];
const nothing: Judge = either(refused('BAD_USER_INPUT', ...NOT_YOURS), empty);

const ODD: readonly [name: string, shot: GraphShot, judge: Judge][] = [
  [
    'a day of the year 9999999',
    { query: '{ feeQuote(input: { appliedOn: "9999999-01-01" }) { totalCents } }' },
    refused('BAD_USER_INPUT', 'GRAPHQL_VALIDATION_FAILED'),
  ],
  [
    'the 31st of February',
    {
      query: 'query ($d: Date!) { feeQuote(input: { appliedOn: $d }) { totalCents } }',
      variables: { d: '2026-02-31' },
    },
    refused('BAD_USER_INPUT'),
  ],
  [
    'a number beyond 32 bits',
    {
      query: 'query ($n: Int!) { feeQuote(input: { pages: $n }) { totalCents } }',
      variables: { n: 2 ** 53 },
    },
    refused('BAD_USER_INPUT'),
  ],
  [
    'pages below zero',
    { query: 'query ($n: Int!) { feeQuote(input: { pages: $n }) { totalCents } }', variables: { n: -1 } },
    refused('BAD_USER_INPUT'),
  ],
  [
    'an unknown enum',
    { query: '{ feeQuote(input: { exemption: EVERYTHING }) { totalCents } }' },
    refused('GRAPHQL_VALIDATION_FAILED'),
  ],
  ['an unknown field', { query: '{ contactPersons { taxCode } }' }, refused('GRAPHQL_VALIDATION_FAILED')],
  [
    'an unknown argument',
    { query: '{ purposes(where: { raw: "1=1" }) { code } }' },
    refused('GRAPHQL_VALIDATION_FAILED'),
  ],
  ['an unknown type', { query: '{ ... on User { password } }' }, refused('GRAPHQL_VALIDATION_FAILED')],
  [
    'a subscription',
    { query: 'subscription { transitionLog { nodes { id } } }' },
    refused('GRAPHQL_VALIDATION_FAILED', 'OPERATION_RESOLUTION_FAILURE', 'BAD_REQUEST'),
  ],
  [
    'a mutation of nothing',
    { query: 'mutation { __typename deleteEverything }' },
    refused('GRAPHQL_VALIDATION_FAILED'),
  ],
  [
    'a cursor that was tampered with',
    {
      query: 'query ($a: String!) { transparencyRegister(after: $a) { nodes { __typename } } }',
      variables: { a: Buffer.from('["x","y"]').toString('base64url') },
    },
    refused('BAD_USER_INPUT'),
  ],
  [
    'an escalation by the subject input',
    {
      as: 'contact:c_g482',
      query: 'mutation ($i: RequestCertificatesInput!) { requestCertificates(input: $i) { id } }',
      variables: { i: { officeCode: 'PROC-H501', ipaCode: 'c_g482', role: 'operations', subjects: [] } },
    },
    refused('BAD_USER_INPUT'),
  ],
];

/** Ways in which a page of another origin could make a browser ask, or a query end up in a log of URLs. */
const BROWSER: readonly [name: string, path: string, init: RequestInit, codes: string[]][] = [
  ['a query in the URL', '/graphql?query={__typename}', {}, ['METHOD_NOT_ALLOWED']],
  [
    'a mutation in the URL',
    `/graphql?query=${encodeURIComponent('mutation { takeUpCounterRequest(itemId: "x") { id } }')}`,
    {},
    ['METHOD_NOT_ALLOWED'],
  ],
  [
    'a persisted query without a preflight',
    `/graphql?extensions=${encodeURIComponent(JSON.stringify({ persistedQuery: { version: 1, sha256Hash: 'a'.repeat(64) } }))}`,
    {},
    ['BAD_REQUEST'],
  ],
  [
    'extensions that are no JSON',
    '/graphql?extensions={',
    { headers: { 'apollo-require-preflight': '1' } },
    ['BAD_REQUEST'],
  ],
  ['nothing at all', '/graphql', {}, ['BAD_REQUEST']],
  ['PUT', '/graphql', { method: 'PUT' }, ['NOT_FOUND', 'METHOD_NOT_ALLOWED', 'UNSUPPORTED_MEDIA_TYPE']],
  ['DELETE', '/graphql', { method: 'DELETE' }, ['NOT_FOUND', 'METHOD_NOT_ALLOWED']],
  [
    'an upload of files to the graph',
    '/graphql',
    { method: 'POST', headers: { 'content-type': 'multipart/form-data; boundary=x' }, body: '--x--' },
    ['UNSUPPORTED_MEDIA_TYPE'],
  ],
];

export const probeCases: readonly AttackCase[] = [
  ...PLACES.flatMap(([place, query]) =>
    TEXTS.map((text) =>
      graphCase(
        ['probes', `${JSON.stringify(text.slice(0, 40))} as ${place}`],
        { as: OPERATIONS, query, variables: { a: text } },
        nothing,
      ),
    ),
  ),
  ...ODD.map(([name, shot, judge]) => graphCase(['probes', name], { as: OPERATIONS, ...shot }, judge)),
  ...BROWSER.map(([name, path, init, codes]): AttackCase => ({
    ...{ family: 'probes', name: `by a browser: ${name}`, judge: refused(...codes) },
    fire: (world) => world.http(path, init),
  })),
];
