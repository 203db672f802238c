import { createHash } from 'node:crypto';
import type { ItemOutcomes, MassivoItemOutcome } from '../../legacy-adapter/contract.js';
import type { Sql } from '../../schema/kernel/database.js';

export interface EndSeen {
  status: 'ISSUED' | 'REJECTED' | 'FAILED' | 'ABANDONED';
  code: string | null;
}

/** The owner of the items as the contract sees it. */
export interface ItemsUnderTest {
  itemOutcomes: ItemOutcomes;
  transaction<T>(run: (sql: Sql) => Promise<T>): Promise<T>;
  /** A request that massivo took, with so many accepted rows, none of them ended; gives its id. */
  addRequest(rows: number): Promise<string>;
  /** The ends that items have reached, by `seq`; items under review have none. */
  ends(requestId: string): Promise<Map<number, EndSeen>>;
  /** `seq` of the items under review. */
  underReview(requestId: string): Promise<number[]>;
}

let certificates = 0;

function outcome(seq: number, some: Partial<MassivoItemOutcome> = {}): MassivoItemOutcome {
  const content = Buffer.from(`%PDF ${seq}`);
  const pdf = { content, sha256: createHash('sha256').update(content).digest() };
  const certificateNumber = `SIC-${(certificates += 1)}-${seq}`;
  const issued = { certificateNumber, issuedOn: '2026-06-10', flags: [], errorCode: null, pdf };
  return { seq, outcome: seq % 2 === 0 ? 'POSITIVO' : 'NULLO', ...issued, ...some };
}

const discarded = (seq: number): MassivoItemOutcome =>
  outcome(seq, { outcome: 'SCARTATO', certificateNumber: null, issuedOn: null, errorCode: 'NOM-003', pdf: null });

async function* inChunks(...chunks: MassivoItemOutcome[][]): AsyncGenerator<MassivoItemOutcome[], void, void> {
  for (const chunk of chunks) yield await Promise.resolve(chunk);
}

/** What every owner of items must do (port `ItemOutcomes`), the real one too. */
export function describeItemOutcomes(name: string, makeItems: () => Promise<ItemsUnderTest>): void {
  describe(`item outcomes contract: ${name}`, () => {
    let items: ItemsUnderTest;
    let requestId: string;
    const range = (firstSeq: number, lastSeq: number) => ({ requestId, firstSeq, lastSeq });
    const take = (firstSeq: number, lastSeq: number, ...chunks: MassivoItemOutcome[][]): Promise<number> =>
      items.transaction((sql) => items.itemOutcomes.takeIn(sql, range(firstSeq, lastSeq), inChunks(...chunks)));
    const endOpen = (
      firstSeq: number,
      lastSeq: number,
      status: 'FAILED' | 'ABANDONED',
      code: string,
    ): Promise<number> =>
      items.transaction((sql) => items.itemOutcomes.endOpen(sql, range(firstSeq, lastSeq), status, code));
    const seqs = async (firstSeq: number, lastSeq: number): Promise<number[]> => {
      const found: number[] = [];
      for await (const chunk of items.itemOutcomes.acceptedItems(range(firstSeq, lastSeq))) {
        found.push(...chunk.map(({ seq }) => seq));
      }
      return found;
    };

    beforeAll(async () => {
      items = await makeItems();
    });
    beforeEach(async () => {
      requestId = await items.addRequest(6);
    });

    it('gives the accepted rows of a range in order, field by field as the record has them', async () => {
      expect(await seqs(1, 6)).toEqual([1, 2, 3, 4, 5, 6]);
      expect(await seqs(3, 4)).toEqual([3, 4]);
      for await (const [subject] of items.itemOutcomes.acceptedItems(range(1, 1))) {
        expect(subject).toMatchObject({ seq: 1, row: expect.any(Number), surname: expect.stringMatching(/^\S/) });
        expect(subject?.birthDate).toMatch(/^\d{2}\/\d{2}\/\d{4}$/);
        expect(subject?.citizenship).toMatch(/^[IUX]$/);
        expect(typeof subject?.birthPlace).toBe('string');
        expect(typeof subject?.taxCode).toBe('string');
        expect(typeof subject?.fatherName).toBe('string');
      }
    });

    it('R-34 takes outcomes in, each item to its end, in whatever order they come', async () => {
      expect(await take(1, 6, [outcome(5), outcome(2)], [discarded(3), outcome(1)], [outcome(6), outcome(4)])).toBe(6);
      expect(
        [...(await items.ends(requestId))]
          .sort(([a], [b]) => a - b)
          .map(([seq, { status, code }]) => [seq, status, code]),
      ).toEqual([
        ...[1, 2].map((seq) => [seq, 'ISSUED', null]),
        [3, 'REJECTED', 'NOM-003'],
        ...[4, 5, 6].map((seq) => [seq, 'ISSUED', null]),
      ]);
    });

    it('R-33 leaves a flagged outcome to a person', async () => {
      expect(await take(1, 2, [outcome(1, { flags: ['OM', 'RD'] }), outcome(2)])).toBe(2);
      expect([...(await items.ends(requestId)).keys()]).toEqual([2]);
      expect(await items.underReview(requestId)).toEqual([1]);
    });

    it('R-34 changes nothing when the same answer is taken in again', async () => {
      const answer = [outcome(1), discarded(2), outcome(3, { flags: ['AL'] })];
      expect(await take(1, 3, answer)).toBe(3);
      const before = await items.ends(requestId);
      expect(await take(1, 3, answer)).toBe(0);
      expect(await take(1, 3, [discarded(1), outcome(2), outcome(3)])).toBe(0);
      expect(await items.ends(requestId)).toEqual(before);
      expect(await items.underReview(requestId)).toEqual([3]);
    });

    it('takes nothing in when the transaction is rolled back, or the outcomes fail', async () => {
      class Failed extends Error {}
      async function* failing(): AsyncGenerator<MassivoItemOutcome[], void, void> {
        yield [outcome(1)];
        throw await Promise.resolve(new Failed());
      }
      const taken = items.transaction((sql) => items.itemOutcomes.takeIn(sql, range(1, 6), failing()));
      await expect(taken).rejects.toBeInstanceOf(Failed);
      expect((await items.ends(requestId)).size).toBe(0);
      expect(await take(1, 1, [outcome(1)])).toBe(1);
    });

    it('R-25 ends what is open in the range and nothing else, once', async () => {
      await take(1, 2, [outcome(1), discarded(2)]);
      expect(await endOpen(2, 4, 'ABANDONED', 'MASSIVO_DISMISSED')).toBe(2);
      expect(await endOpen(1, 4, 'FAILED', 'SIC-001')).toBe(0);
      expect(await take(3, 4, [outcome(3), outcome(4)])).toBe(0);
      const ends = await items.ends(requestId);
      expect([...ends].map(([seq, { status }]) => [seq, status])).toEqual([
        [1, 'ISSUED'],
        [2, 'REJECTED'],
        [3, 'ABANDONED'],
        [4, 'ABANDONED'],
      ]);
      expect(ends.get(3)?.code).toBe('MASSIVO_DISMISSED');
      expect(await seqs(1, 6)).toEqual([1, 2, 3, 4, 5, 6]);
    });
  });
}
