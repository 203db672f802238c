import { createHash } from 'node:crypto';
import type { ItemRange, MassivoItemOutcome } from '../../../legacy-adapter/index.js';
import { openDocument } from '../../../subgraphs/certificates/documents/certificate-document.js';
import { findDocuments } from '../../../subgraphs/certificates/documents/certificate-document.store.js';
import { certificatesOfLines } from '../../../subgraphs/certificates/documents/certificate-facts.read-model.js';
import { openContent } from '../../../subgraphs/certificates/issuing/certificate-content.js';
import { ItemOutcomesService } from '../../../subgraphs/certificates/issuing/item-outcomes.service.js';
import { verifyStatement } from '../../../subgraphs/certificates/issuing/statement.js';
import { issuingWorld, type IssuingWorld } from '../../testkit/certificates.js';
import { createTestDatabase, type TestDatabase } from '../../testkit/database.js';
import { deltasOf, insertAcceptedRequest, tallyOf, type AcceptedRequest } from '../../testkit/requests.js';

const pdfOf = (text: string): NonNullable<MassivoItemOutcome['pdf']> => {
  const content = Buffer.from(`%PDF-1.4 ${text}`);
  return { content, sha256: createHash('sha256').update(content).digest() };
};

async function* chunks(...outcomes: MassivoItemOutcome[][]): AsyncGenerator<MassivoItemOutcome[]> {
  yield* outcomes;
}

describe('items and their outcomes on massivo', () => {
  let db: TestDatabase;
  let world: IssuingWorld;
  let items: ItemOutcomesService;
  let request: AcceptedRequest;
  let range: ItemRange;
  let answers = 0;
  beforeAll(async () => {
    db = await createTestDatabase();
  });
  afterAll(() => db.drop());
  beforeEach(async () => {
    world = issuingWorld(db.database, '2026-02-12T10:00:00Z');
    items = new ItemOutcomesService(world);
    // Lines 1 and 4 were refused: the accepted rows are 2, 3, 5, 6, 7, 8.
    request = await insertAcceptedRequest(db.database, world.vault, {
      items: 8,
      refusedLines: [1, 4],
      channel: 'MASSIVO',
    });
    range = { requestId: request.id, firstSeq: 1, lastSeq: 6 };
    answers += 1;
  });

  const outcome = (seq: number, fields: Partial<MassivoItemOutcome> = {}): MassivoItemOutcome => {
    const certificateNumber = `H501-2026-${String(answers).padStart(7, '0')}-${String(seq).padStart(6, '0')}`;
    const common = { seq, certificateNumber, issuedOn: '2026-02-11', errorCode: null, pdf: pdfOf(certificateNumber) };
    return { ...common, outcome: 'NULLO', flags: [], ...fields };
  };
  const discarded = (seq: number): MassivoItemOutcome =>
    outcome(seq, { outcome: 'SCARTATO', errorCode: 'NOM-003', certificateNumber: null, issuedOn: null, pdf: null });
  const takeIn = (...outcomes: MassivoItemOutcome[][]): Promise<number> =>
    db.database.transaction((sql) => items.takeIn(sql, range, chunks(...outcomes)));

  it('hands out the accepted rows of a range in order, ended or not', async () => {
    await takeIn([outcome(2)]);
    const handedOut = [];
    for await (const chunk of items.acceptedItems({ ...range, firstSeq: 2, lastSeq: 5 })) handedOut.push(...chunk);
    expect(handedOut.map(({ seq, row }) => [seq, row])).toEqual([[2, 3], [3, 5], [4, 6], [5, 7]]); // prettier-ignore
    const { taxCode, surname, birthDate } = request.subjects.get(3) ?? {};
    expect(handedOut[0]).toMatchObject({ taxCode, surname, birthDate });
  });

  it('hands out more than a chunk holds', async () => {
    const large = await insertAcceptedRequest(db.database, world.vault, {
      items: 2_100,
      refusedLines: [7],
      channel: 'MASSIVO',
    });
    const sizes: number[] = [];
    let next = 1;
    for await (const chunk of items.acceptedItems({ requestId: large.id, firstSeq: 1, lastSeq: 2_099 })) {
      sizes.push(chunk.length);
      for (const { seq } of chunk) expect(seq).toBe(next++);
    }
    expect(sizes).toEqual([1_000, 1_000, 99]);
  });

  it('takes the rows that it has handed out itself without reading them again, and no others', async () => {
    const handedOut = [];
    for await (const chunk of items.acceptedItems(range)) handedOut.push(...chunk);
    const reads: string[] = [];
    const stop = db.database.onStatement((text) => reads.push(text));
    const readsOfItems = (): number => reads.filter((text) => text.includes('certificate_item')).length;
    await takeIn([{ ...outcome(1), subject: handedOut[0]! }]);
    expect(readsOfItems()).toBe(0);
    // Somebody else's object, the object of another row: what lies in the table counts.
    await takeIn([
      { ...outcome(2), subject: { ...handedOut[1]!, surname: 'ALTRO' } },
      { ...outcome(3), subject: handedOut[5]! },
    ]);
    expect(readsOfItems()).toBe(1);
    stop();
    const certificates = await certificatesOfLines(db.database, { requestId: request.id, firstLine: 1, lastLine: 8 });
    expect(certificates.map(({ line }) => line)).toEqual([2, 3, 5]);
    for (const certificate of certificates) {
      const content = openContent(world.vault, certificate.number, certificate.content);
      const subject = request.subjects.get(certificate.line)!;
      expect(verifyStatement({ ...certificate, subject, content }, certificate.signature, world.statementKey)).toBe(
        true,
      );
    }
  });

  it('R-34 every outcome ends its item, and the counts agree', async () => {
    expect(await takeIn([outcome(1), outcome(2, { outcome: 'POSITIVO' })], [discarded(3), outcome(4)])).toBe(4);
    expect(await tallyOf(db.database, request.id)).toMatchObject({ issued: 3, rejected: 3, certificates: 3 });
    expect(await deltasOf(db.database, request.id)).toMatchObject({ issued: 3, rejected: 3, underReview: 0 });
    const end = await db.database.one(
      'SELECT status, code FROM certificates.item_end WHERE request_id = $1 AND line = 5',
      [request.id],
    );
    expect(end).toEqual({ status: 'REJECTED', code: 'NOM-003' });
  });

  it("R-35 a certificate of massivo bears the office's number and day, our code and our signature", async () => {
    await takeIn([outcome(1, { outcome: 'POSITIVO' })]);
    const [certificate] = await certificatesOfLines(db.database, { requestId: request.id, firstLine: 1, lastLine: 2 });
    if (!certificate) throw new Error('no certificate');
    expect(certificate).toMatchObject({ line: 2, issuedOn: '2026-02-11', expiresOn: '2026-08-11' });
    const content = openContent(world.vault, certificate.number, certificate.content);
    const subject = request.subjects.get(2);
    if (!subject) throw new Error('no subject');
    expect(content.outcome).toBe('POSITIVE');
    expect(verifyStatement({ ...certificate, subject, content }, certificate.signature, world.statementKey)).toBe(true);
  });

  it('R-60 keeps the PDF as it came, sealed', async () => {
    const { certificateNumber, pdf } = outcome(1);
    await takeIn([outcome(1)]);
    const [document] = await findDocuments(db.database, [certificateNumber ?? '']);
    expect(document?.sha256).toEqual(pdf?.sha256);
    expect(document?.pdf.sealed.includes(Buffer.from('%PDF'))).toBe(false);
    expect(document && openDocument(world.vault, document.number, document.pdf)).toEqual(pdf?.content);
  });

  it('R-33 a flagged outcome waits for a person, its PDF kept', async () => {
    const doubtful = outcome(2, { flags: ['OM', 'RD'] });
    expect(await takeIn([outcome(1), doubtful])).toBe(2);
    expect(await tallyOf(db.database, request.id)).toMatchObject({ issued: 1, underReview: 1, certificates: 1 });
    expect(await deltasOf(db.database, request.id)).toMatchObject({ issued: 1, underReview: 1 });
    const review = await db.database.one('SELECT line, flags FROM certificates.item_review WHERE request_id = $1', [
      request.id,
    ]);
    expect(review).toEqual({ line: 3, flags: ['HOMONYM', 'DIACRITIC_RECALL'] });
    expect(await findDocuments(db.database, [doubtful.certificateNumber ?? ''])).toHaveLength(1);
  });

  it('R-34 the same answer taken in twice changes nothing', async () => {
    const answer = [outcome(1), discarded(2), outcome(3, { flags: ['AL'] })];
    expect(await takeIn(answer)).toBe(3);
    const before = { ...(await tallyOf(db.database, request.id)), ...(await deltasOf(db.database, request.id)) };
    expect(await takeIn(answer)).toBe(0);
    expect(await takeIn([outcome(3)])).toBe(0);
    expect({ ...(await tallyOf(db.database, request.id)), ...(await deltasOf(db.database, request.id)) }).toEqual(
      before,
    );
  });

  it('R-34 the same answer taken in twice at once ends each item once', async () => {
    const answer = [outcome(1), discarded(2), outcome(3)];
    const results = await Promise.allSettled([takeIn(answer), takeIn(answer)]);
    expect(results.some(({ status }) => status === 'fulfilled')).toBe(true);
    expect(await tallyOf(db.database, request.id)).toMatchObject({ issued: 2, rejected: 3, certificates: 2 });
    expect(await deltasOf(db.database, request.id)).toMatchObject({ issued: 2, rejected: 3 });
  });

  it.each<[string, (number: string) => MassivoItemOutcome[]]>([
    ['of an issued certificate', (number) => [outcome(5), outcome(6, { certificateNumber: number })]],
    [
      'of an issued certificate, flagged',
      (number) => [outcome(5), outcome(6, { certificateNumber: number, flags: ['OM'] })],
    ],
    [
      'twice in one answer',
      () => [outcome(5, { certificateNumber: 'TWICE' }), outcome(6, { certificateNumber: 'TWICE' })],
    ],
  ])('R-34 a number that is in use (%s) is reported, and nothing of the answer is taken in', async (_, answer) => {
    await takeIn([outcome(1)]);
    const before = await tallyOf(db.database, request.id);
    await expect(takeIn(answer(outcome(1).certificateNumber ?? ''))).rejects.toMatchObject({
      code: 'SIC-001',
      details: { seqs: [6] },
    });
    expect(await tallyOf(db.database, request.id)).toEqual(before);
    expect(await takeIn([outcome(5), outcome(6)])).toBe(2);
  });

  it.each<[string, Partial<MassivoItemOutcome>]>([
    ['no number', { certificateNumber: null }],
    ['no day of issue', { issuedOn: null }],
    ['no code though discarded', { outcome: 'SCARTATO' }],
    ['a row outside the range', { seq: 7 }],
    ['no row at all', { seq: 0 }],
  ])('nothing is guessed about an outcome with %s', async (_, fields) => {
    await expect(takeIn([outcome(1), { ...outcome(2), ...fields }])).rejects.toMatchObject({ code: 'SIC-001' });
    expect(await tallyOf(db.database, request.id)).toMatchObject({ issued: 0, rejected: 2 });
  });

  it('R-25 ends what is open, once, and leaves what waits for a person', async () => {
    await takeIn([outcome(1), outcome(2, { flags: ['OM'] })]);
    const endOpen = (): Promise<number> =>
      db.database.transaction((sql) => items.endOpen(sql, range, 'ABANDONED', 'DIS-001'));
    expect(await endOpen()).toBe(4);
    expect(await endOpen()).toBe(0);
    expect(await tallyOf(db.database, request.id)).toMatchObject({ issued: 1, abandoned: 4, underReview: 1 });
    expect(await deltasOf(db.database, request.id)).toMatchObject({ issued: 1, abandoned: 4, underReview: 1 });
  });

  it('R-25 an outcome that arrives after the abandonment is never issued', async () => {
    await db.database.transaction((sql) =>
      items.endOpen(sql, { ...range, firstSeq: 3, lastSeq: 4 }, 'ABANDONED', 'DIS-001'),
    );
    expect(await takeIn([outcome(3), outcome(4, { flags: ['OM'] }), outcome(5)])).toBe(1);
    expect(await tallyOf(db.database, request.id)).toMatchObject({
      issued: 1,
      abandoned: 2,
      underReview: 0,
      certificates: 1,
    });
  });
});
