import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { OutcomeFile } from '../../../legacy-adapter/massivo/records/outcome-reader.js';
import type { OutcomeHeader, OutcomeRow } from '../../../legacy-adapter/index.js';
import type { Actor } from '../../../schema/kernel/actor.js';
import { newId } from '../../../schema/kernel/identity.js';
import { StagedRequestJanitor } from '../../../subgraphs/certificates/certificate-request/staged-request.janitor.js';
import { createItemOutcomes } from '../../../subgraphs/certificates/index.js';
import { stageResubmission } from '../../../subgraphs/certificates/resubmission/resubmission-staging.store.js';
import { findOriginal } from '../../../subgraphs/certificates/resubmission/resubmission.store.js';
import { openSubject } from '../../../subgraphs/certificates/subject/subject-record.js';
import { acceptedItems } from '../../../subgraphs/certificates/issuing/accepted-item.store.js';
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
import type { GraphAnswer } from '../../testkit/legacy-graph.js';
import { eventually } from '../../testkit/product.js';
import { tallyOf, type AcceptedRequest } from '../../testkit/requests.js';
import { readZip } from '../../testkit/zip-reader.js';

const RESUBMIT = `mutation ($id: ID!) { resubmitAbandoned(requestId: $id) {
  id channel kind clientRequestId counts { total open abandoned issued } resubmits { id }
  items(first: 100) { nodes { id row status resubmits { id row status } } } } }`;
const REQUEST = `query ($id: ID!) { certificateRequest(id: $id) {
  id channel resubmits { id } resubmissions { id counts { total } } counts { total open abandoned issued }
  items(first: 100) { nodes { id row status rejection { code } resubmittedBy { id row status } } } } }`;
const HISTORY = `query ($ipaCode: ID!) { certificateRequests(ipaCode: $ipaCode) { totalCount nodes { id channel } } }`;

let world: BridgeWorld;

beforeAll(async () => {
  world = await createBridgeWorld();
});
afterAll(() => world.drop());
beforeEach(async () => {
  world.issuing.clock.advance(60_000);
  await world.withdrawAgreements();
  await world.test.database.query('DELETE FROM legacy.massivo_pin');
});

const codes = ({ errors }: GraphAnswer) => errors.map(({ extensions }) => extensions['code']);
const resubmit = (id: string, actor: Actor = CONTACT) => world.ask('certificates', actor, RESUBMIT, { id });
const request = async (id: string) =>
  (await world.ask('certificates', CONTACT, REQUEST, { id })).data.certificateRequest;

/** Ends the accepted rows `first` … `last` as an abandoned batch does. */
async function abandonRows({ id }: AcceptedRequest, first: number, last: number): Promise<void> {
  const range = { requestId: id, firstSeq: first, lastSeq: last };
  const items = createItemOutcomes(world.issuing);
  await world.test.database.transaction((sql) => items.endOpen(sql, range, 'ABANDONED', 'MASSIVO_DISMISSED'));
}

async function abandoned(options: Parameters<BridgeWorld['onMassivo']>[0] = {}): Promise<AcceptedRequest> {
  const made = await world.onMassivo(options);
  await abandonRows(made, 1, made.accepted);
  return made;
}

async function outcomeOf(id: string): Promise<{ header: OutcomeHeader; rows: OutcomeRow[]; text: string }> {
  const bytes = await fileOf(`/requests/${id}/outcome.txt`);
  const file = await OutcomeFile.open(Readable.from([bytes]));
  const rows: OutcomeRow[] = [];
  for await (const batch of file.batches()) rows.push(...batch);
  return { header: file.header, rows, text: bytes.toString() };
}

async function fileOf(path: string): Promise<Buffer> {
  const call = {
    method: 'GET',
    path,
    query: {},
    headers: {},
    body: null,
    actor: CONTACT,
    correlationId: 'test',
  } as const;
  const { body, status } = await world.certificates.files!(call);
  expect(status).toBe(200);
  return body instanceof Readable ? buffer(body) : body;
}

describe('R-25 resubmitting what was abandoned', () => {
  it('makes a direct request of the abandoned rows, under their row numbers and linked both ways', async () => {
    await world.agree();
    const old = await world.onMassivo({ items: 6, refusedLines: [2], fileRequestId: '2026-RES-1' });
    await abandonRows(old, 2, 4); // lines 3, 4 and 5
    const { data, errors } = await resubmit(old.id);
    expect(errors).toEqual([]);
    const made = data.resubmitAbandoned;
    expect(made).toMatchObject({
      ...{
        channel: 'DIRECT_AGREEMENT',
        kind: 'CASELLARIO_GENERAL',
        clientRequestId: made.id,
        resubmits: { id: old.id },
      },
      counts: { total: 3, open: 3, abandoned: 0 },
    });
    expect(made.items.nodes.map(({ id, row }: { id: string; row: number }) => [id, row])).toEqual([
      [`${made.id}:1`, 3],
      [`${made.id}:2`, 4],
      [`${made.id}:3`, 5],
    ]);
    expect(made.items.nodes[0].resubmits).toEqual({ id: `${old.id}:3`, row: 3, status: 'ABANDONED' });
    const before = await request(old.id);
    expect(before.resubmissions).toEqual([{ id: made.id, counts: { total: 3 } }]);
    expect(before.items.nodes.map(({ resubmittedBy }: { resubmittedBy: unknown }) => resubmittedBy)).toEqual([
      null,
      null,
      { id: `${made.id}:1`, row: 3, status: 'QUEUED' },
      { id: `${made.id}:2`, row: 4, status: 'QUEUED' },
      { id: `${made.id}:3`, row: 5, status: 'QUEUED' },
      null,
    ]);
    const stored = await world.test.database.one(
      `SELECT protocol_number, protocol_date, german, kind, purpose_code, unit_code, office_code, submitted_by
       FROM certificates.certificate_request WHERE id = $1`,
      [made.id],
    );
    expect(stored).toEqual({
      ...{ protocol_number: '0012345', protocol_date: '2026-02-09', german: false, kind: 'CASELLARIO_GENERAL' },
      ...{ purpose_code: 'FIN-001', unit_code: null, office_code: ROMA, submitted_by: 'person-roma' },
    });
  });

  it('R-60 seals each subject anew for its place, and R-34 brings each to one end', async () => {
    await world.agree();
    const old = await world.onMassivo({ items: 21, refusedLines: [4] });
    await abandonRows(old, 2, 19);
    const { data } = await resubmit(old.id);
    const { id } = data.resubmitAbandoned;
    const items = await acceptedItems(world.test.database, { requestId: id, firstSeq: 1, lastSeq: 18, limit: 100 });
    expect(items.map(({ line, seq }) => [line, seq])).toEqual(items.map((_, index) => [index + 1, index + 1]));
    for (const { line, row, subject } of items) {
      expect(openSubject(world.issuing.vault, { requestId: id, line }, subject)).toEqual(old.subjects.get(row));
      expect(() =>
        openSubject(world.issuing.vault, { requestId: old.id, line: row }, { ...subject, firstLine: row }),
      ).toThrow();
    }
    await world.issue();
    expect(await tallyOf(world.test.database, id)).toMatchObject({ issued: 18, failed: 0, certificates: 18, jobs: 0 });
    expect(await tallyOf(world.test.database, old.id)).toMatchObject({ abandoned: 18, rejected: 1, certificates: 0 });
  });

  it('R-30 brings thousands of rows over, none left out and none moved', async () => {
    await world.agree();
    const items = 2_300;
    const refusedLines = Array.from({ length: items / 10 }, (_, index) => index * 10 + 4);
    const old = await abandoned({ items, refusedLines });
    const { id, counts } = (await resubmit(old.id)).data.resubmitAbandoned;
    expect(counts).toMatchObject({ total: old.accepted, open: old.accepted });
    const range = { requestId: id, firstSeq: 1, lastSeq: old.accepted, limit: items };
    const made = await acceptedItems(world.test.database, range);
    expect(made.map(({ line }) => line)).toEqual(Array.from({ length: old.accepted }, (_, index) => index + 1));
    const refused = new Set(refusedLines);
    expect(made.map(({ row }) => row)).toEqual([...old.subjects.keys()].filter((line) => !refused.has(line)));
    for (const { line, row, subject } of made) {
      expect(openSubject(world.issuing.vault, { requestId: id, line }, subject)).toEqual(old.subjects.get(row));
    }
  });

  it('R-23 makes as few statements for nine hundred rows as for three', async () => {
    await world.agree();
    const statementsFor = async (items: number): Promise<number> => {
      const { id } = await abandoned({ items });
      let count = 0;
      const stop = world.test.database.onStatement(() => (count += 1));
      const made = (
        await world.ask('certificates', CONTACT, 'mutation ($id: ID!) { resubmitAbandoned(requestId: $id) { id } }', {
          id,
        })
      ).data;
      stop();
      expect(made.resubmitAbandoned.id).toBeTruthy();
      return count;
    };
    expect(await statementsFor(900)).toBe(await statementsFor(3));
  });

  it('gives the same request again, one call after the other and many at once', async () => {
    await world.agree();
    const old = await abandoned({ items: 30 });
    const answers = await Promise.all(Array.from({ length: 6 }, () => resubmit(old.id)));
    expect(answers.flatMap(codes)).toEqual([]);
    const ids = new Set(answers.map(({ data }) => data.resubmitAbandoned.id));
    expect(ids.size).toBe(1);
    await world.withdrawAgreements();
    expect((await resubmit(old.id)).data.resubmitAbandoned.id).toBe([...ids][0]);
    expect(await linksOf(old.id)).toBe(30);
    expect((await request(old.id)).resubmissions).toHaveLength(1);
  });

  it('takes up what was abandoned since, and nothing twice', async () => {
    await world.agree();
    const old = await world.onMassivo({ items: 9 });
    await abandonRows(old, 1, 3);
    const first = (await resubmit(old.id)).data.resubmitAbandoned;
    await abandonRows(old, 7, 9);
    world.issuing.clock.advance(1_000);
    const second = (await resubmit(old.id)).data.resubmitAbandoned;
    expect(second.id).not.toBe(first.id);
    expect(second.items.nodes.map(({ row }: { row: number }) => row)).toEqual([7, 8, 9]);
    expect((await resubmit(old.id)).data.resubmitAbandoned.id).toBe(second.id);
    expect((await request(old.id)).resubmissions).toEqual([
      { id: first.id, counts: { total: 3 } },
      { id: second.id, counts: { total: 3 } },
    ]);
  });

  it('lets the database itself refuse that an item is resubmitted twice', async () => {
    await world.agree();
    const old = await abandoned({ items: 1 });
    await resubmit(old.id);
    const twice = world.test.database.query(
      `INSERT INTO certificates.item_resubmission (of_request_id, of_line, request_id, line)
       SELECT of_request_id, of_line, gen_random_uuid(), 1 FROM certificates.item_resubmission WHERE of_request_id = $1`,
      [old.id],
    );
    await expect(twice).rejects.toMatchObject({ code: '23505', constraint: 'item_resubmission_pkey' });
  });

  it('goes on with what a call has left behind that died before it decided', async () => {
    await world.agree();
    const old = await abandoned({ items: 5 });
    const left = await stagedOnly(old.id);
    expect((await request(old.id)).resubmissions).toEqual([]);
    expect((await request(old.id)).items.nodes[0].resubmittedBy).toBeNull();
    const made = (await resubmit(old.id)).data.resubmitAbandoned;
    expect(made).toMatchObject({ id: left, counts: { total: 5 } });
    expect(await linksOf(old.id)).toBe(5);
  });

  it('lets the janitor free what nobody has decided', async () => {
    await world.agree();
    const old = await abandoned({ items: 5 });
    const left = await stagedOnly(old.id);
    world.issuing.clock.advance(2 * 3_600_000);
    await new StagedRequestJanitor(world.issuing).runOnce();
    expect(await linksOf(old.id)).toBe(0);
    expect((await resubmit(old.id)).data.resubmitAbandoned.id).not.toBe(left);
  });

  it('R-33 carries an item along that does not open, and it ends FAILED while the others are issued', async () => {
    await world.agree();
    const old = await abandoned({ items: 12, sealedApart: true });
    await world.test.database.query(
      `UPDATE certificates.certificate_item SET sealed = set_byte(sealed, 20, get_byte(sealed, 20) # 255)
       WHERE request_id = $1 AND line = 1`,
      [old.id],
    );
    const { id } = (await resubmit(old.id)).data.resubmitAbandoned;
    for (let attempt = 0; attempt < 6; attempt += 1) {
      await world.issue();
      world.issuing.clock.advance(3_600_000);
    }
    expect(await tallyOf(world.test.database, id)).toMatchObject({ issued: 11, failed: 1, jobs: 0 });
  });

  it('R-36 stands in the one list of the body', async () => {
    await world.agree();
    const old = await abandoned();
    world.issuing.clock.advance(1_000);
    const { id } = (await resubmit(old.id)).data.resubmitAbandoned;
    const { data } = await world.ask('certificates', CONTACT, HISTORY, { ipaCode: BODY });
    expect(data.certificateRequests.nodes.slice(0, 2)).toEqual([
      { id, channel: 'DIRECT_AGREEMENT' },
      { id: old.id, channel: 'MASSIVO' },
    ]);
  });
});

describe('R-25 who may resubmit, and what is refused', () => {
  it('is for contact persons of the body', async () => {
    await world.agree();
    const old = await abandoned();
    for (const actor of [OTHER_CONTACT, OPERATOR, ALICE, { kind: 'dashboard', subject: 'd' } as const]) {
      expect(codes(await resubmit(old.id, actor))).toEqual(['FORBIDDEN']);
    }
    expect(codes(await resubmit(old.id, { kind: 'anonymous' }))).toEqual(['UNAUTHENTICATED']);
    expect(codes(await resubmit('no id'))).toEqual(['NOT_FOUND']);
    expect(codes(await resubmit('0195d1e0-0000-7000-8000-000000000099'))).toEqual(['NOT_FOUND']);
    expect(await linksOf(old.id)).toBe(0);
  });

  it('says so when nothing was abandoned', async () => {
    await world.agree();
    const { errors } = await resubmit((await world.onMassivo({})).id);
    expect(errors[0]?.extensions).toMatchObject({ code: 'NOTHING_TO_RESUBMIT', rule: 'R-25' });
  });

  it.each([
    ['AGREEMENT_REQUIRED', 'OPEN', BODY, async () => undefined],
    ['MASSIVO_DISMISSED', 'DRAINING', BODY, async () => flag('DRAINING')],
    ['AGREEMENT_REQUIRED', 'OPEN, and no massivo user', OTHER_BODY, async () => undefined],
    ['PINNED_TO_MASSIVO', 'OPEN, covered, pinned', BODY, async () => pin()],
  ])('is refused %s while massivo is %s, and nothing goes there', async (code, _, ipaCode, arrange) => {
    const old = await abandoned({ ipaCode });
    const before = await submissions();
    await arrange();
    const actor = ipaCode === BODY ? CONTACT : OTHER_CONTACT;
    expect(codes(await resubmit(old.id, actor))).toEqual([code]);
    expect(await submissions()).toBe(before);
    expect(await linksOf(old.id)).toBe(0);
    await flag('OPEN');
  });

  it('R-23 is decided under the lock, as of now: an agreement that ended meanwhile no longer covers', async () => {
    await world.agree();
    const old = await abandoned();
    const { database } = world.test;
    let answer: Promise<GraphAnswer> | undefined;
    // The call has asked early, was told yes, and waits to write its rows.
    await database.transaction(async (sql) => {
      await sql.query('SELECT FROM certificates.certificate_request WHERE id = $1 FOR UPDATE', [old.id]);
      answer = resubmit(old.id);
      await eventually(
        () =>
          database.one(
            `SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
          ),
        (waiting) => waiting !== undefined,
      );
      await sql.query(`UPDATE agreements.direct_agreement SET status = 'WITHDRAWN'`);
    });
    expect(codes(await answer!)).toEqual(['AGREEMENT_REQUIRED']);
    expect(await linksOf(old.id)).toBe(0);
  });
});

describe('files of a resubmission', () => {
  it('R-25 outcome.txt tells the old row numbers under the request id that the body gave', async () => {
    await world.agree();
    const old = await world.onMassivo({ items: 5, fileRequestId: '2026-RES-9' });
    await abandonRows(old, 3, 4);
    const { id } = (await resubmit(old.id)).data.resubmitAbandoned;
    await world.issue();
    const { header, rows } = await outcomeOf(id);
    expect(header).toMatchObject({ requestId: '2026-RES-9', state: 'COMPLETATA', sicProtocol: id });
    expect(rows.map(({ row, taxCode, outcome }) => [row, taxCode, outcome])).toEqual(
      [3, 4].map((row) => [row, old.subjects.get(row)?.taxCode || null, 'NULLO']),
    );
    const before = await outcomeOf(old.id);
    expect(before.header).toMatchObject({ requestId: '2026-RES-9', state: 'RICEVUTA' });
    expect(before.rows.map(({ row, outcome, errorCode }) => [row, outcome, errorCode])).toEqual([
      [3, 'SCARTATO', 'DIS-001'],
      [4, 'SCARTATO', 'DIS-001'],
    ]);
  });

  it('hashes are empty until the ZIP has made the PDFs, and then those of the PDFs in it', async () => {
    await world.agree();
    const old = await abandoned({ items: 120, fileRequestId: '2026-RES-10' });
    const { id } = (await resubmit(old.id)).data.resubmitAbandoned;
    await world.issue();
    const before = await outcomeOf(id);
    expect(new Set(before.rows.map(({ pdfName, pdfSha256 }) => `${pdfName} ${pdfSha256}`))).toEqual(
      new Set(['null null']),
    );
    const entries = await readZip(await fileOf(`/requests/${id}/certificates.zip`));
    const after = await outcomeOf(id);
    expect(after.rows).toHaveLength(120);
    for (const { pdfName, pdfSha256 } of after.rows) {
      const pdf = entries.get(pdfName ?? '') ?? Buffer.alloc(0);
      expect(createHash('sha256').update(pdf).digest('hex')).toBe(pdfSha256);
    }
    const records = after.text.split('\r\n');
    const body = `${records.slice(0, -2).join('\r\n')}\r\n`;
    expect(records.at(-2)).toBe(`F;0;120;0;${createHash('sha256').update(body).digest('hex')}`);
  });
});

async function linksOf(originalId: string): Promise<number> {
  const found = await world.test.database.one<{ links: number }>(
    'SELECT count(*)::int AS links FROM certificates.item_resubmission WHERE of_request_id = $1',
    [originalId],
  );
  return found?.links ?? 0;
}

async function submissions(): Promise<number> {
  const found = await world.test.database.one<{ entries: number }>(
    'SELECT count(*)::int AS entries FROM legacy.massivo_submission',
  );
  return found?.entries ?? 0;
}

async function flag(to: 'OPEN' | 'DRAINING'): Promise<void> {
  const { version, state } = await world.adapter.transition.present({});
  if (state !== to) await world.adapter.transition.change({ to, reason: 'test', expectedVersion: version }, 'alice');
}

async function pin(): Promise<void> {
  await world.agree();
  await world.adapter.transition.pin({ ipaCode: BODY, pinned: true, reason: 'test' }, 'alice');
}

/** What a call leaves behind that stages and then dies: staged by its own store, decided by nobody. */
async function stagedOnly(originalId: string): Promise<string> {
  const { database } = world.test;
  const at = world.issuing.clock.now();
  const original = await findOriginal(database, originalId);
  const submitter = { personKey: 'person-roma', method: 'SPID', level: 2 };
  const staged = await stageResubmission(database, world.issuing.vault, {
    ...{ requestId: newId(at), submitter, at },
    original: original!,
  });
  return staged!;
}
