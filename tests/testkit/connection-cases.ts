import type { Actor } from '../../schema/kernel/actor.js';
import { OPERATIONS, operatorOf } from './agreements-world.js';

/** A list of the graph, asked for in one way. */
export interface ListQuery {
  /** Names of what narrows it here (`filter.state`), for the check that every filter has a case. */
  narrowedBy: string[];
  actor: Actor;
  /** Takes `$first` and `$after`. */
  query: string;
  variables?: Record<string, unknown>;
  /** Where the connection is in the answer. */
  path: (string | number)[];
}

/** Who and what the lists are asked about. */
export interface ListPlaces {
  officeCode: string;
  ipaCode: string;
  /** Where a body's requests, and its agreements, are. */
  requestId: string;
  /** Other requests with something else in them: `status` of their items → id. */
  requestsWith?: Readonly<Partial<Record<string, string>>>;
  contact: Actor;
  now: Date;
}

const PAGE = 'totalCount pageInfo { hasNextPage endCursor }';

/** Every list of the graph with each of its filters. */
export function listQueries(places: ListPlaces): Record<string, ListQuery[]> {
  return { ...ofAgreements(places), ...ofCertificates(places), ...ofOffices(places), ...ofLegacy(places) };
}

function ofAgreements({ officeCode, ipaCode, contact }: ListPlaces): Record<string, ListQuery[]> {
  const bodies = filtered('publicBodies', 'PublicBodyFilter', 'ipaCode');
  const register = (variables: string, args: string) =>
    `query ($first: Int, $after: String${variables}) { transparencyRegister(first: $first, after: $after${args}) { ${PAGE} nodes { startsOn } } }`;
  const half = (side: string) =>
    `query ($first: Int, $after: String, $officeCode: ID!) { registerReconciliation(officeCode: $officeCode) { ${side}(first: $first, after: $after) { ${PAGE} nodes { id } } } }`;
  const alerts = (variables: string, args: string) =>
    `query ($first: Int, $after: String${variables}) { agreementAlerts(first: $first, after: $after${args}) { ${PAGE} nodes { days } } }`;
  const operations = { actor: OPERATIONS };
  return {
    'Query.publicBodies': [
      {},
      { officeCode },
      { type: 'GPS' },
      { stage: 'ACTIVE' },
      { massivoUser: true },
      { search: 'Ente 1' },
    ].map((filter) => ({ ...operations, ...bodies(filter) })),
    'Query.transparencyRegister': [
      { ...operations, narrowedBy: [], query: register('', ''), path: ['transparencyRegister'] },
      {
        ...operations,
        narrowedBy: ['officeCode'],
        query: register(', $officeCode: ID', ', officeCode: $officeCode'),
        variables: { officeCode },
        path: ['transparencyRegister'],
      },
      {
        ...operations,
        narrowedBy: ['ipaCode'],
        query: register(', $ipaCode: ID', ', ipaCode: $ipaCode'),
        variables: { ipaCode },
        path: ['transparencyRegister'],
      },
    ],
    ...Object.fromEntries(
      ['inSicNotInAds', 'inAdsNotInSic'].map((side) => [
        `RegisterReconciliation.${side}`,
        [
          {
            ...operations,
            narrowedBy: [],
            query: half(side),
            variables: { officeCode },
            path: ['registerReconciliation', side],
          },
        ],
      ]),
    ),
    'PublicBody.directAgreements': [contact, operatorOf(officeCode)].map((actor) => ({
      actor,
      narrowedBy: [],
      query: `query ($first: Int, $after: String, $ipaCode: ID!) { publicBody(ipaCode: $ipaCode) { directAgreements(first: $first, after: $after) { ${PAGE} nodes { id status } } } }`,
      variables: { ipaCode },
      path: ['publicBody', 'directAgreements'],
    })),
    'Query.agreementAlerts': [
      { ...operations, narrowedBy: [], query: alerts('', ''), path: ['agreementAlerts'] },
      {
        actor: operatorOf(officeCode),
        narrowedBy: ['officeCode'],
        query: alerts(', $officeCode: ID', ', officeCode: $officeCode'),
        variables: { officeCode },
        path: ['agreementAlerts'],
      },
      {
        actor: contact,
        narrowedBy: ['ipaCode'],
        query: alerts(', $ipaCode: IpaCode', ', ipaCode: $ipaCode'),
        variables: { ipaCode },
        path: ['agreementAlerts'],
      },
    ],
  };
}

function ofCertificates(places: ListPlaces): Record<string, ListQuery[]> {
  const { officeCode, ipaCode, requestId, requestsWith = {}, contact, now } = places;
  const day = now.toISOString().slice(0, 10);
  const filters: Record<string, unknown>[] = [
    {},
    { channel: 'MASSIVO' },
    { kind: 'SELECTIVE' },
    { officeCode },
    { purposeCode: 'FIN-002' },
    { status: 'OPEN' },
    { status: 'UNDER_REVIEW' },
    { status: 'ENDED' },
    { protocolNumber: '500' },
    { fileRequestId: 'file 1000' },
    { clientRequestId: 'client 1000' },
    { fromDay: '2026-03-01' },
    { toDay: day },
    { submittedFrom: '2026-03-01T00:00:00Z' },
    { submittedTo: now.toISOString() },
  ];
  const requests = (filter: Record<string, unknown>): Omit<ListQuery, 'actor'> => ({
    narrowedBy: ['ipaCode', ...namesOf(filter)],
    query: `query ($first: Int, $after: String, $ipaCode: ID!, $filter: CertificateRequestFilter) { certificateRequests(ipaCode: $ipaCode, first: $first, after: $after, filter: $filter) { ${PAGE} nodes { id channel counts { issued } } } }`,
    variables: { ipaCode, filter },
    path: ['certificateRequests'],
  });
  const ofBody = (filter: Record<string, unknown>): Omit<ListQuery, 'actor'> => ({
    narrowedBy: namesOf(filter),
    query: `query ($first: Int, $after: String, $ipaCode: ID!, $filter: CertificateRequestFilter) { publicBody(ipaCode: $ipaCode) { certificateRequests(first: $first, after: $after, filter: $filter) { ${PAGE} nodes { id } } } }`,
    variables: { ipaCode, filter },
    path: ['publicBody', 'certificateRequests'],
  });
  const items = (status: string | null, id = requestId): ListQuery => ({
    actor: OPERATIONS,
    narrowedBy: status === null ? [] : ['status'],
    query: `query ($first: Int, $after: String, $id: ID!, $status: CertificateItemStatus) { certificateRequest(id: $id) { items(first: $first, after: $after, status: $status) { ${PAGE} nodes { id row status flags rejection { code } } } } }`,
    variables: { id, status },
    path: ['certificateRequest', 'items'],
  });
  const statuses = ['ACCEPTED', 'QUEUED', 'SENT', 'UNDER_REVIEW', 'ISSUED', 'REJECTED', 'FAILED', 'ABANDONED'];
  return {
    'Query.certificateRequests': filters.map((filter) => ({ actor: contact, ...requests(filter) })),
    'PublicBody.certificateRequests': filters.map((filter) => ({ actor: operatorOf(officeCode), ...ofBody(filter) })),
    'CertificateRequest.items': [
      items(null),
      ...statuses.map((status) => items(status)),
      ...Object.entries(requestsWith).map(([status, id]) => items(status, id)),
    ],
  };
}

function ofOffices({ officeCode }: ListPlaces): Record<string, ListQuery[]> {
  const counter = (state: string | null): ListQuery => ({
    actor: OPERATIONS,
    narrowedBy: ['officeCode', ...(state === null ? [] : ['state'])],
    query: `query ($first: Int, $after: String, $officeCode: ID!, $state: CounterItemState) { counterItems(officeCode: $officeCode, first: $first, after: $after, state: $state) { ${PAGE} nodes { id status } } }`,
    variables: { officeCode, state },
    path: ['counterItems'],
  });
  return {
    'Query.counterItems': [null, 'WAITING', 'TAKEN_UP'].map(counter),
    'Query.reviewItems': [
      {
        actor: OPERATIONS,
        narrowedBy: ['officeCode'],
        query: `query ($first: Int, $after: String, $officeCode: ID!) { reviewItems(officeCode: $officeCode, first: $first, after: $after) { ${PAGE} nodes { id flags } } }`,
        variables: { officeCode },
        path: ['reviewItems'],
      },
    ],
  };
}

function ofLegacy({ officeCode, ipaCode, requestId, contact, now }: ListPlaces): Record<string, ListQuery[]> {
  const batches = filtered('massivoBatches', 'MassivoBatchFilter', 'id state');
  const filters: Record<string, unknown>[] = [
    {},
    { officeCode },
    { ipaCode },
    { requestId },
    { state: 'SENT' },
    { state: 'COMPLETED' },
    { state: 'FAILED' },
    { officeCode, state: 'ABANDONED' },
    { overdue: true },
    { overdue: false },
    { quarantined: true },
    { quarantined: false },
    { sentFrom: '2026-03-01T00:00:00Z' },
    { sentTo: now.toISOString() },
  ];
  return {
    'Query.massivoBatches': [
      ...filters.map((filter) => ({ actor: OPERATIONS, ...batches(filter) })),
      { actor: operatorOf(officeCode), ...batches({}) },
    ],
    'PublicBody.massivoBatches': [contact, operatorOf(officeCode)].map((actor) => ({
      actor,
      narrowedBy: [],
      query: `query ($first: Int, $after: String, $ipaCode: ID!) { publicBody(ipaCode: $ipaCode) { massivoBatches(first: $first, after: $after) { ${PAGE} nodes { id } } } }`,
      variables: { ipaCode },
      path: ['publicBody', 'massivoBatches'],
    })),
    'Query.massivoClients': [null, officeCode].map((office) => ({
      actor: OPERATIONS,
      narrowedBy: office === null ? [] : ['officeCode'],
      query: `query ($first: Int, $after: String, $officeCode: ID) { massivoClients(first: $first, after: $after, officeCode: $officeCode) { ${PAGE} nodes { subjectsLast90Days } } }`,
      variables: { officeCode: office },
      path: ['massivoClients'],
    })),
    'Query.transitionLogRecords': [
      {
        actor: OPERATIONS,
        narrowedBy: [],
        query: `query ($first: Int, $after: String) { transitionLogRecords(first: $first, after: $after) { ${PAGE} nodes { seq } } }`,
        path: ['transitionLogRecords'],
      },
    ],
    'Query.transitionLog': [
      {
        actor: OPERATIONS,
        narrowedBy: [],
        query: `query ($first: Int, $after: String) { transitionLog(first: $first, after: $after) { ${PAGE} nodes { id } } }`,
        path: ['transitionLog'],
      },
    ],
  };
}

/** A list of `Query` with a filter object. */
function filtered(field: string, filterType: string, nodes: string) {
  return (filter: Record<string, unknown>): Omit<ListQuery, 'actor'> => ({
    narrowedBy: namesOf(filter),
    query: `query ($first: Int, $after: String, $filter: ${filterType}) { ${field}(first: $first, after: $after, filter: $filter) { ${PAGE} nodes { ${nodes} } } }`,
    variables: { filter },
    path: [field],
  });
}

const namesOf = (filter: object): string[] => Object.keys(filter).map((name) => `filter.${name}`);
