import type { MassivoItemOutcome } from '../../../legacy-adapter/index.js';
import { notePlace } from '../../../subgraphs/certificates/issuing/review-note.js';
import { openContent } from '../../../subgraphs/certificates/issuing/certificate-content.js';
import { ItemOutcomesService } from '../../../subgraphs/certificates/issuing/item-outcomes.service.js';
import { settleReview, type Settlement } from '../../../subgraphs/certificates/issuing/review.service.js';
import {
  certificatesOfLines,
  type CertificateFacts,
} from '../../../subgraphs/certificates/documents/certificate-facts.read-model.js';
import { flagged, issueAll, issuingWorld, type IssuingWorld } from '../../testkit/certificates.js';
import { createTestDatabase, type TestDatabase } from '../../testkit/database.js';
import { deltasOf, insertAcceptedRequest, tallyOf } from '../../testkit/requests.js';

describe('settling a review', () => {
  let db: TestDatabase;
  let world: IssuingWorld;
  beforeAll(async () => {
    db = await createTestDatabase();
  });
  afterAll(() => db.drop());
  beforeEach(() => {
    world = issuingWorld(db.database);
  });

  async function underReview(): Promise<string> {
    const subject = (line: number): { surname?: string } => (line === 2 ? { surname: flagged('ALIAS') } : {});
    const { id } = await insertAcceptedRequest(db.database, world.vault, { items: 3, subject });
    await issueAll(world);
    world.clock.advance(3 * 86_400_000);
    return id;
  }

  const settlement = (requestId: string, fields: Partial<Settlement> = {}): Settlement => ({
    ...{ requestId, line: 2, outcome: 'POSITIVE', note: 'Alias verificato in atti' },
    operator: { subject: 'op-1', officeCode: 'PROC-H501' },
    ...fields,
  });

  const certificateOfLine2 = async (requestId: string): Promise<CertificateFacts> => {
    const [certificate] = await certificatesOfLines(db.database, { requestId, firstLine: 2, lastLine: 2 });
    if (certificate?.line !== 2) throw new Error('line 2 has no certificate');
    return certificate;
  };

  it('R-33 issues what the operator decided, with today as the day of issue', async () => {
    const id = await underReview();
    const { certificateNumber } = await settleReview(world, settlement(id));
    const certificate = await certificateOfLine2(id);
    expect(certificate).toMatchObject({ number: certificateNumber, issuedOn: '2026-02-12', expiresOn: '2026-08-12' });
    const content = openContent(world.vault, certificateNumber, certificate.content);
    expect(content).toMatchObject({ outcome: 'POSITIVE', flags: ['ALIAS'] });
    expect(await tallyOf(db.database, id)).toMatchObject({ issued: 3, underReview: 0, certificates: 3 });
    expect(await deltasOf(db.database, id)).toMatchObject({ issued: 3, underReview: 0 });
    const review = await db.database.one<{ note_key_id: number; sealed_note: Buffer }>(
      'SELECT settled_by, note, note_key_id, sealed_note FROM certificates.item_review WHERE request_id = $1',
      [id],
    );
    expect(review).toMatchObject({ settled_by: 'op-1', note: null });
    const place = notePlace({ requestId: id, line: 2 });
    const note = review && world.vault.open(review.note_key_id, review.sealed_note, place);
    expect(note).toBe('Alias verificato in atti');
  });

  it('R-33 is done once, also by two operators at once', async () => {
    const id = await underReview();
    const results = await Promise.allSettled([
      settleReview(world, settlement(id)),
      settleReview(world, settlement(id)),
    ]);
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    await expect(settleReview(world, settlement(id))).rejects.toMatchObject({ code: 'BAD_USER_INPUT', rule: 'R-33' });
    expect(await tallyOf(db.database, id)).toMatchObject({ issued: 3, certificates: 3 });
  });

  it.each<[string, Partial<Settlement>, string]>([
    ['R-61 of another office', { operator: { subject: 'op-2', officeCode: 'PROC-G482' } }, 'NOT_FOUND'],
    ['R-33 of an item that is not under review', { line: 1 }, 'NOT_FOUND'],
    ['R-33 without a note', { note: ' ' }, 'BAD_USER_INPUT'],
  ])('%s is refused and changes nothing', async (_, fields, code) => {
    const id = await underReview();
    await expect(settleReview(world, settlement(id, fields))).rejects.toMatchObject({ code });
    expect(await tallyOf(db.database, id)).toMatchObject({ issued: 2, underReview: 1 });
  });

  describe('of an outcome of massivo', () => {
    async function answered(certificateNumber: string): Promise<string> {
      const { id } = await insertAcceptedRequest(db.database, world.vault, { items: 2, channel: 'MASSIVO' });
      const items = new ItemOutcomesService(world);
      async function* answer(): AsyncGenerator<MassivoItemOutcome[]> {
        const pdf = { content: Buffer.from('%PDF'), sha256: Buffer.alloc(32, 1) };
        const given = { certificateNumber, issuedOn: '2026-02-08', errorCode: null, pdf };
        yield [{ seq: 2, outcome: 'POSITIVO', flags: ['OM'], ...given }];
      }
      await db.database.transaction((sql) => items.takeIn(sql, { requestId: id, firstSeq: 1, lastSeq: 2 }, answer()));
      return id;
    }

    it("R-33 issues the office's own certificate when it says what was decided", async () => {
      const id = await answered('H501-2026-0000001-000002');
      await settleReview(world, settlement(id));
      expect(await certificateOfLine2(id)).toMatchObject({
        number: 'H501-2026-0000001-000002',
        issuedOn: '2026-02-08',
      });
    });

    it('R-33 issues a new certificate when it says something else', async () => {
      const id = await answered('H501-2026-0000002-000002');
      const { certificateNumber } = await settleReview(world, settlement(id, { outcome: 'NIL' }));
      expect(certificateNumber).toMatch(/^AD-H501-2026-/);
      expect(await certificateOfLine2(id)).toMatchObject({ number: certificateNumber, issuedOn: '2026-02-09' });
    });
  });
});
