import { newId } from '../../../schema/kernel/identity.js';
import { apiSchema } from '../../testkit/api-schema.js';
import { contactOf, WORLD_DAY, WORLD_TIMEOUT_MS } from '../../testkit/agreements-world.js';
import { listQueries, type ListQuery } from '../../testkit/connection-cases.js';
import { connectionFields } from '../../testkit/graph-connections.js';
import { SeededRandom } from '../../testkit/seeded-random.js';
import { wholeGraph, type WholeGraph } from '../../testkit/whole-graph.js';

const SEED = 20260605;
const OFFICE = 'PROC-G482';
const BODY = 'c_g482';
const NOW = new Date(`${WORLD_DAY}T10:00:00+02:00`);
const REQUEST = newId(new Date('2026-01-01T00:00:00Z'));
/** Rows that are there before the first page is asked for. */
const ROWS = 12;

/** How rows get into a list, and what may happen to one that has been seen: it goes, or to where pages have been. */
interface RowMaker {
  /** Writes the `n`th row so that it sorts as of an instant. */
  insert(at: Date, n: number): Promise<void>;
  /** Takes a row away, or changes what it is sorted by. */
  disturb?(id: string): Promise<void>;
}

interface PageOfIds {
  totalCount: number;
  ids: string[];
  hasNextPage: boolean;
  endCursor: string | null;
}

describe('pages of every list while others write', () => {
  let graph: WholeGraph;
  let makers: Record<string, RowMaker>;
  const queries = listQueries({
    officeCode: OFFICE,
    ipaCode: BODY,
    requestId: REQUEST,
    contact: contactOf(BODY),
    now: NOW,
  });

  beforeAll(async () => {
    graph = await wholeGraph();
    makers = rowMakers(graph);
    await insertRequest(graph, {
      id: REQUEST,
      at: new Date('2026-01-01T00:00:00Z'),
      n: 0,
      channel: 'DIRECT_AGREEMENT',
    });
  }, WORLD_TIMEOUT_MS);
  afterAll(() => graph?.close());

  it('are those of every connection of the graph', async () => {
    const coordinates = connectionFields(await apiSchema()).map(({ coordinate }) => coordinate);
    expect(coordinates.filter((each) => !queries[each]).sort()).toEqual([]);
    expect(coordinates.filter((each) => !makers[each]).sort()).toEqual([]);
  });

  it.each(Object.keys(queries))(
    '%s shows each row that was there once, whatever comes and goes',
    async (coordinate) => {
      const [query] = queries[coordinate] ?? [];
      const maker = makers[coordinate];
      if (!query || !maker) throw new Error('no case');
      const random = new SeededRandom(SEED);
      let made = 0;
      const insertOne = (): Promise<void> => maker.insert(randomInstant(random), (made += 1));
      for (let row = 0; row < ROWS; row += 1) await insertOne();
      const there = await allIds(query);
      expect(there.length).toBeGreaterThanOrEqual(ROWS);

      const seen: string[] = [];
      let after: string | null = null;
      for (let pages = 0; pages <= there.length * 5; pages += 1) {
        const found: PageOfIds = await page(query, 1 + random.below(6), after);
        seen.push(...found.ids);
        if (!found.hasNextPage) break;
        after = found.endCursor;
        await insertOne();
        await insertOne();
        // The row that the cursor was made of: it must not be needed any more.
        const last = found.ids.at(-1);
        if (last !== undefined && there.includes(last) && random.below(2) === 0) await maker.disturb?.(last);
      }
      expect(there.filter((id) => seen.indexOf(id) === -1)).toEqual([]);
      expect(there.filter((id) => seen.indexOf(id) !== seen.lastIndexOf(id))).toEqual([]);
    },
  );

  it.each(Object.keys(queries))('%s counts what it shows', async (coordinate) => {
    for (const query of queries[coordinate] ?? []) {
      const { totalCount } = await page(query, 1, null);
      expect([query.variables, totalCount]).toEqual([query.variables, (await allIds(query)).length]);
    }
  });

  it('refuse a cursor of another list, or of the same with another filter', async () => {
    const [plain, narrowed] = queries['Query.massivoBatches'] ?? [];
    const [log] = queries['Query.transitionLog'] ?? [];
    if (!plain || !narrowed || !log) throw new Error('no case');
    const { endCursor } = await page(plain, 1, null);
    for (const other of [narrowed, log]) {
      const { errors } = await graph.as(other.actor, other.query, {
        variables: { ...other.variables, first: 1, after: endCursor },
      });
      expect(errors[0]?.extensions).toMatchObject({
        code: 'BAD_USER_INPUT',
        field: 'after',
        violations: [{ field: 'after', code: 'CURSOR_OF_ANOTHER_LIST' }],
      });
    }
  });

  async function page(query: ListQuery, first: number, after: string | null): Promise<PageOfIds> {
    // Cursors stand for rows that have no id in the graph.
    const text = query.query.replace('nodes {', 'edges { cursor } nodes {');
    const answer = await graph.as(query.actor, text, { variables: { ...query.variables, first, after } });
    expect(answer.errors).toEqual([]);
    let found: unknown = answer.data;
    for (const step of query.path) found = (found as Record<string, unknown>)[step];
    const connection = found as {
      totalCount: number;
      edges: { cursor: string }[];
      pageInfo: { hasNextPage: boolean; endCursor: string | null };
    };
    const ids = connection.edges.map(({ cursor }) => idIn(cursor));
    return { totalCount: connection.totalCount, ids, ...connection.pageInfo };
  }

  async function allIds(query: ListQuery): Promise<string[]> {
    const ids: string[] = [];
    let after: string | null = null;
    for (;;) {
      const found: PageOfIds = await page(query, 100, after);
      ids.push(...found.ids);
      if (!found.hasNextPage) return ids;
      after = found.endCursor;
    }
  }
});

/** What tells rows apart in a sort key: its last parts are unique, the parts before them may change. */
function idIn(cursor: string): string {
  const key = JSON.parse(Buffer.from(cursor, 'base64url').subarray(12).toString('utf8')) as unknown[];
  return JSON.stringify(key.length > 1 ? key.slice(1) : key);
}

const randomInstant = (random: SeededRandom): Date =>
  new Date(Date.UTC(2026, 1, 10) + random.below(100 * 86_400) * 1_000);

function rowMakers(graph: WholeGraph): Record<string, RowMaker> {
  const { database } = graph;
  const agreement = (change: Partial<AgreementRow>): RowMaker => ({
    insert: (at, n) => insertAgreement(graph, { at, n, status: 'DRAFT', sic: null, ads: null, ...change }),
    disturb: async (id) => {
      await database.query(
        `UPDATE agreements.direct_agreement SET status = 'WITHDRAWN' WHERE id = $1 AND status <> 'ACTIVE'`,
        JSON.parse(id) as string[],
      );
    },
  });
  const requests: RowMaker = {
    insert: (at, n) =>
      insertRequest(graph, { id: newId(at), at, n, channel: 'DIRECT_AGREEMENT' }).then(() => undefined),
    disturb: async (id) => {
      await database.query(
        `UPDATE certificates.certificate_request SET submitted_at = submitted_at + interval '200 days' WHERE id = $1 AND id <> '${REQUEST}'`,
        JSON.parse(id) as string[],
      );
    },
  };
  const batches: RowMaker = {
    insert: (at, n) => insertBatch(graph, { at, n }),
    disturb: async (id) => {
      await database.query('DELETE FROM legacy.massivo_batch WHERE id = $1', JSON.parse(id) as string[]);
    },
  };
  return {
    'Query.publicBodies': {
      insert: (at, n) => insertBody(graph, `p_${n}`, `Ente ${at.getTime() % 1_000_003} ${n}`),
      disturb: async (id) => {
        const renamed = `UPDATE agreements.public_body SET name = 'A' || name WHERE ipa_code = $1 AND ipa_code LIKE 'p\\_%'`;
        await database.query(renamed, JSON.parse(id) as string[]);
      },
    },
    'Query.transparencyRegister': agreement({ status: 'ACTIVE', sic: 'S', ads: 'A', ofNewBody: 't' }),
    'RegisterReconciliation.inSicNotInAds': agreement({ status: 'SIGNED', sic: 'S', ofNewBody: 's' }),
    'RegisterReconciliation.inAdsNotInSic': agreement({ status: 'SIGNED', ads: 'A', ofNewBody: 'a' }),
    'PublicBody.directAgreements': agreement({}),
    'Query.agreementAlerts': { insert: (at, n) => insertAlert(graph, { at, n }) },
    'Query.certificateRequests': requests,
    'PublicBody.certificateRequests': {
      ...requests,
      insert: (at, n) => requests.insert(at, 1_000 + n),
    },
    'CertificateRequest.items': {
      // Lines are given in no order, as the instants are.
      insert: (at) => insertItem(graph, REQUEST, 1 + ((at.getTime() / 1_000) % 1_000_003)),
    },
    'Query.counterItems': {
      insert: async (at, n) => {
        const id = newId(at);
        await insertRequest(graph, { id, at, n: 2_000 + n, channel: 'OFFICE_COUNTER' });
        for (const line of [1, 2]) await insertItem(graph, id, line);
      },
      disturb: async (id) => {
        const [requestId, line] = JSON.parse(id) as [string, number];
        await database.query(
          `INSERT INTO certificates.item_end (request_id, line, status, at) VALUES ($1, $2, 'REJECTED', $3)`,
          [requestId, line, NOW],
        );
        await countItems(graph, requestId, { rejected: 1 });
      },
    },
    'Query.reviewItems': {
      insert: (at, n) => insertReview(graph, { at, n: 3_000 + n }),
      disturb: async (id) => {
        await database.query(
          `UPDATE certificates.item_review SET settled_at = $3, settled_by = 'olga', note = 'x' WHERE request_id = $1 AND line = $2`,
          [...(JSON.parse(id) as [string, number]), NOW],
        );
      },
    },
    'Query.massivoBatches': batches,
    'PublicBody.massivoBatches': { ...batches, insert: (at, n) => batches.insert(at, 1_000 + n) },
    'Query.massivoClients': {
      insert: async (at, n) => {
        const id = newId(at);
        await insertBody(graph, `m_${n}`, `m_${n}`);
        await insertRequest(graph, { id, at: new Date('2026-05-01T00:00:00Z'), n: 4_000 + n, channel: 'MASSIVO' });
        await database.query(
          'UPDATE certificates.certificate_request SET ipa_code = $2, total = $3, accepted = $3 WHERE id = $1',
          [id, `m_${n}`, (at.getTime() / 1_000) % 997],
        );
      },
    },
    'Query.transitionLogRecords': { insert: () => appendToLog(graph) },
    'Query.transitionLog': {
      insert: async (at) => {
        await database.query(
          `INSERT INTO legacy.transition_change (id, "from", "to", at, reason, by, status) VALUES ($1, 'OPEN', 'DRAINING', $2, 'x', 'alice', 'CANCELLED')`,
          [newId(at), at],
        );
      },
    },
  };
}

async function insertBody({ database }: WholeGraph, ipaCode: string, name: string): Promise<void> {
  await database.query(
    `INSERT INTO agreements.public_body (ipa_code, name, type, tax_code, office_code, pec) VALUES ($1, $2, 'PA', '02438750586', $3, 'a@pec.example.it')`,
    [ipaCode, name, OFFICE],
  );
}

interface AgreementRow {
  at: Date;
  n: number;
  status: string;
  sic: string | null;
  ads: string | null;
  /** Agreements of one body must not overlap. */
  ofNewBody?: string;
}

async function insertAgreement(graph: WholeGraph, { at, n, status, sic, ads, ofNewBody }: AgreementRow): Promise<void> {
  const ipaCode = ofNewBody ? `${ofNewBody}_${n}` : BODY;
  if (ofNewBody) await insertBody(graph, ipaCode, ipaCode);
  await graph.database.query(
    `INSERT INTO agreements.direct_agreement (id, office_code, ipa_code, status, starts_on, ends_on, kinds, sic_reference, ads_reference, created_at)
     VALUES ($1, $2, $3, $4::agreements.direct_agreement_status, '2026-03-01', '2027-02-28', '{CASELLARIO_GENERAL}', $5, $6, $7)`,
    [newId(at), OFFICE, ipaCode, status, sic, ads, at],
  );
}

async function insertAlert(graph: WholeGraph, { at, n }: { at: Date; n: number }): Promise<void> {
  await insertAgreement(graph, { at, n, status: 'SUSPENDED', sic: null, ads: null, ofNewBody: 'l' });
  await graph.database.query(
    `INSERT INTO agreements.direct_agreement_alert (agreement_id, days, office_code, ipa_code, due_on, raised_at)
     SELECT id, 90, office_code, ipa_code, '2026-06-01', $2 FROM agreements.direct_agreement WHERE ipa_code = $1`,
    [`l_${n}`, at],
  );
}

interface RequestRow {
  id: string;
  at: Date;
  n: number;
  channel: string;
}

async function insertRequest({ database }: WholeGraph, { id, at, n, channel }: RequestRow): Promise<void> {
  await database.query(
    `INSERT INTO certificates.certificate_request (id, state, ipa_code, office_code, client_request_id, content_hash, kind,
       purpose_code, protocol_number, protocol_date, german, channel, submitted_at, submitted_by, sign_in_method, sign_in_level)
     VALUES ($1, 'ACCEPTED', $2, $3, $4, '\\x00', 'CASELLARIO_GENERAL', 'FIN-001', '1', '2026-02-09', false,
       $5::certificates.channel, $6, 'person', 'SPID', 2)`,
    [id, BODY, OFFICE, `paging ${n}`, channel, at],
  );
}

async function insertItem(graph: WholeGraph, requestId: string, line: number): Promise<void> {
  await graph.database.query(
    `INSERT INTO certificates.certificate_item (request_id, line, row, seq, key_id, sealed) VALUES ($1, $2, $2, $2, 1, '\\x00')`,
    [requestId, line],
  );
  await graph.database.query(
    'UPDATE certificates.certificate_request SET total = total + 1, accepted = accepted + 1 WHERE id = $1',
    [requestId],
  );
}

async function countItems(
  { database }: WholeGraph,
  requestId: string,
  { rejected = 0, underReview = 0 }: { rejected?: number; underReview?: number },
): Promise<void> {
  await database.query(
    'INSERT INTO certificates.item_delta (request_id, at, rejected, under_review) VALUES ($1, $2, $3, $4)',
    [requestId, NOW, rejected, underReview],
  );
}

async function insertReview(graph: WholeGraph, { at, n }: { at: Date; n: number }): Promise<void> {
  const id = newId(at);
  await insertRequest(graph, { id, at, n, channel: 'DIRECT_AGREEMENT' });
  await insertItem(graph, id, 1);
  await countItems(graph, id, { underReview: 1 });
  await graph.database.query(
    `INSERT INTO certificates.item_review (request_id, line, flags, key_id, sealed, since, office_code)
     VALUES ($1, 1, '{HOMONYM}', 1, '\\x00', $2, $3)`,
    [id, at, OFFICE],
  );
}

async function insertBatch({ database }: WholeGraph, { at, n }: { at: Date; n: number }): Promise<void> {
  const requestId = newId(at);
  await database.query(
    `INSERT INTO legacy.massivo_submission (request_id, ipa_code, body_tax_code, office_code, file_request_id, kind_code,
       purpose_code, protocol_number, protocol_date, german, pec, key_id, sealed_contact, accepted_on, items, created_at, planned_at)
     VALUES ($1, $2, '02438750586', $3, $4, '28GEN', 'FIN-001', '1', '2026-02-09', false, 'a@pec.example.it', 1, '\\x00',
       '2026-02-09', 5, $5, $5)`,
    [requestId, BODY, OFFICE, `paging ${n}`, at],
  );
  await database.query(
    `INSERT INTO legacy.massivo_batch (id, request_id, part, parts, ipa_code, office_code, file_name, file_request_id,
       first_seq, last_seq, state, created_at, sent_at, served_at, not_before, attempts)
     VALUES ($1, $2, 1, 1, $3, $4, $5, $5, 1, 5, 'SENT', $6, $6, $6, $6, 1)`,
    [newId(at), requestId, BODY, OFFICE, `paging ${n}`, at],
  );
}

/** Records are only ever added at the end. */
async function appendToLog({ database }: WholeGraph): Promise<void> {
  await database.query(
    `INSERT INTO legacy.transition_log (seq, at, entry, previous_hash, hash)
     SELECT max(seq) + 1, $1, '{}', '\\x00', '\\x00' FROM legacy.transition_log`,
    [NOW],
  );
}
