import pino from 'pino';
import { createLegacyAdapter, type DropArea } from '../../../legacy-adapter/index.js';
import { ANONYMOUS, type Actor } from '../../../schema/kernel/actor.js';
import { executeSubgraph } from '../../../schema/kernel/execute-subgraph.js';
import type { Subgraph } from '../../../schema/kernel/subgraph.js';
import { sealContact } from '../../../subgraphs/agreements/contact-person/contact-record.js';
import { RequestEnds } from '../../../subgraphs/certificates/certificate-request/request-end.service.js';
import { createCertificatesSubgraph, createItemOutcomes } from '../../../subgraphs/certificates/index.js';
import { createLegacySubgraph } from '../../../subgraphs/legacy/index.js';
import {
  ALICE,
  BODY,
  CONTACT,
  createBridgeWorld,
  OPERATOR,
  OTHER_BODY,
  OTHER_CONTACT,
  ROMA,
  type BridgeWorld,
} from '../../testkit/bridge-world.js';
import { flagged } from '../../testkit/certificates.js';
import { logKey } from '../../testkit/log-key.js';
import { generatePersons } from '../../testkit/person-generator.js';

let world: BridgeWorld;
/** The body's requests in the order in which they were made, by what they are. */
let made: Record<
  'massivo' | 'sanctions' | 'counter' | 'massivoOpen' | 'abandoned' | 'resubmission' | 'direct' | 'doubtful',
  string
>;
let ofOther: string;

const REQUEST = `id channel kind submittedAt protocolNumber protocolDate office { code } purpose { code }
  counts { total open underReview issued rejected abandoned } resubmits { id } resubmissions { id }`;
const HISTORY = `query ($ipaCode: ID!, $first: Int, $after: String, $filter: CertificateRequestFilter) {
  certificateRequests(ipaCode: $ipaCode, first: $first, after: $after, filter: $filter) {
    totalCount pageInfo { hasNextPage endCursor } nodes { ${REQUEST} } } }`;
const OF_BODY = `query ($body: [_Any!]!, $filter: CertificateRequestFilter) { _entities(representations: $body) {
  ... on PublicBody { certificateRequests(first: 100, filter: $filter) { totalCount nodes { ${REQUEST} } } } } }`;
const BATCHES = `query ($body: [_Any!]!) { _entities(representations: $body) { ... on PublicBody {
  massivoBatches(first: 100) { totalCount nodes { id fileName part state rows sentAt completedAt } } } } }`;
const ITEMS = `query ($id: ID!) { certificateRequest(id: $id) { progress items(first: 100) { nodes {
  row status subject { surname } rejection { code } certificate { number outcome } resubmits { id } resubmittedBy { id } } } } }`;
const asBody = (ipaCode: string) => [{ __typename: 'PublicBody', ipaCode }];

type Asking = (
  subgraph: 'certificates' | 'legacy',
  actor: Actor,
  query: string,
  variables?: object,
) => ReturnType<BridgeWorld['ask']>;

async function request(actor: Actor, ipaCode: string, input: object, subjects: object[] = persons(2)): Promise<string> {
  world.issuing.clock.advance(3_600_000);
  const { data, errors } = await world.ask(
    'certificates',
    actor,
    'mutation ($input: RequestCertificatesInput!) { requestCertificates(input: $input) { id } }',
    {
      input: {
        ...{
          clientRequestId: `request-${(requests += 1)}`,
          ipaCode,
          kind: 'CASELLARIO_GENERAL',
          purposeCode: 'FIN-001',
        },
        ...{ protocolNumber: `${requests}/2026`, protocolDate: '2026-06-09', subjects },
        ...input,
      },
    },
  );
  expect(errors).toEqual([]);
  return data.requestCertificates.id;
}
let requests = 0;

const persons = (rows: number): object[] =>
  [...generatePersons({ seed: 36 + requests, rows, invalidShare: 0 })].map((person) => {
    const { surname, name, birthDate, birthPlace, birthCountry, taxCode } = person;
    const citizenship = { I: 'ITALIAN', U: 'EU', X: 'OTHER' }[person.citizenship];
    return { surname, name, birthDate, birthPlace, birthCountry, taxCode, citizenship };
  });

/** Massivo's header names the contact person. */
async function sealContacts(): Promise<void> {
  const { database } = world.test;
  const person = { givenName: 'Mario', surname: 'Rossi', taxCode: 'RSSMRA80A01H501U', email: 'm.rossi@example.it' };
  for (const { id } of await database.rows<{ id: string }>('SELECT id FROM agreements.contact_person')) {
    const { keyId, sealed } = sealContact(world.issuing.vault, id, person);
    await database.query('UPDATE agreements.contact_person SET key_id = $2, sealed = $3 WHERE id = $1', [
      id,
      keyId,
      sealed,
    ]);
  }
}

async function flag(to: 'OPEN' | 'DRAINING' | 'CLOSED', force = false): Promise<void> {
  const { transition } = world.adapter;
  const { version: expectedVersion } = await transition.present({ ipaCode: BODY });
  await transition.change({ ipaCode: BODY, to, reason: 'prova', expectedVersion, force }, 'alice');
}

beforeAll(async () => {
  world = await createBridgeWorld();
  const { database } = world.test;
  // What the library of purposes and the agreements have in the demonstration.
  await database.query(
    `UPDATE agreements.purpose SET kinds = '{CASELLARIO_GENERAL,ADMINISTRATIVE_SANCTIONS,PENDING_PROCEEDINGS}'`,
  );
  await sealContacts();
  const massivo = await request(CONTACT, BODY, {});
  await world.work();
  for (const file of await world.office.takeUp()) await world.office.complete(file);
  await world.work();
  await world.agree(OTHER_BODY);
  ofOther = await request(OTHER_CONTACT, OTHER_BODY, {});
  const counter = await request(CONTACT, BODY, { kind: 'PENDING_PROCEEDINGS' });
  const abandoned = await request(CONTACT, BODY, { protocolNumber: 'shared' }, persons(4));
  await world.work();
  await flag('DRAINING');
  await flag('CLOSED', true);
  await world.agree();
  await database.query(`UPDATE agreements.direct_agreement SET kinds = kinds || '{ADMINISTRATIVE_SANCTIONS}'`);
  world.issuing.clock.advance(3_600_000);
  const { data } = await world.ask(
    'certificates',
    CONTACT,
    'mutation ($id: ID!) { resubmitAbandoned(requestId: $id) { id } }',
    {
      id: abandoned,
    },
  );
  const resubmission: string = data.resubmitAbandoned.id;
  const entity = { entityName: 'ACME SRL', legalForm: 'SRL', registeredSeat: 'ROMA', taxCode: '02438750586' };
  const sanctions = await request(CONTACT, BODY, { kind: 'ADMINISTRATIVE_SANCTIONS' }, [entity]);
  world.issuing.clock.set('2026-06-20T10:00:00+02:00');
  const direct = await request(CONTACT, BODY, { protocolNumber: 'shared' });
  await world.issue();
  const [person] = persons(1);
  const doubtful = await request(CONTACT, BODY, {}, [
    { ...person, surname: flagged('HOMONYM'), taxCode: null, citizenship: 'OTHER' },
  ]);
  await world.issue();
  // One more on massivo, still at the office when it is drained; the agreement would take it to the direct channel.
  await flag('OPEN');
  await world.adapter.transition.pin({ ipaCode: BODY, pinned: true, reason: 'prova' }, 'alice');
  const massivoOpen = await request(CONTACT, BODY, {});
  await world.work();
  made = { massivo, counter, abandoned, resubmission, sanctions, direct, doubtful, massivoOpen };
});
afterAll(() => world.drop());

async function history(
  filter: object | null = null,
  { actor = CONTACT, ipaCode = BODY, ask = world.ask as Asking } = {},
) {
  const { data, errors } = await ask('certificates', actor, HISTORY, { ipaCode, first: 100, filter });
  expect(errors).toEqual([]);
  return data.certificateRequests as { totalCount: number; nodes: Record<string, unknown>[] };
}
const idsOf = async (filter: object | null, options?: Parameters<typeof history>[1]): Promise<unknown[]> =>
  (await history(filter, options)).nodes.map(({ id }) => id);
const newestFirst = (...names: (keyof typeof made)[]): string[] => names.map((name) => made[name]);

describe('R-36 one history a body', () => {
  it('R-36 whatever the channel, newest first, resubmissions with both links', async () => {
    const { totalCount, nodes } = await history();
    expect(totalCount).toBe(8);
    expect(nodes.map(({ id, channel }) => [id, channel])).toEqual([
      [made.massivoOpen, 'MASSIVO'],
      [made.doubtful, 'DIRECT_AGREEMENT'],
      [made.direct, 'DIRECT_AGREEMENT'],
      [made.sanctions, 'DIRECT_AGREEMENT'],
      [made.resubmission, 'DIRECT_AGREEMENT'],
      [made.abandoned, 'MASSIVO'],
      [made.counter, 'OFFICE_COUNTER'],
      [made.massivo, 'MASSIVO'],
    ]);
    const links = Object.fromEntries(
      nodes.map(({ id, resubmits, resubmissions }) => [id, { resubmits, resubmissions }]),
    );
    expect(links[made.abandoned]).toEqual({ resubmits: null, resubmissions: [{ id: made.resubmission }] });
    expect(links[made.resubmission]).toEqual({ resubmits: { id: made.abandoned }, resubmissions: [] });
    expect(nodes[7]).toMatchObject({ protocolNumber: '1/2026', protocolDate: '2026-06-09', counts: { issued: 2 } });
    const { data } = await world.ask('certificates', CONTACT, OF_BODY, { body: asBody(BODY) });
    expect(data._entities).toEqual([{ certificateRequests: { totalCount, nodes } }]);
  });

  it.each<[string, object, (keyof NonNullable<typeof made>)[]]>([
    ['channel MASSIVO', { channel: 'MASSIVO' }, ['massivoOpen', 'abandoned', 'massivo']],
    ['channel OFFICE_COUNTER', { channel: 'OFFICE_COUNTER' }, ['counter']],
    ['channel PDND', { channel: 'PDND' }, []],
    ['kind', { kind: 'ADMINISTRATIVE_SANCTIONS' }, ['sanctions']],
    [
      'kind and channel',
      { kind: 'CASELLARIO_GENERAL', channel: 'DIRECT_AGREEMENT' },
      ['doubtful', 'direct', 'resubmission'],
    ],
    ['another office', { officeCode: 'PROC-A952' }, []],
    ['purpose', { purposeCode: 'FIN-002' }, []],
    ['protocol number', { protocolNumber: 'shared' }, ['direct', 'resubmission', 'abandoned']],
    ['protocol number, in part', { protocolNumber: 'share' }, []],
    ["the sender's identifier", { clientRequestId: 'request-1' }, ['massivo']],
    ['from a day', { fromDay: '2026-06-20' }, ['massivoOpen', 'doubtful', 'direct']],
    ['to the day before', { toDay: '2026-06-19' }, ['sanctions', 'resubmission', 'abandoned', 'counter', 'massivo']],
    [
      'one day and the instants within it',
      { fromDay: '2026-06-20', toDay: '2026-06-20', submittedTo: '2026-06-20T11:30:00+02:00' },
      ['direct'],
    ],
    ['a day without any', { fromDay: '2026-06-15', toDay: '2026-06-15' }, []],
    ['what is open', { status: 'OPEN' }, ['massivoOpen', 'doubtful', 'counter']],
    ['what is under review', { status: 'UNDER_REVIEW' }, ['doubtful']],
    ['what has ended', { status: 'ENDED' }, ['direct', 'sanctions', 'resubmission', 'abandoned', 'massivo']],
    ['what has ended on massivo', { status: 'ENDED', channel: 'MASSIVO' }, ['abandoned', 'massivo']],
  ])('R-36 filtered by %s, before and after the worker has marked what has ended', async (_, filter, names) => {
    await world.test.database.query('UPDATE certificates.certificate_request SET ended_at = NULL');
    for (const marks of [0, 1]) {
      if (marks > 0) await new RequestEnds(world.test).run();
      const { totalCount, nodes } = await history(filter);
      expect(nodes.map(({ id }) => id)).toEqual(newestFirst(...names));
      expect(totalCount).toBe(names.length);
    }
    const { data } = await world.ask('certificates', CONTACT, OF_BODY, { body: asBody(BODY), filter });
    expect(data._entities[0].certificateRequests.totalCount).toBe(names.length);
  });

  it('R-36 page by page, and nothing is missed or doubled when one is added meanwhile', async () => {
    const before = await idsOf({ protocolNumber: 'shared' });
    const pageAfter = async (after: string | null) =>
      (
        await world.ask('certificates', CONTACT, HISTORY, {
          ipaCode: BODY,
          first: 2,
          after,
          filter: { protocolNumber: 'shared' },
        })
      ).data.certificateRequests;
    const first = await pageAfter(null);
    const added = await request(CONTACT, BODY, { protocolNumber: 'shared', kind: 'PENDING_PROCEEDINGS' });
    const second = await pageAfter(first.pageInfo.endCursor);
    expect([...first.nodes, ...second.nodes].map(({ id }) => id)).toEqual(before);
    expect(second.pageInfo.hasNextPage).toBe(false);
    expect(await idsOf({ protocolNumber: 'shared' })).toEqual([added, ...before]);
    await world.test.database.query('DELETE FROM certificates.certificate_request WHERE id = $1', [added]);
  });
});

describe('R-61 bodies never see one another’s history', () => {
  it('R-61 nor by a filter, nor through the body, nor by the id of a request', async () => {
    expect(await idsOf(null, { actor: OTHER_CONTACT, ipaCode: OTHER_BODY })).toEqual([ofOther]);
    for (const query of [
      world.ask('certificates', OTHER_CONTACT, HISTORY, { ipaCode: BODY, first: 100 }),
      world.ask('certificates', OTHER_CONTACT, OF_BODY, { body: asBody(BODY) }),
      world.ask('certificates', OTHER_CONTACT, ITEMS, { id: made.direct }),
    ]) {
      const { data, errors } = await query;
      expect(errors[0]?.extensions).toMatchObject({ code: 'FORBIDDEN' });
      expect(JSON.stringify(data ?? null)).not.toContain(made.direct);
    }
    const { errors } = await world.ask('certificates', ANONYMOUS, HISTORY, { ipaCode: BODY });
    expect(errors[0]?.extensions).toMatchObject({ code: 'UNAUTHENTICATED' });
    const batches = await world.ask('legacy', OTHER_CONTACT, BATCHES, { body: asBody(BODY) });
    expect(batches.data._entities[0].massivoBatches).toEqual({ totalCount: 0, nodes: [] });
  });

  it('R-61 an operator sees what was asked of their office and of no other, whatever the filter says', async () => {
    expect(await idsOf(null, { actor: OPERATOR })).toHaveLength(8);
    const elsewhere: Actor = { kind: 'operator', subject: 'olga', officeCode: 'PROC-A952' };
    expect(await idsOf(null, { actor: elsewhere })).toEqual([]);
    expect(await idsOf({ officeCode: ROMA }, { actor: elsewhere })).toEqual([]);
    expect(await idsOf({ officeCode: ROMA }, { actor: ALICE })).toHaveLength(8);
  });
});

describe('R-36 before and after the switch-off', () => {
  /** Whoever touches it says so: with massivo closed nobody does. */
  function untouchable(touched: string[]): DropArea {
    return new Proxy({} as DropArea, {
      get:
        (_, name) =>
        (...parts: unknown[]) => {
          touched.push(`${String(name)} ${JSON.stringify(parts)}`);
          return Promise.reject(new Error('massivo was called'));
        },
    });
  }

  /** Everything that the body can read of its past. */
  async function wholeHistory(ask: Asking): Promise<object> {
    const list = await history(null, { ask });
    const items = await Promise.all(list.nodes.map(({ id }) => ask('certificates', CONTACT, ITEMS, { id })));
    const batches = await ask('legacy', CONTACT, BATCHES, { body: asBody(BODY) });
    const all = await ask('legacy', ALICE, 'query { massivoBatches(first: 100) { totalCount nodes { id state } } }');
    for (const { errors } of [...items, batches, all]) expect(errors).toEqual([]);
    return { list, items: items.map(({ data }) => data), batches: batches.data, all: all.data };
  }

  it('R-36 R-20 the same lists while massivo is OPEN, DRAINING and CLOSED; then without any call to massivo', async () => {
    await world.work();
    for (const file of await world.office.takeUp()) await world.office.complete(file);
    await world.work();
    const open = await wholeHistory(world.ask);
    expect(open).toMatchObject({
      list: { totalCount: 8 },
      batches: { _entities: [{ massivoBatches: { totalCount: 3 } }] },
    });
    await flag('DRAINING');
    expect(await wholeHistory(world.ask)).toEqual(open);
    await flag('CLOSED');
    expect(await wholeHistory(world.ask)).toEqual(open);

    // The same in a process that has never seen massivo.
    const touched: string[] = [];
    const { database } = world.test;
    const logger = pino({ enabled: false });
    const parts = { ...world.issuing, logger, logKey };
    const adapter = createLegacyAdapter({
      ...{ ...parts, itemOutcomes: createItemOutcomes(parts), dropArea: untouchable(touched) },
      settings: { restMs: 0, answerAgainMs: 0, quarantineMs: 0, incompleteDeadlineMs: 0 },
    });
    await closeEverywhere();
    const subgraphs: Record<'certificates' | 'legacy', Subgraph> = {
      certificates: createCertificatesSubgraph({ ...parts, certificateRetentionDays: 180, adapter }),
      legacy: createLegacySubgraph({ database, adapter }),
    };
    const ask: Asking = async (subgraph, actor, query, variables = {}) => {
      const call = { query, variables: variables as Record<string, unknown> };
      const result = await executeSubgraph(subgraphs[subgraph], call, { actor, correlationId: 'test' });
      return { errors: [], ...JSON.parse(JSON.stringify(result)) };
    };
    expect(await wholeHistory(ask)).toEqual(open);
    for (let round = 0; round < 3; round += 1) {
      world.issuing.clock.advance(3_600_000);
      await adapter.worker.runOnce();
    }
    expect(await wholeHistory(ask)).toEqual(open);
    expect(touched).toEqual([]);
  });

  async function closeEverywhere(): Promise<void> {
    for (const to of ['DRAINING', 'CLOSED'] as const) {
      const { version: expectedVersion } = await world.adapter.transition.present({});
      const change = { to, reason: 'fine del periodo transitorio', expectedVersion, force: false };
      const { id, status } = await world.adapter.transition.change(change, 'alice');
      if (status === 'WAITING_APPROVAL') await world.adapter.transition.approve(id, 'bruno');
    }
    expect((await world.adapter.transition.present({})).state).toBe('CLOSED');
  }
});
