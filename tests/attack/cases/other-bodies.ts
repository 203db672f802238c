import type { Who } from '../../testkit/story.js';
import { either, empty, graphCase, NOT_YOURS, refused, type AttackCase, type Judge } from '../attack-case.js';
import type { Victim } from '../attack-world.js';

const STRANGERS: readonly [who: Who, name: string][] = [
  [null, 'nobody'],
  ['contact:c_g482', 'the contact of another body'],
  ['operator:PROC-G482', 'an operator of another office'],
  ['dashboard', 'a dashboard'],
];

const PERSON = 'subject { surname name taxCode } certificate { number verificationCode pdfUrl }';
const REQUEST = `id protocolNumber items(first: 10) { nodes { id ${PERSON} } }`;

/** Every way through the graph to what belongs to the victim. */
const WAYS: readonly [name: string, query: (victim: Victim) => string][] = [
  ['the request by its id', (of) => `{ certificateRequest(id: "${of.requestId}") { ${REQUEST} } }`],
  ['the request under an alias', (of) => `{ mine: certificateRequest(id: "${of.requestId}") { mine: ${REQUEST} } }`],
  [
    'the request through fragments',
    (of) =>
      `{ ...Q } fragment Q on Query { certificateRequest(id: "${of.requestId}") { ...R } } fragment R on CertificateRequest { ${REQUEST} }`,
  ],
  ['its list of requests', (of) => `{ certificateRequests(ipaCode: "${of.ipaCode}") { nodes { ${REQUEST} } } }`],
  [
    'its list of requests as edges',
    (of) => `{ certificateRequests(ipaCode: "${of.ipaCode}") { edges { cursor node { ${REQUEST} } } } }`,
  ],
  [
    'the requests of the body',
    (of) => `{ publicBody(ipaCode: "${of.ipaCode}") { certificateRequests { nodes { ${REQUEST} } } } }`,
  ],
  [
    'the number of requests of the body',
    (of) => `{ publicBody(ipaCode: "${of.ipaCode}") { certificateRequests { totalCount } } }`,
  ],
  [
    'the contacts of the agreement',
    (of) => `{ directAgreement(id: "${of.agreementId}") { contacts { surname givenName taxCode email } } }`,
  ],
  [
    'the agreements of the body',
    (of) =>
      `{ publicBody(ipaCode: "${of.ipaCode}") { directAgreements { nodes { contacts { surname givenName taxCode email } } } } }`,
  ],
  [
    'from the agreement to the requests',
    (of) =>
      `{ directAgreement(id: "${of.agreementId}") { publicBody { certificateRequests { nodes { ${REQUEST} } } } } }`,
  ],
  ['the batch by its id', (of) => `{ massivoBatch(id: "${of.batchId}") { fileName request { ${REQUEST} } } }`],
  [
    'the batches of the body',
    (of) => `{ publicBody(ipaCode: "${of.ipaCode}") { massivoBatches { nodes { fileName sicProtocol } } } }`,
  ],
  ['the reviews of the office', (of) => `{ reviewItems(officeCode: "${of.officeCode}") { nodes { ${PERSON} } } }`],
  ['the counter of the office', (of) => `{ counterItems(officeCode: "${of.officeCode}") { nodes { ${PERSON} } } }`],
  [
    'the list of requests with the cursor of the victim',
    (of) => `{ certificateRequests(ipaCode: "${of.ipaCode}", after: "${of.cursor}") { nodes { ${REQUEST} } } }`,
  ],
];

const DOWNLOADS: readonly [name: string, path: (victim: Victim) => string][] = [
  ['the ZIP of the certificates', (of) => `/requests/${of.requestId}/certificates.zip`],
  ['the outcome file', (of) => `/requests/${of.requestId}/outcome.txt`],
  ['the PDF of a certificate', (of) => `/certificates/${of.certificateNumber}.pdf`],
  ['the PDF of the agreement', (of) => `/agreements/${of.agreementId}.pdf`],
];

/** What a change needs, by name; `input` would be refused as not valid before anybody asks who is calling. */
const CHANGES: readonly [name: string, text: (victim: Victim) => string][] = [
  ['settles a review', (of) => `settleReview(itemId: "${of.itemId}", outcome: NIL, note: "mine") { id }`],
  ['takes a counter request up', (of) => `takeUpCounterRequest(itemId: "${of.itemId}") { id }`],
  ['rejects a counter request', (of) => `rejectCounterRequest(itemId: "${of.itemId}", reason: "mine") { id }`],
  [
    'issues a counter certificate',
    (of) => `issueCounterCertificate(itemId: "${of.itemId}", outcome: NIL, pages: 1) { id }`,
  ],
  ['revokes a certificate', (of) => `revokeCertificate(number: "${of.certificateNumber}", reason: "mine") { number }`],
  ['resubmits', (of) => `resubmitAbandoned(requestId: "${of.requestId}") { id }`],
  ['withdraws the agreement', (of) => `withdrawDirectAgreement(id: "${of.agreementId}", reason: "mine") { id }`],
  ['suspends the agreement', (of) => `suspendDirectAgreement(id: "${of.agreementId}", reason: "mine") { id }`],
  ['retries a batch', (of) => `retryMassivoBatch(id: "${of.batchId}") { id }`],
  ['abandons a batch', (of) => `abandonMassivoBatch(id: "${of.batchId}", reason: "mine") { id }`],
  [
    'pins the body to massivo',
    (of) => `pinToMassivo(ipaCode: "${of.ipaCode}", pinned: true, reason: "mine") { ipaCode }`,
  ],
  ['closes massivo', () => 'changeTransition(input: { to: CLOSED, reason: "mine", expectedVersion: 1 }) { id }'],
  ['extends massivo', () => 'extendTransition(lastDay: "2030-01-01", act: "mine") { version }'],
  [
    'asks for certificates in its name',
    (of) =>
      `requestCertificates(input: { clientRequestId: "x", ipaCode: "${of.ipaCode}", kind: CASELLARIO_GENERAL, purposeCode: "FIN-001", protocolNumber: "1", protocolDate: "2026-02-09", subjects: [{ surname: "ROSSI" }] }) { id }`,
  ],
];

const notYours: Judge = either(refused(...NOT_YOURS), empty);
/** An anonymous caller of the graph's own plumbing learns only that there is none. */
const PLUMBING: readonly [name: string, query: (victim: Victim) => string][] = [
  [
    'the entity behind the graph',
    (of) =>
      `{ _entities(representations: [{ __typename: "CertificateRequest", id: "${of.requestId}" }]) { ... on CertificateRequest { ${REQUEST} } } }`,
  ],
  ['the subgraph behind the graph', () => '{ _service { sdl } }'],
];

export const otherBodiesCases: readonly AttackCase[] = [
  ...STRANGERS.flatMap(([as, who]) => [
    ...WAYS.map(([what, query]) =>
      graphCase(["others' data", `${who} reads ${what}`], ({ victim }) => ({ as, query: query(victim) }), notYours),
    ),
    ...DOWNLOADS.map(([what, path]): AttackCase => ({
      family: "others' data",
      name: `${who} downloads ${what}`,
      judge: refused(...NOT_YOURS),
      fire: (world) => world.http(path(world.victim), { as }),
    })),
    ...CHANGES.map(([what, text]) =>
      graphCase(
        ["others' data", `${who} ${what}`],
        ({ victim }) => ({ as, query: `mutation { ${text(victim)} }` }),
        refused(...NOT_YOURS),
      ),
    ),
    ...PLUMBING.map(([what, query]) =>
      graphCase(
        ["others' data", `${who} asks for ${what}`],
        ({ victim }) => ({ as, query: query(victim) }),
        refused('GRAPHQL_VALIDATION_FAILED'),
      ),
    ),
  ]),
  ...DOWNLOADS.map(([what, path]): AttackCase => ({
    family: "others' data",
    name: `operations download ${what}`,
    judge: refused(...NOT_YOURS),
    fire: (world) => world.http(path(world.victim), { as: 'ops:alice' }),
  })),
  graphCase(
    ["others' data", 'operations read the persons of a request'],
    ({ victim }) => ({
      as: 'ops:alice',
      query: `{ certificateRequest(id: "${victim.requestId}") { items { nodes { ${PERSON} } } } }`,
    }),
    notYours,
  ),
  graphCase(
    ["others' data", 'a cursor of another list'],
    ({ victim }) => ({
      as: 'contact:c_g482',
      query: `{ certificateRequests(ipaCode: "c_g482", after: "${victim.cursor}") { nodes { id } } }`,
    }),
    refused('BAD_USER_INPUT'),
  ),
];
