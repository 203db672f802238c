import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Journal } from './journal.js';
import type { Operators } from './operators.js';
import { OFFICES, PARTIES } from './parties.js';
import { query } from './processes/database-process.js';
import type { ServiceAnswer } from './service-calls.js';

export interface RecoveryParts {
  operators: Operators;
  journal: Journal;
  databaseUrl: string;
  booksDir: string;
}

interface Batch {
  id: string;
  fileName: string;
  state: string;
  lastError: string | null;
  office: { code: string };
}

interface Open {
  items: number;
  underReview: number;
  batches: string;
}

const ROUND_MS = 1_000;
/** Between two goes at the same batch. */
const PATIENCE_MS = 3_000;
const REVIEWS_AT_ONCE = 8;

const BATCHES = `query Batches($state: MassivoBatchState!) {
  massivoBatches(first: 100, filter: { state: $state }) { nodes { id fileName state lastError office { code } } }
}`;
const RETRY = `mutation Retry($id: ID!) { retryMassivoBatch(id: $id) { id } }`;
const RECOLLECT = `mutation Recollect($id: ID!) { recollectMassivoBatch(id: $id) { id } }`;
const ABANDON = `mutation Abandon($id: ID!, $reason: String!) { abandonMassivoBatch(id: $id, reason: $reason) { id } }`;
const REQUESTS = `query Requests($ipaCode: ID!, $after: String) {
  certificateRequests(ipaCode: $ipaCode, first: 100, after: $after) {
    nodes { id counts { underReview } } pageInfo { endCursor hasNextPage }
  }
}`;
const DOUBTFUL = `query Doubtful($id: ID!) {
  certificateRequest(id: $id) { items(first: 100, status: UNDER_REVIEW) { nodes { id } } }
}`;
const SETTLE = `mutation Settle($itemId: ID!) { settleReview(itemId: $itemId, outcome: NIL, note: "fault test") { id } }`;

interface Requests {
  certificateRequests: {
    nodes: { id: string; counts: { underReview: number } }[];
    pageInfo: { endCursor: string | null; hasNextPage: boolean };
  };
}

/** After the storm: people do what people would do, until everything has come to its end. */
export class Recovery {
  readonly #parts: RecoveryParts;
  readonly #touchedAt = new Map<string, number>();

  constructor(parts: RecoveryParts) {
    this.#parts = parts;
  }

  /** What is still open when `signal` says that it has taken too long; null when nothing is. */
  async untilAtRest(signal: AbortSignal): Promise<string | null> {
    for (let round = 1; ; round += 1) {
      const open = await this.#open().catch((): Open => ({ items: -1, underReview: -1, batches: 'database down' }));
      if (open.items === 0 && open.batches === '') return null;
      const told = `${open.items} items (${open.underReview} under review), batches: ${open.batches || 'none'}`;
      if (signal.aborted) return told;
      if (round % 5 === 0) this.#parts.journal.note(`still open: ${told}`);
      await this.#lookAfterBatches();
      // Reviews of what is complete need no haste: with the batches gone they are all there.
      if (open.batches === '' && open.underReview > 0) await this.#settleReviews();
      await sleep(ROUND_MS, undefined, { signal }).catch(() => undefined);
    }
  }

  async #lookAfterBatches(): Promise<void> {
    for (const state of ['FAILED', 'SENT', 'ACKNOWLEDGED']) {
      const answer = await this.#parts.operators.ask<{ massivoBatches: { nodes: Batch[] } }>('ops:alice', BATCHES, {
        state,
      });
      if (answer.kind !== 'DONE') return;
      for (const batch of answer.data.massivoBatches.nodes) await this.#lookAfter(batch);
    }
  }

  /** FAILED is sent again; what was found wanting is looked at again; what the office never had is given up. */
  async #lookAfter({ id, fileName, state, lastError, office }: Batch): Promise<void> {
    if (performance.now() - (this.#touchedAt.get(id) ?? -PATIENCE_MS) < PATIENCE_MS) return;
    const { operators, journal } = this.#parts;
    if (state === 'FAILED') {
      await operators.ask('ops:alice', RETRY, { id });
      journal.count('operator retried a batch');
    } else if (lastError !== null) {
      await operators.ask('ops:alice', RECOLLECT, { id });
      journal.count('operator had a batch collected again');
    } else if (await this.#officeHasOnlyRefused(office.code, fileName)) {
      const reason = 'the office says TES-004 for a file that it has never taken in';
      await operators.ask(`operator:${office.code}`, ABANDON, { id, reason });
      journal.count('operator abandoned a batch');
    } else return;
    this.#touchedAt.set(id, performance.now());
  }

  /** A call to the office: TES-004 without a first receipt is a mistake that no waiting mends. */
  async #officeHasOnlyRefused(officeCode: string, fileName: string): Promise<boolean> {
    const books = await readFile(path.join(this.#parts.booksDir, 'books.jsonl'), 'utf8').catch(() => '');
    const received = books
      .split('\n')
      .filter((line) => line.includes('"step":"received"') && line.includes(`"${fileName}"`))
      .map((line) => JSON.parse(line) as { officeCode: string; file: string; errorCode?: string })
      .filter((entry) => entry.officeCode === officeCode && entry.file === fileName);
    return received.length > 0 && received.every(({ errorCode }) => errorCode === 'TES-004');
  }

  async #settleReviews(): Promise<void> {
    const items: { persona: string; itemId: string }[] = [];
    for (const { ipaCode, officeCode } of PARTIES) {
      const persona = `operator:${officeCode}`;
      for (const id of await this.#doubtfulRequests(persona, ipaCode)) {
        const answer = await this.#parts.operators.ask<Doubtful>(persona, DOUBTFUL, { id });
        if (answer.kind !== 'DONE') continue;
        items.push(...answer.data.certificateRequest.items.nodes.map((item) => ({ persona, itemId: item.id })));
      }
    }
    const settle = async (): Promise<void> => {
      for (let next = items.pop(); next; next = items.pop()) {
        await this.#parts.operators.ask(next.persona, SETTLE, { itemId: next.itemId });
        this.#parts.journal.count('operator settled a review');
      }
    };
    await Promise.all(Array.from({ length: REVIEWS_AT_ONCE }, settle));
  }

  async #doubtfulRequests(persona: string, ipaCode: string): Promise<string[]> {
    const found: string[] = [];
    for (let after: string | null = null; ;) {
      const answer: ServiceAnswer<Requests> = await this.#parts.operators.ask(persona, REQUESTS, { ipaCode, after });
      if (answer.kind !== 'DONE') return found;
      const { nodes, pageInfo }: Requests['certificateRequests'] = answer.data.certificateRequests;
      found.push(...nodes.filter(({ counts }) => counts.underReview > 0).map(({ id }) => id));
      if (!pageInfo.hasNextPage) return found;
      after = pageInfo.endCursor;
    }
  }

  async #open(): Promise<Open> {
    const [open] = await query<Open>(this.#parts.databaseUrl, OPEN);
    return open ?? { items: -1, underReview: -1, batches: '' };
  }
}

interface Doubtful {
  certificateRequest: { items: { nodes: { id: string }[] } };
}

const OPEN = `
  SELECT count(*)::int AS items, count(review.line)::int AS "underReview",
         (SELECT coalesce(string_agg(state || ' ' || count, ', '), '') FROM (
            SELECT state::text, count(*)::text FROM legacy.massivo_batch
             WHERE state NOT IN ('COMPLETED', 'REFUSED', 'ABANDONED') GROUP BY state) b) AS batches
    FROM certificates.certificate_item item
    JOIN certificates.certificate_request request ON request.id = item.request_id AND request.state = 'ACCEPTED'
    LEFT JOIN certificates.item_review review
      ON review.request_id = item.request_id AND review.line = item.line AND review.settled_at IS NULL
   WHERE request.office_code = ANY ('{${OFFICES.join(',')}}')
     AND NOT EXISTS (SELECT FROM certificates.item_end ended
                      WHERE ended.request_id = item.request_id AND ended.line = item.line)`;
