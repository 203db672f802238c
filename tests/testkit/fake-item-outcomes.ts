import type { AcceptedSubject, ItemOutcomes, ItemRange, MassivoItemOutcome } from '../../legacy-adapter/contract.js';
import { openDatabase, type Database, type Sql } from '../../schema/kernel/database.js';
import { generatePersons } from './person-generator.js';
import type { TestDatabase } from './database.js';

export interface FakeEnd {
  status: 'ISSUED' | 'REJECTED' | 'UNDER_REVIEW' | 'FAILED' | 'ABANDONED';
  code: string | null;
  /** SHA-256 of the PDF, hex. */
  pdf: string | null;
}

const CHUNK = 100;

/**
 * The owner of the items, kept as small as the port allows: a table with one row an end, so that a rollback takes ends
 * back, and the primary key that makes a second end impossible. Subjects are in memory.
 */
export class FakeItemOutcomes implements ItemOutcomes {
  readonly #subjects = new Map<string, AcceptedSubject[]>();
  readonly #database: Database;

  private constructor(database: Database) {
    this.#database = database;
  }

  static async create({ ownerUrl, database }: TestDatabase): Promise<FakeItemOutcomes> {
    const owner = openDatabase({ url: ownerUrl, poolSize: 1 });
    await owner.query(
      `CREATE TABLE legacy.fake_item_end (request_id uuid, seq int, status text NOT NULL, code text, pdf text,
         PRIMARY KEY (request_id, seq))`,
    );
    await owner.query('GRANT SELECT, INSERT, DELETE ON legacy.fake_item_end TO PUBLIC');
    await owner.close();
    return new FakeItemOutcomes(database);
  }

  /** Gives a request `rows` accepted rows. */
  addRequest(requestId: string, rows: number, seed = 1): AcceptedSubject[] {
    const subjects = [...generatePersons({ seed, rows, invalidShare: 0 })].map(
      ({ expected: _, ...subject }, index): AcceptedSubject => ({ seq: index + 1, row: index + 1, ...subject }),
    );
    this.#subjects.set(requestId, subjects);
    return subjects;
  }

  async ends(requestId: string): Promise<Map<number, FakeEnd>> {
    const rows = await this.#database.rows<FakeEnd & { seq: number }>(
      'SELECT seq, status, code, pdf FROM legacy.fake_item_end WHERE request_id = $1 ORDER BY seq',
      [requestId],
    );
    return new Map(rows.map(({ seq, ...end }) => [seq, end]));
  }

  async *acceptedItems({ requestId, firstSeq, lastSeq }: ItemRange): AsyncGenerator<AcceptedSubject[], void, void> {
    const subjects = (this.#subjects.get(requestId) ?? []).slice(firstSeq - 1, lastSeq);
    for (let at = 0; at < subjects.length; at += CHUNK) yield await Promise.resolve(subjects.slice(at, at + CHUNK));
  }

  async takeIn(sql: Sql, range: ItemRange, outcomes: AsyncIterable<MassivoItemOutcome[]>): Promise<number> {
    let taken = 0;
    for await (const chunk of outcomes) {
      for (const outcome of chunk) {
        if (outcome.seq < range.firstSeq || outcome.seq > range.lastSeq) throw new RangeError('not a row of the range');
        taken += await this.#end(sql, { requestId: range.requestId, seq: outcome.seq }, endOf(outcome));
      }
    }
    return taken;
  }

  async endOpen(
    sql: Sql,
    { requestId, firstSeq, lastSeq }: ItemRange,
    status: 'FAILED' | 'ABANDONED' | 'REJECTED',
    code: string,
  ): Promise<number> {
    let ended = 0;
    for (let seq = firstSeq; seq <= lastSeq; seq += 1) {
      ended += await this.#end(sql, { requestId, seq }, { status, code, pdf: null });
    }
    return ended;
  }

  async #end(sql: Sql, item: { requestId: string; seq: number }, { status, code, pdf }: FakeEnd): Promise<number> {
    const { rowCount } = await sql.query(
      `INSERT INTO legacy.fake_item_end (request_id, seq, status, code, pdf) VALUES ($1, $2, $3, $4, $5)
       ON CONFLICT DO NOTHING`,
      [item.requestId, item.seq, status, code, pdf],
    );
    return rowCount;
  }
}

/** a flag leaves the outcome to a person. */
function endOf({ outcome, flags, errorCode, pdf }: MassivoItemOutcome): FakeEnd {
  if (outcome === 'SCARTATO') return { status: 'REJECTED', code: errorCode, pdf: null };
  return { status: flags.length > 0 ? 'UNDER_REVIEW' : 'ISSUED', code: null, pdf: pdf?.sha256.toString('hex') ?? null };
}
