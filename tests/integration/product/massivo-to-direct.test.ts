import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { OutcomeFile } from '../../../legacy-adapter/massivo/records/outcome-reader.js';
import type { OutcomeHeader, OutcomeRow } from '../../../legacy-adapter/index.js';
import {
  ALICE,
  BODY,
  CONTACT,
  createBridgeWorld,
  OPERATOR,
  ROMA,
  type BridgeWorld,
} from '../../testkit/bridge-world.js';
import { tallyOf } from '../../testkit/requests.js';

let world: BridgeWorld;

beforeAll(async () => {
  world = await createBridgeWorld();
});
afterAll(() => world.drop());
beforeEach(() => world.issuing.clock.advance(60_000));

const COUNTS = `query ($id: ID!) { certificateRequest(id: $id) {
  progress counts { total open issued abandoned } items(first: 100) { nodes { row status } } } }`;
const BATCHES = `query ($filter: MassivoBatchFilter) { massivoBatches(filter: $filter) { nodes {
  id part state abandonment { by reason } } } }`;
const RESUBMIT = `mutation ($id: ID!) { resubmitAbandoned(requestId: $id) { id channel counts { total } } }`;

const requestAt = async (id: string) =>
  (await world.ask('certificates', CONTACT, COUNTS, { id })).data.certificateRequest;
const batchesOf = async (requestId: string) =>
  (await world.ask('legacy', OPERATOR, BATCHES, { filter: { requestId } })).data.massivoBatches.nodes;

async function outcomeOf(id: string): Promise<{ header: OutcomeHeader; rows: OutcomeRow[] }> {
  const path = `/requests/${id}/outcome.txt`;
  const call = {
    method: 'GET',
    path,
    query: {},
    headers: {},
    body: null,
    actor: CONTACT,
    correlationId: 'test',
  } as const;
  const { body } = await world.certificates.files!(call);
  const file = await OutcomeFile.open(
    body instanceof Readable ? Readable.from([await buffer(body)]) : Readable.from([body]),
  );
  const rows: OutcomeRow[] = [];
  for await (const batch of file.batches()) rows.push(...batch);
  return { header: file.header, rows };
}

const setMaximum = (maximumRows: number) =>
  world.adapter.batches.setLimits({
    ...{ officeCode: ROMA, maximumRows, minimumRows: 1, concurrentBatches: 10, dailyRows: null },
  });

describe('R-17 a request in several files', () => {
  it('comes back as one: one progress, one outcome file with the rows of all parts in their order', async () => {
    await setMaximum(4);
    const { id, subjects } = await world.onMassivo({ items: 10, refusedLines: [5], fileRequestId: '2026-JOIN' });
    await world.work();
    const files = await world.office.takeUp();
    expect(files.map(({ requestId, rows }) => [requestId, rows.length])).toEqual([
      ['2026-JOIN-01', 4],
      ['2026-JOIN-02', 4],
      ['2026-JOIN-03', 1],
    ]);
    const [first, second, third] = files;
    await world.office.complete(third!);
    await world.office.complete(first!);
    await world.work();
    expect(await requestAt(id)).toMatchObject({ counts: { total: 10, open: 4, issued: 5 } });
    expect((await outcomeOf(id)).header).toMatchObject({ requestId: '2026-JOIN', state: 'RICEVUTA' });
    await world.office.complete(second!);
    await world.work();
    expect(await requestAt(id)).toMatchObject({ progress: 1, counts: { open: 0, issued: 9 } });
    const { header, rows } = await outcomeOf(id);
    expect(header).toMatchObject({ requestId: '2026-JOIN', state: 'COMPLETATA_CON_SCARTI' });
    expect(rows.map(({ row, taxCode }) => [row, taxCode])).toEqual(
      [...subjects].map(([row, { taxCode }]) => [row, taxCode || null]),
    );
    expect(rows[4]).toMatchObject({ row: 5, outcome: 'SCARTATO', errorCode: 'NOM-002' });
    // A PDF that massivo sent has its hash from the start.
    expect(rows.filter(({ outcome }) => outcome !== 'SCARTATO').every(({ pdfSha256 }) => pdfSha256 !== null)).toBe(
      true,
    );
  });
});

describe('R-25 what massivo leaves behind goes onto the direct channel in one call', () => {
  it('after an operator has given up one file of several', async () => {
    await setMaximum(3);
    const { id } = await world.onMassivo({ items: 6, fileRequestId: '2026-GIVEN-UP' });
    await world.work();
    const [first, second] = await world.office.takeUp();
    await world.office.complete(first!);
    await world.work();
    const [lost] = (await batchesOf(id)).filter(({ part }: { part: number }) => part === 2);
    const ABANDON = 'mutation ($id: ID!) { abandonMassivoBatch(id: $id, reason: "lost by the office") { state } }';
    await world.ask('legacy', OPERATOR, ABANDON, { id: lost.id });
    expect((await outcomeOf(id)).rows.map(({ outcome, errorCode }) => [outcome, errorCode]).slice(3)).toEqual(
      Array(3).fill(['SCARTATO', 'SIC-001']),
    );
    await world.agree();
    const { data } = await world.ask('certificates', CONTACT, RESUBMIT, { id });
    expect(data.resubmitAbandoned).toMatchObject({ channel: 'DIRECT_AGREEMENT', counts: { total: 3 } });
    await world.issue();
    const made: string = data.resubmitAbandoned.id;
    expect((await outcomeOf(made)).rows.map(({ row }) => row)).toEqual([4, 5, 6]);
    // The office's answer to the lost file comes after all: kept apart, never issued.
    await world.office.complete(second!);
    for (let round = 0; round < 3; round += 1) await world.work();
    expect(await tallyOf(world.test.database, id)).toMatchObject({ issued: 3, abandoned: 3, certificates: 3 });
    expect(await tallyOf(world.test.database, made)).toMatchObject({ issued: 3, certificates: 3 });
  });

  it('after a forced closing, and the batches say who closed and why', async () => {
    const { id } = await world.onMassivo({ items: 5 });
    await world.work();
    const { transition } = world.adapter;
    for (const to of ['DRAINING', 'CLOSED'] as const) {
      const { version: expectedVersion } = await transition.present({ ipaCode: BODY });
      const closing = { ipaCode: BODY, to, reason: 'the body has moved', expectedVersion, force: to === 'CLOSED' };
      await transition.change(closing, 'alice');
    }
    expect(await requestAt(id)).toMatchObject({ counts: { abandoned: 5, open: 0 }, progress: 1 });
    const batches = (await world.ask('legacy', ALICE, BATCHES, { filter: { requestId: id } })).data.massivoBatches
      .nodes;
    expect(batches.length).toBeGreaterThan(0);
    for (const { abandonment } of batches) expect(abandonment).toEqual({ by: 'alice', reason: 'the body has moved' });
    const { header } = await outcomeOf(id);
    expect(header).toMatchObject({ state: 'FALLITA', errorCode: 'DIS-001' });
    const { data, errors } = await world.ask('certificates', CONTACT, RESUBMIT, { id });
    expect(errors).toEqual([]);
    await world.issue();
    expect(await tallyOf(world.test.database, data.resubmitAbandoned.id)).toMatchObject({ issued: 5 });
  });
});
