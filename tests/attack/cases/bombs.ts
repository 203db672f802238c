import { graphCase, harmless, refused, type AttackCase, type GraphShot, type Judge } from '../attack-case.js';

const OPERATIONS = 'ops:alice';
const named = (times: number, text: (n: number) => string): string =>
  Array.from({ length: times }, (_, n) => text(n)).join(' ');
const nested = (times: number, open: string, core: string): string => open.repeat(times) + core + ' }'.repeat(times);
const refs = (times: number): string => nested(times, 'publicBody { office { code } directAgreements { nodes { ', 'id');

/** Fragments each of which spreads the next one twice, through a field that leads back to where it began. */
function doubling(times: number): string {
  const next = (n: number): string => `...F${n + 1}`;
  return [
    '{ certificateRequest(id: "x") { ...F0 } }',
    named(
      times,
      (n) => `fragment F${n} on CertificateRequest { a${n}: resubmits { ${next(n)} } b${n}: resubmits { ${next(n)} } }`,
    ),
    `fragment F${times} on CertificateRequest { id }`,
  ].join(' ');
}

const tooCostly = refused('QUERY_TOO_COSTLY');
const invalid = refused('GRAPHQL_VALIDATION_FAILED', 'QUERY_TOO_COSTLY', 'GRAPHQL_PARSE_FAILED');
const unreadable = refused('GRAPHQL_PARSE_FAILED', 'QUERY_TOO_COSTLY');
const subject = { surname: 'A' };
const requestOf = (subjects: number): object => ({
  ...{ clientRequestId: 'bomb', ipaCode: 'c_g482', kind: 'CASELLARIO_GENERAL', purposeCode: 'FIN-001' },
  ...{ protocolNumber: '1', protocolDate: '2026-02-09', subjects: Array.from({ length: subjects }, () => subject) },
});

const BOMBS: readonly [name: string, shot: GraphShot, judge: Judge][] = [
  ['1,000 aliases of one field', { query: `{ ${named(900, (n) => `a${n}: transition { state }`)} }` }, unreadable],
  ['100 aliases', { query: `{ publicBody(ipaCode: "c_h501") { ${named(100, (n) => `a${n}: name`)} } }` }, tooCostly],
  ['25 fields at the root', { query: `{ ${named(25, (n) => `a${n}: __typename`)} }` }, tooCostly],
  [
    'aliases in a fragment',
    { query: `{ purposes { ...F } } fragment F on Purpose { ${named(70, (n) => `a${n}: code`)} }` },
    tooCostly,
  ],
  ['nesting, 40 levels', { query: `{ directAgreement(id: "x") { ${refs(12)} } } } }` }, invalid],
  ['nesting, 900 levels', { query: nested(900, '{ publicBody ', '{ name }') }, tooCostly],
  [
    'nesting of renewals',
    {
      query: nested(30, '{ directAgreement(id: "x") { ', 'id').replaceAll(
        '{ directAgreement(id: "x") { {',
        '{ renews {',
      ),
    },
    invalid,
  ],
  ['a fragment that spreads itself', { query: '{ ...F } fragment F on Query { ...F }' }, invalid],
  [
    'fragments that spread each other',
    { query: '{ ...F } fragment F on Query { ...G } fragment G on Query { ...F }' },
    invalid,
  ],
  [
    'a cycle through a field',
    { query: '{ certificateRequest(id: "x") { ...F } } fragment F on CertificateRequest { resubmits { ...F } }' },
    invalid,
  ],
  ...[5, 8, 12, 25, 60].map((times): [string, GraphShot, Judge] => [
    `${times} fragments that double`,
    { query: doubling(times) },
    tooCostly,
  ]),
  [
    '200 fragments of one field',
    {
      query: `{ ${named(200, (n) => `...F${n}`)} } ${named(200, (n) => `fragment F${n} on Query { guidance { __typename } }`)}`,
    },
    invalid,
  ],
  ['the same field 900 times', { query: `{ ${'__typename '.repeat(900)} }` }, tooCostly],
  [
    'the same fragment 900 times',
    { query: `{ ${'...F '.repeat(900)} } fragment F on Query { __typename }` },
    tooCostly,
  ],
  ['100 directives on a field', { query: `{ __typename ${'@skip(if: false) '.repeat(100)} }` }, tooCostly],
  ['700 directives', { query: `{ __typename ${'@include(if: true) '.repeat(390)} }` }, tooCostly],
  ['unknown directives', { query: `{ __typename ${named(50, (n) => `@d${n}`)} }` }, invalid],
  ['10,000 tokens', { query: `{ ${'a '.repeat(10_000)} }` }, unreadable],
  ['a list 1,400 deep', { query: `{ directAgreement(id: ${'['.repeat(1_400)}${']'.repeat(1_400)}) { id } }` }, invalid],
  ['an object 700 deep', { query: `{ directAgreement(id: ${'{a:'.repeat(700)}1${'}'.repeat(700)}) { id } }` }, invalid],
  ['a number of 100,000 digits', { query: `{ publicBodies(first: ${'9'.repeat(100_000)}) { totalCount } }` }, invalid],
  [
    'a text of 1 MB',
    { query: `{ directAgreement(id: "${'x'.repeat(1_000_000)}") { id } }` },
    refused('BAD_USER_INPUT', 'UNAUTHENTICATED', 'NOT_FOUND', 'UNAUTHORIZED_FIELD_OR_TYPE'),
  ],
  ['a comment of 1.9 MB', { query: `{ __typename } #${'x'.repeat(1_900_000)}` }, harmless],
  ['500 variables', { query: `query (${named(500, (n) => `$v${n}: Int`)}) { __typename }` }, invalid],
  [
    '500 operations',
    { query: named(500, (n) => `query Q${n} { __typename }`) },
    refused('OPERATION_RESOLUTION_FAILURE'),
  ],
  [
    'pages of 100 inside pages of 100',
    {
      query:
        '{ publicBodies(first: 100) { nodes { certificateRequests(first: 100) { nodes { items(first: 100) { nodes { id } } } } } } }',
    },
    tooCostly,
  ],
  [
    'the same with the sizes in variables',
    {
      query:
        'query ($n: Int) { publicBodies(first: $n) { nodes { certificateRequests(first: $n) { nodes { items(first: $n) { nodes { id } } } } } } }',
      variables: { n: 100 },
    },
    tooCostly,
  ],
  [
    'the same with the sizes in defaults',
    {
      query:
        'query ($n: Int = 100) { publicBodies(first: $n) { nodes { certificateRequests(first: $n) { nodes { items(first: $n) { nodes { id } } } } } } }',
    },
    tooCostly,
  ],
  [
    'the same through a fragment',
    {
      query:
        '{ publicBodies(first: 100) { ...B } } fragment B on PublicBodyConnection { nodes { certificateRequests(first: 100) { ...R } } } fragment R on CertificateRequestConnection { nodes { items(first: 100) { nodes { id } } } }',
    },
    tooCostly,
  ],
  ['a page of a billion', { query: '{ publicBodies(first: 1000000000) { totalCount } }' }, refused('BAD_USER_INPUT')],
  ['a page of minus one', { query: '{ publicBodies(first: -1) { totalCount } }' }, refused('BAD_USER_INPUT')],
  [
    'twenty requests of 1,000 subjects',
    {
      as: 'contact:c_g482',
      query: `mutation ($i: RequestCertificatesInput!) { ${named(20, (n) => `a${n}: requestCertificates(input: $i) { id }`)} }`,
      variables: { i: requestOf(1_000) },
    },
    tooCostly,
  ],
  [
    'a request of 1,001 subjects',
    {
      as: 'contact:c_g482',
      query: 'mutation ($i: RequestCertificatesInput!) { requestCertificates(input: $i) { id } }',
      variables: { i: requestOf(1_001) },
    },
    refused('BAD_USER_INPUT'),
  ],
  [
    'twenty dry runs',
    {
      query: `query ($i: TransitionChangeInput!) { ${named(20, (n) => `a${n}: transitionDryRun(input: $i) { bodiesWithoutChannel { publicBody { massivoBatches(first: 100) { nodes { id } } } } }`)} }`,
      variables: { i: { to: 'CLOSED', reason: 'x', expectedVersion: 1 } },
    },
    tooCostly,
  ],
  [
    'introspection of types of fields of types',
    { query: nested(20, '{ __schema { types { fields { type ', '{ name }').slice(0, 2_000) },
    invalid,
  ],
  [
    'introspection, circular',
    { query: `{ __schema { types { ${nested(7, 'fields { type { ', 'name')} } } } } } } } } } }` },
    invalid,
  ],
  [
    'a variable that is no JSON value',
    { query: 'query ($a: ID!) { directAgreement(id: $a) { id } }', variables: { a: { b: [1] } } },
    refused('BAD_USER_INPUT'),
  ],
];

/** Bodies that no object of the graph is made of. */
const BODIES: readonly [name: string, body: () => string, judge: Judge][] = [
  [
    'a list of 100 operations',
    () => JSON.stringify(Array(100).fill({ query: '{ __typename }' })),
    refused('BAD_REQUEST'),
  ],
  [
    'variables 100,000 deep',
    () =>
      `{"query":"query ($a: ID!) { directAgreement(id: $a) { id } }","variables":{"a":${'['.repeat(100_000)}${']'.repeat(100_000)}}}`,
    refused('BAD_USER_INPUT', 'BAD_REQUEST', 'UNAUTHENTICATED'),
  ],
  [
    'a prototype in the variables',
    () => '{"query":"{ __typename }","variables":{"__proto__":{"isAdmin":true}}}',
    harmless,
  ],
  [
    'a constructor in the variables',
    () => '{"query":"{ __typename }","variables":{"constructor":{"prototype":{"a":1}}}}',
    harmless,
  ],
  ['variables that are a list', () => '{"query":"{ __typename }","variables":[1]}', refused('BAD_REQUEST')],
  ['extensions that are a text', () => '{"query":"{ __typename }","extensions":"x"}', refused('BAD_REQUEST')],
  [
    'the hash of another query',
    () =>
      JSON.stringify({
        query: '{ __typename }',
        extensions: { persistedQuery: { version: 1, sha256Hash: 'a'.repeat(64) } },
      }),
    refused('BAD_REQUEST'),
  ],
  [
    'a hash of version 2',
    () => JSON.stringify({ extensions: { persistedQuery: { version: 2, sha256Hash: 'a'.repeat(64) } } }),
    refused('BAD_REQUEST'),
  ],
  [
    'a hash that is a path',
    () => JSON.stringify({ extensions: { persistedQuery: { version: 1, sha256Hash: '../../etc/passwd' } } }),
    refused('PERSISTED_QUERY_NOT_FOUND'),
  ],
];

export const bombCases: readonly AttackCase[] = [
  ...BOMBS.map(([name, shot, judge]) => graphCase(['bombs', name], { as: OPERATIONS, ...shot }, judge)),
  ...BODIES.map(([name, body, judge]): AttackCase => ({
    family: 'bombs',
    name,
    judge,
    fire: (world) =>
      world.http('/graphql', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: body(),
        as: OPERATIONS,
      }),
  })),
];
