import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { ANONYMOUS, type Actor } from '../../../schema/kernel/actor.js';
import type { FileResponse } from '../../../schema/kernel/file-exchange.js';
import type { Sql } from '../../../schema/kernel/database.js';
import type { OutcomeRow } from '../../../legacy-adapter/index.js';
import { OutcomeFile } from '../../../legacy-adapter/massivo/records/outcome-reader.js';
import { sealDocument } from '../../../subgraphs/certificates/documents/certificate-document.js';
import { insertDocuments } from '../../../subgraphs/certificates/documents/certificate-document.store.js';
import {
  DocumentRetention,
  type RetentionParts,
} from '../../../subgraphs/certificates/retention/document-retention.service.js';
import { eraseDocuments } from '../../../subgraphs/certificates/retention/retention.store.js';
import { CONTACT, createBridgeWorld, OPERATOR, OTHER_CONTACT, type BridgeWorld } from '../../testkit/bridge-world.js';
import { startChildScript } from '../../testkit/child-script.js';
import { insertAcceptedRequest, type AcceptedRequestOptions } from '../../testkit/requests.js';
import { sha256Of, type AnsweredRow } from '../../testkit/scripted-office.js';
import { readZip } from '../../testkit/zip-reader.js';

/** The scripted office and the direct channel both issue on this day. */
const ISSUED_ON = '2026-06-10';
const LAST_DAY_KEPT = '2026-12-07T23:59:59+01:00';
const FIRST_DAY_ERASED = '2026-12-08T00:00:00+01:00';

let world: BridgeWorld;
beforeAll(async () => {
  world = await createBridgeWorld();
});
afterAll(() => world.drop());
beforeEach(() => world.issuing.clock.set(`${ISSUED_ON}T10:00:00+02:00`));
/** No test finds anything to erase that another has issued. */
afterEach(async () => {
  world.issuing.clock.set('2099-01-01T10:00:00+01:00');
  await retention().run();
});

const ITEMS = `query ($id: ID!) { certificateRequest(id: $id) { items(first: 100) { nodes { row status
  certificate { number outcome verificationCode issuedOn expiresOn pdfUrl pdfErasedOn } } } } }`;

interface SeenCertificate {
  number: string;
  verificationCode: string;
  pdfUrl: string | null;
  pdfErasedOn: string | null;
}

const retention = (options: Partial<RetentionParts> = {}): DocumentRetention =>
  new DocumentRetention({
    ...{ database: world.test.database, clock: world.issuing.clock, retentionDays: 180 },
    ...options,
  });

async function direct(options: Partial<AcceptedRequestOptions> = {}): Promise<string> {
  const submittedAt = world.issuing.clock.now();
  const { database } = world.test;
  const { id } = await insertAcceptedRequest(database, world.issuing.vault, { items: 3, submittedAt, ...options });
  await world.issue();
  return id;
}

/** A request that massivo has answered, with a PDF for each row. */
async function onMassivo(alter?: (rows: AnsweredRow[]) => AnsweredRow[]): Promise<string> {
  const { id } = await world.onMassivo({ items: 3 });
  await world.work();
  for (const file of await world.office.takeUp()) await world.office.complete(file, alter ? { alter } : {});
  await world.work();
  return id;
}

async function certificatesOf(id: string): Promise<SeenCertificate[]> {
  const { data, errors } = await world.ask('certificates', CONTACT, ITEMS, { id });
  expect(errors).toEqual([]);
  type Item = { certificate: SeenCertificate | null };
  return data.certificateRequest.items.nodes.flatMap(({ certificate }: Item) => certificate ?? []);
}

const get = (path: string, actor: Actor = CONTACT): Promise<FileResponse> =>
  world.certificates.files!({ method: 'GET', path, query: {}, headers: {}, body: null, actor, correlationId: 'corr' });
const bytesOf = async ({ body }: FileResponse): Promise<Buffer> => (body instanceof Readable ? buffer(body) : body);

async function outcomeOf(id: string): Promise<OutcomeRow[]> {
  const file = await OutcomeFile.open(Readable.from([await bytesOf(await get(`/requests/${id}/outcome.txt`))]));
  const rows: OutcomeRow[] = [];
  for await (const batch of file.batches()) rows.push(...batch);
  return rows;
}

async function archiveOf(id: string): Promise<{ pdfs: string[]; lines: string[][] }> {
  const entries = await readZip(await bytesOf(await get(`/requests/${id}/certificates.zip`)));
  const [, ...lines] = (entries.get('esiti.csv')?.toString() ?? '').trimEnd().split('\r\n');
  return { pdfs: [...entries.keys()].filter((name) => name.endsWith('.pdf')), lines: lines.map((l) => l.split(';')) };
}

/** Bytes of PDFs that are kept for a request, and what is known of them besides. */
const keptOf = (id: string): Promise<{ number: string; bytes: number | null; hash: string }[]> =>
  world.test.database.rows(
    `SELECT number, octet_length(document.sealed) AS bytes, encode(document.sha256, 'hex') AS hash
     FROM certificates.certificate_document document JOIN certificates.certificate USING (number)
     WHERE request_id = $1 ORDER BY number`,
    [id],
  );

async function verified(code: string): Promise<string> {
  const query = 'query ($code: String!) { verifyCertificate(code: $code) { status } }';
  return (await world.ask('certificates', ANONYMOUS, query, { code })).data.verifyCertificate.status;
}

describe('R-62 PDFs are erased after their retention', () => {
  it.each(['a direct request whose PDFs were downloaded', 'one that was never downloaded', 'one on massivo'])(
    'R-62 of %s, and the record that certificates were issued stays',
    async (which) => {
      const id = which === 'one on massivo' ? await onMassivo() : await direct();
      if (which.endsWith('downloaded')) await archiveOf(id);
      const before = await certificatesOf(id);
      const keptBefore = await keptOf(id);
      expect(before).toHaveLength(3);
      for (const { pdfUrl, pdfErasedOn } of before) expect([pdfUrl, pdfErasedOn]).toEqual([expect.any(String), null]);

      world.issuing.clock.set(LAST_DAY_KEPT);
      expect(await retention().run()).toEqual({ certificates: 0, documents: 0 });
      world.issuing.clock.set(FIRST_DAY_ERASED);
      expect(await retention().run()).toEqual({ certificates: 3, documents: keptBefore.length });

      expect(await certificatesOf(id)).toEqual(
        before.map((certificate) => ({ ...certificate, pdfUrl: null, pdfErasedOn: '2026-12-08' })),
      );
      expect(await keptOf(id)).toEqual(keptBefore.map((document) => ({ ...document, bytes: null })));
      const { pdfs, lines } = await archiveOf(id);
      expect(pdfs).toEqual([]);
      expect(lines.map(([, status, number, , issuedOn, code, file]) => [status, number, issuedOn, code, file])).toEqual(
        before.map(({ number }) => ['ISSUED', number, ISSUED_ON, 'DOCUMENT_ERASED', '']),
      );
      const hashes = new Map(keptBefore.map(({ number, hash }) => [number, hash]));
      expect(lines.map((line) => line[7])).toEqual(before.map(({ number }) => hashes.get(number) ?? ''));
      expect(
        (await outcomeOf(id)).map(({ certificateNumber, pdfName, pdfSha256 }) => [
          certificateNumber,
          pdfName,
          pdfSha256,
        ]),
      ).toEqual(before.map(({ number }) => [number, null, null]));
      // Nothing of this has made a PDF again.
      expect((await keptOf(id)).every(({ bytes }) => bytes === null)).toBe(true);
      expect(await keptOf(id)).toHaveLength(keptBefore.length);
    },
  );

  it('R-62 a download says what happened, to those who may know, and R-60 what is told of them is still recorded', async () => {
    const id = await direct({ items: 1 });
    const [certificate] = await certificatesOf(id);
    const path = certificate?.pdfUrl ?? '';
    expect((await get(path)).status).toBe(200);
    world.issuing.clock.set(FIRST_DAY_ERASED);
    await retention().run();
    const response = await get(path);
    expect(response).toMatchObject({ status: 410, headers: { 'cache-control': 'no-store' } });
    expect(JSON.parse((await bytesOf(response)).toString())).toMatchObject({
      code: 'DOCUMENT_ERASED',
      rule: 'R-62',
      message: expect.stringContaining('erased'),
      messageIt: expect.stringContaining('cancellato'),
      remedy: expect.stringContaining('new certificate'),
      remedyIt: expect.any(String),
      retryable: false,
      correlationId: 'corr',
    });
    expect((await get(path, OTHER_CONTACT)).status).toBe(404);
    expect((await get(path, ANONYMOUS)).status).toBe(401);
    await archiveOf(id);
    await outcomeOf(id);
    const readings = await world.test.database.rows<{ kind: string }>(
      'SELECT kind::text FROM certificates.certificate_reading WHERE number = $1 ORDER BY id',
      [certificate?.number],
    );
    // The refused download read nothing.
    expect(readings.map(({ kind }) => kind)).toEqual(['GRAPH', 'PDF', 'ARCHIVE', 'OUTCOME_FILE']);
  });

  it('R-62 verification says what it said before: valid, then expired, or revoked', async () => {
    const id = await direct({ items: 2 });
    const [held, revoked] = await certificatesOf(id);
    await world.test.database.query('UPDATE certificates.certificate SET revoked_at = $2 WHERE number = $1', [
      revoked?.number,
      world.issuing.clock.now(),
    ]);
    const codes = [held?.verificationCode ?? '', revoked?.verificationCode ?? ''];
    world.issuing.clock.set(FIRST_DAY_ERASED);
    await retention().run();
    expect(await Promise.all(codes.map(verified))).toEqual(['VALID', 'REVOKED']);
    world.issuing.clock.set('2026-12-11T00:00:00+01:00');
    expect(await Promise.all(codes.map(verified))).toEqual(['EXPIRED', 'REVOKED']);
  });

  it('R-62 half of an archive is there: what is erased is left out, what is kept is in it', async () => {
    const id = await direct({ items: 4 });
    const numbers = (await certificatesOf(id)).map(({ number }) => number);
    world.issuing.clock.set(FIRST_DAY_ERASED);
    await retention({ batchSize: 2, batchesARun: 1 }).run();
    const { pdfs, lines } = await archiveOf(id);
    const gone = (await certificatesOf(id)).filter(({ pdfErasedOn }) => pdfErasedOn).map(({ number }) => number);
    expect(gone).toHaveLength(2);
    expect(pdfs).toEqual(numbers.filter((number) => !gone.includes(number)).map((number) => `${number}.pdf`));
    expect(lines.map(([, , , , , code, file]) => [code, file])).toEqual(
      numbers.map((number) => (gone.includes(number) ? ['DOCUMENT_ERASED', ''] : ['', `${number}.pdf`])),
    );
    await retention().run();
  });

  it('R-62 a retention of one day, and of a hundred years', async () => {
    await direct({ items: 1 });
    world.issuing.clock.set('2026-06-11T23:59:00+02:00');
    expect(await retention({ retentionDays: 1 }).run()).toMatchObject({ certificates: 0 });
    world.issuing.clock.set('2026-06-12T00:01:00+02:00');
    expect(await retention({ retentionDays: 36_500 }).run()).toMatchObject({ certificates: 0 });
    expect(await retention({ retentionDays: 1 }).run()).toMatchObject({ certificates: 1 });
  });
});

describe('R-62 nothing is erased while it is under review', () => {
  const flagFirst = (rows: AnsweredRow[]): AnsweredRow[] =>
    rows.map((row, index) => (index === 0 ? { ...row, flags: 'OM' } : row));
  const documentOf = (number: string): Promise<{ bytes: number | null } | undefined> =>
    world.test.database.one(
      'SELECT octet_length(sealed) AS bytes FROM certificates.certificate_document WHERE number = $1',
      [number],
    );
  const SETTLE = `mutation ($id: ID!, $outcome: CertificateOutcome!) {
    settleReview(itemId: $id, outcome: $outcome, note: "verificato") { certificate { number issuedOn } } }`;
  const underReview = async (): Promise<{ id: string; officeNumber: string }> => {
    const id = await onMassivo(flagFirst);
    return { id, officeNumber: `${id}-000001` };
  };
  const settle = async (id: string, outcome: string): Promise<{ number: string; issuedOn: string }> => {
    const { data, errors } = await world.ask('certificates', OPERATOR, SETTLE, { id: `${id}:1`, outcome });
    expect(errors).toEqual([]);
    return data.settleReview.certificate;
  };

  it('R-62 though it takes a year; once settled as the office had it, its time is over as that of any other', async () => {
    const { id, officeNumber } = await underReview();
    world.issuing.clock.set('2027-06-10T10:00:00+02:00');
    expect(await retention().run()).toMatchObject({ certificates: 2, documents: 2 });
    expect((await documentOf(officeNumber))?.bytes).toBeGreaterThan(0);
    expect(await settle(id, 'NIL')).toEqual({ number: officeNumber, issuedOn: ISSUED_ON });
    expect((await documentOf(officeNumber))?.bytes).toBeGreaterThan(0);
    expect(await retention().run()).toEqual({ certificates: 1, documents: 1 });
    expect(await documentOf(officeNumber)).toEqual({ bytes: null });
  });

  it('R-62 settled otherwise, the PDF that the office had sent is no certificate and goes at once', async () => {
    const { id, officeNumber } = await underReview();
    const { number, issuedOn } = await settle(id, 'POSITIVE');
    expect(number).not.toBe(officeNumber);
    expect(issuedOn).toBe(ISSUED_ON);
    expect(await documentOf(officeNumber)).toEqual({ bytes: null });
    expect(
      await world.test.database.rows('SELECT 1 FROM certificates.certificate WHERE number = $1', [officeNumber]),
    ).toEqual([]);
    expect((await get(`/certificates/${number}.pdf`)).status).toBe(200);
    world.issuing.clock.set(FIRST_DAY_ERASED);
    expect(await retention().run()).toEqual({ certificates: 3, documents: 3 });
  });
});

describe('R-62 erasing is bounded, resumable, and done by any number of workers', () => {
  /** What must hold of all certificates at any moment. */
  async function expectConsistent(): Promise<void> {
    const [facts] = await world.test.database.rows(
      `SELECT (SELECT count(*)::int FROM certificates.certificate WHERE pdf_erased_on IS NOT NULL)
                - (SELECT sum(certificates)::int FROM certificates.document_erasure) AS uncounted,
              (SELECT count(*)::int FROM certificates.certificate JOIN certificates.certificate_document USING (number)
               WHERE pdf_erased_on IS NOT NULL AND certificate_document.sealed IS NOT NULL) AS left_over,
              (SELECT count(*)::int FROM certificates.certificate JOIN certificates.certificate_document USING (number)
               WHERE pdf_erased_on IS NULL AND certificate_document.sealed IS NULL) AS lost`,
    );
    expect(facts).toEqual({ uncounted: 0, left_over: 0, lost: 0 });
  }

  /** Certificates with a small document each, which need no PDF to be made. */
  async function withDocuments(items: number): Promise<string> {
    const id = await direct({ items });
    const numbers = (await certificatesOf(id)).map(({ number }) => number);
    const documents = numbers.map((number) => ({
      number,
      sha256: Buffer.from(sha256Of(Buffer.from(number)), 'hex'),
      pdf: sealDocument(world.issuing.vault, number, Buffer.from(`%PDF ${number}`)),
    }));
    expect((await insertDocuments(world.test.database, documents, world.issuing.clock.now())).size).toBe(items);
    return id;
  }

  it('R-62 a run takes no more than its batches, the next one goes on, and what was done is recorded', async () => {
    await withDocuments(7);
    world.issuing.clock.set(FIRST_DAY_ERASED);
    const bounded = retention({ batchSize: 2, batchesARun: 2 });
    expect(await bounded.run()).toEqual({ certificates: 4, documents: 4 });
    expect((await bounded.figures()).oldestDays).toBe(181);
    expect(await bounded.run()).toEqual({ certificates: 3, documents: 3 });
    expect(await bounded.run()).toEqual({ certificates: 0, documents: 0 });
    expect(await bounded.figures()).toMatchObject({ retentionDays: 180, oldestDays: null });
    const latest = await world.test.database.rows(
      'SELECT retention_days, certificates, documents FROM certificates.document_erasure ORDER BY id DESC LIMIT 4',
    );
    expect(latest).toEqual(
      [1, 2, 2, 2].map((count) => ({ retention_days: 180, certificates: count, documents: count })),
    );
    await expect(world.test.database.query('DELETE FROM certificates.document_erasure')).rejects.toThrow(/permission/);
    await expectConsistent();
  });

  it('R-62 stops between two batches when the worker stops', async () => {
    await withDocuments(3);
    world.issuing.clock.set(FIRST_DAY_ERASED);
    expect(await retention({ batchSize: 1 }).run(AbortSignal.abort())).toEqual({ certificates: 0, documents: 0 });
    expect(await retention({ batchSize: 1 }).run()).toMatchObject({ certificates: 3 });
  });

  it('R-62 four workers at once, while others download', async () => {
    const id = await withDocuments(40);
    const fresh = await direct({ items: 10 });
    world.issuing.clock.set(FIRST_DAY_ERASED);
    const [counts] = await Promise.all([
      Promise.all([1, 2, 3, 4].map(() => retention({ batchSize: 3 }).run())),
      archiveOf(fresh),
      archiveOf(id),
      ...(await certificatesOf(fresh)).slice(0, 4).map(({ number }) => get(`/certificates/${number}.pdf`)),
    ]);
    const rest = await retention().run();
    const erased = [...counts, rest].reduce((sum, { certificates }) => sum + certificates, 0);
    expect(erased).toBe(50);
    await expectConsistent();
  });

  it('R-62 a PDF that is being kept is not missed, and none is kept after the erasing', async () => {
    const id = await direct({ items: 2 });
    const [first, second] = (await certificatesOf(id)).map(({ number }) => number) as [string, string];
    const document = (number: string) => ({
      ...{ number, sha256: Buffer.alloc(32, 1) },
      pdf: sealDocument(world.issuing.vault, number, Buffer.from('%PDF')),
    });
    world.issuing.clock.set(FIRST_DAY_ERASED);
    const at = world.issuing.clock.now();
    const { database } = world.test;
    await database.transaction(async (sql) => {
      expect(await insertDocuments(sql, [document(first)], at)).toEqual(new Set([first]));
      // Another worker, meanwhile: what is in hand is left for the next time.
      expect(await retention().run()).toEqual({ certificates: 1, documents: 0 });
    });
    expect(await insertDocuments(database, [document(second)], at)).toEqual(new Set());
    const erasing = {
      ...{ issuedBefore: '2026-06-11', limit: 10, at, day: '2026-12-08', retentionDays: 180 },
    };
    const late = await database.transaction(async (sql: Sql) => {
      expect(await eraseDocuments(sql, erasing)).toEqual({ certificates: 1, documents: 1 });
      return { waiting: insertDocuments(database, [document(first)], at) }; // waits for this transaction
    });
    expect(await late.waiting).toEqual(new Set());
    await expectConsistent();
  });

  it('R-62 a worker that is killed in the middle loses nothing but its batch', async () => {
    await withDocuments(100);
    const script = fileURLToPath(new URL('../../testkit/erasing-worker.ts', import.meta.url));
    const worker = await startChildScript<string>(script, world.test.appUrl, FIRST_DAY_ERASED);
    await worker.kill();
    await expectConsistent();
    world.issuing.clock.set(FIRST_DAY_ERASED);
    const { certificates } = await retention().run();
    expect(certificates).toBeLessThan(100);
    await expectConsistent();
    expect(
      await world.test.database.rows('SELECT number FROM certificates.certificate WHERE pdf_erased_on IS NULL'),
    ).toEqual([]);
  });
});
